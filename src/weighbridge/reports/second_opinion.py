"""What estimators of plugins say of the speed of an option's plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge.options.view import OptionView

if TYPE_CHECKING:
    from weighbridge.footprint.size_result import Throughput
    from weighbridge.plugins.failures import PluginFailure


def second_opinion(view: OptionView) -> tuple[Throughput | None, list[PluginFailure]]:
    """The speed of an option's plan with every opinion beside it, and what failed.

    None when there is no plan, or nobody but the speed formula has an opinion. Asked only for an option that is
    explained: estimators take their time, so they have no part in the ranking.
    """
    from weighbridge.footprint.demand import demand_of
    from weighbridge.footprint.opinions import under_load, with_opinions
    from weighbridge.footprint.plan_result import size_of_plan

    plan, context = view.plan, view.table.context
    if plan is None or not context.catalog.throughput_estimators:
        return None, []
    demand, accelerator = demand_of(context.needs), context.catalog.accelerators[plan["accelerator_id"]]
    own = size_of_plan(view.model, plan, demand)
    copy = under_load(own, demand.prompt_tokens, demand.output_tokens)
    estimators = context.catalog.throughput_estimators
    found, failures = with_opinions(own, view.model, accelerator, estimators, copy=copy)
    speed = found.throughput
    return (speed if speed is not None and speed.opinions else None), failures
