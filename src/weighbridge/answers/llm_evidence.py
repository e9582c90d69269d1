"""All that a language model is given, and that its answer must rest on: the computed answer, passages, tool results."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from weighbridge.answers.evidence import sentences
from weighbridge.answers.language import says, stems
from weighbridge.answers.llm_numbers import Exact, kind_of, numbers, unfounded

if TYPE_CHECKING:
    from weighbridge.answers.answer import Answer
    from weighbridge.knowledge.passage import Passage

MAX_PASSAGES = 10
MAX_PASSAGE_CHARACTERS = 1_600
MAX_RESULT_CHARACTERS = 6_000


@dataclass(frozen=True)
class ToolResult:
    """One call of a tool and what came back."""

    name: str
    arguments: Mapping[str, Any]
    result: str
    """JSON, as the tool gave it."""
    counts: bool = True
    """False when an argument holds a number that nobody stated: its result then supports nothing."""


@dataclass(frozen=True)
class Unit:
    """A piece of evidence that a sentence may rest on alone."""

    text: str
    words: frozenset[str]
    single: bool = True
    """Whether it is one statement, so that a denial in it denies all of it."""


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
        """The same with one more tool result, marked by whether its arguments were stated by anyone."""
        stated = f"{self.answer.question} {self.answer.text}"
        given = " ".join(re.findall(r"\d[\d.,]*", json.dumps(dict(arguments), default=str)))
        counts = not unfounded(given, stated, self.exact)
        added = ToolResult(name, dict(arguments), result[:MAX_RESULT_CHARACTERS], counts)
        return replace(self, results=(*self.results, added))

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
        whole += [
            f"{result.name} {json.dumps(dict(result.arguments), default=str)} {result.result}"
            for result in self.results
            if result.counts
        ]
        whole += [f"{first} {second}" for first, second in zip(single, single[1:], strict=False)]
        found = {text: Unit(text, stems(text), single=False) for text in whole if text.strip()}
        found |= {text: Unit(text, stems(text)) for text in single if text.strip()}
        return tuple(found.values())

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
