"""Keys: made for their owner alone, and what is no key is said."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from weighbridge.cli import command
from weighbridge.errors import FileMissing, FolderInUse, KeyUnusable
from weighbridge.trust.keys import read_private, read_public

from .conftest import Keys


@pytest.mark.parametrize("text", ["", "hello", "-----BEGIN PRIVATE KEY-----\nxx\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_said(text: str, tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text(text)
    for read in (read_private, read_public):
        with pytest.raises(KeyUnusable, match="in PEM form"):
            read(path)
    with pytest.raises(FileMissing):
        read_public(tmp_path / "none")


def test_keys_of_another_kind_or_side_are_said(keys: Keys, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

    other = generate_private_key(SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (tmp_path / "ec.pem").write_bytes(other)
    with pytest.raises(KeyUnusable, match="no Ed25519 key"):
        read_private(tmp_path / "ec.pem")
    with pytest.raises(KeyUnusable, match="no public key"):
        read_public(keys.private_file)
    locked = keys.private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"x"),
    )
    (tmp_path / "locked.pem").write_bytes(locked)
    with pytest.raises(KeyUnusable, match="protected by a password"):
        read_private(tmp_path / "locked.pem")


def test_keys_are_for_the_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    run = CliRunner().invoke
    assert run(command, ["bundle", "keygen", str(tmp_path / "ours")]).exit_code == 0
    assert stat.S_IMODE((tmp_path / "ours-private.pem").stat().st_mode) == 0o600
    before = (tmp_path / "ours-private.pem").read_bytes()
    assert isinstance(run(command, ["bundle", "keygen", str(tmp_path / "ours")]).exception, FolderInUse)
    assert (tmp_path / "ours-private.pem").read_bytes() == before
