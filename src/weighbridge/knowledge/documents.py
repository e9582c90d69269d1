"""Knowledge documents: Markdown with front matter, read from the shipped folder or given by plugins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

import weighbridge
from weighbridge import yamlfile
from weighbridge.errors import DocumentTwice, InvalidField, KnowledgeMissing
from weighbridge.records.base import Evidence, Grade, PartialDate, Record, RecordId
from weighbridge.records.document import Document

MAX_DOCUMENT_BYTES = 2_000_000
INDEX_FOLDER = "index"
"""Folder below the knowledge root that holds the packed index."""

Kind = Literal["license", "regulation", "provider", "market", "hardware", "guide", "company"]
WEAKEST_FIRST: tuple[Grade, ...] = ("estimated", "claimed", "secondary", "primary", "measured")


class FrontMatter(Record):
    """What stands between the two `---` lines of a document."""

    id: RecordId
    title: str = Field(min_length=1, max_length=200)
    kind: Kind
    applies_to: tuple[RecordId, ...] = ()
    sources: tuple[Evidence, ...] = Field(min_length=1)
    reviewed: PartialDate


@dataclass(frozen=True)
class KnowledgeDocument:
    """One document. Its text is data: quoted, never obeyed."""

    id: str
    title: str
    kind: str
    applies_to: tuple[str, ...]
    sources: tuple[Evidence, ...]
    reviewed: str | None
    text: str
    """Markdown below the front matter."""
    place: str
    """Path below the knowledge root, `plugin NAME`, or the path of a company's own file."""
    first_line: int = 1
    """Line of its file on which `text` begins."""

    @property
    def source(self) -> str:
        """All sources in one line."""
        return "; ".join(evidence.source for evidence in self.sources)

    @property
    def grade(self) -> Grade | None:
        """The weakest grade among the sources."""
        grades = {evidence.grade for evidence in self.sources}
        return next((grade for grade in WEAKEST_FIRST if grade in grades), None)

    @property
    def as_of(self) -> str | None:
        """The oldest day among the sources."""
        return min((evidence.as_of for evidence in self.sources if evidence.as_of), default=None)


def knowledge_root() -> Path:
    """The folder of shipped documents: `knowledge/` of a clone or editable install, else the copy in the wheel.

    Raises KnowledgeMissing when neither is there.
    """
    package = Path(weighbridge.__file__).parent
    for folder in (package / "_knowledge", package.parent.parent / "knowledge"):
        if folder.is_dir():
            return folder
    raise KnowledgeMissing(package)


def is_clone() -> bool:
    """Whether the documents are those of a clone, which may be changed, rather than the copy in the wheel."""
    return knowledge_root().name != "_knowledge"


def document_paths(root: Path) -> list[Path]:
    """Markdown files below `root`, sorted by their path below it."""
    return sorted(path for path in root.rglob("*.md") if path.is_file())


def read_document(path: Path, root: Path) -> KnowledgeDocument:
    """Read one file with front matter. Raises InvalidField with file and line, or the errors of `read_text`."""
    text = yamlfile.read_text(path, MAX_DOCUMENT_BYTES)
    split = split_front_matter(text)
    if split is None:
        raise InvalidField(path, 1, "front matter", "the file must start with `---`, YAML lines, and `---` again.")
    front, body, first_line = split
    # The empty first line keeps line numbers those of the file.
    head = yamlfile.validate(yamlfile.parse(f"\n{front}\n", path), FrontMatter, "front matter")
    place = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    return KnowledgeDocument(
        head.id, head.title, head.kind, head.applies_to, head.sources, head.reviewed, body, place, first_line
    )


def split_front_matter(text: str) -> tuple[str, str, int] | None:
    """Front matter, text below it and the line on which that begins; None when there is no front matter."""
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or lines[0].strip() != "---":
        return None
    for number, line in enumerate(lines[1:], 1):
        if line.strip() == "---":
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    return None


def read_documents(root: Path) -> tuple[KnowledgeDocument, ...]:
    """Every document below `root`, sorted by id. Raises DocumentTwice for a repeated id, or a file's own error."""
    found: dict[str, KnowledgeDocument] = {}
    for path in document_paths(root):
        document = read_document(path, root)
        if document.id in found:
            raise DocumentTwice(document.id, found[document.id].place, document.place)
        found[document.id] = document
    return tuple(found[key] for key in sorted(found))


def from_records(records: Iterable[Document], origins: dict[str, str]) -> tuple[KnowledgeDocument, ...]:
    """Documents that plugins give, as knowledge documents. `origins` maps a document id to its plugin."""
    return tuple(
        KnowledgeDocument(
            record.id,
            record.title,
            record.kind,
            record.applies_to,
            tuple(record.evidence[name] for name in sorted(record.evidence)),
            record.reviewed,
            record.text,
            f"plugin {origins.get(record.id, 'unknown')}",
        )
        for record in records
    )
