"""All that a language model is given, and that its answer must rest on: the computed answer, passages, tool results."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from weighbridge.answers.evidence import sentences
from weighbridge.answers.language import says, stems
from weighbridge.answers.llm_numbers import Exact, kind_of, numbers, unfounded

if TYPE_CHECKING:
    from weighbridge.answers.answer import Answer
    from weighbridge.knowledge.passage import Passage

MAX_PASSAGES = 10
MAX_PASSAGE_CHARACTERS = 1_600
MAX_RESULT_CHARACTERS = 12_000


@dataclass(frozen=True)
class ToolResult:
    """One call of a tool and what came back."""

    name: str
    arguments: Mapping[str, Any]
    result: str
    """JSON, as the tool gave it."""
    counts: bool = True
    """False for a failed call and for one with a number that nobody stated: then it supports nothing."""


@dataclass(frozen=True)
class Unit:
    """A piece of evidence that a sentence may rest on alone."""

    text: str
    words: frozenset[str]
    single: bool = True
    """Whether it is one statement, so that a denial in it denies all of it."""
    row: bool = False
    """Whether all of it speaks of the same thing, as a row of a tool's result does."""


@dataclass(frozen=True)
class Given:
    """The evidence of one exchange."""

    answer: Answer
    passages: Mapping[str, Passage]
    """By the short ids that the model sees: P1, P2 ..."""
    results: tuple[ToolResult, ...] = field(default=())

    @classmethod
    def of(cls, answer: Answer, passages: Iterable[Passage]) -> Given:
        """Number the passages, each once. Those that hold commands instead of knowledge are not handed on."""
        unique = {passage.id: passage for passage in passages if not says(passage.text, "injection")}
        kept = [_shortened(passage) for passage in unique.values()][:MAX_PASSAGES]
        return cls(answer, {f"P{number}": passage for number, passage in enumerate(kept, start=1)})

    def with_result(self, name: str, arguments: Mapping[str, Any], result: str) -> Given:
        """The same with one more tool result. It counts if it is JSON and asked only with stated numbers."""
        stated = f"{self.answer.question} {self.answer.text}"
        invented = unfounded(" ".join(_numeric(arguments)), stated, self.exact)
        counts = not invented and len(result) <= MAX_RESULT_CHARACTERS and _is_json(result)
        return replace(self, results=(*self.results, ToolResult(name, dict(arguments), result, counts)))

    @property
    def exact(self) -> tuple[Exact, ...]:
        """The answer's figures as numbers that may be rounded."""
        return tuple(Exact(figure.value, kind_of(figure.unit)) for figure in self.answer.figures)

    @cached_property
    def computed(self) -> tuple[Exact, ...]:
        """Figures of the answer and numbers of the tool results that count."""
        found = [number for result in self.results if result.counts for number in numbers(result.result)]
        return (*self.exact, *(Exact(number.value, number.kind) for number in found))

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Pairs of sentences, whole passages and tool results, then single sentences and lines."""
        single, whole = list(self.answer_lines), []
        for passage in self.passages.values():
            single += [f"{passage.title}: {part}" for part in sentences(passage.text)]
            whole.append(f"{passage.header}: {passage.text}")
        whole += [f"{first} {second}" for first, second in pairwise(single)]
        found = {text: Unit(text, stems(text), single=False) for text in whole if text.strip()}
        found |= {text: Unit(text, stems(text)) for text in single if text.strip()}
        found |= {row: Unit(row, stems(row), single=False, row=True) for row in self._rows}
        return tuple(found.values())

    @property
    def _rows(self) -> tuple[str, ...]:
        """The objects in the tool results that count, each in one line with what the objects around it say."""
        return tuple(row for result in self.results if result.counts for row in _rows(json.loads(result.result), ""))

    @cached_property
    def answer_lines(self) -> tuple[str, ...]:
        """Sentences, list items and table rows of the computed answer."""
        return tuple(part for line in self.answer.text.splitlines() for part in sentences(line) if part.strip())

    @cached_property
    def text(self) -> str:
        """Everything as one text, the question included, for its numbers and names are stated too."""
        figures = " ".join(f"{item.name} {item.unit} {item.basis}" for item in self.answer.figures)
        cited = " ".join(f"{item.title} {item.locator} {item.quote}" for item in self.answer.citations)
        heads = " ".join(f"{passage.header} {passage.locator}" for passage in self.passages.values())
        return " ".join([self.answer.question, cited, figures, heads, *(unit.text for unit in self.units)])


def _shortened(passage: Passage) -> Passage:
    if len(passage.text) <= MAX_PASSAGE_CHARACTERS:
        return passage
    return replace(passage, text=passage.text[:MAX_PASSAGE_CHARACTERS].rsplit(" ", 1)[0])


def _rows(value: object, around: str) -> list[str]:
    """Each object of a JSON value as `key: value; ...`, behind the plain values of the objects that hold it."""
    if isinstance(value, list):
        return [row for item in value for row in _rows(item, around)]
    if not isinstance(value, Mapping):
        return [f"{around}{value}"]
    plain = "".join(
        f"{str(key).replace('_', ' ')}: {item}; " for key, item in value.items() if not isinstance(item, Mapping | list)
    )
    here = f"{around}{plain}"
    return [here, *(row for item in value.values() if isinstance(item, Mapping | list) for row in _rows(item, here))]


def _numeric(value: object) -> list[str]:
    """The numbers among arguments, as plain digits. Names such as those of models are looked up, not computed with."""
    if isinstance(value, Mapping):
        return [found for item in value.values() for found in _numeric(item)]
    if isinstance(value, list | tuple):
        return [found for item in value for found in _numeric(item)]
    return [f"{value:.12g}"] if isinstance(value, int | float) and not isinstance(value, bool) else []


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), Mapping | list)
    except (ValueError, RecursionError):
        return False
