"""Reads the header of a GGUF file: its key-value metadata and the list of its tensors. Bounded; no weights are read.

The `gguf` package maps the whole file and turns every entry into an array, whatever its stated size; this reader skips
what it does not need (vocabularies, templates) and refuses counts that the file cannot hold.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

from weighbridge import yamlfile
from weighbridge.errors import WeightsUnreadable
from weighbridge.footprint.files.checkpoint import Tensor
from weighbridge.records.base import Record

MAGIC = b"GGUF"
VERSIONS = (2, 3)
HEADER_MAX = 512_000_000
ENTRIES_MAX = 100_000
TENSORS_MAX = 1_000_000
STRINGS_MAX = 4_000_000
"""Texts in one array: vocabularies have some hundred thousand."""
TEXT_MAX = 16_000_000
KEPT_MAX = 10_000
"""Numbers of one array that are kept; longer ones are skipped."""
DIMENSIONS_MAX = 8
NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
"""Metadata value types that are plain numbers, by their `struct` letter."""
TEXT, ARRAY = 8, 9

Value = int | float | bool | str | tuple[int | float | bool, ...]


class GgufTypes(Record):
    """The tables of `gguf.yaml`."""

    source: str
    tensor_types: dict[int, tuple[str, int, int]]
    file_types: dict[int, str]


@cache
def gguf_types() -> GgufTypes:
    """Number formats by their numbers in GGUF files."""
    return yamlfile.validate(yamlfile.read(Path(__file__).with_name("gguf.yaml")), GgufTypes, "GGUF types")


@dataclass(frozen=True)
class GgufHeader:
    """Metadata (numbers, short texts, short arrays of numbers) and tensors of one file."""

    metadata: Mapping[str, Value]
    tensors: tuple[Tensor, ...]
    whole: bool
    """Whether the file is long enough to hold its tensors."""


class Damaged(Exception):
    """The bytes are not what the format asks for; the reason is its text."""


def read_header(path: Path) -> GgufHeader:
    """The header of a file. Raises WeightsUnreadable with the reason."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            return _Reader(file, size).header()
    except OSError as error:
        raise WeightsUnreadable(path, error.strerror or str(error)) from error
    except Damaged as error:
        raise WeightsUnreadable(path, str(error)) from error


class _Reader:
    """Reads little-endian values in order, never beyond the file or the limits."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.file, self.size, self.at = file, min(size, HEADER_MAX), 0
        self.file_size = size

    def header(self) -> GgufHeader:
        if self.take(4) != MAGIC:
            raise Damaged("it is not a GGUF file")
        version = self.number("I")
        if version not in VERSIONS:
            big = int.from_bytes(int(version).to_bytes(4, "little"), "big") in VERSIONS
            raise Damaged("it is big-endian" if big else f"GGUF version {version} is not known")
        tensors = self.count("tensors", TENSORS_MAX, 24)
        entries = self.count("metadata entries", ENTRIES_MAX, 13)
        metadata: dict[str, Value] = {}
        for _ in range(entries):
            key = self.text(65_535)
            value = self.value(int(self.number("I")))
            if value is not None:
                metadata[key] = value
        found = [self.tensor() for _ in range(tensors)]
        needed = self.at + sum(tensor.size_bytes for tensor in found)
        return GgufHeader(metadata, tuple(found), self.file_size >= needed)

    def take(self, length: int) -> bytes:
        if length > self.size - self.at:
            raise Damaged("it ends in the middle of its header: the file is truncated or damaged")
        self.at += length
        return self.file.read(length)

    def skip(self, length: int) -> None:
        if length > self.size - self.at:
            raise Damaged("it ends in the middle of its header: the file is truncated or damaged")
        self.at += length
        self.file.seek(length, 1)

    def number(self, letter: str) -> int | float | bool:
        found: int | float | bool = struct.unpack(f"<{letter}", self.take(struct.calcsize(f"<{letter}")))[0]
        return found

    def count(self, what: str, limit: int, least_bytes: int) -> int:
        """A stated count, refused when the rest of the file could not hold so many."""
        found = int(self.number("Q"))
        if found > limit or found * least_bytes > self.size - self.at:
            raise Damaged(f"it states {found:,} {what}, more than it can hold")
        return found

    def text(self, limit: int = TEXT_MAX) -> str:
        length = int(self.number("Q"))
        if length > limit:
            raise Damaged(f"it states a text of {length:,} bytes")
        return self.take(length).decode("utf-8", "replace")

    def value(self, kind: int) -> Value | None:
        """A metadata value; None for what is skipped."""
        if kind in NUMBERS:
            return self.number(NUMBERS[kind])
        if kind == TEXT:
            return self.text()
        if kind == ARRAY:
            return self.array()
        raise Damaged(f"it has a metadata value of the unknown type {kind}")

    def array(self) -> tuple[int | float | bool, ...] | None:
        kind = int(self.number("I"))
        if kind == TEXT:
            for _ in range(self.count("texts in one array", STRINGS_MAX, 8)):
                self.skip(int(self.number("Q")))
            return None
        if kind not in NUMBERS:
            raise Damaged(f"it has an array of the unknown type {kind}")
        width = struct.calcsize(f"<{NUMBERS[kind]}")
        length = self.count("numbers in one array", self.size, width)
        if length > KEPT_MAX:
            self.skip(length * width)
            return None
        return struct.unpack(f"<{length}{NUMBERS[kind]}", self.take(length * width))

    def tensor(self) -> Tensor:
        name = self.text(65_535)
        dimensions = int(self.number("I"))
        if dimensions > DIMENSIONS_MAX:
            raise Damaged(f"it has a tensor of {dimensions:,} dimensions")
        shape = tuple(int(self.number("Q")) for _ in range(dimensions))
        kind = int(self.number("I"))
        self.number("Q")
        known = gguf_types().tensor_types.get(kind)
        if known is None:
            raise Damaged(f"it has a tensor of the unknown type {kind}")
        weights = 1
        for size in shape:
            weights *= size
            if weights > 10**15:
                raise Damaged("it has a tensor larger than any model")
        title, block, block_bytes = known
        return Tensor(name, title.upper(), shape, -(-weights // block) * float(block_bytes))
