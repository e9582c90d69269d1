"""Plans to money: what every plan of a table costs a month, which are worth a look, and what a token costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from weighbridge.needs import Infrastructure, Workload
from weighbridge.pricing.self_hosting import SelfHosting, self_hosting_cost
from weighbridge.records import Accelerator

if TYPE_CHECKING:
    import polars as pl

SETTINGS: dict[SelfHosting, tuple[str, ...]] = {
    "self_hosted_cloud": ("datacenter", "workstation"),
    "on_premises": ("datacenter", "workstation"),
    "edge": ("consumer", "edge", "workstation"),
}
"""Hosting pattern to the settings of accelerators that serve it."""

EDGE_ACCELERATORS_MAX = 2
"""An edge device holds one or two accelerators; more is a server."""

LEVELS = ("low", "expected", "high")
SAME_SPEED = 1.02
"""A plan must answer this much faster to be worth its price beside a cheaper one."""


def priced(
    plans: pl.DataFrame,
    accelerators: Iterable[Accelerator],
    hosting: SelfHosting,
    infrastructure: Infrastructure,
    owned: Mapping[str, int],
) -> pl.DataFrame:
    """The plans that a hosting pattern allows, with their cost.

    `plans` is a table of `footprint.plan.plan_table`; `owned` (accelerator id to count) counts on your own site and at
    the edge. Adds hosting, owned, has_bfloat16 (of the accelerator), and cost_low, cost_expected and cost_high: USD a
    month, null when a price is unknown.
    """
    import polars as pl

    units = _unit_costs(accelerators, hosting, infrastructure, owned if hosting != "self_hosted_cloud" else {})
    every = plans.join(units, on="accelerator_id")
    count = pl.col("accelerator_count")
    if hosting == "edge":
        every = every.filter(count <= EDGE_ACCELERATORS_MAX)
    staff = infrastructure.staff_usd or 0.0
    bought = pl.max_horizontal(count - pl.col("owned"), pl.lit(0))
    for level in LEVELS:
        new = pl.when(bought > 0).then(pl.col(f"new_{level}") * bought).otherwise(0.0)
        paid = pl.when(count > bought).then(pl.col(f"paid_{level}") * (count - bought)).otherwise(0.0)
        every = every.with_columns((new + paid + staff).alias(f"cost_{level}"))
    return every.drop([f"{kind}_{level}" for kind in ("new", "paid") for level in LEVELS])


def _unit_costs(
    accelerators: Iterable[Accelerator], hosting: SelfHosting, infrastructure: Infrastructure, owned: Mapping[str, int]
) -> pl.DataFrame:
    """Monthly cost of one accelerator under a hosting pattern: rented or bought (`new_*`), already paid (`paid_*`)."""
    import polars as pl

    from weighbridge.footprint.precision import has_bfloat16

    without_staff = infrastructure.model_copy(update={"staff_usd_per_month": None})
    rows = [
        {
            "accelerator_id": accelerator.id,
            "hosting": hosting,
            "owned": owned.get(accelerator.id, 0),
            "has_bfloat16": has_bfloat16(accelerator),
            **_levels("new", accelerator, without_staff, hosting, 0),
            **(_levels("paid", accelerator, without_staff, hosting, 1) if accelerator.id in owned else {}),
        }
        for accelerator in accelerators
        if accelerator.setting in SETTINGS[hosting] or (accelerator.id in owned and hosting != "edge")
    ]
    schema = {"accelerator_id": pl.String, "hosting": pl.String, "owned": pl.Int64, "has_bfloat16": pl.Boolean}
    costs = {f"{kind}_{level}": pl.Float64 for kind in ("new", "paid") for level in LEVELS}
    return pl.DataFrame(rows, schema={**schema, **costs})


def _levels(
    name: str, accelerator: Accelerator, infrastructure: Infrastructure, hosting: SelfHosting, owned: int
) -> dict[str, float | None]:
    cost = self_hosting_cost(accelerator, 1, infrastructure, hosting, owned=owned)
    return {f"{name}_low": cost.low, f"{name}_expected": cost.expected, f"{name}_high": cost.high}


def for_servers(plans: pl.DataFrame) -> pl.DataFrame:
    """Plans at precisions that a server would use: 4 bit only as published, for squeezing a model costs quality."""
    import polars as pl

    from weighbridge.footprint.precision import precisions

    squeezed = [name for name, precision in precisions().items() if precision.four_bit]
    return plans.filter(~(pl.col("derived") & pl.col("precision").is_in(squeezed)))


def sound(table: pl.DataFrame) -> pl.Series:
    """Which plans of a priced table an engineer would sign: memory to spare, weights in a format of the device."""
    return ~table["tight"] & table["has_bfloat16"]


def front(table: pl.DataFrame) -> pl.DataFrame:
    """The plans of a priced table that no other beats in both cost and pace, cheapest first.

    Plans of unknown cost cannot be compared and are left out; of plans that differ little in pace the cheapest stays.
    """
    import polars as pl

    order = ["cost_expected", "seconds_per_token", "accelerator_count", "accelerator_id", "precision"]
    ranked = table.filter(pl.col("cost_expected").is_not_null()).sort(order)
    kept, fastest = [], float("inf")
    for row, pace in enumerate(ranked["seconds_per_token"]):
        if pace * SAME_SPEED <= fastest:
            kept.append(row)
            fastest = pace
    return ranked[kept]


def tokens_millions(workload: Workload) -> float:
    """Million tokens a month, prompts and answers together."""
    return workload.queries_per_month * (workload.input_tokens + workload.output_tokens) / 1e6
