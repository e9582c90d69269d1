"""Who qualifies, in which order, and what a plugin's own gates and criteria may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from weighbridge.advisor import Advisor
from weighbridge.catalog import Catalog
from weighbridge.errors import UnknownCriterion, UnknownId, UnknownOption
from weighbridge.extensions import FAIL, PASS, UNKNOWN, Criterion, Explanation, Gate, Grain
from weighbridge.needs import Needs
from weighbridge.ranking.recommendation import Recommendation

Weigh = Callable[..., Recommendation]

GRAINS: tuple[Grain, ...] = ("option", "model", "offer", "supply", "region", "license", "compliance")


def gate(grain: Grain, status: pl.Expr) -> Gate:
    return Gate("own", "Our own rule", grain, lambda _: status, lambda *_: Explanation("Because."))


def criterion(grain: Grain, value: pl.Expr) -> Criterion:
    explained = Explanation("Because.")
    return Criterion("own", "Own", "points", "", grain, lambda _: value, lambda x: x, lambda *_: explained)


def test_qualified_options_stand_before_conditional_ones_each_by_falling_score(weigh: Weigh) -> None:
    result = weigh()
    keys = [(entry.status != "qualified", -entry.score) for entry in result.top()]
    assert keys == sorted(keys)
    assert [entry.rank for entry in result.top()] == list(range(1, len(keys) + 1))
    assert {entry.status for entry in result.excluded()} == {"excluded"}
    assert result.counts == {"qualified": 7, "conditional": 3, "excluded": 4}


def test_a_score_is_the_weighted_sum_of_its_criteria(weigh: Weigh) -> None:
    for entry in (*weigh().top(), *weigh().excluded()):
        total = sum((item.score or 0.0) * (item.weight or 0.0) for item in entry.criteria())
        assert entry.score == pytest.approx(total * 100, abs=1e-5)


def test_only_the_proportions_of_weights_count(weigh: Weigh) -> None:
    small = weigh({"weights": {"cost": 1, "privacy": 3, "quality": 0}})
    large = weigh({"weights": {"cost": 25, "privacy": 75}})
    assert [(entry.id, entry.score) for entry in small.top()] == [(entry.id, entry.score) for entry in large.top()]
    assert list(small.ranking.weights) == ["privacy", "cost"]


def test_ties_go_to_the_cheaper_option(weigh: Weigh) -> None:
    tied = [entry for entry in weigh({"weights": {"gpu_footprint": 1}}).top() if entry.score == 100]
    known = [cost for entry in tied if (cost := entry.view.row["cost_expected"]) is not None]
    assert len(known) > 2
    assert known == sorted(known)


def test_nothing_is_recommended_unless_it_qualifies(weigh: Weigh) -> None:
    first = weigh().winner
    assert first is not None
    assert first.status == "qualified"
    open_only = weigh({"capabilities": {"languages": ["de"], "tool_calling": True}}, {"models": {"allow": ["scree/*"]}})
    assert open_only.counts["qualified"] == 0
    assert open_only.counts["conditional"] > 0
    assert open_only.winner is None


def test_when_everything_is_out_nothing_is_recommended(weigh: Weigh) -> None:
    result = weigh(policy={"models": {"allow": []}})
    assert result.winner is None
    assert result.top() == ()
    assert dict(result.robustness.first_rank_share) == {}


def test_an_option_is_found_by_id_alias_and_rank(weigh: Weigh) -> None:
    result = weigh()
    assert result.find("pebble@gravel:us").id == "gravel/pebble-7b@gravel:us"
    assert result.find("Pebble 7B@edge").id == "gravel/pebble-7b@edge"
    for entry in result.top():
        assert result.at(entry.rank or 0).id == entry.id
        assert result.find(entry.id).rank == entry.rank
    assert result.find("shard@edge").rank is None


@pytest.mark.parametrize("rank", [0, -1, 11, 10**30])
def test_a_rank_that_does_not_exist_is_the_users_error(weigh: Weigh, rank: int) -> None:
    with pytest.raises(UnknownOption):
        weigh().at(rank)


def test_unknown_options_get_near_ones(weigh: Weigh) -> None:
    with pytest.raises(UnknownOption, match="gravel/boulder@gravel:eu"):
        weigh().find("gravel/boulder@gravel:ue")
    with pytest.raises(UnknownId, match="pebble"):
        weigh().find("peble@edge")


def test_a_model_without_a_place_is_no_option(weigh: Weigh) -> None:
    with pytest.raises(UnknownOption, match="gravel/pebble-7b@"):
        weigh().find("gravel/pebble-7b")


def test_a_weight_that_no_criterion_takes_is_the_users_error(weigh: Weigh) -> None:
    with pytest.raises(UnknownCriterion, match=r"weights.privcy: .*Did you mean 'privacy'"):
        weigh({"weights": {"privcy": 1}})


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("outcome", [PASS, UNKNOWN, FAIL, None])
def test_a_gate_of_a_plugin_counts_at_every_grain(
    small: Catalog, needs_of: Callable[..., Needs], weigh: Weigh, grain: Grain, outcome: int | None
) -> None:
    own = replace(small, gates=(("plug", gate(grain, pl.lit(outcome, dtype=pl.Int8))),))
    result = Advisor(own).rank(needs_of())
    before = weigh()
    for entry in before.top():
        after = result.find(entry.id)
        reached = grain != "offer" or entry.view.offer is not None
        if outcome == FAIL and reached:
            assert after.status == "excluded"
        elif outcome in (UNKNOWN, None) and reached:
            assert after.status == "conditional"
            assert after.open_points[-1].question.startswith("Can you confirm: our own rule")
        else:
            assert after.status == entry.status


@pytest.mark.parametrize("grain", GRAINS)
def test_a_criterion_of_a_plugin_is_weighed_and_never_null(
    small: Catalog, needs_of: Callable[..., Needs], grain: Grain
) -> None:
    needs = needs_of(weights={"own": 1})
    for value, expected in ((0.25, 25.0), (1.0, 100.0), (None, 0.0)):
        own = replace(small, criteria=(("plug", criterion(grain, pl.lit(value, dtype=pl.Float64))),))
        found = set(Advisor(own).rank(needs).ranking.table["score"].to_list())
        assert found == {expected} | ({0.0} if grain == "offer" else set())


@pytest.mark.parametrize("value", [7.0, -1.0, float("nan"), float("inf")])
def test_a_criterion_off_the_scale_is_left_out_and_named(
    small: Catalog, needs_of: Callable[..., Needs], weigh: Weigh, value: float
) -> None:
    own = replace(small, criteria=(("plug", criterion("model", pl.lit(value))),))
    result = Advisor(own).rank(needs_of())
    (failure,) = result.failures
    assert (failure.plugin, failure.stage) == ("plug", "rank")
    assert "from 0 to 1" in failure.reason
    assert [entry.id for entry in result.top()] == [entry.id for entry in weigh().top()]


@pytest.mark.parametrize(
    "broken", [pl.col("no_such_column"), pl.lit(5), pl.lit("yes"), pl.col("languages"), pl.col("context_tokens")]
)
def test_a_gate_that_cannot_be_judged_is_left_out_and_named(
    small: Catalog, needs_of: Callable[..., Needs], weigh: Weigh, broken: pl.Expr
) -> None:
    result = Advisor(replace(small, gates=(("plug", gate("model", broken)),))).rank(needs_of())
    assert [failure.plugin for failure in result.failures] == ["plug"]
    assert result.counts == weigh().counts


def test_columns_of_any_dimension_can_be_used_at_option_grain(small: Catalog, needs_of: Callable[..., Needs]) -> None:
    rule = pl.when((pl.col("maker") == "gravel") & (pl.col("region_id") != "us")).then(PASS).otherwise(FAIL)
    result = Advisor(replace(small, gates=(("plug", gate("option", rule.cast(pl.Int8))),))).rank(needs_of())
    assert {entry.id.split("@")[0] for entry in result.top()} == {"gravel/boulder", "gravel/pebble-7b"}
    assert not any(entry.id.endswith(":us") for entry in result.top())


def test_an_advisor_gives_the_same_answer_twice(small: Catalog, needs_of: Callable[..., Needs]) -> None:
    advisor = Advisor(small)
    first = advisor.rank(needs_of()).ranking.table
    advisor.rank(needs_of(data={"residency": ["EU"]}, weights={"cost": 1}))
    assert advisor.rank(needs_of()).ranking.table.equals(first)


def test_the_weights_share_one(weigh: Weigh) -> None:
    stated: dict[str, Any] = {"privacy": 3, "cost": 0.1, "lock_in": 7}
    assert sum(weigh({"weights": stated}).ranking.weights.values()) == pytest.approx(1.0)
