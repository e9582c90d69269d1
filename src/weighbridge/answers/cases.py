"""Files of questions with what a good answer holds: asked one by one, each result with the raw answer.

A JSONL file has one case a line: `id`, `question` and, optionally, `type`, `expected_facts` (texts), `must_cite` (ids,
all of them), `answerable` (false for a trap), `trap` (why there is no plain answer) and `before` (earlier questions of
the same conversation). A fact counts as present when at least half of its content words and half of its figures stand
in the answer or its quotes. That rule is transparent and blunt: a person's judgment may differ and is worth recording.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from weighbridge import yamlfile
from weighbridge.answers.language import stems
from weighbridge.answers.session import Session
from weighbridge.answers.verify import numbers, quote_holds, unfounded
from weighbridge.errors import InvalidField
from weighbridge.records.base import Record

if TYPE_CHECKING:
    from weighbridge.answers.answer import Answer
    from weighbridge.answers.desk import Desk

MAX_CASES_BYTES = 5_000_000
ENOUGH = 0.5
"""Share of a fact's content words that the answer must hold."""
EXPECTED: dict[str, tuple[str, ...]] = {
    "false_premise": ("false_premise", "undisclosed", "unknown_model"),
    "prediction": ("prediction",),
    "legal_advice": ("legal_advice",),
    "missing_information": ("missing_information", "cost", "recommend", "license_verdict"),
    "undisclosed": ("undisclosed", "not_in_knowledge"),
    "unknown_model": ("unknown_model",),
    "not_in_knowledge": ("not_in_knowledge", "unknown_model", "undisclosed"),
}
"""Trap to the kinds of answer that handle it."""


class Case(Record):
    """One question and what is expected."""

    id: str
    question: str
    type: str = ""
    expected_facts: tuple[str, ...] = ()
    must_cite: tuple[str, ...] = ()
    answerable: bool = True
    trap: str | None = None
    license_ids: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    """Questions asked before it in the same conversation."""


@dataclass(frozen=True)
class CaseResult:
    """A case and the answer it got."""

    case: Case
    answer: Answer
    present: tuple[bool, ...]
    """For each expected fact whether the rule finds it."""
    fabricated: int
    """Citations whose words do not stand in their passage."""
    baseless: tuple[str, ...]
    """Numbers of the answer that nothing backs."""

    @property
    def cited(self) -> bool:
        """Whether every id that must be cited is."""
        return set(self.case.must_cite) <= {citation.id for citation in self.answer.citations}

    @property
    def handled(self) -> bool:
        """Whether a plain question was answered, or a trap refused or corrected."""
        trap = self.case.trap
        if trap == "prompt_injection":
            return "did not follow" in self.answer.text or "do not follow" in self.answer.text
        if trap is not None:
            return self.answer.kind in EXPECTED.get(trap, (trap,))
        return self.answer.status != "not_in_knowledge"

    @property
    def ok(self) -> bool:
        """Cited, handled, nothing invented, and at least half of the expected facts found."""
        enough = not self.present or sum(self.present) >= len(self.present) / 2
        return self.cited and self.handled and enough and not self.fabricated and not self.baseless

    def to_json(self) -> dict[str, Any]:
        """Plain data with a stable order."""
        return {
            "id": self.case.id,
            "type": self.case.type,
            "question": self.case.question,
            "result": {
                **self.answer.to_json(),
                "cited": self.cited,
                "handled": self.handled,
                "facts": [
                    {"fact": fact, "present": found}
                    for fact, found in zip(self.case.expected_facts, self.present, strict=True)
                ],
                "fabricated_citations": self.fabricated,
                "numbers_without_basis": list(self.baseless),
            },
            "expected": {
                "must_cite": list(self.case.must_cite),
                "facts": list(self.case.expected_facts),
                "answerable": self.case.answerable,
                "trap": self.case.trap,
            },
            "ok": self.ok,
        }


def run_cases(path: Path, desk: Desk) -> list[CaseResult]:
    """Ask every question of a file. Raises the errors of `read_cases`."""
    return [run_case(case, desk) for case in read_cases(path)]


