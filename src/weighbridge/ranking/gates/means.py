"""Gates on means: where it may run, what it needs and what it costs."""

from __future__ import annotations

import polars as pl

from weighbridge.extensions import FAIL, PASS, UNKNOWN, Explanation, Gate
from weighbridge.options.context import Context
from weighbridge.options.view import OptionView

HOSTING_NAMES = {
    "cloud_api": "an API",
    "self_hosted_cloud": "rented accelerators",
    "on_premises": "your own site",
    "edge": "edge devices",
}


def _hosting(context: Context) -> pl.Expr:
    wanted = list(context.needs.infrastructure.hosting)
    return pl.when(pl.col("hosting").is_in(wanted)).then(PASS).otherwise(FAIL).cast(pl.Int8)


def _explain_hosting(view: OptionView, context: Context) -> Explanation:
    wanted = " or ".join(HOSTING_NAMES[name] for name in context.needs.infrastructure.hosting)
    return Explanation(
        f"It runs on {HOSTING_NAMES[view.hosting]}; you want {wanted}.", citation="needs: infrastructure.hosting"
    )


def _footprint(context: Context) -> pl.Expr:
    """A self-hosted option needs a plan; without a size of the model nothing can be planned."""
    del context
    own = pl.col("hosting") != "cloud_api"
    sizes_known = pl.col("plannable")
    return (
        pl.when(~own | pl.col("plan_ix").is_not_null())
        .then(PASS)
        .when(sizes_known)
        .then(FAIL)
        .otherwise(UNKNOWN)
        .cast(pl.Int8)
    )


def _explain_footprint(view: OptionView, context: Context) -> Explanation:
    del context
    if view.hosting == "cloud_api":
        return Explanation("The provider runs the accelerators.")
    plan = view.plan
    if plan is not None:
        basis = "" if plan["basis"] == "layout" else f" ({plan['basis']})"
        return Explanation(
            f"{plan['replicas']} x {plan['gpus_per_replica']} {plan['accelerator_id']} hold the peak{basis}.",
            citation="footprint",
        )
    if not view.row["plannable"]:
        return Explanation(
            f"The size of {view.model.name} is not on record, so no accelerators can be planned.",
            question="How many parameters, layers and heads does it have (config.json)?",
            party=view.maker_name,
        )
    return Explanation(
        f"No accelerator on {HOSTING_NAMES[view.hosting]} holds {view.model.name} at the stated load and pace.",
        citation="footprint",
    )


def _owned(context: Context) -> pl.Expr:
    """On your own site only what you own counts, once you have said what you own."""
    if not context.needs.infrastructure.owned_accelerators:
        return pl.lit(PASS, dtype=pl.Int8)
    short = (pl.col("hosting") == "on_premises") & (pl.col("accelerator_count") > pl.col("owned"))
    return pl.when(short.fill_null(value=False)).then(FAIL).otherwise(PASS).cast(pl.Int8)


def _explain_owned(view: OptionView, context: Context) -> Explanation:
    plan = view.plan
    if view.hosting != "on_premises" or plan is None or not context.needs.infrastructure.owned_accelerators:
        return Explanation("It does not depend on accelerators you own.")
    return Explanation(
        f"Needs {plan['accelerator_count']} {plan['accelerator_id']}; you own {plan['owned']}.",
        citation="needs: infrastructure.owned_accelerators",
    )


def _budget(context: Context) -> pl.Expr:
    """A cost that is not known is an open point; one above the budget is out."""
    cost, limit = pl.col("cost_expected"), context.needs.budget.monthly_usd_max
    own_without_plan = (pl.col("hosting") != "cloud_api") & pl.col("plan_ix").is_null()
    over = pl.lit(value=False) if limit is None else cost > limit
    return (
        pl.when(own_without_plan)
        .then(PASS)
        .when(cost.is_null())
        .then(UNKNOWN)
        .when(over)
        .then(FAIL)
        .otherwise(PASS)
        .cast(pl.Int8)
    )


def _explain_budget(view: OptionView, context: Context) -> Explanation:
    cost, limit = view.row["cost_expected"], context.needs.budget.monthly_usd_max
    if view.hosting != "cloud_api" and view.plan is None:
        return Explanation("Without a plan there is no cost to compare.")
    if cost is None and view.offer is not None:
        return Explanation(
            f"No price of {view.model.name} at {view.supply.label} is on record.",
            evidence=view.offer.evidence_for("price"),
            question=f"What do you charge per million input, cached and output tokens for {view.model.name}?",
            party=view.supply.label,
        )
    if cost is None:
        return Explanation(
            "The monthly cost of these accelerators is not known.",
            question="State infrastructure.power_usd_per_kwh and staff_usd_per_month, or a price in a pack.",
            party="you",
        )
    if limit is None:
        return Explanation(f"Expected ${cost:,.0f} a month; you set no budget.")
    return Explanation(
        f"Expected ${cost:,.0f} a month; the budget is ${limit:,.0f}.", citation="needs: budget.monthly_usd_max"
    )


MEANS_GATES = (
    Gate(
        "hosting", "It runs where you want it", "supply", _hosting, _explain_hosting, out="run where you do not want it"
    ),
    Gate(
        "footprint", "The accelerators hold it", "option", _footprint, _explain_footprint, out="fit no accelerator plan"
    ),
    Gate(
        "owned_accelerators",
        "What you own is enough",
        "option",
        _owned,
        _explain_owned,
        out="need more accelerators than you own",
    ),
    Gate(
        "budget",
        "Its cost is known and within budget",
        "option",
        _budget,
        _explain_budget,
        out="cost more than the budget",
    ),
)
