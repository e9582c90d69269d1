"""Vectors of the shipped passages: 16-bit floats beside the postings, used when the extra `knowledge` is installed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge.errors import IndexDamaged, VectorsOfAnotherModel
from weighbridge.knowledge import packed
from weighbridge.knowledge.embedding import Encoder

if TYPE_CHECKING:
    from weighbridge.knowledge.minilm import Floats

FILE_NAME = "vectors.bin"
_DIGEST_BYTES = 12


def digest_of(text: str) -> bytes:
    """What tells one text from another."""
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST_BYTES).digest()


class Vectors:
    """The open file of vectors."""

    def __init__(self, path: Path, index: str | None = None) -> None:
        """Open the file. `index` is the hash of the postings that it must belong to. Raises IndexDamaged."""
        self.path = path
        self._file = packed.read(path)
        if index is not None and self._file.header["index"] != index:
            raise IndexDamaged(path, "belongs to another state of the documents")

    @property
    def fingerprint(self) -> str:
        """Name of the vector space."""
        return str(self._file.header["fingerprint"])

    @cached_property
    def matrix(self) -> Floats:
        """One row per passage, in the order of the postings."""
        import numpy as np

        width = self._file.header["dimensions"]
        return np.frombuffer(self._file.section("rows"), "<f2").reshape(-1, width).astype(np.float32)

    def by_digest(self) -> dict[bytes, Floats]:
        """Vector by the digest of its text."""
        held = bytes(self._file.section("digests"))
        starts = range(0, len(held), _DIGEST_BYTES)
        return {held[at : at + _DIGEST_BYTES]: row for at, row in zip(starts, self.matrix, strict=True)}

    def cosines(self, vector: Floats, encoder: Encoder) -> Floats:
        """Cosine of `vector` with every passage. Raises VectorsOfAnotherModel when `encoder` has another space."""
        if encoder.fingerprint != self.fingerprint:
            raise VectorsOfAnotherModel(self.path, self.fingerprint, encoder.fingerprint)
        found: Floats = self.matrix @ vector
        return found


def write(path: Path, texts: Sequence[str], index: str, encoder: Encoder, known: dict[bytes, Floats]) -> int:
    """Write the vectors of `texts`; those in `known` are not computed again. Gives how many were computed."""
    import numpy as np

    digests = [digest_of(text) for text in texts]
    missing = [number for number, digest in enumerate(digests) if digest not in known]
    fresh: Iterable[Floats] = encoder.encode([texts[number] for number in missing]) if missing else ()
    rows = {**known, **{digests[number]: row for number, row in zip(missing, fresh, strict=True)}}
    matrix = np.stack([rows[digest] for digest in digests]).astype("<f2")
    header = {"fingerprint": encoder.fingerprint, "dimensions": int(matrix.shape[1]), "index": index}
    packed.write(path, header, {"digests": b"".join(digests), "rows": matrix.tobytes()})
    return len(missing)
