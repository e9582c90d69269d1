"""A conversation: each question understood with what the ones before it named, answered and checked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Answer, Citation, Draft, Statement
from weighbridge.answers.desk import Desk
from weighbridge.answers.entities import Entities, recognize
from weighbridge.answers.guard import clean
from weighbridge.answers.language import says
from weighbridge.answers.route import draft
from weighbridge.answers.spelling import mended
from weighbridge.answers.stated import Stated, merged, read_circumstances
from weighbridge.answers.subjects import subjects, without_unknown_sizes
from weighbridge.answers.turn import Turn
from weighbridge.answers.verify import check, quote_holds
from weighbridge.knowledge.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_CITATIONS = 12
_LEANS = (
    "and ",
    "what about",
    "how about",
    "then ",
    "also ",
    "but ",
    "so ",
    "or ",
    "if ",
    "what if",
    "with ",
    "for ",
    "in ",
)
"""Beginnings of a question that goes on from the one before."""


class Session:
    """Questions and answers over one desk. `ask` never raises for what a question says."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._last: Turn | None = None
        self.history: list[Answer] = []

    def ask(self, question: str) -> Answer:
        """Answer a question in the light of the earlier ones."""
        turn = self._understand(question)
        made = draft(turn, self._desk)
        answer = self._checked(turn, made)
        if turn.words:
            self._last = replace(turn, previous_kind=answer.kind)
        self.history.append(answer)
        return answer

    def forget(self) -> None:
        """Start anew."""
        self._last = None
        self.history.clear()

    @property
    def sources(self) -> tuple[Citation, ...]:
        """Citations of the last answer."""
        return self.history[-1].citations if self.history else ()

    def _understand(self, question: str) -> Turn:
        cleaned = clean(question)
        words = mended(cleaned.words, self._desk.names, self._is_word)
        entities = without_unknown_sizes(words, recognize(words, self._desk.names), self._desk.catalog)
        found = subjects(entities, self._desk.catalog)
        stated = read_circumstances(words, entities)
        turn = Turn(question, words, entities, found, stated, cleaned.commanded)
        return _continued(turn, self._last) if self._last and _leans_on(turn) else turn

    def _is_word(self, word: str) -> bool:
        """Whether the shipped documents hold a word, whatever its ending."""
        frequency = self._desk.library.index.statistics.frequency
        return any(frequency(token) for token in tokenize(word))

    def _checked(self, turn: Turn, made: Draft) -> Answer:
        question = f"{turn.question} {turn.words}"
        result = check(made.statements, question, self._desk.passage)
        kept = result.kept
        if not any(statement.role in ("lead", "why", "table") for statement in kept):
            kept = (Statement("I could not answer this with figures and sources that hold.", "lead"),)
            made = replace(made, status="not_in_knowledge", kind="not_in_knowledge")
        citations = _unique(citation for statement in kept for citation in statement.citations)
        citations = tuple(item for item in citations if quote_holds(item, self._desk.passage))
        figures = tuple(dict.fromkeys(figure for statement in kept for figure in statement.figures))
        kept = kept if made.kind == "injection" else _with_note(turn, kept)
        return Answer(
            turn.question, text_of(kept), made.status, made.kind, citations[:MAX_CITATIONS], figures, made.suggestions,
            result.dropped,
        )  # fmt: skip


def text_of(kept: tuple[Statement, ...]) -> str:
    """Statements as paragraphs: the direct answer, the reasons, the table, what to do."""
    paragraphs: list[str] = []
    lead = [item.text for item in kept if item.role == "lead"]
    why = [item.text for item in kept if item.role == "why"]
    paragraphs += [" ".join(lead)] if lead else []
    paragraphs += [item.text for item in kept if item.role == "table"]
    paragraphs += [" ".join(why)] if why else []
    paragraphs += [item.text for item in kept if item.role in ("do", "note", "ask")]
    return "\n\n".join(paragraphs)


def _with_note(turn: Turn, kept: tuple[Statement, ...]) -> tuple[Statement, ...]:
    if not turn.commanded:
        return kept
    note = "Your question also held an instruction to me; I did not follow it and answered what was asked."
    return (*kept, Statement(note, "note"))


def _leans_on(turn: Turn) -> bool:
    """Whether a question needs the one before: it begins like a follow-up, or names nothing of its own."""
    start = turn.words.casefold().lstrip()
    if start.startswith(_LEANS) and len(turn.words.split()) <= 14:
        return True
    pronoun = says(turn.words, "refusals", "vague")
    nothing = not (turn.subjects or turn.frameworks or turn.providers)
    return nothing and pronoun and len(turn.words.split()) <= 14


def _continued(turn: Turn, last: Turn) -> Turn:
    """The question with the names and circumstances of the one before, where it brings none of its own."""
    entities = turn.entities
    found = turn.subjects or last.subjects
    mentions = (
        entities.mentions
        if turn.subjects or turn.frameworks or turn.providers
        else (*last.entities.mentions, *entities.mentions)
    )
    units = {item.unit for item in entities.quantities}
    quantities = (*entities.quantities, *(item for item in last.entities.quantities if item.unit not in units))
    places = entities.places or last.entities.places
    joined = Entities(mentions, places, quantities, entities.unknown)
    stated = Stated(merged(last.stated.facts, turn.stated.facts), turn.stated.assumed)
    words = turn.words if _asks_anew(turn) else f"{_without_names(last)} {turn.words}"
    return replace(
        turn,
        words=words,
        entities=joined,
        subjects=found,
        stated=stated,
        follow_up=True,
        previous_kind=last.previous_kind,
    )


def _asks_anew(turn: Turn) -> bool:
    """Whether a follow-up says itself what it wants to know."""
    return says(turn.words, "license_words") or says(turn.words, "kinds", "cost") or says(turn.words, "kinds", "sizing")


def _without_names(turn: Turn) -> str:
    """The words of a question without the names in it."""
    text = turn.words
    for mention in sorted(turn.entities.mentions, key=lambda item: -item.start):
        if text[mention.start : mention.end] == mention.text:
            text = text[: mention.start] + text[mention.end :]
    return " ".join(text.split())


def _unique(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Each passage once, with its first quote."""
    found: dict[tuple[str, str], Citation] = {}
    for citation in citations:
        found.setdefault((citation.passage, citation.quote), citation)
    return tuple(found.values())
