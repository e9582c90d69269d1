"""Self-hosted options: for every open model and hosting pattern, the cheapest accelerator plan that holds the load."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from weighbridge.options.context import Context
from weighbridge.records import Accelerator

if TYPE_CHECKING:
    import polars as pl

    from weighbridge.needs import Infrastructure
    from weighbridge.pricing.self_hosting import SelfHosting

SETTINGS: dict[str, tuple[str, ...]] = {
    "self_hosted_cloud": ("datacenter", "workstation"),
    "on_premises": ("datacenter", "workstation"),
    "edge": ("consumer", "edge", "workstation"),
}
"""Hosting pattern to the settings of accelerators that serve it."""

EDGE_ACCELERATORS_MAX = 2
"""An edge device holds one or two accelerators; more is a server."""


def hosting_plans(plans: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Every plan that a hosting pattern allows, with its monthly cost, cheapest first per model and pattern.

    `plans` is the table of `footprint.plan.plans`. Adds hosting, owned (accelerators of that type owned), and cost_low,
    cost_expected, cost_high in USD a month (null when a price is unknown). `plan_rank` is 0 for the plan that
    represents its (model, hosting); the others are shown under `explain`.
    """
    import polars as pl

    accelerators = tuple(context.catalog.accelerators.values())
    parts = [
        plans.join(_unit_costs(accelerators, hosting, context), on="accelerator_id")
        for hosting in ("self_hosted_cloud", "on_premises", "edge")
    ]
    count, owned = pl.col("accelerator_count"), pl.col("owned")
    staff = context.needs.infrastructure.staff_usd_per_month or 0.0
    bought = pl.max_horizontal(count - owned, pl.lit(0))
    priced = pl.concat(parts).filter(
        (pl.col("hosting") != "edge") | (count <= EDGE_ACCELERATORS_MAX)
    )
    for level in ("low", "expected", "high"):
        new, paid = pl.col(f"new_{level}"), pl.col(f"paid_{level}")
        running = pl.when(bought > 0).then(new * bought).otherwise(0.0)
        kept = pl.when(count > bought).then(paid * (count - bought)).otherwise(0.0)
        priced = priced.with_columns((running + kept + staff).alias(f"cost_{level}"))
    order = [
        (owned < count) & (owned > 0) if _owns(context) else pl.lit(value=False),
        pl.col("cost_expected").is_null(),
        pl.col("cost_expected"),
        count,
        pl.col("accelerator_id"),
        pl.col("precision"),
    ]
    return (
        priced.sort(pl.col("model_id"), pl.col("hosting"), *order, nulls_last=True)
        .with_columns(plan_rank=pl.int_range(pl.len()).over("model_id", "hosting"))
        .drop([f"{kind}_{level}" for kind in ("new", "paid") for level in ("low", "expected", "high")])
    )


def _owns(context: Context) -> bool:
    return bool(context.needs.infrastructure.owned_accelerators)


def owned_counts(context: Context) -> dict[str, int]:
    """Accelerator id to how many are owned. Raises UnknownId for a name that no accelerator has."""
    found: dict[str, int] = {}
    for name, count in context.needs.infrastructure.owned_accelerators.items():
        accelerator = context.catalog.accelerators.find(name)
        found[accelerator.id] = found.get(accelerator.id, 0) + count
    return found


def _unit_costs(accelerators: Sequence[Accelerator], hosting: SelfHosting, context: Context) -> pl.DataFrame:
    """Monthly cost of one accelerator under a hosting pattern: rented or bought (`new_*`) and already paid (`paid_*`)."""
    import polars as pl

    infrastructure = context.needs.infrastructure.model_copy(update={"staff_usd_per_month": None})
    owned = {} if hosting == "self_hosted_cloud" else owned_counts(context)
    if hosting == "on_premises" and owned:
        accelerators = [accelerator for accelerator in accelerators if accelerator.id in owned]
    rows = [
        {
            "accelerator_id": accelerator.id,
            "hosting": hosting,
            "owned": owned.get(accelerator.id, 0),
            **_levels("new", accelerator, infrastructure, hosting, 0),
            **_levels("paid", accelerator, infrastructure, hosting, 1),
        }
        for accelerator in accelerators
        if accelerator.setting in SETTINGS[hosting] or accelerator.id in owned
    ]
    levels = ("low", "expected", "high")
    schema = {"accelerator_id": pl.String, "hosting": pl.String, "owned": pl.Int64}
    costs = {f"{kind}_{level}": pl.Float64 for kind in ("new", "paid") for level in levels}
    return pl.DataFrame(rows, schema={**schema, **costs})


def _levels(
    name: str, accelerator: Accelerator, infrastructure: Infrastructure, hosting: SelfHosting, owned: int
) -> dict[str, float | None]:
    from weighbridge.pricing.self_hosting import self_hosting_cost

    cost = self_hosting_cost(accelerator, 1, infrastructure, hosting, owned=owned)
    return {f"{name}_low": cost.low, f"{name}_expected": cost.expected, f"{name}_high": cost.high}
