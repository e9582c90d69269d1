"""Charts as data: they agree with the ranking, with each other, and with their table twins."""

from __future__ import annotations

from itertools import pairwise

import pytest

from weighbridge.ranking.recommendation import Recommendation
from weighbridge.reports.charts.front import pareto
from weighbridge.reports.charts.memory import memory
from weighbridge.reports.charts.volume import cost_by_volume
from weighbridge.reports.charts.weights import sensitivity
from weighbridge.reports.pack.decision import decide

NAMES = ("claims-assistant", "startup-support", "social-app")


@pytest.fixture(params=NAMES)
def result(request: pytest.FixtureRequest) -> Recommendation:
    found: Recommendation = request.getfixturevalue("example")(request.param)
    return found


def test_nothing_on_the_front_is_beaten_and_everything_off_it_is(result: Recommendation) -> None:
    front = pareto(result)
    best = [(point.cost_usd, point.quality, point.privacy) for point in front.points if point.on_front]
    assert best
    for point in front.points:
        mine = (point.cost_usd, point.quality, point.privacy)
        beaten = any(o != mine and o[0] <= mine[0] and o[1] >= mine[1] and o[2] >= mine[2] for o in best)
        assert beaten is not point.on_front
    assert len(front.rows) == len(front.points)
    assert f"{front.weighed:,} ranked options" in front.summary


def test_memory_adds_up_to_the_device(result: Recommendation) -> None:
    planned = [entry for entry in result.top(200) if entry.view.plan is not None][:20]
    for entry in planned:
        use = memory(entry.view)
        assert use is not None
        assert entry.view.plan is not None
        assert sum(gib for _, gib in use.parts) == pytest.approx(use.usable_gib)
        taken = use.weights_gib + use.cache_gib + use.overhead_gib
        assert taken == pytest.approx(entry.view.plan["per_accelerator_gib"])
        assert use.copies * use.accelerators_per_copy == entry.view.row["accelerator_count"]
        assert [row["Part"] for row in use.rows] == [name for name, _ in use.parts]


def test_an_api_has_no_memory_of_yours(result: Recommendation) -> None:
    api = next(entry for entry in result.top(500) if entry.view.offer is not None)
    assert memory(api.view) is None


def test_lines_pass_through_the_scores_and_cross_where_the_lead_changes(result: Recommendation) -> None:
    for criterion in result.ranking.weights:
        found = sensitivity(result, criterion)
        assert found is not None
        for line in found.lines:
            assert line.at(found.weight) == pytest.approx(result.find(line.id).score, abs=1e-4)
        first = found.lines[0]
        for weight, side, _ in found.turns:
            beyond = weight + (0.5 if side == "above" else -0.5)
            within = weight - (0.5 if side == "above" else -0.5)
            assert max(line.at(beyond) for line in found.lines) > first.at(beyond)
            assert max(line.at(within) for line in found.lines) <= first.at(within) + 1e-3
        assert f"{found.weight:.0f} of 100" in found.summary


def test_a_criterion_without_weight_has_no_chart(result: Recommendation) -> None:
    assert sensitivity(result, "nobody") is None


def test_the_curve_goes_through_the_cost_of_the_ranking(result: Recommendation) -> None:
    found = cost_by_volume(decide(result, result.top(1)[0].id))
    curve = found.curves[0]
    at = min(curve.points, key=lambda point: abs(point.queries - found.stated))
    assert at.queries == pytest.approx(found.stated, rel=1e-6)
    assert at.expected == pytest.approx(curve.entry.view.row["cost_expected"], rel=0.01)
    costs = [point.expected for point in curve.points if point.expected is not None]
    assert all(before <= after * 1.0001 for before, after in pairwise(costs)), "more queries never cost less"
    assert found.rows
    assert found.summary.endswith(".")
