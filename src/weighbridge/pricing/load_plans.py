"""A load to plans: copies, accelerators, pace and cost, of all plans those that no other beats in cost and pace.

The first is one that an engineer would defend: in the busiest hour it keeps the pace that is asked for, else that of a
fast reader, has memory to spare, runs on hardware with bfloat16, and uses what is owned where that is enough. What
costs less and falls short of that is shown apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from weighbridge.errors import ContextTooLong, NoPlan, SizeUnknown
from weighbridge.footprint.demand import Demand, of_workload
from weighbridge.footprint.fallback import layout
from weighbridge.needs import Infrastructure, Workload
from weighbridge.pricing.monthly import ENDS, CostRange
from weighbridge.pricing.plans import for_servers, front, priced, sound, tokens_millions
from weighbridge.pricing.self_hosting import SelfHosting, self_hosting_cost
from weighbridge.records import Accelerator, Model

if TYPE_CHECKING:
    import polars as pl

    from weighbridge.extensions import ThroughputEstimator
    from weighbridge.footprint.size_result import SizeResult
    from weighbridge.plugins.failures import PluginFailure


READING_PACE_S = 0.1
"""Seconds a token: 10 tokens a second, about seven words, are more than nearly anybody reads."""


@dataclass(frozen=True)
class LoadPlan:
    """One way to carry a load."""

    size: SizeResult
    hosting: SelfHosting
    owned: int
    """Accelerators of that kind that are owned."""
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
    alone. Without a stated pace everybody gets that of a fast reader, if anything here reaches it. Raises SizeUnknown,
    ContextTooLong, or NoPlan when nothing carries the load.
    """
    devices, demand = tuple(accelerators), _demand(wanted)
    table = None
    if demand.max_seconds_per_token is None:
        paced = replace(demand, max_seconds_per_token=READING_PACE_S)
        table = _table(wanted, devices, paced)
        demand = demand if table.is_empty() else paced
    if table is None or table.is_empty():
        table = _table(wanted, devices, demand)
    best = _worth_a_look(table)
    if not best:
        raise NoPlan(wanted.model.id, wanted.hosting, _pace(demand))
    return _found(best, wanted, devices, demand)


def cheaper_plans(wanted: Wanted, accelerators: Iterable[Accelerator], than: LoadPlan) -> tuple[LoadPlan, ...]:
    """What carries the load for less than a plan, but is too slow to read along, short of memory, or old hardware."""
    import polars as pl

    devices, demand, limit = tuple(accelerators), _demand(wanted), than.cost.expected
    if limit is None:
        return ()
    table = _table(wanted, devices, demand).filter(pl.col("cost_expected") < limit)
    return _found(front(table).to_dicts(), wanted, devices, demand)


def with_opinions(
    plan: LoadPlan, wanted: Wanted, accelerator: Accelerator, estimators: Sequence[tuple[str, ThroughputEstimator]]
) -> tuple[LoadPlan, list[PluginFailure]]:
    """The plan with second opinions on its speed, and the share of that speed that the busiest hour takes."""
    from weighbridge.footprint import opinions

    load, own = wanted.workload, plan.size.throughput
    copy = opinions.under_load(plan.size, load.input_tokens * (1 - load.cached_input_share), load.output_tokens)
    size, failures = opinions.with_opinions(plan.size, wanted.model, accelerator, estimators, copy=copy)
    if own is None or size.throughput is None:
        return plan, failures
    factor = size.throughput.output_tokens_per_s / own.output_tokens_per_s
    return replace(plan, size=size, utilization=plan.utilization / factor), failures


def _table(wanted: Wanted, devices: tuple[Accelerator, ...], demand: Demand) -> pl.DataFrame:
    """Every plan that the hosting pattern allows, with its cost."""
    from weighbridge.footprint.plan import plan_table
    from weighbridge.footprint.tables import copy_table, device_table

    table = plan_table(copy_table([wanted.model], wanted.precision), device_table(devices), demand)
    if wanted.precision is None and wanted.hosting != "edge":
        table = for_servers(table)
    return priced(table, devices, wanted.hosting, wanted.infrastructure, wanted.owned)


def _worth_a_look(table: pl.DataFrame) -> list[dict[str, Any]]:
    """The front of a priced table: of plans within what is owned and of those with memory to spare, where there are."""
    enough = table.filter(table["accelerator_count"] <= table["owned"])
    some = table if enough.is_empty() else enough
    good = some.filter(sound(some))
    some = some if good.is_empty() else good
    best = front(some)
    if best.is_empty():
        best = some.sort("accelerator_count", "seconds_per_token", "precision", "accelerator_id")[:1]
    return best.to_dicts()


def _found(
    rows: Iterable[dict[str, Any]], wanted: Wanted, devices: tuple[Accelerator, ...], demand: Demand
) -> tuple[LoadPlan, ...]:
    """Rows of a priced table as plans."""
    from weighbridge.footprint.plan_result import size_of_plan

    by_id, tokens = {accelerator.id: accelerator for accelerator in devices}, tokens_millions(wanted.workload)
    found = []
    for row in rows:
        cost = self_hosting_cost(
            by_id[row["accelerator_id"]],
            row["accelerator_count"],
            wanted.infrastructure,
            wanted.hosting,
            owned=row["owned"],
        )
        each = {end: None if (usd := getattr(cost, end)) is None else usd / tokens for end in ENDS}
        found.append(
            LoadPlan(
                size_of_plan(wanted.model, row, demand),
                wanted.hosting,
                row["owned"],
                row["utilization"],
                cost,
                CostRange(**each),
                row["derived"],
            )
        )
    return tuple(found)


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
