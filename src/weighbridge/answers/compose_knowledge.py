"""Answers from documents: compliance, methods, markets, definitions - quoted sentences of the passages that fit best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge.answers.answer import Draft, Statement
from weighbridge.answers.evidence import Sentence, from_passage, pick, ranked_sentences, statements
from weighbridge.answers.language import stems

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.turn import Turn
    from weighbridge.knowledge.passage import Hit

WORDS = 130
"""Words of such an answer."""
COVERED = 0.5
"""Share of the question's content words that the passages used must hold, else nothing is claimed."""


def answer(
    turn: Turn, desk: Desk, kind: str, kinds: tuple[str, ...] = (), about: tuple[str, ...] = ()
) -> Draft | None:
    """A draft from the best passages; None when they do not speak to the question."""
    hits = [hit for hit in desk.search(turn.words, about, kinds, 10) if hit.score > 0]
    if not hits:
        return None
    lead = hits[0].passage
    hits = _near(hits)
    ranked = ranked_sentences(turn.words, hits)
    if not covered(turn.words, hits):
        return None
    chosen = _with_opening(pick(ranked, WORDS, most=7), ranked, lead.id)
    body = statements(chosen)
    if not body:
        return None
    first = _direct(turn, body)
    return Draft(kind, tuple(first))


def covered(words: str, hits: list[Hit]) -> bool:
    """Whether the passages hold enough of what was asked."""
    wanted = stems(words)
    if not wanted:
        return False
    held = stems(" ".join(f"{hit.passage.header} {hit.passage.text}" for hit in hits[:3]))
    return len(wanted & held) >= COVERED * len(wanted)


def _near(hits: list[Hit]) -> list[Hit]:
    """The hits of the leading document, and others that come close; documents before generated facts."""
    top = hits[0]
    kept = [
        hit
        for hit in hits
        if hit.passage.document_id == top.passage.document_id and hit.score >= 0.4 * top.score or hit.score >= 0.75 * top.score
    ]
    return kept[:4]


def _with_opening(chosen: list[Sentence], ranked: list[Sentence], passage_id: str) -> list[Sentence]:
    """The first sentence of the best passage stays: what follows leans on it."""
    opening = next((item for item in ranked if item.passage.id == passage_id and item.place[1] == 0), None)
    if opening is None or opening in chosen or opening.text.lstrip().startswith("|"):
        return chosen
    return [opening, *chosen]


def _direct(turn: Turn, body: list[Statement]) -> list[Statement]:
    first = body[0]
    return [Statement(first.text, "lead", first.citations, first.figures, first.basis), *body[1:]]


def beside(turn: Turn, desk: Desk, about: tuple[str, ...], words: int = 60) -> list[Statement]:
    """A few sentences about given ids, to put under a computed answer."""
    hits = [hit for hit in desk.search(turn.words, about, limit=6) if hit.passage.document_id in about]
    documents = [hit for hit in hits if ":" not in hit.passage.id.partition("#")[0]]
    return statements(pick(ranked_sentences(turn.words, documents[:3]), words)) if documents else []


def cited_once(turn: Turn, desk: Desk, document: str, text: str) -> tuple[Statement, ...]:
    """`text` with the best passage of a document behind it."""
    hits = [hit for hit in desk.search(f"{turn.words} {text}", (document,), limit=3) if hit.passage.document_id == document]
    if not hits:
        return ()
    made = from_passage(hits[0].passage, text, "why", text)
    return (Statement(text, "why", made.citations, basis=hits[0].passage.text),)


def together(turn: Turn, desk: Desk, ids: tuple[str, ...]) -> Draft | None:
    """What documents of several ids say, each with a share of the words."""
    body: list[Statement] = []
    for document in ids:
        hits = [hit for hit in desk.search(turn.words, (document,), limit=8) if hit.passage.document_id == document]
        documents = [hit for hit in hits if ":" not in hit.passage.id.partition("#")[0]][:3]
        known = " ".join(statement.text for statement in body)
        body += statements(pick(ranked_sentences(turn.words, documents), WORDS // len(ids) + 15, known))
    return Draft("compliance", tuple(_direct(turn, body))) if body else None
