"""Decision record, obligations and questions: Markdown that git can compare and that no text of a pack can bend."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from weighbridge.catalog import Catalog
from weighbridge.ranking.recommendation import Recommendation
from weighbridge.reports.pack import render_pack
from weighbridge.reports.pack.decision import decide
from weighbridge.reports.pack.markdown import escaped
from weighbridge.reports.pack.risks import risks
from weighbridge.reports.pack.sensitivity import price_rise_to_lose

CONDITIONAL = "scree/shard-70b@on_premises"


def text(name: str, result: Recommendation, option: str | None = None) -> str:
    return render_pack(name, result, option).decode()


def neutral(paper: str) -> str:
    """The catalog's hash, and the ids made from it, change with every field that a record type gains."""
    return re.sub(r"wb-(\d{8})-[0-9a-f]{8}", r"wb-\1-00000000", re.sub(r"\b[0-9a-f]{12}\b", "0" * 12, paper))


@pytest.mark.parametrize("option", [None, CONDITIONAL])
@pytest.mark.parametrize("name", ["adr", "obligations", "questions"])
def test_the_whole_paper(name: str, option: str | None, light: Recommendation, snapshot: SnapshotAssertion) -> None:
    assert neutral(text(name, light, option)) == snapshot


def test_the_record_holds_what_a_board_will_ask(claims: Recommendation) -> None:
    paper = text("adr", claims)
    chosen = decide(claims).chosen
    assert chosen.id in paper
    assert "proposed" in paper
    for heading in (
        "What is asked",
        "Options considered",
        "Options excluded",
        "Criteria and weights",
        "How the choice scores",
        "How firm it is",
        "Cost",
        "Risks",
        "License",
        "Open points",
        "Approvals",
        "Review",
        "Repeat it",
    ):
        assert f"\n## {heading}\n" in paper, heading
    for gate, number in claims.exclusion_counts.items():
        title = next(item.title for item in claims.ranking.gates if item.name == gate)
        assert f"| {title} | {number:,} |" in paper


def test_a_conditional_choice_says_what_must_be_confirmed(light: Recommendation) -> None:
    paper = text("adr", light, CONDITIONAL)
    assert "must be confirmed first" in paper
    for point in decide(light, CONDITIONAL).chosen.open_points:
        assert escaped(point.question) in paper


def test_a_license_that_is_not_on_record_is_never_said_to_ask_nothing(
    build: Callable[..., Catalog], small_rows: Callable[[], Any], weigh: Callable[..., Recommendation]
) -> None:
    rows = small_rows()
    for model in rows["models"]["models"]:
        model.pop("license_id", None)
    result = weigh({"name": "Light use"}, catalog=build(rows))
    for name in ("adr", "obligations", "html"):
        paper = text(name, result)
        assert "asks nothing" not in paper, name
        assert "not on record, so what it asks of you is unknown" in paper, name


def test_a_value_without_evidence_is_not_called_computed(weigh: Callable[..., Recommendation]) -> None:
    """Data handling that nobody has a source for is unknown; a cost that follows from other facts is computed."""
    from weighbridge.reports.pack.sections import grade_words

    decision = decide(weigh({"name": "Light use"}), "gravel/pebble-7b@talus")
    grades = {item.name: grade_words(decision, item) for item in decision.criteria}
    assert grades["privacy"] == grades["cost"] == "unknown"
    assert grades["compliance"] == "computed"


def test_hostile_texts_stay_texts(hostile: Recommendation) -> None:
    for name in ("adr", "obligations", "questions"):
        for entry in hostile.top():
            paper = text(name, hostile, entry.id)
            assert "<script" not in paper
            assert "\x1b" not in paper
            assert not re.search(r"(?<!\\)\[x\]\(", paper)
            assert "\n# h" not in paper
            for line in paper.splitlines():
                if line.startswith("|") and not line.startswith("|--"):
                    assert len(re.findall(r"(?<!\\)\|", line)) == len(re.findall(r"(?<!\\)\|", head_of(paper, line)))


def head_of(paper: str, row: str) -> str:
    """The rule under the head of the table that a row belongs to."""
    lines = paper.splitlines()
    at = lines.index(row)
    while not lines[at].startswith("|--"):
        at = at - 1 if lines[at - 1].startswith("|") else at + 1
    return lines[at]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("# title", r"# title"),
        ("a | b", r"a \| b"),
        ("<b>", "&lt;b&gt;"),
        ("snake_case stays", "snake_case stays"),
        ("_em_", r"\_em\_"),
        ("two\nlines", "two lines"),
    ],
)
def test_marks_of_markdown_lose_their_meaning(raw: str, shown: str) -> None:
    assert escaped(raw) == shown


def test_a_price_rise_that_loses_the_lead_really_loses_it(
    light: Recommendation, weigh: Callable[..., Recommendation]
) -> None:
    """The rise of cost that the record names, applied to the score by hand."""
    decision = decide(light, "gravel/pebble-7b@edge")
    rise = price_rise_to_lose(decision)
    assert rise is not None
    assert decision.rival is not None
    weight, lead = light.ranking.weights["cost"] * 100, decision.chosen.score - decision.rival.score
    from math import log10

    lost = log10(1 + rise) / 4 * weight  # four powers of ten between the anchors $0.02 and $200
    assert lost > lead
    assert log10(1 + rise - 0.01) / 4 * weight <= lead


def test_risks_follow_from_facts(light: Recommendation) -> None:
    what = " ".join(risk.what for risk in risks(decide(light, CONDITIONAL)))
    assert "not confirmed" in what
    assert "upper bound" in what
    closed = " ".join(risk.what for risk in risks(decide(light, "gravel/boulder@gravel:eu")))
    assert "The weights are closed" in closed
    assert "2028-06-30" in closed
