"""Gates on what the model can do and how long it will be there."""

from __future__ import annotations

import polars as pl

from weighbridge.extensions import FAIL, PASS, UNKNOWN, Explanation, Gate
from weighbridge.options.context import Context
from weighbridge.options.frames import offer_end
from weighbridge.options.view import OptionView
from weighbridge.ranking.gates.data import always
from weighbridge.ranking.quality import quality_benchmark, quality_value
from weighbridge.records.base import last_day


def needed_context(context: Context) -> int:
    """Tokens the window must hold: as stated, else one mean prompt and answer."""
    workload = context.needs.workload
    return context.needs.capabilities.context_tokens or workload.input_tokens + workload.output_tokens


def _context_window(context: Context) -> pl.Expr:
    window = pl.col("context_tokens")
    enough = pl.when(window >= needed_context(context)).then(PASS).otherwise(FAIL)
    return pl.when(window.is_null()).then(UNKNOWN).otherwise(enough).cast(pl.Int8)


def _offer_context(context: Context) -> pl.Expr:
    """A provider may serve a shorter window than the model has."""
    short = pl.col("offer_context_tokens") < needed_context(context)
    return pl.when(short.fill_null(value=False)).then(FAIL).otherwise(PASS).cast(pl.Int8)


def _explain_context(view: OptionView, context: Context) -> Explanation:
    window, needed = view.model.context_tokens, needed_context(context)
    evidence = view.model.evidence_for("context_tokens")
    if window is None:
        return Explanation(
            f"The context window of {view.model.name} is not on record; you need {needed:,} tokens.",
            evidence=evidence,
            question=f"Does the model handle {needed:,} tokens of prompt and answer?",
            party=view.maker_name,
        )
    return Explanation(
        f"Context window {window:,} tokens; you need {needed:,}.",
        citation="needs: capabilities.context_tokens",
        evidence=evidence,
    )


def _explain_offer_context(view: OptionView, context: Context) -> Explanation:
    offer = view.offer
    if offer is None or offer.context_tokens is None:
        return Explanation("The provider states no shorter window than the model's own.")
    return Explanation(
        f"{view.supply.label} serves {offer.context_tokens:,} tokens of context; you need {needed_context(context):,}.",
        citation="needs: capabilities.context_tokens",
        evidence=offer.evidence_for("context_tokens"),
    )


def _modality(context: Context) -> pl.Expr:
    outcomes = [
        pl.when(pl.col("input_modalities").list.contains(kind)).then(PASS).otherwise(FAIL)
        for kind in context.needs.capabilities.input
    ]
    return (
        pl.when(pl.col("input_modalities").is_null()).then(UNKNOWN).otherwise(pl.min_horizontal(outcomes)).cast(pl.Int8)
    )


def _explain_modality(view: OptionView, context: Context) -> Explanation:
    needed, has = ", ".join(context.needs.capabilities.input), view.model.input_modalities
    evidence = view.model.evidence_for("input_modalities")
    if has is None:
        return Explanation(
            f"What {view.model.name} takes as input is not on record; you need {needed}.",
            evidence=evidence,
            question=f"Does the model take {needed} as input?",
            party=view.maker_name,
        )
    return Explanation(
        f"Takes {', '.join(has)}; you need {needed}.", citation="needs: capabilities.input", evidence=evidence
    )


def _tools(context: Context) -> pl.Expr:
    if not context.needs.capabilities.tool_calling:
        return always()
    has = pl.col("tool_calling")
    return pl.when(has).then(PASS).when(~has).then(FAIL).otherwise(UNKNOWN).cast(pl.Int8)


def _explain_tools(view: OptionView, context: Context) -> Explanation:
    if not context.needs.capabilities.tool_calling:
        return Explanation("You do not need tool calling.")
    has, evidence = view.model.tool_calling, view.model.evidence_for("tool_calling")
    if has is None:
        return Explanation(
            f"Whether {view.model.name} calls tools is not on record.",
            evidence=evidence,
            question="Does the model support tool calling, and with which format?",
            party=view.maker_name,
        )
    return Explanation(
        f"{view.model.name} {'calls' if has else 'does not call'} tools.",
        citation="needs: capabilities.tool_calling",
        evidence=evidence,
    )


def _languages(context: Context) -> pl.Expr:
    needed = list(context.needs.capabilities.languages)
    if not needed:
        return always()
    missing = pl.lit(needed, dtype=pl.List(pl.String)).list.set_difference("languages")
    otherwise = pl.when(pl.col("more_languages")).then(UNKNOWN).otherwise(FAIL)
    fits = pl.when(missing.list.len() == 0).then(PASS).otherwise(otherwise)
    return pl.when(pl.col("languages").is_null()).then(UNKNOWN).otherwise(fits).cast(pl.Int8)


