"""Each gate passes, fails or asks; what is not on record never passes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import pytest

from weighbridge.catalog import Catalog
from weighbridge.ranking.gates import BUILT_IN_GATES
from weighbridge.ranking.recommendation import Finding, Recommendation

Weigh = Callable[..., Recommendation]
Rows = dict[str, dict[str, Any]]
Build = Callable[..., Catalog]
Outcome = Literal["pass", "unknown", "fail"]
Case = tuple[str, Mapping[str, Any], Mapping[str, Any], str, Outcome]

API, API_US = "gravel/pebble-7b@gravel:eu", "gravel/pebble-7b@gravel:us"
SCREE, TALUS = "gravel/pebble-7b@scree:us", "gravel/pebble-7b@talus"
SITE, RENTED, EDGE = (f"gravel/pebble-7b@{hosting}" for hosting in ("on_premises", "self_hosted_cloud", "edge"))
SHARD, SHARD_EDGE = "scree/shard-70b@on_premises", "scree/shard-70b@edge"
BOULDER, SUMMIT = "gravel/boulder@gravel:eu", "scree/summit@scree:us"

CROWDED = {"organization": {"monthly_active_users": 2_000_000, "monthly_active_users_at_release": 2_000_000}}
UNCOUNTED = {"organization": {"monthly_active_users": None, "monthly_active_users_at_release": None}}

CASES: list[Case] = [
    ("claimed", {}, {}, API, "pass"),
    ("claimed", {}, {}, SUMMIT, "fail"),
    ("claimed", {"include_claimed": True}, {}, SUMMIT, "pass"),
    ("license", {}, {}, SHARD, "pass"),
    ("license", CROWDED, {}, SHARD, "fail"),
    ("license", CROWDED, {"agreements": ["crowd-1.0"]}, SHARD, "pass"),
    ("license", CROWDED, {"agreements": ["free-1.0"]}, SHARD, "fail"),
    ("license", UNCOUNTED, {}, SHARD, "unknown"),
    ("license", UNCOUNTED, {}, API, "pass"),
    ("license", {"use": {"tags": ["military"]}}, {"agreements": ["crowd-1.0"]}, SHARD, "fail"),
    ("compliance", {}, {}, SCREE, "pass"),
    ("compliance", {"compliance": ["stone-act"]}, {}, API, "pass"),
    ("compliance", {"compliance": ["stone-act"]}, {}, SCREE, "fail"),
    ("compliance", {"compliance": ["stone-act"]}, {}, TALUS, "unknown"),
    ("compliance", {"compliance": ["stone-act"]}, {}, SITE, "pass"),
    ("residency", {}, {}, TALUS, "pass"),
    ("residency", {"data": {"residency": ["EU"]}}, {}, API, "pass"),
    ("residency", {"data": {"residency": ["EU"]}}, {}, API_US, "fail"),
    ("residency", {"data": {"residency": ["EU"]}}, {}, TALUS, "unknown"),
    ("residency", {"data": {"residency": ["EU"]}}, {}, SITE, "pass"),
    ("residency", {"data": {"residency": ["US"]}}, {}, SITE, "fail"),
    ("residency", {"data": {"residency": ["US"]}}, {}, RENTED, "pass"),
    ("residency", {"data": {"residency": ["EU"]}, "organization": {"country": None}}, {}, SITE, "unknown"),
    ("training_on_data", {}, {}, API, "pass"),
    ("training_on_data", {}, {}, SCREE, "fail"),
    ("training_on_data", {}, {}, TALUS, "unknown"),
    ("training_on_data", {}, {}, EDGE, "pass"),
    ("training_on_data", {"data": {"training_on_data": True}}, {}, SCREE, "pass"),
    ("retention", {}, {}, TALUS, "pass"),
    ("retention", {"data": {"retention_days_max": 90}}, {}, SCREE, "pass"),
    ("retention", {"data": {"retention_days_max": 89}}, {}, SCREE, "fail"),
    ("retention", {"data": {"retention_days_max": 0}}, {}, API, "pass"),
    ("retention", {"data": {"retention_days_max": 90}}, {}, TALUS, "unknown"),
    ("retention", {"data": {"retention_days_max": 0}}, {}, RENTED, "pass"),
    ("certificates", {}, {}, TALUS, "pass"),
    ("certificates", {}, {"certificates_required": ["soc2_type2"]}, API, "pass"),
    ("certificates", {}, {"certificates_required": ["soc2_type2"]}, SCREE, "unknown"),
    ("certificates", {}, {"certificates_required": ["fedramp"]}, API, "unknown"),
    ("certificates", {}, {"certificates_required": ["fedramp"]}, SITE, "pass"),
    ("certificates", {"data": {"health": True, "personal": True}}, {}, API, "pass"),
    ("certificates", {"data": {"health": True, "personal": True}}, {}, SCREE, "fail"),
    ("certificates", {"data": {"health": True, "personal": True}}, {}, TALUS, "unknown"),
    ("policy_model", {}, {"models": {"deny": ["gravel/*"]}}, API, "fail"),
    ("policy_model", {}, {"models": {"allow": ["gravel/*"]}}, API, "pass"),
    ("policy_model", {}, {"models": {"allow": ["gravel/*"]}}, SHARD, "fail"),
    ("policy_model", {}, {"default": "deny"}, API, "fail"),
    ("policy_maker", {}, {"makers": {"deny": ["scree"]}}, SHARD, "fail"),
    ("policy_maker", {}, {"makers": {"deny": ["scree"]}}, SCREE, "pass"),
    ("policy_license", {}, {"licenses": {"deny": ["crowd-*"]}}, SHARD, "fail"),
    ("policy_license", {}, {"licenses": {"deny": ["crowd-*"]}}, API, "pass"),
    ("policy_provider", {}, {"providers": {"deny": ["scree"]}}, SCREE, "fail"),
    ("policy_provider", {}, {"providers": {"deny": ["scree"]}}, SHARD, "pass"),
    ("policy_provider", {}, {"providers": {"allow": ["gravel"]}}, TALUS, "fail"),
    ("policy_provider", {}, {"default": "deny"}, SITE, "pass"),
    ("policy_provider", {}, {"default": "deny"}, API, "fail"),
    ("policy_maker_country", {}, {"maker_countries": {"deny": ["US"]}}, SHARD, "fail"),
    ("policy_maker_country", {}, {"maker_countries": {"allow": ["EU"]}}, API, "pass"),
    ("policy_maker_country", {}, {"maker_countries": {"allow": ["EU"]}}, SHARD, "fail"),
    ("policy_maker_country", {}, {"maker_countries": {"allow": ["EU"], "deny": ["FR"]}}, API, "fail"),
    ("policy_processing_country", {}, {"processing_countries": {"deny": ["US"]}}, API, "pass"),
    ("policy_processing_country", {}, {"processing_countries": {"deny": ["DE"]}}, API, "fail"),
    ("policy_processing_country", {}, {"processing_countries": {"allow": ["EU"]}}, API_US, "fail"),
    ("policy_processing_country", {}, {"processing_countries": {"deny": ["US"]}}, TALUS, "unknown"),
    ("policy_data_class", {}, {"hosting_by_data_class": {"internal": ["edge"]}}, EDGE, "pass"),
    ("policy_data_class", {}, {"hosting_by_data_class": {"internal": ["edge"]}}, API, "fail"),
    ("policy_data_class", {}, {"hosting_by_data_class": {"public": ["edge"]}}, API, "pass"),
    ("policy_data_class", {}, {"hosting_by_data_class": {"public": ["edge"]}, "default": "deny"}, API, "fail"),
    ("hosting", {"infrastructure": {"hosting": ["edge"]}}, {}, EDGE, "pass"),
    ("hosting", {"infrastructure": {"hosting": ["edge"]}}, {}, API, "fail"),
    ("footprint", {}, {}, API, "pass"),
    ("footprint", {}, {}, SHARD, "pass"),
    ("footprint", {}, {}, SHARD_EDGE, "fail"),
    ("owned_accelerators", {}, {}, SHARD, "pass"),
    ("owned_accelerators", {"infrastructure": {"owned_accelerators": {"anvil-80": 8}}}, {}, SHARD, "pass"),
    ("owned_accelerators", {"infrastructure": {"owned_accelerators": {"anvil-80": 1}}}, {}, SHARD, "fail"),
    ("owned_accelerators", {"infrastructure": {"owned_accelerators": {"anvil-80": 1}}}, {}, RENTED, "pass"),
    ("budget", {}, {}, TALUS, "unknown"),
    ("budget", {}, {}, SHARD_EDGE, "pass"),
    ("budget", {"budget": {"monthly_usd_max": 100}}, {}, API, "pass"),
    ("budget", {"budget": {"monthly_usd_max": 100}}, {}, BOULDER, "fail"),
    ("context", {}, {}, SHARD, "unknown"),
    ("context", {"capabilities": {"context_tokens": 32_000}}, {}, API, "pass"),
    ("context", {"capabilities": {"context_tokens": 32_001}}, {}, API, "fail"),
    ("offer_context", {"capabilities": {"context_tokens": 8_001}}, {}, SCREE, "fail"),
    ("offer_context", {"capabilities": {"context_tokens": 8_000}}, {}, SCREE, "pass"),
    ("offer_context", {"capabilities": {"context_tokens": 8_001}}, {}, SITE, "pass"),
    ("modality", {"capabilities": {"input": ["text", "image"]}}, {}, BOULDER, "pass"),
    ("modality", {"capabilities": {"input": ["text", "image"]}}, {}, API, "fail"),
    ("tool_calling", {}, {}, SHARD, "pass"),
    ("tool_calling", {"capabilities": {"tool_calling": True}}, {}, API, "pass"),
    ("tool_calling", {"capabilities": {"tool_calling": True}}, {}, SHARD, "unknown"),
    ("tool_calling", {"capabilities": {"tool_calling": True}}, {}, SUMMIT, "fail"),
    ("languages", {"capabilities": {"languages": ["de"]}}, {}, API, "pass"),
    ("languages", {"capabilities": {"languages": ["de", "fr"]}}, {}, API, "fail"),
    ("languages", {"capabilities": {"languages": ["de"]}}, {}, SHARD, "unknown"),
    ("quality", {"capabilities": {"min_quality": 0.4}}, {}, API, "pass"),
    ("quality", {"capabilities": {"min_quality": 0.5}}, {}, API, "fail"),
    ("quality", {"capabilities": {"min_quality": 0.1}}, {}, SHARD, "unknown"),
    ("quality", {"capabilities": {"min_quality": 0.1, "task": "coding"}}, {}, BOULDER, "unknown"),
    ("retirement", {"horizon_months": 12}, {}, BOULDER, "pass"),
    ("retirement", {"horizon_months": 19}, {}, BOULDER, "pass"),
    ("retirement", {"horizon_months": 20}, {}, BOULDER, "fail"),
    ("retirement", {"horizon_months": 120}, {}, SITE, "pass"),
    ("region_access", {"data": {"residency": ["EU"]}}, {}, API, "pass"),
]

NOT_FAILED = [case for case in CASES if case[4] != "fail"]


def finding(result: Recommendation, option: str, gate: str) -> Finding:
    return next(item for item in result.find(option).gates() if item.name == gate)


@pytest.mark.parametrize(("gate", "needs", "policy", "option", "outcome"), CASES)
def test_a_gate_decides(
    weigh: Weigh, gate: str, needs: Mapping[str, Any], policy: Mapping[str, Any], option: str, outcome: Outcome
) -> None:
    result = weigh(needs, policy)
    found = finding(result, option, gate)
    assert found.outcome == outcome
    assert len(found.reason) > 10
    entry = result.find(option)
    if outcome == "unknown":
        assert entry.status != "qualified"
        (point, *_) = [item for item in entry.open_points if item.source in (gate, *needs.get("compliance", ()))]
        assert point.question.endswith(("?", ".")), point.question
        assert point.party
    if outcome == "fail":
        assert entry.status == "excluded"
        assert gate in [item.name for item in entry.failing]


@pytest.mark.parametrize(("gate", "needs", "policy", "option", "outcome"), NOT_FAILED)
def test_a_policy_can_exclude_what_is_unknown(
    weigh: Weigh, gate: str, needs: Mapping[str, Any], policy: Mapping[str, Any], option: str, outcome: Outcome
) -> None:
    result = weigh(needs, {**policy, "unknown": "exclude"})
    failing = [item.name for item in result.find(option).failing]
    assert (gate in failing) == (outcome == "unknown")
    assert result.counts["conditional"] == 0


def test_every_gate_is_tried() -> None:
    assert {case[0] for case in CASES} == {gate.name for gate in BUILT_IN_GATES}


def test_each_reason_stands_in_the_counts(weigh: Weigh) -> None:
    result = weigh({"infrastructure": {"hosting": ["cloud_api"]}}, {"models": {"deny": ["scree/*"]}})
    assert result.exclusion_counts["hosting"] == 6
    assert result.exclusion_counts["policy_model"] == 5
    assert sum(result.counts.values()) == result.weighed


@pytest.mark.parametrize(
    ("file", "index", "field", "gate", "needs", "option"),
    [
        ("models", 1, "context_tokens", "context", {}, API),
        ("models", 1, "input_modalities", "modality", {}, API),
        ("models", 1, "tool_calling", "tool_calling", {"capabilities": {"tool_calling": True}}, API),
        ("models", 1, "languages", "languages", {"capabilities": {"languages": ["de"]}}, API),
        ("models", 1, "license_id", "license", {}, API),
        ("offers", 1, "price", "budget", {}, API),
        ("providers", 0, "postures", "training_on_data", {}, "gravel/pebble-7b@gravel"),
        ("providers", 0, "postures", "residency", {"data": {"residency": ["EU"]}}, "gravel/pebble-7b@gravel"),
        ("providers", 0, "postures", "retention", {"data": {"retention_days_max": 0}}, "gravel/pebble-7b@gravel"),
    ],
)
def test_a_fact_that_goes_missing_turns_a_pass_into_a_question(
    *,
    weigh: Weigh,
    build: Build,
    small_rows: Callable[[], Rows],
    file: str,
    index: int,
    field: str,
    gate: str,
    needs: Mapping[str, Any],
    option: str,
) -> None:
    assert finding(weigh(needs), API, gate).outcome == "pass"
    rows = small_rows()
    del rows[file][file][index][field]
    result = weigh(needs, catalog=build(rows))
    assert finding(result, option, gate).outcome == "unknown"
    assert result.find(option).status == "conditional"


def test_a_license_that_no_sheet_describes_is_unknown(
    weigh: Weigh, build: Build, small_rows: Callable[[], Rows]
) -> None:
    rows = small_rows()
    rows["models"]["models"][1]["license_id"] = "lost-1.0"
    assert finding(weigh(catalog=build(rows)), API, "license").outcome == "unknown"


def test_a_model_without_a_size_cannot_be_planned_and_that_is_a_question(
    weigh: Weigh, build: Build, small_rows: Callable[[], Rows]
) -> None:
    rows = small_rows()
    del rows["models"]["models"][2]["parameters_b"]
    found = finding(weigh(catalog=build(rows)), SHARD, "footprint")
    assert found.outcome == "unknown"


@pytest.mark.parametrize(
    ("access", "regions", "outcome"),
    [
        ("default", None, "pass"),
        ("on_request", ["eu"], "unknown"),
        ("dedicated_only", ["eu"], "unknown"),
        ("configurable", None, "unknown"),
        ("configurable", ["eu"], "pass"),
    ],
)
def test_a_region_that_must_be_had_first_is_a_question(
    weigh: Weigh,
    build: Build,
    small_rows: Callable[[], Rows],
    access: str,
    regions: list[str] | None,
    outcome: Outcome,
) -> None:
    rows = small_rows()
    rows["providers"]["providers"][0]["postures"][0]["regions"][0]["access"] = access
    if regions:
        rows["offers"]["offers"][1]["regions"] = regions
    catalog = build(rows)
    assert finding(weigh({"data": {"residency": ["EU"]}}, catalog=catalog), API, "region_access").outcome == outcome
    assert finding(weigh(catalog=catalog), API, "region_access").outcome == "pass"


@pytest.mark.parametrize(
    ("zero", "days", "outcome"),
    [
        ("default", 30, "pass"),
        ("self_serve", 30, "unknown"),
        ("approval_gated", 30, "unknown"),
        ("sales_gated", None, "unknown"),
        ("none", 30, "fail"),
        ("none", None, "unknown"),
        (None, 30, "fail"),
        (None, 10, "pass"),
    ],
)
def test_retention_that_can_be_shortened_is_a_question(
    weigh: Weigh,
    build: Build,
    small_rows: Callable[[], Rows],
    zero: str | None,
    days: float | None,
    outcome: Outcome,
) -> None:
    rows = small_rows()
    rows["providers"]["providers"][0]["postures"][0]["retention"] = {"days": days, "zero_option": zero}
    result = weigh({"data": {"retention_days_max": 10}}, catalog=build(rows))
    assert finding(result, API, "retention").outcome == outcome


def test_a_place_as_wide_as_the_world_lies_inside_nothing(
    weigh: Weigh, build: Build, small_rows: Callable[[], Rows]
) -> None:
    rows = small_rows()
    rows["providers"]["providers"][0]["postures"][0]["regions"][0]["processing"] = ["GLOBAL"]
    catalog = build(rows)
    assert finding(weigh({"data": {"residency": ["EU"]}}, catalog=catalog), API, "residency").outcome == "fail"
    denied = weigh(policy={"processing_countries": {"deny": ["US"]}}, catalog=catalog)
    assert finding(denied, API, "policy_processing_country").outcome == "fail"
