"""The record holds all that is needed to repeat a decision, in a shape that its schema promises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

from weighbridge.advisor import Advisor
from weighbridge.ranking.recommendation import Recommendation
from weighbridge.reports.pack import render_pack
from weighbridge.reports.pack.decision import decide
from weighbridge.reports.pack.record_contract import DecisionRecord

SCHEMA = Path(__file__).parents[3] / "docs" / "schemas" / "decision_record.schema.json"


def record(result: Recommendation, option: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render_pack("record", result, option))
    return found


def test_it_keeps_its_contract(claims: Recommendation, light: Recommendation) -> None:
    checker = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for found in (record(claims), record(light), record(light, "scree/shard-70b@on_premises")):
        checker.validate(found)
        DecisionRecord.model_validate(found)


def test_it_repeats_the_decision(claims: Recommendation, advisor: Advisor) -> None:
    """Needs and policy of the record, ranked on the same catalog, give the record's order and scores."""
    found = DecisionRecord.model_validate(record(claims))
    again = advisor.rank(found.needs, found.policy)
    assert decide(again, found.chosen).id == found.id
    for entry in again.top():
        stood = found.ranked[entry.id]
        assert (stood.rank, stood.status, stood.score) == (entry.rank, entry.status, round(entry.score, 4))
    assert len(found.ranked) == len(again.ranking.ranked)


def test_it_knows_every_option_and_why_it_is_out(claims: Recommendation) -> None:
    found = record(claims)
    assert set(found["excluded"]) == {entry.id for entry in claims.excluded()}
    first = next(iter(claims.excluded()))
    assert found["excluded"][first.id] == [finding.name for finding in first.failing]
    assert found["counts"]["weighed"] == len(found["excluded"]) + len(found["ranked"])


def test_it_names_tool_catalog_and_plugins(claims: Recommendation) -> None:
    found = record(claims)
    snapshot = claims.ranking.context.catalog.snapshot
    assert found["snapshot"]["id"] == snapshot.id
    assert [item["name"] for item in found["snapshot"]["plugins"]] == [item.name for item in snapshot.plugins]
    assert found["tool"]["name"] == "weighbridge"


def test_an_option_far_down_the_list_is_watched_too(claims: Recommendation) -> None:
    last = claims.at(len(claims.ranking.ranked))
    found = record(claims, last.id)
    assert found["watched"][-1]["id"] == last.id == found["chosen"]
