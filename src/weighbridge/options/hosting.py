"""Self-hosted options: for every open model and hosting pattern, the cheapest accelerator plan that holds the load."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from weighbridge.footprint.precision import precisions
from weighbridge.options.context import Context
from weighbridge.pricing.self_hosting import SelfHosting, self_hosting_cost
from weighbridge.records import Accelerator

if TYPE_CHECKING:
    from weighbridge.needs import Infrastructure

SETTINGS: dict[SelfHosting, tuple[str, ...]] = {
    "self_hosted_cloud": ("datacenter", "workstation"),
    "on_premises": ("datacenter", "workstation"),
    "edge": ("consumer", "edge", "workstation"),
}
"""Hosting pattern to the settings of accelerators that serve it."""

EDGE_ACCELERATORS_MAX = 2
"""An edge device holds one or two accelerators; more is a server."""


@dataclass(frozen=True)
class HostingPlans:
    """Plans with their monthly cost; the best of each model and hosting pattern represents it."""

    plans: pl.DataFrame
    """The plans, as `footprint.plan.plan_table` gives them, whatever the hosting pattern."""
    costed: pl.DataFrame
    """Each plan under each pattern that allows it: `row` in `plans`, what tells plans apart, and the added columns."""
    best: pl.DataFrame
    """One row per model and hosting pattern, with its row number as plan_ix. Columns as in `every`."""

    @cached_property
    def every(self) -> pl.DataFrame:
        """All plans. Columns of `plans`, and hosting, owned (accelerators of that type owned), cost_low,
        cost_expected, cost_high (USD a month, null when a price is unknown), preference (lowest is best).
        """
        return _with_facts(self.plans, self.costed)

    def others(self, model_id: str, hosting: str, count: int) -> pl.DataFrame:
        """The best plans on other accelerators or at other precisions, best first."""
        same = self.costed.filter((pl.col("model_id") == model_id) & (pl.col("hosting") == hosting))
        kinds = ["accelerator_id", "precision"]
        first = same.sort("preference", *_TIES).unique(kinds, keep="first", maintain_order=True)
        return _with_facts(self.plans, first[1 : count + 1])


_TIES = ("accelerator_count", "accelerator_id", "precision", "gpus_per_replica")
_ADDED = ("hosting", "owned", "cost_low", "cost_expected", "cost_high", "preference")


def hosting_plans(plans: pl.DataFrame, context: Context) -> HostingPlans:
    """Price every plan under every hosting pattern that allows it, and choose the cheapest.

    `plans` is the table of `footprint.plan.plan_table`. On your own site a plan that fits what you own comes first.
    Raises UnknownId for an owned accelerator that the catalog does not have.
    """
    accelerators = tuple(context.catalog.accelerators.values())
    units = pl.concat([_unit_costs(accelerators, hosting, context) for hosting in SETTINGS])
    count, owned = pl.col("accelerator_count"), pl.col("owned")
    staff = context.needs.infrastructure.staff_usd_per_month or 0.0
    bought = pl.max_horizontal(count - owned, pl.lit(0))
    levels = ("low", "expected", "high")
    new = {level: pl.when(bought > 0).then(pl.col(f"new_{level}") * bought).otherwise(0.0) for level in levels}
    paid = {
        level: pl.when(count > bought).then(pl.col(f"paid_{level}") * (count - bought)).otherwise(0.0)
        for level in levels
    }
    short = pl.when(owned > 0).then(bought * _SHORT).otherwise(0.0)
    # Only what the choice needs goes through the join; the other columns are fetched for the rows that are shown.
    costed = (
        plans.lazy()
        .select("model_id", "derived", *_TIES)
        .with_row_index("row")
        .join(units.lazy(), on="accelerator_id")
        .filter(_served(), (pl.col("hosting") != "edge") | (count <= EDGE_ACCELERATORS_MAX))
        .with_columns((new[level] + paid[level] + staff).alias(f"cost_{level}") for level in levels)
        .with_columns(preference=pl.col("cost_expected").fill_null(_UNKNOWN + count) + short)
        .select("row", "model_id", *_TIES, *_ADDED)
        .collect()
    )
    per = ["model_id", "hosting"]
    best = (
        costed.lazy()
        .filter(pl.col("preference") == pl.col("preference").min().over(per))
        .sort(*per, *_TIES)
        .unique(per, keep="first", maintain_order=True)
        .collect()
    )
    return HostingPlans(plans, costed, _with_facts(plans, best).with_row_index("plan_ix"))


def _with_facts(plans: pl.DataFrame, costed: pl.DataFrame) -> pl.DataFrame:
    """Costed rows with all columns of their plans."""
    return plans[costed["row"]].hstack(costed.select(_ADDED))


def _served() -> pl.Expr:
    """Plans at precisions that a server would use: 4 bit only as published, for squeezing a model costs quality."""
    squeezed = [name for name, precision in precisions().items() if precision.four_bit]
    return (pl.col("hosting") == "edge") | ~(pl.col("derived") & pl.col("precision").is_in(squeezed))


_UNKNOWN, _SHORT = 1e12, 1e15
"""Added to the preference of a plan whose cost is unknown, and per accelerator that is missing on your own site."""


def owned_counts(context: Context) -> dict[str, int]:
    """Accelerator id to how many are owned. Raises UnknownId for a name that no accelerator has."""
    found: dict[str, int] = {}
    for name, count in context.needs.infrastructure.owned_accelerators.items():
        accelerator = context.catalog.accelerators.find(name)
        found[accelerator.id] = found.get(accelerator.id, 0) + count
    return found


def _unit_costs(accelerators: Sequence[Accelerator], hosting: SelfHosting, context: Context) -> pl.DataFrame:
    """Monthly cost of one accelerator under a hosting pattern: rented or bought (`new_*`), already paid (`paid_*`)."""
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
            **(_levels("paid", accelerator, infrastructure, hosting, 1) if accelerator.id in owned else {}),
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
    cost = self_hosting_cost(accelerator, 1, infrastructure, hosting, owned=owned)
    return {f"{name}_low": cost.low, f"{name}_expected": cost.expected, f"{name}_high": cost.high}
