"""An old decision on another catalog: whether it holds, and what is said about the change."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from weighbridge.advisor import Advisor
from weighbridge.catalog import Catalog
from weighbridge.errors import FileMissing, RecordUnusable
from weighbridge.ranking.recommendation import Recommendation
from weighbridge.reports.pack import render_pack
from weighbridge.reports.pack.recheck import compare
from weighbridge.reports.pack.recheck_contract import Recheck
from weighbridge.reports.pack.record_contract import DecisionRecord
from weighbridge.reports.pack.record_file import read_record

Build = Callable[..., Catalog]
Rows = Callable[[], dict[str, dict[str, Any]]]

CHOSEN = "gravel/pebble-7b@gravel:eu"
RIVAL = "gravel/boulder@gravel:eu"


@pytest.fixture
def api(weigh: Callable[..., Recommendation]) -> Recommendation:
    """Only APIs may be used, so the first is one of them."""
    return weigh({"name": "Light use", "infrastructure": {"hosting": ["cloud_api"]}})


@pytest.fixture
def again(api: Recommendation, build: Build, small_rows: Rows) -> Callable[..., Recheck]:
    """The decision for an option, checked on a catalog with changed rows."""

    def check(change: Callable[[dict[str, Any]], object] = dict, option: str | None = None) -> Recheck:
        record = DecisionRecord.model_validate_json(render_pack("record", api, option))
        rows = small_rows()
        change(rows)
        return compare(record, Advisor(build(rows)).rank(record.needs, record.policy))

    return check


def row(rows: dict[str, Any], kind: str, record_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(item for item in rows[kind][kind] if item["id"] == record_id)
    return found


def said(found: Recheck, kind: str) -> str:
    return " ".join(change.what for change in found.changes if change.kind == kind)


def test_on_the_same_catalog_it_holds_and_nothing_changed(again: Callable[..., Recheck]) -> None:
    found = again()
    assert found.chosen == CHOSEN
    assert (found.holds, found.changes, found.because) == (True, [], [])
    assert found.recommended_then == found.recommended_now == CHOSEN


def test_a_small_change_of_price_is_told_and_it_holds(again: Callable[..., Recheck]) -> None:
    def dearer(rows: dict[str, Any]) -> None:
        row(rows, "offers", "gravel/pebble-7b")["price"]["input_usd_per_mtok"] = 0.11

    found = again(dearer)
    assert found.holds
    assert "$16 a month then, $17 now" in said(found, "price")
    assert "cost" in said(found, "score")


def test_a_price_that_turns_the_order_breaks_it_and_says_why(again: Callable[..., Recheck]) -> None:
    def cheap_rival(rows: dict[str, Any]) -> None:
        row(rows, "offers", "gravel/boulder")["price"] = {"input_usd_per_mtok": 0.01, "output_usd_per_mtok": 0.01}

    found = again(cheap_rival)
    assert not found.holds
    assert found.recommended_now == RIVAL
    assert "Boulder at Gravel, Europe (gravel/boulder@gravel:eu) is ahead now" in found.because[0]
    assert "its cost went from $360 to $1.20 a month" in found.because[0]


def test_when_the_own_price_rises_that_is_the_reason(again: Callable[..., Recheck]) -> None:
    def dear(rows: dict[str, Any]) -> None:
        row(rows, "offers", "gravel/pebble-7b")["price"] = {"input_usd_per_mtok": 90.0, "output_usd_per_mtok": 90.0}

    found = again(dear)
    assert not found.holds
    assert "the chosen option's cost went from $16 to" in found.because[0]


def test_an_option_that_is_out_now_breaks_it(again: Callable[..., Recheck]) -> None:
    def retired(rows: dict[str, Any]) -> None:
        row(rows, "offers", "gravel/pebble-7b")["retires"] = "2027-02-01"

    found = again(retired)
    assert not found.holds
    assert found.because[0].startswith(f"{CHOSEN} is out: ")
    assert "2027-02-01" in found.because[0]


def test_a_retirement_far_away_is_told_and_it_holds(again: Callable[..., Recheck]) -> None:
    def announced(rows: dict[str, Any]) -> None:
        row(rows, "offers", "gravel/pebble-7b")["retires"] = "2030-02-01"

    found = again(announced)
    assert found.holds
    assert "withdrawn on 2030-02-01, none then" in said(found, "retirement")


def test_a_model_that_is_gone_breaks_it(again: Callable[..., Recheck]) -> None:
    def gone(rows: dict[str, Any]) -> None:
        rows["models"]["models"] = [item for item in rows["models"]["models"] if item["id"] != "gravel/pebble-7b"]

    found = again(gone)
    assert not found.holds
    assert found.because == [f"{CHOSEN} is no longer in the catalog."]
    assert "no longer in the catalog" in said(found, "option")


def test_a_fact_that_is_no_longer_known_makes_it_conditional(again: Callable[..., Recheck]) -> None:
    def unpriced(rows: dict[str, Any]) -> None:
        del row(rows, "offers", "gravel/pebble-7b")["price"]

    found = again(unpriced)
    assert not found.holds
    assert f"{CHOSEN} is conditional now" in found.because[0]
    assert "open now" in said(found, "open_point")
    assert "$16 a month then, unknown now" in said(found, "price")


def test_a_new_and_better_option_breaks_it(again: Callable[..., Recheck]) -> None:
    def newcomer(rows: dict[str, Any]) -> None:
        offer = row(rows, "offers", "gravel/pebble-7b")
        model = row(rows, "models", "gravel/pebble-7b")
        rows["models"]["models"].append({**model, "id": "gravel/flint", "name": "Flint", "aliases": []})
        rows["offers"]["offers"].append(
            {
                **offer,
                "id": "gravel/flint",
                "model_id": "gravel/flint",
                "price": {"input_usd_per_mtok": 0.01, "output_usd_per_mtok": 0.01},
            }
        )
        benchmark = rows["benchmarks"]["benchmarks"][0]
        benchmark["scores"] = [*benchmark["scores"], {**benchmark["scores"][0], "model_id": "gravel/flint"}]

    found = again(newcomer)
    assert not found.holds
    assert "it is new in the catalog" in found.because[0]
    assert "Flint at Gravel, Europe is new in the catalog and ranks 1." in said(found, "option")


def test_a_license_that_changed_is_told(again: Callable[..., Recheck]) -> None:
    def relicensed(rows: dict[str, Any]) -> None:
        row(rows, "models", "gravel/pebble-7b")["license_id"] = "crowd-1.0"

    assert "license free-1.0, free to use then, crowd-1.0" in said(again(relicensed), "license")


def test_a_choice_that_was_never_first_holds_while_nobody_else_passes_it(again: Callable[..., Recheck]) -> None:
    assert again(option=RIVAL).holds


def test_plugins_that_came_and_went_are_told(
    again: Callable[..., Recheck], api: Recommendation, build: Build, small_rows: Rows
) -> None:
    record = DecisionRecord.model_validate_json(render_pack("record", api))
    more = {"providers": {"providers": [{"id": "moraine", "name": "Moraine", "roles": ["api"]}]}}
    found = compare(record, Advisor(build(small_rows(), more)).rank(record.needs, record.policy))
    assert found.holds
    assert "Plugin more-1" in said(found, "plugin")
    assert "The catalog is" in said(found, "snapshot")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "is no JSON"),
        ("[]", "no record_version"),
        ("{}", "no record_version"),
        ('{"record_version": 99}', "record_version is 99, this weighbridge reads 1"),
        ('{"record_version": 1}', "id: Field required"),
        ("[" * 100_000, "is no JSON"),
    ],
)
def test_what_is_no_record_is_refused_in_one_line(content: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_text(content)
    with pytest.raises(RecordUnusable, match=reason) as stop:
        read_record(path)
    assert "\n" not in str(stop.value)


def test_a_field_of_another_kind_is_named(api: Recommendation, tmp_path: Path) -> None:
    data = json.loads(render_pack("record", api))
    data["needs"]["workload"]["queries_per_month"] = "many"
    path = tmp_path / "record.json"
    path.write_text(json.dumps(data))
    with pytest.raises(RecordUnusable, match=r"needs\.workload\.queries_per_month"):
        read_record(path)


def test_a_missing_record_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        read_record(tmp_path / "none.json")
