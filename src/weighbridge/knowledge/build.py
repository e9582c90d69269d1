"""Make the packed index of the shipped documents: `python -m weighbridge.knowledge.build`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from weighbridge.errors import WeighbridgeError
from weighbridge.knowledge import shipped
from weighbridge.knowledge.documents import INDEX_FOLDER, knowledge_root, read_documents
from weighbridge.knowledge.shipped import ShippedIndex


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
    path = folder / shipped.FILE_NAME
    shipped.write(path, read_documents(root))
    index = ShippedIndex(path)
    return Built(folder, len(index.documents), index.count, "none")


def main() -> int:
    """Build and say what was written. Returns the exit code."""
    try:
        built = build()
    except WeighbridgeError as error:
        sys.stderr.write(f"weighbridge: {error}\n")
        return 1
    sys.stdout.write(
        f"{built.documents} documents, {built.passages} passages, vectors: {built.vectors}. Written to {built.folder}.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
