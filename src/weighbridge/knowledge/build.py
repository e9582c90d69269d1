"""Make the packed index of the shipped documents: `python -m weighbridge.knowledge.build`."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge.errors import IndexDamaged, WeighbridgeError
from weighbridge.knowledge import shipped, vectors
from weighbridge.knowledge.documents import INDEX_FOLDER, knowledge_root, read_documents
from weighbridge.knowledge.embedding import packaged_encoder, packaged_encoder_for
from weighbridge.knowledge.shipped import ShippedIndex, searched_text
from weighbridge.knowledge.vectors import digest_of

if TYPE_CHECKING:
    from weighbridge.knowledge.minilm import Floats


@dataclass(frozen=True)
class Built:
    """What a build wrote."""

    folder: Path
    documents: int
    passages: int
    vectors: str
    """What happened to the vectors, in a few words."""


def build(root: Path | None = None, folder: Path | None = None) -> Built:
    """Read every document below `root` and write the index into `folder` (default: `index` below the root).

    The postings need the base package only. Vectors are written when the extra `knowledge` is installed, and taken
    over from the old file for passages that did not change. Raises the errors of `read_documents`.
    """
    root = root or knowledge_root()
    folder = folder or root / INDEX_FOLDER
    documents = read_documents(root)
    folder.mkdir(parents=True, exist_ok=True)
    # Both files are made beside the old ones and put in place together, so that a killed run leaves the old pair.
    with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as place:
        draft = Path(place)
        shipped.write(draft / shipped.FILE_NAME, documents)
        index = ShippedIndex(draft / shipped.FILE_NAME)
        told = _write_vectors(draft / vectors.FILE_NAME, folder / vectors.FILE_NAME, index)
        if not (draft / vectors.FILE_NAME).exists():
            (folder / vectors.FILE_NAME).unlink(missing_ok=True)
        for path in sorted(draft.iterdir()):
            path.replace(folder / path.name)
    return Built(folder, len(index.documents), index.count, told)


def _write_vectors(path: Path, old: Path, index: ShippedIndex) -> str:
    """Write vectors in step with the postings, or none when there is no model for it. Says what was done."""
    packaged = packaged_encoder()
    if packaged is None:
        return "none, for they need the extra 'knowledge'"
    texts = [searched_text(index.passage(number)) for number in range(index.count)]
    known = _known(old, packaged.fingerprint)
    waiting = sum(digest_of(text) not in known for text in texts)
    computed = vectors.write(path, texts, index.file.digest, packaged_encoder_for(waiting), known)
    return f"{computed} computed, {len(texts) - computed} taken over"


def _known(path: Path, fingerprint: str) -> dict[bytes, Floats]:
    """Vectors of the old file, unless it is missing, damaged or of another model."""
    try:
        old = vectors.Vectors(path)
        return old.by_digest() if old.fingerprint == fingerprint else {}
    except IndexDamaged:
        return {}


def main() -> int:
    """Build and say what was written. Returns the exit code."""
    try:
        built = build()
    except WeighbridgeError as error:
        sys.stderr.write(f"weighbridge: {error}\n")
        return 1
    told = f"{built.documents} documents, {built.passages} passages, vectors: {built.vectors}"
    sys.stdout.write(f"{told}. Written to {built.folder}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
