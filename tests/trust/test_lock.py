"""A lock is broken by any change, says which, and stops the run before anything is loaded."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner

from weighbridge.catalog import load_catalog
from weighbridge.cli import command
from weighbridge.errors import InvalidField, LockBroken
from weighbridge.plugins.selection import Selection
from weighbridge.trust.contents import plugin_files
from weighbridge.trust.lock import check_lock, current_lock, lock_text, read_lock

from .conftest import MakePack


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One distribution with one package; importing it would leave a mark."""
    folder = tmp_path / "site"
    package = folder / "tare_plugin"
    (package / "data").mkdir(parents=True)
    (package / "__init__.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    (package / "data" / "facts.yaml").write_text("a: 1\n")
    info = folder / "tare-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tare\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[weighbridge]\ntare = tare_plugin:plugin\n")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setattr(
        "weighbridge.plugins.discover.distributions", lambda: metadata.distributions(path=[str(folder)])
    )
    return folder


@pytest.fixture
def lock(site: Path, make_pack: MakePack, tmp_path: Path) -> Path:
    path = tmp_path / "weighbridge.lock"
    path.write_text(lock_text(current_lock([make_pack()])))
    return path


def broken(lock: Path, *packs: Path, **selection: frozenset[str]) -> str:
    with pytest.raises(LockBroken) as error:
        check_lock(lock, packs, Selection(**selection))  # type: ignore[arg-type]  # the tests' own words
    return str(error.value)


def test_what_was_locked_passes_and_gives_hashes(lock: Path, tmp_path: Path) -> None:
    found = check_lock(lock, [tmp_path / "pack"])
    assert set(found) == {"tare", "acme"}
    assert all(len(value) == 64 for value in found.values())


def test_no_plugin_is_run_to_lock_it_or_to_find_it_changed(lock: Path, site: Path, tmp_path: Path) -> None:
    (site / "tare_plugin" / "__init__.py").write_text("raise SystemExit\n")
    assert "changed: plugin tare (other content in __init__.py)" in broken(lock, tmp_path / "pack")
    assert not (tmp_path / "ran").exists()
    assert "tare_plugin" not in sys.modules


def test_data_files_count_as_much_as_code(lock: Path, site: Path, tmp_path: Path) -> None:
    (site / "tare_plugin" / "data" / "facts.yaml").write_text("a: 2\n")
    assert "other content in data/facts.yaml" in broken(lock, tmp_path / "pack")


def test_a_file_that_was_added_counts(lock: Path, site: Path, tmp_path: Path) -> None:
    (site / "tare_plugin" / "more.py").write_text("")
    assert "other content in more.py" in broken(lock, tmp_path / "pack")


def test_what_python_compiles_does_not_count(lock: Path, site: Path, tmp_path: Path) -> None:
    (site / "tare_plugin" / "__pycache__").mkdir()
    (site / "tare_plugin" / "__pycache__" / "x.pyc").write_bytes(b"x")
    assert check_lock(lock, [tmp_path / "pack"])


def test_version_and_distribution_count(lock: Path, site: Path, tmp_path: Path) -> None:
    metadata_file = site / "tare-1.0.dist-info" / "METADATA"
    metadata_file.write_text("Metadata-Version: 2.1\nName: scales\nVersion: 2.0\n")
    said = broken(lock, tmp_path / "pack")
    assert "version 1.0 became 2.0; distribution tare became scales" in said


def test_missing_and_added_are_named_together(lock: Path, site: Path, make_pack: MakePack) -> None:
    (site / "tare-1.0.dist-info" / "entry_points.txt").write_text("[weighbridge]\nnet = tare_plugin\n")
    said = broken(lock, make_pack(name="other", folder="other"))
    for line in (
        "missing: plugin tare 1.0 of tare",
        "added: plugin net 1.0",
        "missing: pack acme 1",
        "added: pack other 1",
    ):
        assert line in said
    assert said.rstrip().endswith("weighbridge plugins lock")


def test_what_a_command_leaves_out_is_not_asked_for(lock: Path, site: Path, tmp_path: Path) -> None:
    (site / "tare_plugin" / "more.py").write_text("")
    assert set(check_lock(lock, [tmp_path / "pack"], Selection(without=frozenset({"tare"})))) == {"acme"}


def test_an_edited_lock_is_no_way_around(lock: Path, site: Path, tmp_path: Path) -> None:
    """Someone who edits the hash of one file but not the whole contradicts himself."""
    stated = read_lock(lock)
    old = stated.plugins["tare"].files["data/facts.yaml"]
    (site / "tare_plugin" / "data" / "facts.yaml").write_text("a: 2\n")
    new = current_lock().plugins["tare"].files["data/facts.yaml"]
    lock.write_text(lock.read_text().replace(old, new))
    assert "changed: plugin tare" in broken(lock, tmp_path / "pack")


def test_files_of_a_pack_that_nobody_reads_do_not_count(lock: Path, tmp_path: Path) -> None:
    (tmp_path / "pack" / "README.txt").write_text("hello")
    assert check_lock(lock, [tmp_path / "pack"])


def test_the_same_state_gives_the_same_text_with_a_line_per_file(lock: Path, tmp_path: Path) -> None:
    text = lock_text(current_lock([tmp_path / "pack"]))
    assert text == lock.read_text()
    assert sum("facts.yaml" in line for line in text.splitlines()) == 1


def test_a_file_that_is_no_lock_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    path.write_text("lock_version: 2\nweighbridge: 0.1.0\n")
    with pytest.raises(InvalidField, match="line 1: lock_version"):
        read_lock(path)


@pytest.mark.parametrize("module", ["nowhere_at_all", "os.path", "email.mime.text"])
def test_files_of_any_module_are_found_without_importing_it(module: str) -> None:
    files = plugin_files(module)
    assert bool(files) is (module != "nowhere_at_all")
    if module == "email.mime.text":
        assert "mime/text.py" in files


def test_a_namespace_package_is_passed_for_the_package_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "tare_company" / "scales"
    inner.mkdir(parents=True)
    (inner / "__init__.py").write_text("")
    (tmp_path / "tare_company" / "other.txt").write_text("of somebody else")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert list(plugin_files("tare_company.scales")) == ["__init__.py"]


def test_a_locked_run_says_the_hashes_and_a_broken_one_loads_nothing(
    site: Path, make_pack: MakePack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEIGHBRIDGE_NO_PLUGINS", "1")
    monkeypatch.chdir(tmp_path)
    pack = make_pack()
    run = CliRunner().invoke
    assert run(command, ["plugins", "lock", "--pack", "pack"]).exit_code == 0
    listed = run(command, ["plugins", "list", "--pack", "pack", "--locked", "--format", "json"])
    assert listed.exit_code == 0, listed.output
    assert f'"sha256": "{read_lock(tmp_path / "weighbridge.lock").packs["acme"].sha256}"' in listed.output
    (pack / "models.yaml").write_text("models: []\n")
    refused = run(command, ["plugins", "list", "--pack", "pack", "--locked", "weighbridge.lock"])
    assert isinstance(refused.exception, LockBroken)


def test_records_say_which_pack_they_came_from(site: Path, make_pack: MakePack) -> None:
    from datetime import date

    catalog = load_catalog(date(2026, 11, 23), packs=[make_pack()], selection=Selection(none=True))
    assert catalog.pack_of("models", "acme/model-1") == "acme"
    assert catalog.pack_of("models", "nobody/nothing") is None
    assert catalog.pack_of("offers", None) is None
