"""Monthly cost of an option over volumes, by the same engines that priced the ranking, and where two options meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp, log
from typing import TYPE_CHECKING

from weighbridge.options.context import Context
from weighbridge.ranking.recommendation import Entry
from weighbridge.reports import words

if TYPE_CHECKING:
    import polars as pl

    from weighbridge.reports.pack.decision import Decision

STEPS = 25
BELOW, ABOVE = 30.0, 30.0
"""Volumes shown: from a thirtieth of the stated one to thirty times it."""


@dataclass(frozen=True)
class Point:
    """USD a month at a volume; None is unknown."""

    queries: float
    low: float | None
    expected: float | None
    high: float | None


@dataclass(frozen=True)
class Curve:
    """One option's cost over volumes."""

    entry: Entry
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Meeting:
    """Queries a month from which the second option costs no more than the first; `low` and `high` hold the ranges."""

    low: float | None
    expected: float
    high: float | None


def curves(decision: Decision) -> tuple[Curve, ...]:
    """The chosen option, the best of the other kind (API or own machines), and the next of its own kind."""
    stated = decision.needs.workload.queries_per_month
    volumes = [stated / BELOW * (BELOW * ABOVE) ** (step / (STEPS - 1)) for step in range(STEPS)]
    return tuple(
        Curve(entry, tuple(cost_at(volume) for volume in volumes))
        for entry in _compared(decision)
        for cost_at in [_pricer(entry)]
    )


def against(found: Sequence[Curve]) -> str:
    """What the chosen option and the best of the other kind cost at the stated volume, and how a cheaper one ranks."""
    chosen = found[0].entry
    other = next((curve.entry for curve in found if _is_api(curve.entry) is not _is_api(chosen)), None)
    if other is None:
        return ""
    mine, theirs = chosen.view.row["cost_expected"], other.view.row["cost_expected"]
    name, rival = words.option(chosen.view), words.option(other.view)
    said = f"At the stated volume {name} costs {words.money(mine)} a month and {rival} {words.money(theirs)}."
    if theirs >= mine:
        return said
    waits = len(other.open_points)
    more = f", and {waits} question{'s' if waits > 1 else ''} must be settled before it qualifies" if waits else ""
    return f"{said} The cheaper one scores {other.score:.1f} against {chosen.score:.1f} of 100{more}."


def meeting(by_token: Curve, own: Curve) -> Meeting | None:
    """Where machines of one's own become cheaper than an API; None when not within the volumes shown."""
    usual = _crossing(by_token, own, lambda point: point.expected, lambda point: point.expected)
    if usual is None:
        return None
    early = _crossing(by_token, own, lambda point: point.high, lambda point: point.low)
    late = _crossing(by_token, own, lambda point: point.low, lambda point: point.high)
    return Meeting(early, usual, late)


def _compared(decision: Decision) -> list[Entry]:
    chosen = decision.chosen
    if chosen.view.row["cost_expected"] is None:
        return []
    ranked = [entry for entry in decision.result.top(300) if entry.view.row["cost_expected"] is not None]
    on_api = _is_api(chosen)
    other = next((entry for entry in ranked if _is_api(entry) is not on_api), None)
    same = next((entry for entry in ranked if _is_api(entry) is on_api and _differs(entry, chosen)), None)
    return [entry for entry in (chosen, other, same) if entry is not None]


def _is_api(entry: Entry) -> bool:
    return entry.view.offer is not None


def _differs(entry: Entry, chosen: Entry) -> bool:
    """Another way with a cost that can be told apart on a chart."""
    mine, other = chosen.view.row["cost_expected"], entry.view.row["cost_expected"]
    return bool(entry.id != chosen.id and not 0.9 < other / max(mine, 0.01) < 1.1)


def _pricer(entry: Entry) -> Callable[[float], Point]:
    return _api_pricer(entry) if _is_api(entry) else _own_pricer(entry)


def _api_pricer(entry: Entry) -> Callable[[float], Point]:
    from weighbridge.pricing import PriceTable

    offer, work = entry.view.offer, entry.view.table.context.needs.workload
    assert offer is not None  # noqa: S101  # asked for APIs alone
    prices = PriceTable.of([offer])

    def cost_at(queries: float) -> Point:
        row = prices.costs(work.model_copy(update={"queries_per_month": queries})).row(0, named=True)
        return Point(queries, row["low"], row["expected"], row["high"])

    return cost_at


def _own_pricer(entry: Entry) -> Callable[[float], Point]:
    from weighbridge.footprint.tables import copy_table, device_table

    context = entry.view.table.context
    copies = copy_table([entry.view.model])
    devices = device_table(tuple(context.catalog.accelerators.values()))

    def cost_at(queries: float) -> Point:
        return _own_cost(entry, _at_volume(context, queries), copies, devices)

    return cost_at


def _own_cost(entry: Entry, context: Context, copies: pl.DataFrame, devices: pl.DataFrame) -> Point:
    """The cheapest plan that holds the load, as the table of options chooses it."""
    import polars as pl

    from weighbridge.footprint.demand import demand_of
    from weighbridge.footprint.plan import plan_table
    from weighbridge.options.hosting import hosting_plans

    queries = context.needs.workload.queries_per_month
    plans = hosting_plans(plan_table(copies, devices, demand_of(context.needs)), context)
    best = plans.best.filter(pl.col("hosting") == entry.view.hosting)
    if not len(best):
        return Point(queries, None, None, None)
    row = best.row(0, named=True)
    return Point(queries, row["cost_low"], row["cost_expected"], row["cost_high"])


def _at_volume(context: Context, queries: float) -> Context:
    workload = context.needs.workload
    # The stated peak belongs to the stated volume and grows with it.
    concurrency = workload.peak_concurrency
    scaled = None if concurrency is None else max(1, round(concurrency * queries / workload.queries_per_month))
    changed = workload.model_copy(update={"queries_per_month": queries, "peak_concurrency": scaled})
    return replace(context, needs=context.needs.model_copy(update={"workload": changed}))


def _crossing(
    by_token: Curve, own: Curve, price: Callable[[Point], float | None], cost: Callable[[Point], float | None]
) -> float | None:
    """The first volume at which the second curve is at or below the first, straight lines on log scales between."""
    gaps: Sequence[tuple[float, float]] = [
        (mine.queries, log(a) - log(b))
        for mine, theirs in zip(by_token.points, own.points, strict=True)
        if (a := price(mine)) and (b := cost(theirs))
    ]
    for (before, gap), (after, next_gap) in pairwise(gaps):
        if gap < 0 <= next_gap:
            share = -gap / (next_gap - gap)
            return exp(log(before) + share * (log(after) - log(before)))
    return None
