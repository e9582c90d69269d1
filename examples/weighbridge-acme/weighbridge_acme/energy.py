"""A criterion: the energy that 1,000 requests take on machines one runs oneself.

    Wh per 1,000 requests = accelerators x board power x share of it x PUE x hours of a month / (requests / 1,000)

The machines run around the clock, whatever the load. Share and PUE are ranges (energy.yaml), so the energy is one; the
criterion scores the geometric mean of its ends and the explanation shows both. What an API draws nobody states, so it
is unknown.
"""

from __future__ import annotations

from functools import cache
from math import log, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import yaml

from weighbridge.extensions import Criterion, Explanation
from weighbridge.records import Evidence

if TYPE_CHECKING:
    import polars as pl

    from weighbridge.options.context import Context
    from weighbridge.options.view import OptionView

HOURS_PER_MONTH = 730


class Method(NamedTuple):
    """The assumptions of energy.yaml."""

    low: float
    """Share of the board power times PUE, at the least."""
    high: float
    zero_at_wh: float
    one_at_wh: float
    source: str

    @property
    def middle(self) -> float:
        """Between the ends on a scale of ratios."""
        return sqrt(self.low * self.high)


@cache
def method() -> Method:
    """The assumptions, read once."""
    stated = yaml.safe_load(Path(__file__).with_name("energy.yaml").read_text(encoding="utf-8"))
    share, building = stated["board_share"], stated["power_usage_effectiveness"]
    low, high = share["low"] * building["low"], share["high"] * building["high"]
    return Method(low, high, stated["zero_at_wh"], stated["one_at_wh"], stated["source"].strip())


def energy() -> Criterion:
    """The criterion."""
    anchors = method()
    return Criterion(
        name="acme_energy",
        title="Energy",
        unit="Wh per 1,000 requests",
        anchors=f"logarithmic: 1 at {anchors.one_at_wh:,} Wh, 0 at {anchors.zero_at_wh:,} Wh; unknown for an API",
        grain="plan",
        value=_value,
        score=_score,
        explain=_explain,
        direction="falling",
    )


def _value(context: Context) -> pl.Expr:
    import polars as pl

    watts = pl.col("power_w") * pl.col("accelerator_count")
    return watts * method().middle * HOURS_PER_MONTH / (context.needs.workload.queries_per_month / 1000)


def _score(value: pl.Expr) -> pl.Expr:
    anchors = method()
    steps = log(anchors.zero_at_wh / anchors.one_at_wh)
    return (1 - (value.clip(lower_bound=1e-6) / anchors.one_at_wh).log() / steps).clip(0, 1)


def _explain(view: OptionView, context: Context) -> Explanation:
    if view.hosting == "cloud_api":
        party = view.supply.label
        return Explanation(
            "What an API draws is not published.", question="How much energy do 1,000 requests take?", party=party
        )
    accelerator = context.catalog.accelerators.get(view.plan["accelerator_id"]) if view.plan else None
    if view.plan is None or accelerator is None or accelerator.power_w is None:
        return Explanation("No plan with a known power draw holds this model.", question="Which machines would run it?")
    count, anchors = view.plan["accelerator_count"], method()
    each = count * accelerator.power_w * HOURS_PER_MONTH / (context.needs.workload.queries_per_month / 1000)
    return Explanation(
        f"{each * anchors.low:,.0f} to {each * anchors.high:,.0f} Wh per 1,000 requests: {count} x {accelerator.name} "
        f"at {accelerator.power_w:,.0f} W around the clock, times {anchors.low:.2f} to {anchors.high:.2f}.",
        citation="energy.yaml of weighbridge-acme",
        evidence=Evidence(grade="estimated", source=anchors.source, as_of="2026-11-20"),
    )
