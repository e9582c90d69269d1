"""The built-in criteria: 0-1 values on the fixed anchors of `anchors.yaml`."""

from __future__ import annotations

from math import log, log2

import polars as pl

from weighbridge.extensions import Criterion, Explanation
from weighbridge.footprint.layout import said
from weighbridge.options.context import Context
from weighbridge.options.view import OptionView
from weighbridge.ranking.anchors import anchors
from weighbridge.ranking.quality import quality_benchmark, quality_value
from weighbridge.records.base import last_day


def _as_it_is(value: pl.Expr) -> pl.Expr:
    return value.clip(0.0, 1.0)


def _privacy(context: Context) -> pl.Expr:
    """Points add up; null never, because every unknown simply earns nothing."""
    points = anchors().privacy
    api = points.cloud_api
    training = pl.col("trains_on_data").replace_strict(
        {"no": api.no_training, "conditional": api.no_training / 2, "yes": 0.0}, default=0.0, return_dtype=pl.Float64
    )
    kept = (1 - pl.col("retention_days") / api.retention_days_zero_points).clip(0.0, 1.0).fill_null(0.0)
    zero = pl.col("zero_retention").replace_strict(api.zero_retention, default=0.0, return_dtype=pl.Float64)
    stated = pl.col("processing").is_not_null() & ~pl.col("processing").list.contains("GLOBAL")
    # A region that must be configured or bought is worth points only to those who need it.
    taken = (pl.col("access") == "default") | pl.lit(bool(context.needs.data.residency))
    place = pl.when((stated & taken).fill_null(value=False)).then(api.region_stated).otherwise(0.0)
    on_api = api.base + training + kept * api.short_retention + zero + place
    return (
        pl.when(pl.col("hosting").is_in(["on_premises", "edge"]))
        .then(points.data_stays_on_site)
        .when(pl.col("hosting") == "self_hosted_cloud")
        .then(points.rented_machines)
        .otherwise(on_api)
    )


def _explain_privacy(view: OptionView, _context: Context) -> Explanation:
    posture, who = view.supply.posture, view.supply.label
    if view.hosting in ("on_premises", "edge"):
        return Explanation("Data never leaves your site.", evidence=posture.trains_on_data.evidence)
    if view.supply.provider is None:
        return Explanation(
            "You run the model; only the cloud host is near the data.", evidence=posture.trains_on_data.evidence
        )
    trains = {
        "no": "does not train on it",
        "yes": "trains on it by default",
        "conditional": "may train on it on a condition",
    }
    days = posture.retention.days
    kept = (
        "does not keep data"
        if days == 0
        else "keeps data for a time it does not state"
        if days is None
        else f"keeps data up to {days:g} days"
    )
    where = "a place it does not state" if view.region.processing is None else ", ".join(view.region.processing)
    trained = trains.get(posture.trains_on_data.value or "", "does not say whether it trains on it")
    return Explanation(
        f"{who} {kept}, {trained}, and processes it in {where}.",
        evidence=posture.retention.evidence or posture.trains_on_data.evidence,
    )


def _cost(context: Context) -> pl.Expr:
    """USD per 1,000 queries."""
    return pl.col("cost_expected") / (context.needs.workload.queries_per_month / 1000)


def _cost_score(value: pl.Expr) -> pl.Expr:
    points = anchors().cost
    low, high = log(points.one_at_usd), log(points.zero_at_usd)
    return (1 - (value.clip(lower_bound=1e-9).log() - low) / (high - low)).clip(0.0, 1.0)


def _explain_cost(view: OptionView, context: Context) -> Explanation:
    cost = view.row["cost_expected"]
    if cost is None:
        return Explanation("Its cost is unknown, so it earns no points for cost.")
    queries = context.needs.workload.queries_per_month
    if view.offer is not None:
        basis = {"fallback": ", by the maker's list price", "contract": ", by your contract", "claimed": ", as claimed"}
        return Explanation(
            f"${cost:,.0f} a month for {queries:,.0f} queries{basis.get(view.offer.price_basis or '', '')}.",
            citation=f"offer: {view.offer.id}",
            evidence=view.offer.evidence_for("price"),
        )
    plan = view.plan
    hours = f"{plan['accelerator_count']} x {plan['accelerator_id']} around the clock" if plan else "no plan"
    return Explanation(f"${cost:,.0f} a month: {hours}.", citation="pricing: self-hosting")


