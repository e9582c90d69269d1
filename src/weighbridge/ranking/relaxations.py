"""Relaxations: the smallest single changes to needs or policy that open options, and how many each opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil, log10
from typing import Any

import polars as pl

from weighbridge import places
from weighbridge.extensions import UNKNOWN, Gate
from weighbridge.options.view import OptionView
from weighbridge.ranking.engine import Ranking

SHOWN_PER_GATE = 3
BUDGET_STEP_OPTIONS = 5
DAYS_PER_MONTH = 30.44


@dataclass(frozen=True)
class Relaxation:
    """One change, the options it opens, and the field that makes it."""

    change: str
    opens: int
    gate: str
    field: str | None = None
    value: Any = None


def relaxations(ranking: Ranking) -> tuple[Relaxation, ...]:
    """Changes that lift the only failing gate of some options, most opened first."""
    alone = ranking.table.filter(pl.col("fails") == 1)
    found: list[Relaxation] = []
    for gate in ranking.gates:
        rows = alone.filter(pl.col(f"gate:{gate.name}") < UNKNOWN)
        if len(rows):
            found += _of_gate(gate, rows, ranking)
    return tuple(sorted(found, key=lambda item: (-item.opens, item.change)))


def _of_gate(gate: Gate, rows: pl.DataFrame, ranking: Ranking) -> list[Relaxation]:
    special = _SPECIAL.get(gate.name)
    if special is not None:
        return special(rows, ranking)
    return [Relaxation(f'dropping the requirement "{gate.title}"', len(rows), gate.name)]


def _views(rows: pl.DataFrame, ranking: Ranking) -> Iterable[OptionView]:
    return (OptionView(ranking.options, row) for row in rows.iter_rows(named=True))


def _most(counts: Counter[Any], make: Callable[[Any, int], Relaxation]) -> list[Relaxation]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    return [make(key, count) for key, count in ordered[:SHOWN_PER_GATE]]


def _residency(rows: pl.DataFrame, ranking: Ranking) -> list[Relaxation]:
    """By what the place of processing adds to the allowed countries."""
    stated = ranking.context.needs.data.residency
    allowed = places.expand(stated)
    extra: Counter[tuple[str, ...]] = Counter()
    for place, count in rows["region_ix"].value_counts().iter_rows():
        processing = ranking.options.regions[place][1].processing or ()
        extra[tuple(sorted(item for item in processing if not places.expand([item]) <= allowed))] += count

    def make(added: tuple[str, ...], opens: int) -> Relaxation:
        anywhere = places.open_scopes() & set(added)
        change = "processing anywhere" if anywhere else f"processing in {' and '.join(added)} too"
        value = () if anywhere else (*stated, *added)
        return Relaxation(change, opens, "residency", "data.residency", value)

    return _merge(_most(extra, make))


def _merge(items: list[Relaxation]) -> list[Relaxation]:
    """Changes in the same words are one change."""
    by_change: dict[str, Relaxation] = {}
    for item in items:
        known = by_change.get(item.change)
        opens = item.opens + (known.opens if known else 0)
        by_change[item.change] = Relaxation(item.change, opens, item.gate, item.field, item.value)
    return list(by_change.values())


def _budget(rows: pl.DataFrame, ranking: Ranking) -> list[Relaxation]:
    """The budget that opens the next few options."""
    del ranking
    costs = sorted(rows["cost_expected"].drop_nulls().to_list())
    if not costs:
        return []
    needed = _round_up(costs[min(BUDGET_STEP_OPTIONS, len(costs)) - 1])
    opens = sum(cost <= needed for cost in costs)
    return [Relaxation(f"a budget of ${needed:,.0f}", opens, "budget", "budget.monthly_usd_max", needed)]


def _round_up(value: float) -> float:
    """Up to two significant digits."""
    step = 10 ** (int(log10(value)) - 1) if value >= 10 else 1
    return float(ceil(value / step) * step)


def _license(rows: pl.DataFrame, ranking: Ranking) -> list[Relaxation]:
    """By the license that needs an agreement; a forbidden use cannot be relaxed."""
    counts: Counter[str] = Counter()
    for view in _views(rows, ranking):
        if view.verdict.verdict == "needs_vendor_agreement" and view.license is not None:
            counts[view.license.id] += 1

    def make(license_id: str, opens: int) -> Relaxation:
        sheet = ranking.context.catalog.licenses[license_id]
        change = f"a signed agreement with {sheet.publisher} ({sheet.name})"
        return Relaxation(change, opens, "license", "policy.agreements", license_id)

    return _most(counts, make)


def _hosting(rows: pl.DataFrame, ranking: Ranking) -> list[Relaxation]:
    counts: Counter[str] = Counter(dict(rows["hosting"].value_counts().iter_rows()))
    stated = ranking.context.needs.infrastructure.hosting

    def make(hosting: str, opens: int) -> Relaxation:
        change = f"{hosting.replace('_', ' ')} as well"
        return Relaxation(change, opens, "hosting", "infrastructure.hosting", (*stated, hosting))

    return _most(counts, make)


def _retention(rows: pl.DataFrame, ranking: Ranking) -> list[Relaxation]:
    kept = [days for view in _views(rows, ranking) if (days := view.supply.posture.retention.days) is not None]
    return [
        Relaxation(
            f"retention of up to {limit:g} days",
            sum(days <= limit for days in kept),
            "retention",
            "data.retention_days_max",
            limit,
        )
        for limit in sorted(set(kept))[:SHOWN_PER_GATE]
    ]


def _training(rows: pl.DataFrame, ranking: Ranking) -> list[Relaxation]:
    del ranking
    return [
        Relaxation(
            "letting providers train on the data", len(rows), "training_on_data", "data.training_on_data", value=True
        )
    ]


def _claimed(rows: pl.DataFrame, ranking: Ranking) -> list[Relaxation]:
    del ranking
    return [Relaxation("counting models that are only claimed", len(rows), "claimed", "include_claimed", value=True)]


def _horizon(rows: pl.DataFrame, ranking: Ranking) -> list[Relaxation]:
    """The longest horizon, in whole months, that some of the options outlast."""
    ends = ranking.options.dimensions["offer"]["offer_retires"].gather(rows["offer_ix"])
    months = ((ends - ranking.context.as_of).dt.total_days() / DAYS_PER_MONTH).floor()
    longest = int(months.max() or 0)  # type: ignore[arg-type]  # a column of numbers
    opens = int((months >= longest).sum())
    if longest < 1:
        return []
    return [Relaxation(f"a horizon of {longest} months", opens, "retirement", "horizon_months", longest)]


def _owned(rows: pl.DataFrame, ranking: Ranking) -> list[Relaxation]:
    del ranking
    missing = rows.select("accelerator_count", "owned").iter_rows()
    least = min((count - owned for count, owned in missing), default=0)
    return [
        Relaxation(
            f"more accelerators of your own (from {least} more)",
            len(rows),
            "owned_accelerators",
            "infrastructure.owned_accelerators",
        )
    ]


def _listing(
    field: str, ref: Callable[[OptionView], str | None]
) -> Callable[[pl.DataFrame, Ranking], list[Relaxation]]:
    def relax(rows: pl.DataFrame, ranking: Ranking) -> list[Relaxation]:
        counts = Counter(name for view in _views(rows, ranking) if (name := ref(view)) is not None)
        gate = f"policy_{field.removesuffix('s')}"

        def make(name: str, opens: int) -> Relaxation:
            return Relaxation(f"a policy that allows {name}", opens, gate, f"policy.{field}.allow", name)

        return _most(counts, make)

    return relax


_SPECIAL: dict[str, Callable[[Any, Ranking], list[Relaxation]]] = {
    "residency": _residency,
    "budget": _budget,
    "license": _license,
    "hosting": _hosting,
    "retention": _retention,
    "training_on_data": _training,
    "claimed": _claimed,
    "retirement": _horizon,
    "owned_accelerators": _owned,
    "policy_model": _listing("models", lambda view: view.model.id),
    "policy_maker": _listing("makers", lambda view: view.model.maker),
    "policy_license": _listing("licenses", lambda view: view.model.license_id),
    "policy_provider": _listing("providers", lambda view: view.supply.provider.id if view.supply.provider else None),
    "policy_maker_country": _listing("maker_countries", lambda view: view.fact("model", "maker_country")),
}
"""Gates whose relaxation can be put as a figure, a country or a name; the others are named by their title."""
