"""Cost against volume: an offer's straight line beside the stairs of self-hosting, each with its band, for charts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, log10
from typing import NamedTuple

from weighbridge.pricing.break_even import BreakEven, break_even
from weighbridge.pricing.monthly import CostRange

POINTS_PER_DECADE = 24
ROUNDING = 1e-9
"""A load that fills a copy to the last digit does not need another one."""


class Ends(NamedTuple):
    """USD a month."""

    low: float
    expected: float
    high: float


@dataclass(frozen=True)
class Copies:
    """What self-hosting is bought in: copies of a model, each of which serves so many requests a month."""

    replica: CostRange
    """USD a month of one copy, without what does not grow with the copies."""
    requests_per_replica: tuple[float, float, float]
    """Low, expected and high requests that one copy serves a month."""
    fixed_usd: float = 0.0
    """USD a month whatever the volume, such as staff."""
    spare_replicas: int = 0

    def replicas(self, volume: float, requests_per_replica: float | None = None) -> int:
        """Copies that run at a volume, at least one, the spare ones included."""
        served = requests_per_replica or self.requests_per_replica[1]
        return max(1, ceil(volume / served * (1.0 - ROUNDING))) + self.spare_replicas

    def cost(self, volume: float) -> Ends | None:
        """USD a month at a volume; None when the price of a copy is unknown."""
        ends = _ends(self.replica)
        if ends is None:
            return None
        slow, usual, fast = self.requests_per_replica
        return Ends(
            *(
                self.fixed_usd + self.replicas(volume, served) * usd
                for usd, served in zip(ends, (fast, usual, slow), strict=True)
            )
        )

    def break_even(self, request: CostRange) -> BreakEven | None:
        """The volume from which this undercuts an offer at so many USD a request; None when a price is unknown."""
        return break_even(
            request,
            self.replica,
            self.requests_per_replica,
            fixed_usd=self.fixed_usd,
            spare_replicas=self.spare_replicas,
        )


@dataclass(frozen=True)
class VolumePoint:
    """What one volume costs both ways, USD a month; None is unknown."""

    queries_per_month: float
    offer: Ends | None
    self_hosted: Ends | None
    replicas: int
    """Copies that the expected speed asks for."""


def volumes(low: float, high: float, per_decade: int = POINTS_PER_DECADE) -> tuple[float, ...]:
    """Volumes from `low` to `high` (both above 0), evenly spaced on a logarithmic axis, both ends included."""
    if not 0 < low <= high:
        raise ValueError("volumes need 0 < low <= high")
    steps = max(1, ceil(log10(high / low) * per_decade))
    inner = (low * (high / low) ** (step / steps) for step in range(1, steps))
    return (low, *inner, high) if high > low else (low,)


def series(request: CostRange | None, copies: Copies | None, at: Iterable[float]) -> tuple[VolumePoint, ...]:
    """Both costs at each volume; `request` is USD per request of the offer, None where there is nothing to draw."""
    each = None if request is None else _ends(request)
    return tuple(
        VolumePoint(
            volume,
            None if each is None else Ends(*(usd * volume for usd in each)),
            None if copies is None else copies.cost(volume),
            0 if copies is None else copies.replicas(volume),
        )
        for volume in at
    )


def _ends(cost: CostRange) -> Ends | None:
    """The ends of a cost; a missing end is the expected value, a missing expected value makes it unknown."""
    if cost.expected is None:
        return None
    low = cost.expected if cost.low is None else cost.low
    high = cost.expected if cost.high is None else cost.high
    return Ends(low, cost.expected, high)
