"""Every kept question: cited, handled, nothing invented; and the judgments made of the facts by reading."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from weighbridge import yamlfile
from weighbridge.answers.cases import CaseResult, fact_present, read_cases, run_cases, summary
from weighbridge.answers.desk import Desk
from weighbridge.errors import InvalidField

HERE = Path(__file__).parent
FILES = (
    "questions.jsonl",
    "own_questions.jsonl",
    "held_out_1.jsonl",
    "held_out_2.jsonl",
    "held_out_3.jsonl",
    "held_out_4.jsonl",
    "held_out_5.jsonl",
    "held_out_6.jsonl",
)


@pytest.fixture(scope="module")
def results(desk: Desk) -> dict[str, list[CaseResult]]:
    return {name: run_cases(HERE / name, desk) for name in FILES}


@pytest.mark.parametrize("name", FILES)
def test_citations_facts_and_traps(results: dict[str, list[CaseResult]], name: str) -> None:
    found = summary(results[name])
    assert found["answered_with_expected_citation"]["percent"] >= 90
    assert found["facts_present"]["percent"] >= 85
    missed = [result.case.id for result in results[name] if result.case.trap and not result.handled]
    assert missed == []


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_invented(results: dict[str, list[CaseResult]], name: str) -> None:
    assert {r.case.id: r.baseless for r in results[name] if r.baseless} == {}
    assert [r.case.id for r in results[name] if r.fabricated] == []


def test_every_answer_begins_with_a_direct_sentence_and_stays_short(results: dict[str, list[CaseResult]]) -> None:
    for result in (result for name in FILES for result in results[name]):
        first = result.answer.text.split("\n\n")[0]
        assert first, result.case.id
        assert not first.startswith("|"), result.case.id
        prose = [part for part in result.answer.text.split("\n\n") if not part.startswith("|")]
        assert sum(len(part.split()) for part in prose) <= 330, result.case.id


def test_the_first_scores_of_every_held_out_batch_are_kept() -> None:
    kept = json.loads((HERE / "held_out_scores.json").read_text(encoding="utf-8"))
    assert {name: found["cases"] for name, found in kept.items()} == {
        name.removesuffix(".jsonl"): len(read_cases(HERE / name)) for name in FILES if name.startswith("held_out")
    }
    for found in kept.values():
        assert found["fabricated_citations"] == found["numbers_without_basis"] == 0


def test_the_own_questions_cover_every_kind() -> None:
    cases = read_cases(HERE / "own_questions.jsonl")
    assert len(cases) >= 150
    assert sum(case.trap == "prompt_injection" for case in cases) >= 20
    kinds = {case.type for case in cases}
    assert {"license", "comparison", "compliance", "cost", "sizing", "provider", "model", "market"} <= kinds


def test_judgments_cover_the_questions_and_reach_the_target() -> None:
    judged = yamlfile.read(HERE / "judgments.yaml").data["judgments"]
    cases = {case.id: case for case in read_cases(HERE / "questions.jsonl")}
    assert {row["id"] for row in judged} == set(cases)
    facts = [fact for row in judged for fact in row["facts"]]
    for row in judged:
        assert [fact["fact"] for fact in row["facts"]] == list(cases[row["id"]].expected_facts)
    assert sum(fact["present"] for fact in facts) / len(facts) >= 0.85


def test_the_rule_wants_words_and_figures() -> None:
    assert fact_present("more than 700 million users", "A group with more than 700 million monthly active users")
    assert not fact_present("more than 700 million users", "A group with more than 100 million monthly active users")
    assert not fact_present("registration form first", "The license is free for everybody")


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(json.dumps({"id": "A", "question": "x"}) + "\nnot json\n")
    with pytest.raises(InvalidField, match=r"cases\.jsonl.*2"):
        read_cases(file)
    file.write_text(json.dumps({"id": "A"}) + "\n")
    with pytest.raises(InvalidField, match="question"):
        read_cases(file)
