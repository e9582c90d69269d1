"""What a question gets: text, status, citations with verbatim quotes, and figures with their computation."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Status = Literal["answered", "not_in_knowledge", "needs_more"]
Role = Literal["lead", "why", "do", "ask", "table", "note"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A pointer from an answer to a passage, with words of that passage."""

    id: str
    """Id of the document or catalog record."""
    title: str
    locator: str
    """Where in it: file and lines, clause, or fields of the record."""
    quote: str
    """Words of the passage, unchanged."""
    source: str
    as_of: str | None
    passage: str
    """Id of the passage that holds the quote."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the answer with where it comes from."""

    name: str
    value: float
    unit: str
    basis: str
    """Its computation or source in one line."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence, or one table, of an answer and what it rests on."""

    text: str
    role: Role = "why"
    citations: tuple[Citation, ...] = ()
    figures: tuple[Figure, ...] = ()
    basis: str = ""
    """Text of the record or passage it was made from; every number must occur in it, in a figure or in the question."""


@dataclass(frozen=True)
class Draft:
    """An answer before it is checked."""

    kind: str
    statements: tuple[Statement, ...]
    status: Status = "answered"
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """A checked answer."""

    question: str
    text: str
    status: Status
    kind: str
    """license_verdict, license_fact, comparison, compliance, cost, sizing, model_fact, provider_posture, recommend,
    market_claim, knowledge; or why there is none: unknown_model, undisclosed, prediction, legal_advice, false_premise,
    missing_information, injection, not_in_knowledge."""
    citations: tuple[Citation, ...] = ()
    figures: tuple[Figure, ...] = ()
    suggestions: tuple[str, ...] = ()
    dropped: tuple[str, ...] = field(default=(), compare=False)
    """Sentences that the check removed, for a log; never shown."""

    def to_json(self) -> dict[str, Any]:
        """Plain data with a stable order, as `weighbridge ask --format json` prints it."""
        return {
            "question": self.question,
            "answer": self.text,
            "status": self.status,
            "kind": self.kind,
            "citations": [asdict(item) for item in self.citations],
            "figures": [asdict(item) for item in self.figures],
            "suggestions": list(self.suggestions),
        }
