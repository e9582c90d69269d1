"""Ed25519 keys in PEM files: made, read, used to sign and to verify."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge.errors import FileMissing, FileUnreadable, FolderInUse, KeyUnusable, MissingExtra, NotWritable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

CONTEXT = b"weighbridge bundle manifest\n"
"""Stands before what is signed, so that a signature made for something else never fits."""
MAX_KEY_BYTES = 20_000


def make_keys(private: Path, public: Path) -> None:
    """Write a new pair, the private one for its owner alone. Raises FolderInUse, NotWritable, MissingExtra."""
    _need_cryptography()
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    for path in (private, public):
        if path.exists():
            raise FolderInUse(path)
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    shown = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    _write_new(private, secret, 0o600)
    _write_new(public, shown, 0o644)


def read_private(path: Path) -> Ed25519PrivateKey:
    """The key to sign with. Raises KeyUnusable, MissingExtra and the errors of reading."""
    _need_cryptography()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    text = _pem(path)
    try:
        key = load_pem_private_key(text, password=None)
    except TypeError:
        raise KeyUnusable(path, "private", "it is protected by a password") from None
    except Exception as error:  # OpenSSL has a class of error per way to be no key
        raise KeyUnusable(path, "private", "it holds no private key in PEM form") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusable(path, "private", "it is no Ed25519 key")
    return key


def read_public(path: Path) -> Ed25519PublicKey:
    """The key to verify with. Raises KeyUnusable, MissingExtra and the errors of reading."""
    _need_cryptography()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    text = _pem(path)
    try:
        key = load_pem_public_key(text)
    except Exception as error:  # the same
        raise KeyUnusable(path, "public", "it holds no public key in PEM form") from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyUnusable(path, "public", "it is no Ed25519 key")
    return key


def fingerprint(key: Ed25519PublicKey) -> str:
    """SHA-256 of a public key, first 16 hex digits, to compare over the telephone."""
    import hashlib

    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def sign(key: Ed25519PrivateKey, manifest: bytes) -> bytes:
    """The signature of a manifest, 64 bytes."""
    return key.sign(CONTEXT + manifest)


def is_signed(key: Ed25519PublicKey, signature: bytes, manifest: bytes) -> bool:
    """Whether the owner of the key signed this manifest."""
    from cryptography.exceptions import InvalidSignature

    try:
        key.verify(signature, CONTEXT + manifest)
    except InvalidSignature:
        return False
    return True


def _pem(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_KEY_BYTES)
    except FileNotFoundError:
        raise FileMissing(path) from None
    except OSError as error:
        raise FileUnreadable(path, error.strerror or str(error)) from error


def _write_new(path: Path, content: bytes, mode: int) -> None:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
    except FileExistsError:
        raise FolderInUse(path) from None
    except OSError as error:
        raise NotWritable(path, error.strerror or str(error)) from error


def _need_cryptography() -> None:
    try:
        import cryptography  # noqa: F401  # only whether it is there
    except ImportError as error:
        raise MissingExtra("Signed bundles", "bundle") from error