def run_case(case: Case, desk: Desk) -> CaseResult:
    """Ask one question in a conversation of its own, and look at the answer anew."""
    session = Session(desk)
    for earlier in case.before:
        session.ask(earlier)
    answer = session.ask(case.question)
    quotes = " ".join(citation.quote for citation in answer.citations)
    present = tuple(fact_present(fact, f"{answer.text} {quotes}") for fact in case.expected_facts)
    fabricated = sum(not quote_holds(citation, desk.passage) for citation in answer.citations)
    passages = [passage for citation in answer.citations if (passage := desk.passage(citation.passage))]
    bases = [quotes, case.question, *case.before, *(f"{p.text} {p.section} {p.title} {p.locator}" for p in passages)]
    bases += [f"{figure.name} {figure.basis} {figure.unit}" for figure in answer.figures] + _records(desk, answer)
    baseless = unfounded(answer.text, bases, [figure.value for figure in answer.figures])
    return CaseResult(case, answer, present, fabricated, baseless)


def fact_present(fact: str, text: str) -> bool:
    """Whether the text holds the fact's figures and at least `ENOUGH` of its content words."""
    money = stems("USD EUR million billion")  # what they say is compared as a figure
    wanted = frozenset(stem for stem in stems(fact) - money if not stem[0].isdigit() and stem[0] != "§")
    held = stems(text)
    figures = {value for value in numbers(fact) if value >= 10}
    share = len(wanted & held) / len(wanted) if wanted else 1.0
    return share >= ENOUGH and len(figures & numbers(text)) >= 0.5 * len(figures)


def results_to_json(results: Iterable[CaseResult]) -> dict[str, Any]:
    """`{cases, summary}` as `weighbridge check answers` prints it."""
    found = list(results)
    return {"cases": [result.to_json() for result in found], "summary": summary(found)}


def summary(results: list[CaseResult]) -> dict[str, Any]:
    """Counts over all cases, and shares in percent."""
    cited = [result for result in results if result.case.must_cite]
    facts = [present for result in results for present in result.present]
    traps = [result for result in results if result.case.trap]
    return {
        "cases": len(results),
        "ok": sum(result.ok for result in results),
        "failed": sum(not result.ok for result in results),
        "answered_with_expected_citation": _share(sum(result.cited for result in cited), len(cited)),
        "facts_present": _share(sum(facts), len(facts)),
        "traps_handled": _share(sum(result.handled for result in traps), len(traps)),
        "fabricated_citations": sum(result.fabricated for result in results),
        "numbers_without_basis": sum(len(result.baseless) for result in results),
    }


def read_cases(path: Path) -> list[Case]:
    """The cases of a JSONL file. Raises InvalidField with file and line, or the errors of reading a text."""
    found: dict[str, Case] = {}
    for number, line in enumerate(yamlfile.read_text(path, MAX_CASES_BYTES).splitlines(), 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except ValueError as error:
            raise InvalidField(path, number, "case", f"is not JSON: {error}.") from error
        case = _case(path, number, data)
        if case.id in found:
            raise InvalidField(path, number, "id", f"{case.id!r} stands twice.")
        found[case.id] = case
    return list(found.values())


def _case(path: Path, number: int, data: Any) -> Case:
    from pydantic import ValidationError

    try:
        return Case.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "case"
        raise InvalidField(path, number, where, f"{first['msg']}.") from error


def _records(desk: Desk, answer: Answer) -> list[str]:
    """What the catalog says about the records that an answer cites, and the names it mentions: both back its digits."""
    from weighbridge.answers.entities import recognize
    from weighbridge.knowledge import facts

    cited = {citation.id for citation in answer.citations}
    told = [passage.text for record_id in sorted(cited) for passage in facts.about(desk.catalog, record_id)]
    mentioned = recognize(answer.text, desk.names)
    names = [desk.catalog.models[i].name for mention in mentioned.of("model") for i in mention.ids]
    names += [desk.catalog.accelerators[i].name for mention in mentioned.of("accelerator") for i in mention.ids]
    return told + names + [desk.catalog.licenses[i].name for mention in mentioned.of("license") for i in mention.ids]


def _share(part: int, whole: int) -> dict[str, float]:
    return {"count": part, "of": whole, "percent": round(100 * part / whole, 1) if whole else 100.0}
