"""Swing weights: how much the way from worst to best matters, criterion by criterion, and what a weight then means.

The most important way gets 100 points and every other as many as it is worth beside it (swing weighting: D. von
Winterfeldt and W. Edwards, Decision Analysis and Behavioral Research, 1986). Weights are the shares of the points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weighbridge.extensions import Criterion
from weighbridge.ranking.anchors import anchors

FULL = 100


@dataclass(frozen=True)
class Swing:
    """The way from worst to best on one criterion."""

    name: str
    title: str
    worst: str
    best: str


def swings(criteria: Sequence[Criterion]) -> tuple[Swing, ...]:
    """The ways to ask about; a criterion without words of its own shows its anchors."""
    return tuple(
        Swing(item.name, item.title, item.worst or f"the worst of: {item.anchors}", item.best or "the best of it")
        for item in criteria
    )


def points_of(weights: Mapping[str, float]) -> dict[str, int]:
    """Weights as points, the largest 100. Points give back weights of the same proportions, to a point."""
    most = max(weights.values(), default=0.0)
    return {name: round(FULL * weight / most) if most else 0 for name, weight in weights.items()}


def weights_of(points: Mapping[str, float]) -> dict[str, float]:
    """Points as weights that add up to 100, to a tenth; all 0 stay 0."""
    total = sum(points.values())
    return {name: round(100 * value / total, 1) if total else 0.0 for name, value in points.items()}


def worth_in_cost(weights: Mapping[str, float], name: str, step: float = 0.1) -> float | None:
    """By which factor the cost may rise for `step` of the way to best on a criterion, at an equal score.

    The value of cost is logarithmic, so an equal score means an equal factor. None when cost weighs nothing.
    """
    points = anchors().cost
    if not weights.get("cost"):
        return None
    span: float = points.zero_at_usd / points.one_at_usd
    factor: float = span ** (step * weights.get(name, 0.0) / weights["cost"])
    return factor
