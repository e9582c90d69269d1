"""A bundle is taken whole and signed, or not at all."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weighbridge.cli import command
from weighbridge.errors import (
    BundleConflict,
    BundleDamaged,
    BundleEmpty,
    BundleUnsafe,
    BundleUntrusted,
    BundleVersion,
    InvalidField,
    WeighbridgeError,
)
from weighbridge.knowledge.place import documents_folder, installed_packs
from weighbridge.trust.bundle import MANIFEST, SIGNATURE, verified
from weighbridge.trust.install import install
from weighbridge.trust.keys import make_keys, read_public, sign
from weighbridge.trust.pack_up import create

from .conftest import OFFERS, Keys, MakePack

Entries = dict[str, bytes]


@pytest.fixture
def bundle(make_pack: MakePack, keys: Keys, tmp_path: Path) -> Path:
    out = tmp_path / "facts.bundle"
    create(out, keys.private, [make_pack()])
    return out


def entries(path: Path) -> Entries:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(path: Path, held: Entries | list[tuple[str | zipfile.ZipInfo, bytes]], method: int = 0) -> Path:
    items = held.items() if isinstance(held, dict) else held
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in items:
            archive.writestr(name, content)
    return path


def resigned(held: Entries, keys: Keys, change: Callable[[dict[str, Any]], object]) -> Entries:
    """The entries with another manifest, signed by the right key."""
    manifest = json.loads(held[MANIFEST])
    change(manifest)
    text = json.dumps(manifest).encode()
    return {**held, MANIFEST: text, SIGNATURE: sign(keys.private, text)}


def check(path: Path, keys: Keys) -> None:
    with verified(path, keys.public):
        pass


def test_what_was_packed_is_installed_and_found_by_name(
    bundle: Path, keys: Keys, data_dir: Path, tmp_path: Path
) -> None:
    done = install(bundle, keys.public, data_dir)
    folder = installed_packs(data_dir)["acme"]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        path.name: path.read_bytes() for path in (tmp_path / "pack").iterdir()
    }
    assert done.replaced == ()


def test_the_same_input_gives_the_same_bytes(bundle: Path, keys: Keys, tmp_path: Path) -> None:
    os.utime(tmp_path / "pack" / "models.yaml", (1, 1))
    create(tmp_path / "again", keys.private, [tmp_path / "pack"])
    assert (tmp_path / "again").read_bytes() == bundle.read_bytes()


def test_an_installed_pack_is_used_by_name(
    bundle: Path, keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEIGHBRIDGE_NO_PLUGINS", "1")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    run = CliRunner().invoke
    done = run(command, ["bundle", "install", str(bundle), "--key", str(keys.public_file)])
    assert done.exit_code == 0, done.output
    assert "--pack acme" in done.output
    listed = run(command, ["plugins", "list", "--pack", "acme"])
    assert listed.exit_code == 0, listed.output
    assert "1 model" in " ".join(listed.output.split())


def test_a_newer_bundle_replaces_the_pack_and_leaves_the_others(
    bundle: Path, keys: Keys, make_pack: MakePack, data_dir: Path, tmp_path: Path
) -> None:
    install(bundle, keys.public, data_dir)
    create(tmp_path / "b", keys.private, [make_pack(name="other", folder="other")])
    install(tmp_path / "b", keys.public, data_dir)
    newer = make_pack({"offers.yaml": OFFERS.replace("0.4}", "0.9}")}, folder="newer")
    create(tmp_path / "c", keys.private, [newer])
    assert install(tmp_path / "c", keys.public, data_dir).replaced == ("acme",)
    packs = installed_packs(data_dir)
    assert set(packs) == {"acme", "other"}
    assert "0.9" in (packs["acme"] / "offers.yaml").read_text()
    assert len([path for path in (data_dir / "bundles").iterdir() if path.is_dir()]) == 2


def test_installing_twice_is_as_good_as_once(bundle: Path, keys: Keys, data_dir: Path) -> None:
    for _ in range(2):
        install(bundle, keys.public, data_dir)
    assert (installed_packs(data_dir)["acme"] / "pack.yaml").is_file()
    assert len([path for path in (data_dir / "bundles").iterdir() if path.is_dir()]) == 1


def test_documents_travel_with_their_index(keys: Keys, tmp_path: Path, data_dir: Path) -> None:
    source = tmp_path / "source"
    (source / "chroma" / "segment").mkdir(parents=True)
    (source / "chroma" / "chroma.sqlite3").write_bytes(b"rows")
    (source / "chroma" / "segment" / "data.bin").write_bytes(b"vectors")
    (source / "licenses").mkdir()
    (source / "licenses" / "texts.jsonl").write_text("{}\n")
    create(tmp_path / "k", keys.private, documents=source)
    install(tmp_path / "k", keys.public, data_dir)
    found = documents_folder(data_dir)
    assert (found / "chroma" / "segment" / "data.bin").read_bytes() == b"vectors"
    assert (found / "licenses" / "texts.jsonl").read_text() == "{}\n"
    (data_dir / "chroma").mkdir()
    with pytest.raises(BundleConflict, match="would hide"):
        install(tmp_path / "k", keys.public, data_dir)


def test_no_documents_and_nothing_at_all_are_said(keys: Keys, tmp_path: Path) -> None:
    with pytest.raises(BundleConflict, match="knowledge add"):
        create(tmp_path / "k", keys.private, documents=tmp_path / "empty")
    with pytest.raises(BundleEmpty):
        create(tmp_path / "k", keys.private)
    assert not (tmp_path / "k").exists()


def test_a_broken_pack_is_not_sent(keys: Keys, make_pack: MakePack, tmp_path: Path) -> None:
    pack = make_pack({"models.yaml": "models:\n- {id: acme/model-1, nmae: x}\n"})
    with pytest.raises(InvalidField, match="line 2"):
        create(tmp_path / "k", keys.private, [pack])
    assert not (tmp_path / "k").exists()
    assert not list(tmp_path.glob("*.part"))


def with_file(name: str, content: bytes = b"x") -> Callable[[Entries, Keys], Entries]:
    """One more file, signed by the right key: what an owner of the key who is careless or hostile could send."""
    import hashlib

    entry = {"sha256": hashlib.sha256(content).hexdigest(), "size_bytes": len(content)}

    def change(held: Entries, keys: Keys) -> Entries:
        return {**resigned(held, keys, lambda manifest: manifest["files"].update({name: entry})), name: content}

    return change


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "packs/acme/../../../evil",
        "/etc/evil",
        "packs/acme/a\\..\\..\\evil",
        "C:/evil",
        "packs//x",
        "packs/./x",
        "packs/acme/con.yaml",
        "packs/acme/aux",
        "packs/acme/x.",
        "packs/acme/x\x1b[31m",
        "packs/acme/",
        "packs/" + "x" * 500,
    ],
)
def test_a_path_that_could_leave_its_place_is_refused(name: str, bundle: Path, keys: Keys, data_dir: Path) -> None:
    rewritten(bundle, with_file(name)(entries(bundle), keys))
    with pytest.raises(BundleUnsafe, match="outside of its place"):
        install(bundle, keys.public, data_dir)
    assert not data_dir.exists()


def test_links_devices_and_folders_are_refused(bundle: Path, keys: Keys) -> None:
    held = entries(bundle)
    for kind in (stat.S_IFLNK, stat.S_IFIFO, stat.S_IFDIR, stat.S_IFCHR):
        info = zipfile.ZipInfo("packs/acme/link")
        info.external_attr = (kind | 0o777) << 16
        rewritten(bundle, [*held.items(), (info, b"/etc/passwd")])
        with pytest.raises(BundleUnsafe, match="a link or a device"):
            check(bundle, keys)


def test_compressed_files_are_refused_however_far_they_would_grow(bundle: Path, keys: Keys) -> None:
    bomb = {**entries(bundle), "packs/acme/zeros.yaml": bytes(10_000_000)}
    rewritten(bundle, bomb, zipfile.ZIP_DEFLATED)
    assert bundle.stat().st_size < 100_000
    with pytest.raises(BundleUnsafe, match="compressed"):
        check(bundle, keys)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["packs/acme/models.yaml", "packs/acme/MODELS.yaml"])
def test_a_path_twice_is_refused_whatever_its_case(second: str, bundle: Path, keys: Keys) -> None:
    rewritten(bundle, [*entries(bundle).items(), (second, b"models: []\n")])
    with pytest.raises(BundleUnsafe, match="twice"):
        check(bundle, keys)


def test_overlapping_files_are_refused(bundle: Path, keys: Keys) -> None:
    """Two entries of the directory that share bytes: Python notices some, the sum of sizes the others."""
    content = b"a" * 50_000
    rewritten(bundle, {**entries(bundle), "packs/acme/a.yaml": content, "packs/acme/b.yaml": content})
    data = bundle.read_bytes()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        first, second = archive.getinfo("packs/acme/a.yaml"), archive.getinfo("packs/acme/b.yaml")
        start = archive.start_dir
    at = data.index(b"packs/acme/b.yaml", start) - 46
    shared = bytearray(data[: second.header_offset] + data[start:])
    at -= start - second.header_offset
    shared[at + 42 : at + 46] = first.header_offset.to_bytes(4, "little")
    end = shared.rindex(b"PK\x05\x06")
    shared[end + 16 : end + 20] = second.header_offset.to_bytes(4, "little")
    bundle.write_bytes(shared)
    with pytest.raises((BundleUnsafe, BundleDamaged)):
        check(bundle, keys)


def test_a_file_too_many_too_few_or_changed_is_named(bundle: Path, keys: Keys) -> None:
    held = entries(bundle)
    rewritten(bundle, {**held, "packs/acme/more_models.yaml": b"models: []\n"})
    with pytest.raises(BundleUntrusted, match=r"was given packs/acme/more_models\.yaml"):
        check(bundle, keys)
    rewritten(bundle, {name: content for name, content in held.items() if name != "packs/acme/models.yaml"})
    with pytest.raises(BundleUntrusted, match=r"lacks packs/acme/models\.yaml"):
        check(bundle, keys)
    for content in (held["packs/acme/offers.yaml"].replace(b"0.4", b"0.1"), b""):
        rewritten(bundle, {**held, "packs/acme/offers.yaml": content})
        with pytest.raises(BundleUntrusted, match=r"offers\.yaml was changed after it was signed"):
            check(bundle, keys)


def test_a_changed_manifest_and_another_key_are_not_trusted(bundle: Path, keys: Keys, tmp_path: Path) -> None:
    held = entries(bundle)
    make_keys(tmp_path / "a.pem", tmp_path / "b.pem")
    with (
        pytest.raises(BundleUntrusted, match="not signed with this key"),
        verified(bundle, read_public(tmp_path / "b.pem")),
    ):
        pass
    rewritten(bundle, {**held, MANIFEST: held[MANIFEST].replace(b"Acme", b"Acne")})
    with pytest.raises(BundleUntrusted, match="not signed with this key"):
        check(bundle, keys)
    for signature in (b"", held[SIGNATURE][:-1]):
        rewritten(bundle, {**held, SIGNATURE: signature})
        with pytest.raises(BundleUntrusted):
            check(bundle, keys)
    rewritten(bundle, {**held, SIGNATURE: held[SIGNATURE] + b"x"})
    with pytest.raises(BundleUnsafe, match="larger"):
        check(bundle, keys)


def test_a_signature_of_the_bare_manifest_does_not_fit(bundle: Path, keys: Keys) -> None:
    held = entries(bundle)
    rewritten(bundle, {**held, SIGNATURE: keys.private.sign(held[MANIFEST])})
    with pytest.raises(BundleUntrusted):
        check(bundle, keys)


@pytest.mark.parametrize("stated", [0, 2, "1", None])
def test_another_format_is_said(stated: object, bundle: Path, keys: Keys) -> None:
    rewritten(bundle, resigned(entries(bundle), keys, lambda manifest: manifest.update(format=stated)))
    with pytest.raises(BundleVersion, match="this version reads 1"):
        check(bundle, keys)


def test_a_manifest_that_contradicts_itself_is_damaged(bundle: Path, keys: Keys) -> None:
    held = entries(bundle)
    for change in (
        lambda manifest: manifest["packs"].update({"../x": {"title": "x"}}),
        lambda manifest: manifest["packs"].clear(),
        lambda manifest: manifest.update(files=[]),
        lambda manifest: manifest.update(more=1),
    ):
        rewritten(bundle, resigned(held, keys, change))
        with pytest.raises(BundleDamaged):
            check(bundle, keys)


def test_a_bundle_cut_off_anywhere_is_damaged(bundle: Path, keys: Keys) -> None:
    data = bundle.read_bytes()
    for length in (0, 1, 30, len(data) // 2, len(data) - 30, len(data) - 1):
        bundle.write_bytes(data[:length])
        with pytest.raises(BundleDamaged):
            check(bundle, keys)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(share=st.floats(0, 1, exclude_max=True), mask=st.integers(1, 255))
def test_any_changed_byte_is_refused_or_changes_nothing(share: float, mask: int, bundle: Path, keys: Keys) -> None:
    """Of the zip container, bytes such as dates mean nothing and are not signed; all that is read is."""
    good = bundle.read_bytes()
    at = int(share * len(good))
    bad = bundle.with_suffix(".bad")
    bad.write_bytes(good[:at] + bytes([good[at] ^ mask]) + good[at + 1 :])
    try:
        check(bad, keys)
    except WeighbridgeError:
        return
    assert entries(bad) == entries(bundle)


def test_a_run_killed_at_any_step_leaves_the_old_state_or_the_new(
    bundle: Path, keys: Keys, make_pack: MakePack, data_dir: Path, tmp_path: Path
) -> None:
    install(bundle, keys.public, data_dir)
    newer = make_pack({"offers.yaml": OFFERS.replace("0.4}", "0.9}")}, folder="newer")
    create(tmp_path / "new", keys.private, [newer])
    code = """