def _compliance(context: Context) -> pl.Expr:
    """Share of framework checks that pass, times its weight, beside the points of the license verdict."""
    del context
    points = anchors().compliance
    license_points = pl.col("verdict").replace_strict(points.license, default=0.0, return_dtype=pl.Float64)
    share = pl.col("checks_met_share")
    both = license_points * points.license_weight + share * points.frameworks_weight
    return pl.when(share.is_null()).then(license_points).otherwise(both)


def _explain_compliance(view: OptionView, _context: Context) -> Explanation:
    verdict = view.verdict.verdict.replace("_", " ")
    duties = len(view.verdict.obligations)
    license_said = f"License: {verdict}" + (f" ({duties} to do)" if duties else "")
    applying = [item.name for item in view.assessments.values() if item.status != "not_applicable"]
    share = view.fact("compliance", "checks_met_share")
    if share is None:
        return Explanation(f"{license_said}. No framework that you named asks anything of this option.")
    return Explanation(
        f"{license_said}. {', '.join(applying)}: {share:.0%} of what they ask of the option itself is met."
    )


def _gpu_footprint(context: Context) -> pl.Expr:
    """Accelerators you run; none for an API, null when no plan exists."""
    del context
    return pl.col("accelerator_count").cast(pl.Float64)


def _gpu_footprint_score(value: pl.Expr) -> pl.Expr:
    return (1 - (value + 1).log(2) / log2(1 + anchors().gpu_footprint.zero_at_accelerators)).clip(0.0, 1.0)


def _explain_gpu_footprint(view: OptionView, _context: Context) -> Explanation:
    plan = view.plan
    if view.hosting == "cloud_api":
        return Explanation("No accelerators of yours.")
    if plan is None:
        return Explanation("No plan, so no points.")
    copies = f"{plan['replicas']} cop{'ies' if plan['replicas'] > 1 else 'y'} x {plan['gpus_per_replica']}"
    how = said(plan["gpus_per_replica"], plan["stages"], plan["attention_groups"])
    spread = f" ({how})" if how else ""
    return Explanation(
        f"{copies} {plan['accelerator_id']}{spread} at {plan['precision']}: {plan['accelerator_count']} in all.",
        citation="footprint",
    )


def _explain_quality(view: OptionView, context: Context) -> Explanation:
    benchmark = quality_benchmark(context)
    if benchmark is None:
        return Explanation(f"No benchmark in the catalog speaks for the task {context.needs.capabilities.task!r}.")
    score = benchmark.best(view.model.id)
    if score is None:
        return Explanation(f"No {benchmark.name} score on record, so no points for quality.")
    return Explanation(
        f"{benchmark.name}: {score.score:g} {benchmark.metric}.",
        citation=f"benchmark: {benchmark.id}",
        evidence=score.evidence,
    )


def _lock_in(context: Context) -> pl.Expr:
    """Points for the ways to leave, whoever else sells the model."""
    del context
    points = anchors().lock_in
    return (
        pl.when(pl.col("hosting") != "cloud_api")
        .then(points.own_machines)
        .when(pl.col("open_weights"))
        .then(points.open_weights_api)
        .otherwise(points.closed_api)
    )


def _explain_lock_in(view: OptionView, _context: Context) -> Explanation:
    sellers = view.fact("model", "sellers")
    sold = f"{sellers} provider{'' if sellers == 1 else 's'} of it on record"
    if view.hosting != "cloud_api":
        return Explanation(f"You run open weights yourself and can move them anywhere; {sold}.")
    if view.model.open_weights:
        return Explanation(f"Its weights are open, so another provider or your own machines can take over; {sold}.")
    return Explanation(f"Its weights are closed: leaving means another model or another seller; {sold}.")


