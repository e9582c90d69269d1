"""A company's files into its documents: read, cut, embedded and stored; unchanged files are passed over."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Literal

from weighbridge import yamlfile
from weighbridge.errors import FileMissing, UnsupportedFile, WeighbridgeError
from weighbridge.knowledge import readers, split
from weighbridge.knowledge.company import CompanyDocuments
from weighbridge.knowledge.company_rows import Row
from weighbridge.knowledge.documents import FrontMatter, KnowledgeDocument, split_front_matter
from weighbridge.knowledge.readers import FileText

MAX_FILES = 20_000
MAX_PASSAGES = 50_000
PREFIX = "own/"
"""Ids of a company's documents begin with it, so they take none of the shipped ones."""
_SUFFIXES = frozenset({".md", ".markdown", ".txt", ".text", ".rst", ".html", ".htm", ".docx", ".pdf"})
"""Names that are looked into below a folder; a file that is named itself is judged by its content alone."""

FileProgress = Callable[[Path, int, int], None]
"""Called with the file, the passages done and the passages there are."""


@dataclass(frozen=True)
class Outcome:
    """What became of one file."""

    path: Path
    status: Literal["added", "changed", "unchanged", "refused"]
    document_id: str | None = None
    passages: int = 0
    embedded: int = 0
    reason: str | None = None
    """Why it was refused."""


def add(
    path: Path,
    company: CompanyDocuments,
    today: date,
    progress: FileProgress | None = None,
) -> Iterator[Outcome]:
    """Add a file, or every file below a folder, and yield what became of each.

    A file that cannot be read is refused and the next one is taken. Raises FileMissing, UnsupportedFile for too many
    files, and the errors of the store, which would meet every file.
    """
    files = files_below(path)
    rows = company.rows()
    base = path if path.is_dir() else path.parent
    for file in files:
        document_id = _id_for(file, base, rows)
        try:
            version = version_of(file)
            known = rows.get(document_id)
            if known and known["version"] == version:
                yield Outcome(file, "unchanged", document_id, int(known["passages"]))
                continue
            document = read_document(file, document_id)
            passages = split.split(document)
            if len(passages) > MAX_PASSAGES:
                raise UnsupportedFile(file, f"it gives more than {MAX_PASSAGES:,} passages; split it")
        except WeighbridgeError as error:
            yield Outcome(file, "refused", reason=str(error))
            continue
        row: Row = {
            "version": version,
            "title": document.title,
            "path": str(file.resolve()),
            "kind": document.kind,
            "added": today.isoformat(),
        }
        added = company.add(document_id, passages, row, partial(progress, file) if progress else None)
        rows[document_id] = row
        yield Outcome(file, "changed" if known else "added", document_id, added.passages, added.embedded)


def files_below(path: Path) -> list[Path]:
    """The file itself, or the files below a folder with known endings, sorted; hidden ones and links are left out.

    Raises FileMissing, or UnsupportedFile when there are too many.
    """
    if not path.exists():
        raise FileMissing(path)
    if not path.is_dir():
        return [path]
    found = []
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder) / name
            if not name.startswith(".") and file.suffix.casefold() in _SUFFIXES and not file.is_symlink():
                found.append(file)
        if len(found) > MAX_FILES:
            raise UnsupportedFile(path, f"it holds more than {MAX_FILES:,} files; add its folders one by one")
    return found


def read_document(file: Path, document_id: str) -> KnowledgeDocument:
    """A company's file as a document; front matter is honored when it has some. Raises the errors of the readers."""
    found = readers.read_file(file)
    front = split_front_matter(found.text) if found.format == "text" else None
    if front:
        head = yamlfile.validate(yamlfile.parse(f"\n{front[0]}\n", file), FrontMatter, "front matter")
        return KnowledgeDocument(
            document_id,
            head.title,
            head.kind,
            head.applies_to,
            head.sources,
            head.reviewed,
            front[1],
            file.name,
            front[2],
        )
    return KnowledgeDocument(document_id, _title(found, file), "company", (), (), None, found.text, file.name)


def version_of(file: Path) -> str:
    """Hash of a file's bytes and of how they are read and cut. Raises the errors of `read_bytes`."""
    digest = hashlib.sha256(f"read {readers.VERSION} split {split.VERSION}\n".encode())
    digest.update(readers.read_bytes(file))
    return digest.hexdigest()


def _id_for(file: Path, base: Path, rows: dict[str, Row]) -> str:
    """The id of a file: its path below what was added; another file of that name gets a mark of its own path."""
    parts: Sequence[str] = file.relative_to(base).with_suffix("").parts
    name = PREFIX + "/".join(split.slugify(part) for part in parts)
    held = rows.get(name)
    place = str(file.resolve())
    if held is None or held["path"] == place:
        return name
    return f"{name}-{hashlib.sha256(place.encode()).hexdigest()[:6]}"


def _title(found: FileText, file: Path) -> str:
    """The stated title, else the first heading of the first level, else the file's name."""
    if found.title:
        return found.title[:200]
    for line in found.text.splitlines()[:50]:
        if line.startswith("# "):
            return line[2:].strip()[:200]
    return file.stem
