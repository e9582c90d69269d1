"""Data handling per provider, model, tier and region; evidence that has run out counts less and says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any, get_args

import pytest

from weighbridge.extensions import FAIL, PASS, UNKNOWN
from weighbridge.options.supply import stored_in
from weighbridge.ranking.recommendation import Recommendation
from weighbridge.records import Evidence, Posture, Region, Retention
from weighbridge.records.aging import aged, runs_out
from weighbridge.reports.posture import How

OLD = Evidence(grade="primary", source="a page", as_of="2026-06-01")


@pytest.mark.parametrize(
    ("evidence", "day", "grade"),
    [
        (OLD, date(2026, 8, 30), "primary"),
        (OLD, date(2026, 8, 31), "secondary"),
        (OLD.model_copy(update={"expires": "2026-12"}), date(2026, 12, 31), "primary"),
        (OLD.model_copy(update={"expires": "2026-12"}), date(2027, 1, 1), "secondary"),
        (OLD.model_copy(update={"as_of": "2026-06"}), date(2026, 9, 28), "primary"),
        (OLD.model_copy(update={"as_of": None}), date(2030, 1, 1), "primary"),
        (OLD.model_copy(update={"grade": "estimated"}), date(2027, 1, 1), "estimated"),
    ],
)
def test_a_grade_falls_when_the_evidence_has_run_out(evidence: Evidence, day: date, grade: str) -> None:
    now = aged(evidence, day)
    assert now is not None
    assert now.grade == grade
    end = runs_out(evidence)
    assert ("ran out on" in (now.note or "")) == (end is not None and end < day)


def test_no_evidence_stays_no_evidence() -> None:
    assert aged(None, date(2026, 1, 1)) is None


def test_what_keeps_nothing_stores_nowhere_else() -> None:
    region = Region(id="eu", name="EU", processing=("DE",))
    assert stored_in(region, Posture(retention=Retention(days=0))) == ("DE",)
    assert stored_in(region, Posture(retention=Retention(days=30))) is None
    elsewhere = region.model_copy(update={"storage": ("US",)})
    assert stored_in(elsewhere, Posture(retention=Retention(days=0))) == ("US",)


def test_residency_looks_at_storage_too(build: Callable[..., Any], small_rows: Any, weigh: Any) -> None:
    def ranked(storage: list[str] | None) -> Recommendation:
        rows = small_rows()
        for provider in rows["providers"]["providers"]:
            for posture in provider.get("postures", []):
                posture["retention"] = {"days": 30}
                for region in posture.get("regions", []):
                    region["processing"] = ["DE"]
                    region["storage"] = storage
        found: Recommendation = weigh({"data": {"residency": ["EU"]}}, catalog=build(rows))
        return found

    def outcomes(result: Recommendation) -> set[int]:
        table = result.ranking.table
        return set(table.filter(table["hosting"] == "cloud_api")["gate:residency"].unique().to_list()) - {None}

    inside, outside, unknown = (outcomes(ranked(where)) for where in (["FR"], ["US"], None))
    assert (max(inside), unknown, min(outside)) == (PASS, {UNKNOWN}, FAIL)


def test_the_command_tells_processing_and_storage_apart(cli: Callable[..., Any]) -> None:
    run = cli("providers", "anthropic", "--model", "claude-opus-4.5", "--format", "json", "--as-of", "2026-11-23")
    rows = json.loads(run.out)["posture"]
    places = {(row["topic"], row["region"]): row for row in rows if row["region"] == "global"}
    assert places["processing", "global"]["says"] == "GLOBAL"
    assert places["storage", "global"]["says"] == "US"
    zero = next(row for row in rows if row["topic"] == "zero retention")
    assert zero["how"] == "on_request"
    assert {row["how"] for row in rows} <= set(get_args(How))


def test_the_table_marks_what_has_run_out(cli: Callable[..., Any]) -> None:
    run = cli("providers", "bedrock", "--model", "claude-opus-4.5", "--region", "eu", "--as-of", "2027-06-01")
    assert run.code == 0
    assert "counts one grade less" in run.out
    assert max(map(len, run.out.splitlines())) <= 100
