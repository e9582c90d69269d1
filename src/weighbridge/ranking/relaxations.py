"""Relaxations: the smallest single changes to needs or policy that open options, and how many each opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from math import ceil, log10
from typing import Any

import polars as pl

from weighbridge import places
from weighbridge.extensions import FAIL, UNKNOWN, Gate
from weighbridge.options.hosting import owned_counts
from weighbridge.options.supply import stored_in
from weighbridge.pricing.self_hosting import self_hosting_cost
from weighbridge.ranking.change import SHOWN_PER_GATE, Relaxation, most, views
from weighbridge.ranking.engine import Ranking
from weighbridge.ranking.gates.means import HOSTING_NAMES
from weighbridge.ranking.policy_changes import of_agreements, of_listing, of_unknowns

__all__ = ["Relaxation", "relaxations"]

_DROPPED: dict[str, tuple[str, Any]] = {
    "quality": ("capabilities.min_quality", None),
    "languages": ("capabilities.languages", ()),
    "tool_calling": ("capabilities.tool_calling", False),
    "modality": ("capabilities.input", ("text",)),
}
"""Gate to the field that states the requirement, and what it holds when there is none."""
STEP_OPTIONS = 5
"""A larger budget, or more accelerators, are stated so that about this many options open."""
DAYS_PER_MONTH = 30.44


def relaxations(ranking: Ranking) -> tuple[Relaxation, ...]:
    """Changes that lift the only failing gate of some options, most opened first."""
    alone = ranking.table.filter(pl.col("fails") == 1)
    found: list[Relaxation] = []
    for gate in ranking.gates:
        rows = alone.filter(pl.col(f"gate:{gate.name}") < UNKNOWN)
        if len(rows):
            found += _of_gate(gate, rows, ranking)
    if ranking.context.policy.unknown == "exclude":
        found += of_unknowns(ranking)
    return tuple(sorted(found, key=lambda item: (-item.opens, item.change)))


def _of_gate(gate: Gate, rows: pl.DataFrame, ranking: Ranking) -> list[Relaxation]:
    special = _SPECIAL.get(gate.name)
    if special is not None:
        return special(rows, ranking)
    field, value = _DROPPED.get(gate.name, (None, None))
    return [Relaxation(f'dropping the requirement "{gate.title}"', len(rows), gate.name, field, value)]


def _reach(ranking: Ranking, region_ix: int) -> tuple[str, ...]:
    """Where a region processes and stores data."""
    supply_ix, region = ranking.options.regions[region_ix]
    stored = stored_in(region, ranking.options.supplies[supply_ix].posture)
    return tuple(dict.fromkeys((*(region.processing or ()), *(stored or ()))))


def _residency(rows: pl.DataFrame, ranking: Ranking) -> list[Relaxation]:
    """By what the places of processing add to the allowed countries; a scope without limits needs no list at all."""
    stated = ranking.context.needs.data.residency
    allowed = places.expand(stated)
    counts: Counter[tuple[str, ...]] = Counter()
    for region_ix, count in rows["region_ix"].value_counts().iter_rows():
        counts[_reach(ranking, region_ix)] += count
    added = {tuple(sorted(item for item in where if not places.expand([item]) <= allowed)) for where in counts}
    closed = [items for items in added if not places.open_scopes() & set(items)]
    found = [
        Relaxation(
            f"processing in {' and '.join(items)} too",
            sum(count for where, count in counts.items() if places.within(where, (*stated, *items))),
            "residency",
            "data.residency",
            (*stated, *items),
        )
        for items in closed
    ]
    if len(closed) < len(added):
        found.append(Relaxation("processing anywhere", len(rows), "residency", "data.residency", ()))
    return most(found)


def _budget(rows: pl.DataFrame, ranking: Ranking) -> list[Relaxation]:
    """The budget that opens the next few options."""
    del ranking
    costs = sorted(rows["cost_expected"].drop_nulls().to_list())
    if not costs:
        return []
    needed = _round_up(costs[min(STEP_OPTIONS, len(costs)) - 1])
    opens = sum(cost <= needed for cost in costs)
    return [Relaxation(f"a budget of ${needed:,.0f}", opens, "budget", "budget.monthly_usd_max", needed)]


def _round_up(value: float) -> float:
    """Up to two significant digits."""
    step = 10 ** (int(log10(value)) - 1) if value >= 10 else 1
    return float(ceil(value / step) * step)


def _hosting(rows: pl.DataFrame, ranking: Ranking) -> list[Relaxation]:
    stated = ranking.context.needs.infrastructure.hosting
    return most(
        Relaxation(
            f"running on {HOSTING_NAMES[hosting]} as well",
            count,
            "hosting",
            "infrastructure.hosting",
            (*stated, hosting),
        )
        for hosting, count in rows["hosting"].value_counts().iter_rows()
    )


def _retention(rows: pl.DataFrame, ranking: Ranking) -> list[Relaxation]:
    kept = [days for view in views(rows, ranking) if (days := view.supply.posture.retention.days) is not None]
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
    """By kind of accelerator: how many of them would carry the next few models, at a cost within the budget."""
    del rows
    context, every = ranking.context, ranking.options.plans.every
    short = pl.col("gate:owned_accelerators") == FAIL
    others = pl.col("fails") - 1 - (pl.col("gate:budget") == FAIL).cast(pl.Int32)
    models = ranking.options.frames.model_table["model_id"].gather(
        ranking.table.filter(short & (others == 0))["model_ix"]
    )
    plans = every.filter((pl.col("hosting") == "on_premises") & pl.col("model_id").is_in(models.to_list()))
    least = plans.group_by("accelerator_id", "model_id").agg(pl.col("accelerator_count").min())
    found = []
    for accelerator_id in sorted(owned_counts(context)):
        counts = sorted(least.filter(accelerator_id=accelerator_id)["accelerator_count"].to_list())
        within = [count for count in counts if _affordable(ranking, accelerator_id, count)]
        if not within:
            continue
        needed = within[min(STEP_OPTIONS, len(within)) - 1]
        kept = {
            name: count
            for name, count in context.needs.infrastructure.owned_accelerators.items()
            if context.catalog.accelerators.find(name).id != accelerator_id
        }
        found.append(
            Relaxation(
                f"{needed:,} {context.catalog.accelerators[accelerator_id].name} of your own",
                sum(count <= needed for count in within),
                "owned_accelerators",
                "infrastructure.owned_accelerators",
                {**kept, accelerator_id: needed},
            )
        )
    return most(found)


def _affordable(ranking: Ranking, accelerator_id: str, count: int) -> bool:
    """Whether running so many accelerators of your own stays within the budget; an unknown cost is no failure."""
    needs, limit = ranking.context.needs, ranking.context.needs.budget.monthly_usd_max
    accelerator = ranking.context.catalog.accelerators[accelerator_id]
    cost = self_hosting_cost(accelerator, count, needs.infrastructure, "on_premises", owned=count).expected
    return limit is None or cost is None or cost <= limit


_SPECIAL: dict[str, Callable[[Any, Ranking], list[Relaxation]]] = {
    "residency": _residency,
    "budget": _budget,
    "license": of_agreements,
    "hosting": _hosting,
    "retention": _retention,
    "training_on_data": _training,
    "claimed": _claimed,
    "retirement": _horizon,
    "owned_accelerators": _owned,
    "policy_model": of_listing("policy_model", "models", lambda view: view.model.id),
    "policy_maker": of_listing("policy_maker", "makers", lambda view: view.model.maker),
    "policy_license": of_listing("policy_license", "licenses", lambda view: view.model.license_id),
    "policy_provider": of_listing(
        "policy_provider", "providers", lambda view: view.supply.provider.id if view.supply.provider else None
    ),
    "policy_maker_country": of_listing(
        "policy_maker_country", "maker_countries", lambda view: view.fact("model", "maker_country")
    ),
}
"""Gates whose relaxation can be put as a figure, a country or a name; the others are named by their title."""
