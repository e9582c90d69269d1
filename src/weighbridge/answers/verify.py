"""The check before anything is shown: quotes stand in their passages, numbers in what a sentence rests on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from weighbridge.answers.answer import Citation, Statement
from weighbridge.knowledge.passage import Passage

FindPassage = Callable[[str], Passage | None]

_NUMBER = re.compile(
    r"(?<![\w.])(\d+(?:[.,]\d+)*)(?:\s?(k|m|bn|b|thousand|million|billion|trillion)\b)?", re.IGNORECASE
)
_ANY_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_WORDS = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "b": 1e9, "billion": 1e9, "trillion": 1e12}
_SPELLED = {"one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "ten": 10.0, "twelve": 12.0}


@dataclass(frozen=True)
class Checked:
    """What may be shown and what may not."""

    kept: tuple[Statement, ...]
    dropped: tuple[str, ...]


def check(statements: Iterable[Statement], question: str, find: FindPassage) -> Checked:
    """Keep the statements that hold. `question` may contribute numbers, for an answer repeats what was stated."""
    kept, dropped = [], []
    stated = numbers(question)
    for statement in statements:
        reason = _fault(statement, stated, find)
        if reason is None:
            kept.append(statement)
        else:
            dropped.append(f"{statement.text} [{reason}]")
    return Checked(tuple(kept), tuple(dropped))


def quote_holds(citation: Citation, find: FindPassage) -> bool:
    """Whether the passage exists, belongs to the cited document and holds the quote word for word."""
    passage = find(citation.passage)
    return (
        passage is not None
        and passage.document_id == citation.id
        and bool(citation.quote.strip())
        and citation.quote in passage.text
    )


def numbers(text: str) -> frozenset[float]:
    """Every number of a text by value, with and without its magnitude word: `700 million` is 700 and 700,000,000."""
    found: set[float] = set()
    for match in _NUMBER.finditer(text):
        value = _value(match[1])
        found.add(value)
        if match[2]:
            found.add(round(value * _WORDS[match[2].lower()], 6))
    for digits in _ANY_DIGITS.findall(text):
        found.add(_value(digits))
    found |= {value for word, value in _SPELLED.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)}
    return frozenset(found)


def unfounded(text: str, bases: Iterable[str], values: Iterable[float] = ()) -> tuple[str, ...]:
    """Numbers of a text that no basis and no figure holds, as they are written."""
    known = {value for basis in bases for value in numbers(basis)} | {0.0, 1.0}
    figures = tuple(values)
    missing = []
    for match in _NUMBER.finditer(text):
        value = _value(match[1]) * _WORDS.get((match[2] or "").lower(), 1.0)
        if not (_value(match[1]) in known or value in known or any(_rounds_to(value, figure) for figure in figures)):
            missing.append(match[0])
    return tuple(missing)


def _fault(statement: Statement, stated: frozenset[float], find: FindPassage) -> str | None:
    """Why a statement may not be shown; None when it holds."""
    for citation in statement.citations:
        if not quote_holds(citation, find):
            return f"no such words in {citation.passage}"
    bases = [statement.basis, *(citation.quote for citation in statement.citations)]
    bases += [f"{citation.title} {citation.locator}" for citation in statement.citations]
    bases += [f"{figure.basis} {figure.name}" for figure in statement.figures]
    values = [*stated, *(figure.value for figure in statement.figures)]
    missing = unfounded(statement.text, bases, values)
    return f"no basis for {', '.join(missing)}" if missing else None


def _rounds_to(shown: float, figure: float) -> bool:
    """Whether the number shown is the figure rounded for reading."""
    return abs(shown - figure) <= max(0.006 * abs(figure), 0.006)


def _value(digits: str) -> float:
    whole = re.sub(r",(?=\d{3}(?!\d))", "", digits).replace(",", ".")
    parts = whole.split(".")
    return float(whole) if len(parts) <= 2 else float("".join(parts))
