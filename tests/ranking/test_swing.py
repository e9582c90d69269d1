"""Swing weights: points and weights say the same, and what a weight means is what the score does."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.ranking.anchors import anchors
from weighbridge.ranking.criteria import BUILT_IN_CRITERIA
from weighbridge.ranking.swing import FULL, points_of, swings, weights_of, worth_in_cost

points = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.integers(0, FULL), min_size=1)


@given(points)
def test_weights_keep_the_proportions_of_the_points(given_points: dict[str, int]) -> None:
    weights = weights_of(given_points)
    total = sum(given_points.values())
    for name, value in given_points.items():
        assert weights[name] == pytest.approx(100 * value / total if total else 0.0, abs=0.0501)


@given(points.filter(lambda item: max(item.values()) == FULL))
def test_points_come_back_to_within_a_point(given_points: dict[str, int]) -> None:
    again = points_of(weights_of(given_points))
    assert all(abs(again[name] - value) <= 1 for name, value in given_points.items())


def test_a_step_is_worth_the_rise_in_cost_that_loses_as_many_points() -> None:
    weights = {"cost": 25.0, "privacy": 30.0}
    factor = worth_in_cost(weights, "privacy", 0.1)
    assert factor is not None
    scale = anchors().cost
    lost = log(factor) / log(scale.zero_at_usd / scale.one_at_usd) * weights["cost"]
    assert lost == pytest.approx(0.1 * weights["privacy"])


def test_without_a_weight_for_cost_nothing_is_worth_money() -> None:
    assert worth_in_cost({"privacy": 100.0}, "privacy") is None
    assert worth_in_cost({"privacy": 100.0, "cost": 0.0}, "privacy") is None


def test_every_built_in_criterion_says_its_worst_and_best_in_words() -> None:
    for criterion in BUILT_IN_CRITERIA:
        assert criterion.worst
        assert criterion.best
        assert criterion.worst != criterion.best
    assert len(swings(BUILT_IN_CRITERIA)) == len(BUILT_IN_CRITERIA)
