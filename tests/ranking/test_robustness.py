"""How firm the first rank is: shares add up, and the winner stays exactly as long as its interval says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from weighbridge.ranking.engine import rank
from weighbridge.ranking.recommendation import Recommendation

Weigh = Callable[..., Recommendation]

SMALL_CASES: tuple[Mapping[str, Any], ...] = (
    {},
    {"weights": {"cost": 50, "quality": 50}},
    {"weights": {"cost": 20, "quality": 80}},
    {"weights": {"privacy": 10, "cost": 60, "gpu_footprint": 30}},
    {"weights": {"quality": 40, "lock_in": 30, "lifecycle": 30}},
    {"capabilities": {"tool_calling": True}, "weights": {"quality": 10, "cost": 90}},
)
EXAMPLES = (
    "bank-coding",
    "claims-assistant",
    "defense-airgap",
    "hospital-notes",
    "social-app",
    "startup-support",
)
BESIDE = 0.0003
"""Bounds are rounded to four digits."""


def first_at(result: Recommendation, criterion: str, weight: float) -> str:
    """The first option when one criterion has that weight and the others keep their proportions."""
    shares = result.ranking.weights
    rest = (1 - weight) / (1 - shares[criterion])
    weights = {name: share * rest for name, share in shares.items()} | {criterion: weight}
    context = result.ranking.context
    needs = context.needs.model_copy(update={"weights": weights})
    options = replace(result.ranking.options, context=replace(context, needs=needs))
    return Recommendation(rank(options, result.ranking.gates, result.ranking.criteria)).at(1).id


def check_intervals(result: Recommendation) -> None:
    winner = result.at(1)
    scores = {item.name: item.score for item in winner.criteria()}
    for name, (low, high) in result.robustness.weight_intervals.items():
        assert 0 <= low <= result.ranking.weights[name] + 1e-4
        assert result.ranking.weights[name] - 1e-4 <= high <= 1
        if high - low < 3 * BESIDE or len(result.ranking.weights) == 1:
            continue
        for inside in (low + BESIDE, high - BESIDE):
            first = result.find(first_at(result, name, inside))
            tied = {item.name: item.score for item in first.criteria()} == scores
            assert first.id == winner.id or tied, (name, inside)
        for bound, outside in ((low, low - BESIDE), (high, high + BESIDE)):
            if 0 < bound < 1:
                assert first_at(result, name, outside) != winner.id, (name, outside)


def check_shares(result: Recommendation) -> None:
    shares = result.robustness.first_rank_share
    assert sum(shares.values()) == pytest.approx(1.0)
    assert all(share > 0 for share in shares.values())
    assert {result.find(result.id_of(row)).status for row in shares} == {result.at(1).status}


def check_turns(result: Recommendation) -> None:
    for turn in result.robustness.turns:
        beyond = turn.weight + BESIDE if turn.above else turn.weight - BESIDE
        if 0 < beyond < 1:
            now = result.find(first_at(result, turn.criterion, beyond))
            then = result.find(result.id_of(turn.option_ix))
            same = [item.score for item in now.criteria()] == [item.score for item in then.criteria()]
            assert now.id == then.id or same, turn


@pytest.mark.parametrize("case", range(len(SMALL_CASES)))
def test_on_the_small_catalog(weigh: Weigh, case: int) -> None:
    result = weigh(SMALL_CASES[case])
    check_shares(result)
    check_intervals(result)
    check_turns(result)


@pytest.mark.parametrize("name", EXAMPLES)
def test_on_the_full_catalog(example: Callable[..., Recommendation], name: str) -> None:
    result = example(name)
    check_shares(result)
    check_intervals(result)
    check_turns(result)


def test_a_clear_winner_keeps_nearly_every_draw_and_a_close_one_does_not(weigh: Weigh) -> None:
    clear = weigh({"weights": {"quality": 90, "lifecycle": 10}})
    assert max(clear.robustness.first_rank_share.values()) > 0.95
    low, _ = weigh().robustness.weight_intervals["privacy"]
    assert 0 < low < 0.3
    others = {name: share * (1 - low) / 0.7 for name, share in weigh().ranking.weights.items() if name != "privacy"}
    close = weigh({"weights": {**others, "privacy": low}})
    assert max(close.robustness.first_rank_share.values()) < 0.75


def test_a_single_criterion_leaves_nothing_to_turn(weigh: Weigh) -> None:
    firm = weigh({"weights": {"quality": 1}}).robustness
    assert firm.turns == ()
    assert set(firm.first_rank_share.values()) == {1.0}


def test_it_is_the_same_on_every_run(weigh: Weigh) -> None:
    result = weigh()
    again = Recommendation(result.ranking)
    assert dict(again.robustness.first_rank_share) == dict(result.robustness.first_rank_share)