def _months_left(context: Context) -> pl.Expr:
    """Months until the model is retired; null when nobody has announced a date."""
    days = (pl.col("model_retires") - pl.lit(context.as_of)).dt.total_days()
    full = anchors().lifecycle.one_at_months
    return pl.when(pl.col("open_weights")).then(pl.lit(full)).otherwise(days / 30.44)


def _months_score(value: pl.Expr) -> pl.Expr:
    return (value / anchors().lifecycle.one_at_months).clip(0.0, 1.0)


def _explain_lifecycle(view: OptionView, context: Context) -> Explanation:
    if view.model.open_weights:
        return Explanation("Its weights are yours to keep.")
    if view.model.retires is None:
        return Explanation("No retirement date is on record, so no points for a long life.")
    months = (last_day(view.model.retires) - context.as_of).days / 30.44
    return Explanation(
        f"Retires {view.model.retires}, in {months:.0f} months.", evidence=view.model.evidence_for("retires")
    )


BUILT_IN_CRITERIA: tuple[Criterion, ...] = (
    Criterion(
        name="privacy",
        title="Privacy",
        unit="of 1",
        anchors="1 when data never leaves your site, 0.85 on rented machines; an API earns points for not training on "
        "data, short or no retention and a stated region",
        grain="region",
        value=_privacy,
        score=_as_it_is,
        explain=_explain_privacy,
        worst="a provider may train on the prompts and keeps them for months",
        best="data never leaves your site",
    ),
    Criterion(
        name="cost",
        title="Cost",
        unit="USD per 1,000 queries",
        anchors="logarithmic: 1 at $0.02, 0 at $200",
        grain="option",
        value=_cost,
        score=_cost_score,
        explain=_explain_cost,
        worst="$200 for 1,000 queries",
        best="$0.02 for 1,000 queries",
    ),
    Criterion(
        name="compliance",
        title="Compliance",
        unit="of 1",
        anchors="0.4 x license verdict (allowed 1, with obligations 0.8, agreement 0.2) + 0.6 x share of what the "
        "frameworks ask of the option that is met; the license alone when they ask nothing of it",
        grain="option",
        value=_compliance,
        score=_as_it_is,
        explain=_explain_compliance,
        worst="the license does not settle the use, and nothing that the frameworks ask is met",
        best="a license without duties, and everything that the frameworks ask is met",
    ),
    Criterion(
        name="gpu_footprint",
        title="GPU footprint",
        unit="accelerators",
        anchors="logarithmic: 1 at none, 0 at 64",
        grain="option",
        value=_gpu_footprint,
        score=_gpu_footprint_score,
        explain=_explain_gpu_footprint,
        worst="64 accelerators to run yourself",
        best="no accelerators to run",
    ),
    Criterion(
        name="quality",
        title="Quality",
        unit="quality on the task's benchmark",
        anchors="linear between the two fixed scores of the one benchmark that stands for the task",
        grain="model",
        value=quality_value,
        score=_as_it_is,
        explain=_explain_quality,
        worst="the lower fixed score of the benchmark for your task",
        best="its upper fixed score",
    ),
    Criterion(
        name="lock_in",
        title="Freedom to leave",
        unit="of 1",
        anchors="1 on your own or rented machines, 0.7 for open weights bought as an API, 0 for a closed API",
        grain="option",
        value=_lock_in,
        score=_as_it_is,
        explain=_explain_lock_in,
        worst="a closed model at one seller",
        best="open weights on machines that you control",
    ),
    Criterion(
        name="lifecycle",
        title="Life left",
        unit="months",
        anchors="linear: 0 at retirement, 1 at 36 months or for open weights",
        grain="model",
        value=_months_left,
        score=_months_score,
        explain=_explain_lifecycle,
        worst="the model is withdrawn now",
        best="it lasts 36 months or more",
    ),
)
"""In the order in which reports show them; lock_in and lifecycle weigh nothing unless the needs say so."""