def _explain_languages(view: OptionView, context: Context) -> Explanation:
    needed, stated = context.needs.capabilities.languages, view.model.languages
    evidence = view.model.evidence_for("languages")
    if not needed:
        return Explanation("You need no particular language.")
    if stated is None:
        return Explanation(
            f"The languages of {view.model.name} are not on record; you need {', '.join(needed)}.",
            evidence=evidence,
            question=f"Does the maker state support for {', '.join(needed)}? Test on your own texts either way.",
            party=view.maker_name,
        )
    missing = [code for code in needed if code not in stated]
    if missing and view.model.more_languages:
        return Explanation(
            f"Its maker does not name {', '.join(missing)} but says that more languages work than those it names.",
            evidence=evidence,
            question=f"Does the model support {', '.join(missing)}? Test on your own texts either way.",
            party=view.maker_name,
        )
    if missing:
        return Explanation(
            f"Its maker does not list {', '.join(missing)} among the supported languages.",
            citation="needs: capabilities.languages",
            evidence=evidence,
        )
    return Explanation(f"Its maker lists {', '.join(needed)} as supported.", evidence=evidence)


def _quality(context: Context) -> pl.Expr:
    least = context.needs.capabilities.min_quality
    if least is None:
        return always()
    value = quality_value(context)
    enough = pl.when(value >= least).then(PASS).otherwise(FAIL)
    return pl.when(value.is_null()).then(UNKNOWN).otherwise(enough).cast(pl.Int8)


def _explain_quality(view: OptionView, context: Context) -> Explanation:
    least, benchmark = context.needs.capabilities.min_quality, quality_benchmark(context)
    if least is None:
        return Explanation("You set no least quality.")
    if benchmark is None:
        return Explanation(
            f"No benchmark in the catalog speaks for the task {context.needs.capabilities.task!r}.",
            question="Which evaluation on your own data decides?",
            party="you",
        )
    score = benchmark.best(view.model.id)
    if score is None:
        return Explanation(
            f"{view.model.name} has no {benchmark.name} score on record; you need a quality of {least:g}.",
            question=f"What does {view.model.name} score on {benchmark.name}, measured by whom?",
            party=view.maker_name,
        )
    value = benchmark.value(score.score)
    return Explanation(
        f"{benchmark.name}: {score.score:g} {benchmark.metric}, quality {value:.2f}; you need {least:g}.",
        citation="needs: capabilities.min_quality",
        evidence=score.evidence,
    )


def _claimed(context: Context) -> pl.Expr:
    if context.needs.include_claimed:
        return always()
    return pl.when(pl.col("claimed")).then(FAIL).otherwise(PASS).cast(pl.Int8)


def _explain_claimed(view: OptionView, _context: Context) -> Explanation:
    if view.model.status != "claimed":
        return Explanation(f"{view.model.name} has been released.", evidence=view.model.evidence_for("status"))
    closest = f" Closest real model: {view.model.actual_counterpart}." if view.model.actual_counterpart else ""
    return Explanation(
        f"Nobody has released {view.model.name}; it is only claimed.{closest}",
        citation="needs: include_claimed",
        evidence=view.model.evidence_for("status"),
    )


def _retirement(context: Context) -> pl.Expr:
    """An unknown end is no failure: few providers announce one. An announced end inside the horizon is."""
    ends = (pl.col("offer_retires") <= pl.lit(context.horizon)).fill_null(value=False)
    return pl.when(ends).then(FAIL).otherwise(PASS).cast(pl.Int8)


def _explain_retirement(view: OptionView, context: Context) -> Explanation:
    offer = view.offer
    if offer is None:
        return Explanation("You decide how long it runs; nobody can withdraw the weights.")
    ends = offer_end(offer, view.model)
    if ends is None:
        return Explanation(f"{view.supply.label} has announced no retirement date on record.")
    inside = last_day(ends) <= context.horizon
    return Explanation(
        f"{view.supply.label} stops serving it on {ends}, {'inside' if inside else 'after'} your horizon of "
        f"{context.needs.horizon_months} months.",
        citation="needs: horizon_months",
        evidence=offer.evidence_for("retires") if offer.retires else view.model.evidence_for("retires"),
    )


MODEL_GATES = (
    Gate("claimed", "The model exists", "model", _claimed, _explain_claimed, out="are only claimed, not released"),
    Gate(
        "context",
        "The context window is long enough",
        "model",
        _context_window,
        _explain_context,
        out="have too short a context window",
    ),
    Gate(
        "offer_context",
        "The provider serves that window",
        "offer",
        _offer_context,
        _explain_offer_context,
        out="are served with too short a window",
    ),
    Gate(
        "modality", "It takes the inputs you have", "model", _modality, _explain_modality, out="do not take your inputs"
    ),
    Gate("tool_calling", "It calls tools", "model", _tools, _explain_tools, out="do not call tools"),
    Gate(
        "languages",
        "It speaks the languages you need",
        "model",
        _languages,
        _explain_languages,
        out="do not list your languages",
    ),
    Gate("quality", "It is good enough", "model", _quality, _explain_quality, out="are below your least quality"),
    Gate(
        "retirement",
        "The provider serves it beyond your horizon",
        "offer",
        _retirement,
        _explain_retirement,
        out="are withdrawn within your horizon",
    ),
)
