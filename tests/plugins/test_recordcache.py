"""Records that were kept are the records that would be read, whatever happened to the files, the cache or the code."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from weighbridge.catalog import load_catalog
from weighbridge.errors import InvalidField
from weighbridge.plugins import packfile, recordcache
from weighbridge.plugins.host import Selection
from weighbridge.plugins.packs import load_pack

MODEL = """
  - id: {name}
    name: "A\\u2028B"
    maker: acme
    open_weights: true
    license_id: acme-1.0
    evidence: page
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "pack"
    home.mkdir()
    (home / "pack.yaml").write_text("name: acme\ntitle: Acme\napi_version: 1\n")
    write(home, "acme/one", "acme/two")
    return home


def write(home: Path, *names: str) -> None:
    rows = "".join(MODEL.format(name=name) for name in names)
    (home / "models.yaml").write_text(
        f"sources:\n  page: {{grade: primary, source: the page}}\nmodels:{rows}", encoding="utf-8"
    )


def ids(home: Path) -> list[str]:
    return [record.id for record in load_pack(home).records("models")]


def kept(own_cache: Path) -> list[Path]:
    return [path for path in own_cache.rglob("*.json") if path.read_bytes().endswith(b"\nend")]


@pytest.fixture
def no_parsing(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Call it, and shaping records from a file fails the test from then on."""
    return lambda: monkeypatch.setattr(packfile.PackFile, "__init__", lambda *_: pytest.fail("read again"))


def test_a_second_read_gives_the_same_records_without_the_file_being_parsed(
    folder: Path, no_parsing: Callable[[], None]
) -> None:
    first = load_pack(folder).records("models")
    no_parsing()
    second = load_pack(folder).records("models")
    assert second == first
    assert [record.model_fields_set for record in second] == [record.model_fields_set for record in first]
    assert [record.model_dump_json() for record in second] == [record.model_dump_json() for record in first]


def test_a_changed_file_is_read_again(folder: Path) -> None:
    assert ids(folder) == ["acme/one", "acme/two"]
    write(folder, "acme/three")
    assert ids(folder) == ["acme/three"]


def test_a_changed_file_of_layouts_reads_the_models_again(folder: Path) -> None:
    assert load_pack(folder).records("models")[0].architecture is None
    (folder / "architectures.yaml").write_text("architectures:\n  acme/gone: {}\n")
    with pytest.raises(InvalidField, match="architectures"):
        ids(folder)


def test_files_that_are_refused_are_refused_every_time(folder: Path, own_cache: Path) -> None:
    (folder / "models.yaml").write_text("models:\n  - id: acme/one\n    nmae: One\n")
    for _ in range(2):
        with pytest.raises(InvalidField, match=r"did you mean 'name'"):
            ids(folder)
    assert not kept(own_cache)


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data.split(b"\n", 1)[1].removesuffix(b"end") + b"e",
        lambda data: data.split(b"\n", 1)[0],
        lambda data: data.replace(b'"open_weights":true', b'"open_weights":"perhaps"'),
        lambda data: data.replace(b'"maker"', b'"__class__"'),
        lambda _: b"cos\nsystem\n(S'false'\ntR.\nend",
        lambda _: b"\xff\xfe\nend",
    ],
)
def test_a_damaged_entry_is_replaced(folder: Path, own_cache: Path, damage: Callable[[bytes], bytes]) -> None:
    assert ids(folder) == ["acme/one", "acme/two"]
    (entry,) = kept(own_cache)
    whole = entry.read_bytes()
    entry.write_bytes(damage(whole))
    assert ids(folder) == ["acme/one", "acme/two"]
    assert entry.read_bytes() == whole


def test_other_code_of_the_records_does_not_take_the_entry(
    folder: Path, monkeypatch: pytest.MonkeyPatch, own_cache: Path
) -> None:
    ids(folder)
    monkeypatch.setattr(recordcache, "_reader", lambda: "another version")
    ids(folder)
    assert len(kept(own_cache)) == 2


def test_it_can_be_switched_off(folder: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIGHBRIDGE_NO_CACHE", "1")
    assert ids(folder) == ["acme/one", "acme/two"]
    assert not own_cache.exists()


def test_records_that_would_come_back_different_are_not_kept(
    folder: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weighbridge.records import Model

    dump = Model.model_dump_json
    monkeypatch.setattr(Model, "model_dump_json", lambda self, **how: dump(self, **how).replace("acme-1.0", "acme-2.0"))
    assert [record.license_id for record in load_pack(folder).records("models")] == ["acme-1.0"] * 2
    assert not kept(own_cache)


def test_two_processes_at_once_read_the_same(folder: Path, own_cache: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from weighbridge.plugins.packs import load_pack; "
        "print(*(item.model_dump_json() for item in load_pack(Path(sys.argv[1])).records('models')))"
    )
    command = [sys.executable, "-c", code, str(folder)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]  # noqa: S603  # our own
    said = {process.communicate()[0] for process in running}
    assert len(said) == 1
    assert len(kept(own_cache)) == 1
    assert not list(own_cache.rglob(".new-*"))


def test_the_whole_catalog_is_the_same_with_and_without_a_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = Selection(without=frozenset({"prices"}))
    first = load_catalog(date(2026, 11, 23), selection=chosen).snapshot.id
    again = load_catalog(date(2026, 11, 23), selection=chosen).snapshot.id
    monkeypatch.setenv("WEIGHBRIDGE_NO_CACHE", "1")
    without = load_catalog(date(2026, 11, 23), selection=chosen).snapshot.id
    assert first == again == without
