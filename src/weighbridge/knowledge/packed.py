"""Files of the packed index: a magic line, a hash over all that follows, a JSON header, and named sections.

Written whole or not at all, read by memory map, refused when the hash does not match. Numbers are little-endian.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import mmap
import os
import sys
import tempfile
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from weighbridge.errors import IndexDamaged

MAGIC = b"weighbridge index 1\n"
_HASH_BYTES = 32


@dataclass(frozen=True)
class PackedFile:
    """An open file of the index."""

    path: Path
    digest: str
    """Hash of everything in the file, in hex."""
    header: Mapping[str, Any]
    _body: memoryview

    def section(self, name: str) -> memoryview:
        """The bytes of a section. Raises IndexDamaged when the header promises more than there is."""
        try:
            start, length = self.header["sections"][name]
            part = self._body[start : start + length]
        except (KeyError, TypeError, ValueError) as error:
            raise IndexDamaged(self.path, f"has no section {name!r}") from error
        if len(part) != length:
            raise IndexDamaged(self.path, f"section {name!r} is cut short")
        return part

    def numbers(self, name: str, code: str) -> array[int]:
        """A section of unsigned numbers; `code` is `H` (16 bits) or `I` (32 bits)."""
        found: array[int] = array(code)
        found.frombytes(self.section(name))
        if sys.byteorder == "big":
            found.byteswap()
        return found

    def json(self, name: str) -> Any:
        """A section of JSON."""
        return json.loads(bytes(self.section(name)))


def write(path: Path, header: Mapping[str, Any], sections: Mapping[str, bytes]) -> str:
    """Write a file and give its hash. The same content gives the same bytes; a killed run leaves the old file."""
    places, start = {}, 0
    for name, content in sections.items():
        places[name] = (start, len(content))
        start += len(content)
    head = json.dumps({**header, "sections": places}, ensure_ascii=False, sort_keys=True).encode()
    body = b"".join((len(head).to_bytes(8, "little"), head, *sections.values()))
    digest = hashlib.sha256(body).digest()
    write_whole(path, b"".join((MAGIC, digest, body)))
    return digest.hex()


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file in one step, after its bytes are on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink(missing_ok=True)
        raise


def read(path: Path) -> PackedFile:
    """Open a file and check its hash.

    Raises IndexDamaged when it is missing, of another format, cut short or changed.
    """
    try:
        with path.open("rb") as file:
            whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except OSError as error:
        raise IndexDamaged(path, f"cannot be opened: {error.strerror or error}") from error
    except ValueError as error:
        raise IndexDamaged(path, "is empty") from error
    body_at = len(MAGIC) + _HASH_BYTES
    if bytes(whole[: len(MAGIC)]) != MAGIC:
        raise IndexDamaged(path, "is no packed index of this version")
    body = whole[body_at:]
    digest = hashlib.sha256(body).digest()
    if digest != bytes(whole[len(MAGIC) : body_at]):
        raise IndexDamaged(path, "is damaged: its hash does not match its content")
    size = int.from_bytes(body[:8], "little")
    return PackedFile(path, digest.hex(), json.loads(bytes(body[8 : 8 + size])), body[8 + size :])
