"""Documents cut into passages: one paragraph, list or table each, under the headings that it stands below."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from weighbridge.knowledge.documents import KnowledgeDocument
from weighbridge.knowledge.passage import Passage

MAX_CHARACTERS = 1_000
"""Longest passage: with its header it stays within the 256 tokens that the embedding model reads."""
LEAD_IN_CHARACTERS = 120
"""A block this short, or one that ends in a colon, is read together with what follows it."""
VERSION = 1
"""Raise it when the same text is cut differently."""

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*\s*$")
_FENCE = re.compile(r"^\s*(```|~~~)")
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
_SLUG = re.compile(r"[^a-z0-9.]+")


@dataclass
class _Block:
    """Lines that belong together, and where they stand."""

    section: tuple[str, ...]
    lines: list[str]
    first_line: int

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()

    @property
    def last_line(self) -> int:
        return self.first_line + len(self.lines) - 1


def split(document: KnowledgeDocument) -> tuple[Passage, ...]:
    """The passages of a document, in its order. The same text gives the same ids."""
    seen: Counter[str] = Counter()
    found = []
    for block in _joined(_blocks(document)):
        slug = slugify(block.section[-1]) if block.section else "overview"
        for text in _pieces(block.text):
            seen[slug] += 1
            suffix = f"-{seen[slug]}" if seen[slug] > 1 else ""
            found.append(
                Passage(
                    id=f"{document.id}#{slug}{suffix}",
                    document_id=document.id,
                    title=document.title,
                    section=" > ".join(block.section),
                    text=text,
                    kind=document.kind,
                    applies_to=document.applies_to,
                    source=document.source or document.place,
                    grade=document.grade,
                    as_of=document.as_of,
                    locator=f"{document.place}:{block.first_line}-{block.last_line}",
                )
            )
    return tuple(found)


def slugify(heading: str) -> str:
    """A heading as part of an id: `Who may use it (§2)` is `who-may-use-it-2`."""
    return _SLUG.sub("-", heading.casefold()).strip("-.")[:60].rstrip("-.") or "section"


def _blocks(document: KnowledgeDocument) -> Iterator[_Block]:
    """Runs of lines without a blank line between them; a fenced block is one run."""
    headings: list[tuple[int, str]] = []
    block: _Block | None = None
    fenced = False
    for number, line in enumerate(document.text.splitlines(), document.first_line):
        if _FENCE.match(line):
            fenced = not fenced
        heading = None if fenced else _HEADING.match(line)
        if heading or (not line.strip() and not fenced):
            if block:
                yield block
            block = None
            if heading:
                level = len(heading[1])
                headings = [item for item in headings if item[0] < level]
                if not (level == 1 and heading[2] == document.title):
                    headings.append((level, heading[2]))
        elif block:
            block.lines.append(line)
        else:
            block = _Block(tuple(text for _, text in headings), [line], number)
    if block:
        yield block


def _joined(blocks: Iterator[_Block]) -> Iterator[_Block]:
    """Blocks with lead-ins joined to what they lead to, within one section and the size limit."""
    held: _Block | None = None
    for block in blocks:
        if held:
            leads = len(held.text) <= LEAD_IN_CHARACTERS or held.text.endswith(":")
            if leads and held.section == block.section and len(held.text) + len(block.text) < MAX_CHARACTERS:
                gap = block.first_line - held.last_line - 1
                held.lines += [""] * gap + block.lines
                continue
            yield held
        held = block
    if held:
        yield held


def _pieces(text: str) -> list[str]:
    """A text in pieces of at most `MAX_CHARACTERS`, cut at lines, then sentences, then words."""
    if len(text) <= MAX_CHARACTERS:
        return [text]
    for pattern, glue in ((r"\n", "\n"), (_SENTENCE_END, " "), (r"\s+", " ")):
        parts = re.split(pattern, text)
        if len(parts) > 1:
            return _packed(parts, glue)
    return [text[start : start + MAX_CHARACTERS] for start in range(0, len(text), MAX_CHARACTERS)]


def _packed(parts: list[str], glue: str) -> list[str]:
    pieces: list[str] = []
    for part in parts:
        if pieces and len(pieces[-1]) + len(glue) + len(part) <= MAX_CHARACTERS:
            pieces[-1] += glue + part
        elif len(part) > MAX_CHARACTERS:
            pieces += _pieces(part)
        elif part.strip():
            pieces.append(part)
    return pieces
