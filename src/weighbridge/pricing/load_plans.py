"""A load to plans: copies, accelerators, pace and cost, of all plans those that no other beats in cost and pace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weighbridge.errors import ContextTooLong, NoPlan, SizeUnknown
from weighbridge.footprint.demand import Demand, of_workload
from weighbridge.footprint.fallback import layout
from weighbridge.needs import Infrastructure, Workload
from weighbridge.pricing.monthly import ENDS, CostRange
from weighbridge.pricing.plans import for_servers, front, priced, tokens_millions
from weighbridge.pricing.self_hosting import SelfHosting, self_hosting_cost
from weighbridge.records import Accelerator, Model

if TYPE_CHECKING:
    import polars as pl

    from weighbridge.footprint.size import SizeResult


@dataclass(frozen=True)
class LoadPlan:
    """One way to carry a load."""

    size: SizeResult
    hosting: SelfHosting
    owned: int
    """Accelerators of that kind that are owned."""
    spare_copies: int
    utilization: float
    """Share of all copies' speed that the busiest hour takes."""
    cost: CostRange
    """USD a month, with its parts and what is not in it."""
    usd_per_mtok: CostRange
    """USD per million tokens, prompts and answers together."""
    quantized_by_you: bool


@dataclass(frozen=True)
class Wanted:
    """What is to be carried, and how."""

    model: Model
    workload: Workload
    infrastructure: Infrastructure
    hosting: SelfHosting
    owned: Mapping[str, int]
    """Accelerator id to how many are owned."""
    precision: str | None = None
    """None weighs the published weights and their usual quantizations, on servers none below 8 bit."""
    context_tokens: int | None = None
    """Longest prompt plus answer that one query may have; None: the mean query."""


def load_plans(wanted: Wanted, accelerators: Iterable[Accelerator]) -> tuple[LoadPlan, ...]:
    """The plans on these accelerators that no other beats in both cost and pace, cheapest first.

    Where what is owned is enough, only plans on it count. If no cost is known, the plan with the fewest devices stands
    alone. Raises SizeUnknown, ContextTooLong, or NoPlan when nothing carries the load.
    """
    from weighbridge.footprint.plan import plan_table
    from weighbridge.footprint.plan_result import size_of_plan
    from weighbridge.footprint.tables import copy_table, device_table

    devices, model, hosting = tuple(accelerators), wanted.model, wanted.hosting
    demand, infrastructure = _demand(wanted), wanted.infrastructure
    table = plan_table(copy_table([model], wanted.precision), device_table(devices), demand)
    if wanted.precision is None and hosting != "edge":
        table = for_servers(table)
    best = _worth_a_look(priced(table, devices, hosting, infrastructure, wanted.owned))
    if not best:
        raise NoPlan(model.id, hosting, _pace(demand))
    by_id, tokens = {accelerator.id: accelerator for accelerator in devices}, tokens_millions(wanted.workload)
    found = []
    for row in best:
        cost = self_hosting_cost(
            by_id[row["accelerator_id"]], row["accelerator_count"], infrastructure, hosting, owned=row["owned"]
        )
        each = {end: None if (usd := getattr(cost, end)) is None else usd / tokens for end in ENDS}
        found.append(
            LoadPlan(
                size_of_plan(model, row, demand),
                hosting,
                row["owned"],
                int(demand.spare_replica),
                row["utilization"],
                cost,
                CostRange(**each),
                row["derived"],
            )
        )
    return tuple(found)


def _worth_a_look(table: pl.DataFrame) -> list[dict[str, Any]]:
    """The front of a priced table; plans within what is owned alone where there are any."""
    import polars as pl

    enough = table.filter(pl.col("accelerator_count") <= pl.col("owned"))
    some = table if enough.is_empty() else enough
    best = front(some)
    if best.is_empty():
        best = some.sort("accelerator_count", "seconds_per_token", "precision")[:1]
    return best.to_dicts()


def _demand(wanted: Wanted) -> Demand:
    """The load. Raises SizeUnknown for a model nobody can size, ContextTooLong for queries it does not take."""
    model, load = wanted.model, wanted.workload
    if layout(model) is None:
        raise SizeUnknown(model.id)
    longest = max(load.input_tokens + load.output_tokens, wanted.context_tokens or 0)
    if model.context_tokens and longest > model.context_tokens:
        raise ContextTooLong(model.id, longest, model.context_tokens)
    return of_workload(load, context_tokens=wanted.context_tokens, spare=wanted.infrastructure.spare_replica)


def _pace(demand: Demand) -> str | None:
    pace = demand.max_seconds_per_token
    return None if pace is None else f"{1 / pace:,.0f} tokens a second for each user"
