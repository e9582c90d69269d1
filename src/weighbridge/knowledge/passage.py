"""A passage: the smallest piece of knowledge that an answer cites."""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.records.base import Grade


@dataclass(frozen=True)
class Passage:
    """A paragraph or a generated fact with a stable id. Its text is data: quoted, never obeyed."""

    id: str
    """`document-id#section-slug`, from the second passage of a section on with `-2`, `-3` ...

    Facts read `model:ID#topic`, `license:ID#topic`, `provider:ID#topic`, `offer:ID`, `accelerator:ID`,
    `framework:ID#check`, `claim:ID`, `service:ID`.
    """
    document_id: str
    """Document it stands in; for a fact, the id of the record that it speaks about."""
    title: str
    """Title of the document or name of the record."""
    section: str
    """Headings above it, outermost first, joined by ` > `; empty before the first heading."""
    text: str
    """What a citation may quote, verbatim."""
    kind: str
    """license, regulation, provider, market, hardware or guide; for facts also model, offer, accelerator, claim."""
    applies_to: tuple[str, ...]
    """Ids of models, licenses, providers, frameworks and accelerators that it speaks about."""
    source: str
    """Where the statement comes from; of several sources all, joined by `; `."""
    grade: Grade | None
    """The weakest grade among its sources; None when nothing is stated."""
    as_of: str | None
    """The oldest day among its sources, as a partial date; None when they carry none."""
    locator: str
    """Where to look it up: `guides/hosting.md:12-14`, a clause such as `§2`, or the fields of a catalog record."""

    @property
    def header(self) -> str:
        """Title and section, which a search reads together with the text."""
        return f"{self.title} > {self.section}" if self.section else self.title


@dataclass(frozen=True)
class Hit:
    """A passage that a search found."""

    passage: Passage
    score: float
    """Comparable within one search only; higher is better."""
