"""Self-hosted options: for every open model and hosting pattern, the cheapest accelerator plan that holds the load."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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

    every: pl.DataFrame
    """All plans. Columns of `footprint.plan.plan_table`, and hosting, owned (accelerators of that type owned),
    cost_low, cost_expected, cost_high (USD a month, null when a price is unknown), preference (lowest is best)."""
    best: pl.DataFrame
    """One row per model and hosting pattern, with its row number as plan_ix."""

    def others(self, model_id: str, hosting: str, count: int) -> pl.DataFrame:
        """The best plans on other accelerators or at other precisions, best first."""
        same = self.every.filter((pl.col("model_id") == model_id) & (pl.col("hosting") == hosting))
        kinds = ["accelerator_id", "precision"]
        return same.sort("preference", *_TIES).unique(kinds, keep="first", maintain_order=True)[1 : count + 1]


_TIES = ("accelerator_count", "accelerator_id", "precision", "gpus_per_replica")


def hosting_plans(plans: pl.DataFrame, context: Context) -> HostingPlans:
    """Price every plan under every hosting pattern that allows it, and choose the cheapest.

    `plans` is the table of `footprint.plan.plan_table`. On your own site a plan that fits what you own comes first.
    Raises UnknownId for an owned accelerator that the catalog does not have.
    """
    accelerators = tuple(context.catalog.accelerators.values())
    every = pl.concat(
        [
            _served(plans, hosting).join(_unit_costs(accelerators, hosting, context), on="accelerator_id")
            for hosting in SETTINGS
        ]
    )
    count, owned = pl.col("accelerator_count"), pl.col("owned")
    every = every.filter((pl.col("hosting") != "edge") | (count <= EDGE_ACCELERATORS_MAX))
    staff = context.needs.infrastructure.staff_usd_per_month or 0.0
    bought = pl.max_horizontal(count - owned, pl.lit(0))
    for level in ("low", "expected", "high"):
        new = pl.when(bought > 0).then(pl.col(f"new_{level}") * bought).otherwise(0.0)
        paid = pl.when(count > bought).then(pl.col(f"paid_{level}") * (count - bought)).otherwise(0.0)
        every = every.with_columns((new + paid + staff).alias(f"cost_{level}"))
    short = pl.when(owned > 0).then(bought * _SHORT).otherwise(0.0)
    unknown_cost = _UNKNOWN + count
    every = every.select(
        pl.exclude([f"{kind}_{level}" for kind in ("new", "paid") for level in ("low", "expected", "high")]),
        preference=pl.col("cost_expected").fill_null(unknown_cost) + short,
    )
    per = ["model_id", "hosting"]
    least = every.group_by(per).agg(pl.col("preference").min())
    best = every.join(least, on=[*per, "preference"], nulls_equal=True).sort(*per, *_TIES)
    return HostingPlans(every, best.unique(per, keep="first", maintain_order=True).with_row_index("plan_ix"))


def _served(plans: pl.DataFrame, hosting: SelfHosting) -> pl.DataFrame:
    """Plans at precisions that a server would use: 4 bit only as published, for squeezing a model costs quality."""
    if hosting == "edge":
        return plans
    squeezed = [name for name, precision in precisions().items() if precision.four_bit]
    return plans.filter(~(pl.col("derived") & pl.col("precision").is_in(squeezed)))


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
