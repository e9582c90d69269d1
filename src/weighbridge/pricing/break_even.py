"""From which volume self-hosting undercuts an offer.

An offer costs the same for every request. Self-hosting costs a replica at a time: `n` replicas serve up to `n` x
capacity, beside spare replicas and fixed costs. With r = USD of a replica, c = USD of a request at the offer and k =
requests a replica serves a month, `n` replicas pay when fixed + (n + spare) r <= c q for some q <= n k, that is when
n (c k - r) >= fixed + spare r. If a full replica does not beat the offer (c k <= r), no volume does.
"""

from __future__ import annotations

from math import ceil

from pydantic import Field

from weighbridge.pricing.monthly import CostRange
from weighbridge.records.base import Record

MAX_REPLICAS = 1_000_000
"""A plan beyond this is no plan; the answer is then None."""


class BreakEven(Record):
    """Requests a month from which self-hosting is cheaper. None means at no volume, 0 at any.

    `low` takes every uncertainty in favor of self-hosting, `high` every one against it. Just above a full set of
    replicas the next one is idle, so self-hosting can be dearer again for a while.
    """

    low: float | None = Field(default=None, ge=0)
    expected: float | None = Field(default=None, ge=0)
    high: float | None = Field(default=None, ge=0)


def break_even_requests(
    request_usd: float,
    replica_usd: float,
    requests_per_replica: float,
    *,
    fixed_usd: float = 0.0,
    spare_replicas: int = 0,
) -> float | None:
    """Smallest monthly volume at which self-hosting costs no more than the offer; None when there is none."""
    gain = request_usd * requests_per_replica - replica_usd
    overhead = fixed_usd + spare_replicas * replica_usd
    if gain <= 0 or overhead / gain > MAX_REPLICAS:
        return None
    replicas = max(1, ceil(overhead / gain))
    total_usd = overhead + replicas * replica_usd
    # With fewer replicas the load would not fit, so the volume is also above what those would serve.
    return max(total_usd / request_usd, (replicas - 1) * requests_per_replica)


def break_even(
    request: CostRange,
    replica: CostRange,
    requests_per_replica: tuple[float, float, float],
    *,
    fixed_usd: float = 0.0,
    spare_replicas: int = 0,
) -> BreakEven | None:
    """The volume with its band; None when a cost is unknown.

    `request` is USD per request at the offer, `replica` USD a month per replica without fixed costs,
    `requests_per_replica` the (low, expected, high) requests one replica serves a month.
    """
    if request.expected is None or replica.expected is None:
        return None
    slow, usual, fast = requests_per_replica
    cases = {
        "low": (_or(request.high, request.expected), _or(replica.low, replica.expected), fast),
        "expected": (request.expected, replica.expected, usual),
        "high": (_or(request.low, request.expected), _or(replica.high, replica.expected), slow),
    }
    return BreakEven(
        **{
            name: break_even_requests(usd, cost, served, fixed_usd=fixed_usd, spare_replicas=spare_replicas)
            for name, (usd, cost, served) in cases.items()
        }
    )


def _or(value: float | None, fallback: float) -> float:
    return fallback if value is None else value