import os, sys
from pathlib import Path
left = int(sys.argv[1])
def count(event, arguments):
    global left
    if event in ("open", "os.rename", "os.mkdir", "os.remove", "shutil.rmtree") and "bundles" in str(arguments[0]):
        left -= 1
        if left < 0:
            os._exit(9)
from weighbridge.trust.install import install
from weighbridge.trust.keys import read_public
key = read_public(Path(sys.argv[3]))
import tempfile, shutil, json, weighbridge.plugins.packs
sys.addaudithook(count)
install(Path(sys.argv[2]), key, Path(sys.argv[4]))
"""
    killed = 0
    for step in range(0, 40, 3):
        arguments = [str(step), str(tmp_path / "new"), str(keys.public_file), str(data_dir)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(  # noqa: S603  # our own interpreter
            [sys.executable, "-c", code, *arguments], env=environment, check=False, timeout=60
        )
        pack = installed_packs(data_dir)["acme"]
        assert sorted(path.name for path in pack.iterdir()) == sorted(path.name for path in newer.iterdir())
        assert {"offers.yaml", "pack.yaml"} < {path.name for path in pack.iterdir()}
        killed += done.returncode == 9
        if done.returncode == 0:
            break
    assert killed > 3
    assert "0.9" in (installed_packs(data_dir)["acme"] / "offers.yaml").read_text()


def test_verify_and_create_tell_what_is_in_it(bundle: Path, keys: Keys, tmp_path: Path) -> None:
    run = CliRunner().invoke
    again = ["bundle", "create", str(tmp_path / "x"), "--key", str(keys.private_file), "--pack", str(tmp_path / "pack")]
    assert "acme" in run(command, again).output
    checked = run(command, ["bundle", "verify", str(bundle), "--key", str(keys.public_file), "--format", "json"])
    assert json.loads(checked.stdout)["packs"] == {"acme": {"title": "Acme", "version": "1"}}
