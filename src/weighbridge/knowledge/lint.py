"""What is wrong with a folder of knowledge documents: front matter, links, ids, and reviews that are too old."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from weighbridge.catalog import Catalog
from weighbridge.errors import WeighbridgeError
from weighbridge.knowledge.documents import KnowledgeDocument, document_paths, read_document
from weighbridge.knowledge.split import MAX_CHARACTERS, slugify, split
from weighbridge.records.base import last_day

REVIEW_DAYS = 365
"""After so many days a review counts as stale."""

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(\s*<?([^)\s>]+)")


@dataclass(frozen=True)
class Problem:
    """One thing to mend."""

    path: str
    line: int | None
    severity: Literal["error", "warning"]
    """An error breaks what readers rely on; a warning asks for a look."""
    what: str


def check(root: Path, catalog: Catalog) -> list[Problem]:
    """Problems of every document below `root`, by file and line; `catalog.as_of` is today.

    A file that cannot be read is a problem itself; nothing is raised.
    """
    documents: list[tuple[Path, KnowledgeDocument]] = []
    problems: list[Problem] = []
    homes: dict[str, str] = {}
    for path in document_paths(root):
        place = path.relative_to(root).as_posix()
        try:
            document = read_document(path, root)
        except WeighbridgeError as error:
            problems.append(Problem(place, getattr(error, "line", None), "error", str(error)))
            continue
        if document.id in homes:
            problems.append(Problem(place, 1, "error", f"the id {document.id!r} stands in {homes[document.id]} too"))
        homes.setdefault(document.id, place)
        documents.append((path, document))
    for path, document in documents:
        problems += _subjects(document, catalog, homes)
        problems += _links(path, root, document)
        problems += _age(document, catalog.as_of)
        problems += _form(document)
    return sorted(problems, key=lambda problem: (problem.path, problem.line or 0, problem.what))


def _subjects(document: KnowledgeDocument, catalog: Catalog, homes: dict[str, str]) -> Iterator[Problem]:
    tables = (catalog.models, catalog.licenses, catalog.providers, catalog.frameworks, catalog.accelerators)
    for subject in document.applies_to:
        if subject not in homes and not any(subject in table for table in (*tables, catalog.services)):
            yield Problem(
                document.place, 1, "error", f"applies_to names {subject!r}, which is no id of the catalog or a document"
            )


def _links(path: Path, root: Path, document: KnowledgeDocument) -> Iterator[Problem]:
    """Relative links must lead to a file below the root, and to a heading of it when they name one."""
    for number, line in enumerate(document.text.splitlines(), document.first_line):
        for target in _LINK.findall(line):
            if re.match(r"[a-z][a-z0-9+.-]*:", target, re.IGNORECASE):
                continue
            name, _, anchor = unquote(target).partition("#")
            file = (path.parent / name).resolve() if name else path
            if not file.is_relative_to(root.resolve()) or not file.is_file():
                yield Problem(document.place, number, "error", f"the link {target!r} leads to no document")
            elif anchor and slugify(anchor) not in _headings(file):
                yield Problem(document.place, number, "error", f"the link {target!r} leads to no heading")


def _headings(path: Path) -> set[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {slugify(line.lstrip("#")) for line in lines if line.startswith("#")}


def _age(document: KnowledgeDocument, today: date) -> Iterator[Problem]:
    if document.reviewed is None:
        return
    reviewed = last_day(document.reviewed)
    if today - reviewed > timedelta(days=REVIEW_DAYS):
        what = f"was last reviewed on {document.reviewed}, over {REVIEW_DAYS} days ago"
        yield Problem(document.place, 1, "warning", what)
    elif len(document.reviewed) == len("2026-11-23") and reviewed > today:
        yield Problem(document.place, 1, "error", f"says it was reviewed on {document.reviewed}, which is to come")


def _form(document: KnowledgeDocument) -> Iterator[Problem]:
    """Headings must lead somewhere, and a paragraph must fit one passage, so that it can be quoted whole."""
    passages = split(document)
    if not passages:
        yield Problem(document.place, document.first_line, "error", "has no text below its front matter")
    seen: dict[str, int] = {}
    for passage in passages:
        line = int(passage.locator.rpartition(":")[2].partition("-")[0])
        seen[passage.locator] = seen.get(passage.locator, 0) + 1
        if seen[passage.locator] == 2:  # the second piece of one paragraph
            what = f"a paragraph is longer than {MAX_CHARACTERS} characters and is quoted in pieces; split it"
            yield Problem(document.place, line, "warning", what)
