"""docs/answers.md: how questions are answered, and how well, from runs over the kept questions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.common import ROOT, fill, table

if TYPE_CHECKING:
    from weighbridge.answers.cases import CaseResult

QUESTIONS = ROOT / "tests" / "answers"
FILES = {"questions.jsonl": "given questions", "own_questions.jsonl": "own questions"}
"""Files of questions that answers were tuned on, and what the page calls them."""
HELD_OUT = {"held_out_1": "first batch", "held_out_2": "second batch", "held_out_3": "third batch",
            "held_out_4": "fourth batch", "held_out_5": "fifth batch", "held_out_6": "sixth batch"}  # fmt: skip
"""Files of questions written before anybody looked at their answers, and what the page calls them."""
FIRST_SCORES = QUESTIONS / "held_out_scores.json"
"""Their scores when they were first asked; never measured again, for a question is new only once."""


def page() -> str:
    """The hand-written introduction with the scores of runs over all files of questions."""
    from generator.common import catalog
    from weighbridge.answers.cases import run_cases, summary
    from weighbridge.answers.desk import Desk

    desk = Desk(catalog())
    first = json.loads(FIRST_SCORES.read_text(encoding="utf-8"))
    runs = {name: run_cases(QUESTIONS / name, desk) for name in FILES}
    held = {name: run_cases(QUESTIONS / f"{name}.jsonl", desk) for name in HELD_OUT}
    every = [result for results in (*runs.values(), *held.values()) for result in results]
    return fill(
        "answers.md",
        "tests/answers",
        scores=table(["", *FILES.values()], _scores([summary(results) for results in runs.values()])),
        first=table(["", *HELD_OUT.values()], _scores([first[name] for name in HELD_OUT])),
        asked="\n".join(f"- The {title}: {first[name]['asked']}." for name, title in HELD_OUT.items()),
        now=table(["", *HELD_OUT.values()], _scores([summary(results) for results in held.values()])),
        judged=_judged(QUESTIONS / "judgments.yaml"),
        kinds=table(["type of question", "cases", "expected source cited", "expected facts found"], _by_type(every)),
        traps=table(["trap", "cases", "refused or corrected"], _by_trap(every)),
        missed=_missed(every),
    )


def _scores(found: list[dict[str, Any]]) -> list[list[str]]:
    shares = {
        "cited what had to be cited": "answered_with_expected_citation",
        "expected facts found by the rule": "facts_present",
        "traps refused or corrected": "traps_handled",
    }
    rows = [["questions", *(str(one["cases"]) for one in found)]]
    rows += [[title, *(_percent(one[name]) for one in found)] for title, name in shares.items()]
    rows.append(["fabricated citations", *(str(one["fabricated_citations"]) for one in found)])
    rows.append(["numbers without basis", *(str(one["numbers_without_basis"]) for one in found)])
    return rows


def _percent(share: dict[str, Any]) -> str:
    return f"{share['percent']:g} % ({share['count']} of {share['of']})"


def _judged(path: Path) -> str:
    from weighbridge import yamlfile

    facts = [fact for row in yamlfile.read(path).data["judgments"] for fact in row["facts"]]
    present = sum(fact["present"] for fact in facts)
    return f"{present} of {len(facts)} ({100 * present / len(facts):.1f} %)"


def _by_type(every: list[CaseResult]) -> list[list[str]]:
    rows = []
    for name in sorted({result.case.type for result in every}):
        group = [result for result in every if result.case.type == name]
        citing = [result for result in group if result.case.must_cite]
        facts = [present for result in group for present in result.present]
        cited = f"{sum(result.cited for result in citing)} of {len(citing)}"
        rows.append([name, str(len(group)), cited, f"{sum(facts)} of {len(facts)}"])
    return rows


def _by_trap(every: list[CaseResult]) -> list[list[str]]:
    rows = []
    for trap in sorted({result.case.trap for result in every if result.case.trap}):
        group = [result for result in every if result.case.trap == trap]
        rows.append(
            [trap.replace("_", " "), str(len(group)), f"{sum(result.handled for result in group)} of {len(group)}"]
        )
    return rows


def _missed(every: list[CaseResult]) -> str:
    """Questions whose answer lacks a source or a fact, for honesty."""
    lines = []
    for result in every:
        lacking = [fact for fact, found in zip(result.case.expected_facts, result.present, strict=True) if not found]
        sources = [] if result.cited else [f"source {', '.join(result.case.must_cite)}"]
        if lacking or sources:
            lines.append(f"- {result.case.id} {result.case.question} Lacks: {'; '.join([*sources, *lacking])}.")
    return "\n".join(lines) or "None."
