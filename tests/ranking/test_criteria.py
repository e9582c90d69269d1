"""Criteria lie between 0 and 1 on fixed anchors, rise and fall as stated, and earn nothing for the unknown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.catalog import Catalog
from weighbridge.ranking.anchors import anchors
from weighbridge.ranking.criteria import BUILT_IN_CRITERIA
from weighbridge.ranking.recommendation import Recommendation

Weigh = Callable[..., Recommendation]
Build = Callable[..., Catalog]
Rows = dict[str, dict[str, Any]]

BY_NAME = {criterion.name: criterion for criterion in BUILT_IN_CRITERIA}
FALLING, RISING = ("cost", "gpu_footprint"), ("lifecycle",)
API = "gravel/pebble-7b@gravel:eu"


def score(name: str, *values: float | None) -> list[float | None]:
    frame = pl.DataFrame({"value": values}, schema={"value": pl.Float64})
    return frame.select(BY_NAME[name].score(pl.col("value"))).to_series().to_list()


def scores(result: Recommendation, option: str) -> dict[str, float]:
    return {finding.name: finding.score or 0.0 for finding in result.find(option).criteria()}


@given(st.sampled_from(sorted(BY_NAME)), st.floats(0, 1e12))
def test_a_known_value_scores_between_0_and_1(name: str, value: float) -> None:
    (found,) = score(name, min(value, 1.0) if name in ("privacy", "compliance", "quality") else value)
    assert found is not None
    assert 0.0 <= found <= 1.0


@given(st.sampled_from(FALLING + RISING), st.floats(0, 1e6), st.floats(0, 1e6))
def test_more_is_never_scored_the_wrong_way_round(name: str, one: float, other: float) -> None:
    low, high = score(name, min(one, other), max(one, other))
    assert low is not None
    assert high is not None
    assert low >= high if name in FALLING else low <= high


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_the_unknown_has_no_score_of_its_own(name: str) -> None:
    assert score(name, None) == [None]


def test_the_anchors_are_where_the_documentation_says() -> None:
    stated = anchors()
    assert score("cost", stated.cost.one_at_usd, stated.cost.zero_at_usd, 2.0) == pytest.approx([1.0, 0.0, 0.5])
    assert score("cost", 0.0) == [1.0]
    assert score("gpu_footprint", 0, stated.gpu_footprint.zero_at_accelerators) == pytest.approx([1.0, 0.0])
    assert score("lifecycle", -3, 0, stated.lifecycle.one_at_months) == pytest.approx([0.0, 0.0, 1.0])
    api = stated.privacy.cloud_api
    best = api.base + api.no_training + api.short_retention + max(api.zero_retention.values()) + api.region_stated
    assert best < stated.privacy.rented_machines < stated.privacy.data_stays_on_site == 1.0
    assert stated.compliance.license_weight + stated.compliance.frameworks_weight == pytest.approx(1.0)


def test_all_scores_of_the_small_catalog_are_bounded(weigh: Weigh) -> None:
    table = weigh({"compliance": ["stone-act"]}).ranking.table
    for name in BY_NAME:
        assert table[f"score:{name}"].null_count() == 0
        assert table[f"score:{name}"].is_between(0.0, 1.0).all()
    assert table["score"].is_between(0.0, 100.0).all()


@pytest.mark.parametrize(
    ("better", "worse", "criterion"),
    [
        ("gravel/pebble-7b@on_premises", "gravel/pebble-7b@self_hosted_cloud", "privacy"),
        ("gravel/pebble-7b@self_hosted_cloud", API, "privacy"),
        (API, "gravel/pebble-7b@scree:us", "privacy"),
        ("gravel/pebble-7b@scree:us", "gravel/pebble-7b@talus", "privacy"),
        ("gravel/pebble-7b@scree:us", API, "cost"),
        (API, "gravel/boulder@gravel:eu", "cost"),
        ("gravel/boulder@gravel:eu", "gravel/pebble-7b@talus", "cost"),
        (API, "gravel/pebble-7b@edge", "gpu_footprint"),
        ("gravel/pebble-7b@edge", "scree/shard-70b@on_premises", "gpu_footprint"),
        ("scree/shard-70b@on_premises", "scree/shard-70b@edge", "gpu_footprint"),
        ("gravel/boulder@gravel:eu", API, "quality"),
        (API, "scree/shard-70b@on_premises", "quality"),
        (API, "scree/shard-70b@on_premises", "compliance"),
        (API, "gravel/boulder@gravel:eu", "lock_in"),
        (API, "gravel/boulder@gravel:eu", "lifecycle"),
        ("gravel/boulder@gravel:eu", "scree/summit@scree:us", "lifecycle"),
    ],
)
def test_the_better_option_scores_higher(weigh: Weigh, better: str, worse: str, criterion: str) -> None:
    result = weigh()
    assert scores(result, better)[criterion] > scores(result, worse)[criterion]


def test_privacy_of_an_api_adds_up(weigh: Weigh) -> None:
    result = weigh()
    assert scores(result, API)["privacy"] == pytest.approx(0.10 + 0.25 + 0.20 + 0.10 + 0.10)
    assert scores(result, "gravel/pebble-7b@scree:us")["privacy"] == pytest.approx(0.10 + 0.10)
    assert scores(result, "gravel/pebble-7b@talus")["privacy"] == pytest.approx(0.10)


def test_the_value_is_shown_in_its_unit(weigh: Weigh) -> None:
    found = {finding.name: finding for finding in weigh().find("gravel/boulder@gravel:eu").criteria()}
    assert found["cost"].value == pytest.approx(1000 * (1000 * 2.0 + 200 * 8.0) / 1e6)
    assert found["cost"].unit == "USD per 1,000 queries"
    assert found["quality"].value == pytest.approx(0.8)
    assert found["lock_in"].value == 0
    assert found["lifecycle"].value == pytest.approx(31.2, abs=0.1)
    assert found["gpu_footprint"].value == 0


def test_compliance_counts_what_is_met_and_nothing_unknown(weigh: Weigh) -> None:
    result = weigh({"compliance": ["stone-act"]})
    assert scores(result, API)["compliance"] == pytest.approx(1.0)
    assert scores(result, "gravel/pebble-7b@talus")["compliance"] == pytest.approx(0.4)
    assert scores(result, "gravel/pebble-7b@scree:us")["compliance"] == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("file", "index", "field", "value", "criterion"),
    [
        ("offers", 1, "price", None, "cost"),
        ("providers", 0, "postures", [], "privacy"),
        ("models", 1, "license_id", None, "compliance"),
    ],
)
def test_a_fact_that_goes_missing_never_raises_a_score(
    *,
    weigh: Weigh,
    build: Build,
    small_rows: Callable[[], Rows],
    file: str,
    index: int,
    field: str,
    value: Any,
    criterion: str,
) -> None:
    known = scores(weigh(), API)[criterion]
    rows = small_rows()
    rows[file][file][index][field] = value
    result = weigh(catalog=build(rows))
    option = "gravel/pebble-7b@gravel" if file == "providers" else API
    assert scores(result, option)[criterion] < known


def test_a_model_without_a_score_earns_none_and_says_so(weigh: Weigh) -> None:
    finding = next(item for item in weigh().find("scree/shard-70b@on_premises").criteria() if item.name == "quality")
    assert (finding.score, finding.value) == (0.0, None)
    assert "No Stone Test score on record" in finding.reason


def test_adding_other_models_changes_no_score(weigh: Weigh, build: Build, small_rows: Callable[[], Rows]) -> None:
    before = scores(weigh(), API)
    more = {
        "models": {"models": [{"id": "x/y", "name": "Y", "maker": "gravel", "open_weights": True, "parameters_b": 1}]},
        "benchmarks": {"benchmarks": []},
    }
    assert scores(weigh(catalog=build(small_rows(), more)), API) == before
