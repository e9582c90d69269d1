"""Which of the stated figures a threshold is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from operator import ge, gt

from weighbridge.licensing.circumstances import Circumstances
from weighbridge.records.license_terms import Threshold


@dataclass(frozen=True, slots=True)
class _Other:
    """Another figure that speaks for a missing one."""

    name: str
    factor: float
    only_rules_out: bool = False
    """A group's figure bounds its product's: it can show that the product stays below, not that it is over."""
    certain: bool = False
    """Whether staying below is then beyond doubt."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure held against a threshold."""

    passed: bool | None
    """Whether the threshold is passed; None when no figure tells."""
    name: str
    """The circumstance that decides."""
    value: float | None
    stand_in: str | None
    """The circumstance that was read instead, unless it settles the matter for certain."""
    source: str | None = None
    """The circumstance whose figure `value` comes from, where it is another than `name`."""

    @property
    def read(self) -> str:
        """The circumstance that was read."""
        return self.source or self.name


_MONTHS = 12.0
_FIGURES: dict[tuple[str, str, bool], tuple[str, tuple[_Other, ...]]] = {
    ("mau", "group", True): ("mau_at_release", (_Other("mau", 1),)),
    ("mau", "group", False): ("mau", ()),
    ("mau", "product", False): ("product_mau", (_Other("mau", 1, certain=True),)),
    ("monthly_revenue", "group", False): (
        "monthly_revenue_usd",
        (_Other("annual_revenue_usd", 1 / _MONTHS), _Other("ttm_revenue_usd", 1 / _MONTHS)),
    ),
    ("monthly_revenue", "product", False): (
        "product_monthly_revenue_usd",
        (
            _Other("product_annual_revenue_usd", 1 / _MONTHS),
            _Other("monthly_revenue_usd", 1, only_rules_out=True, certain=True),
            _Other("annual_revenue_usd", 1 / _MONTHS, only_rules_out=True),
        ),
    ),
    ("annual_revenue", "group", False): (
        "annual_revenue_usd",
        (_Other("ttm_revenue_usd", 1), _Other("monthly_revenue_usd", _MONTHS)),
    ),
    ("annual_revenue", "product", False): (
        "product_annual_revenue_usd",
        (
            _Other("product_monthly_revenue_usd", _MONTHS),
            _Other("annual_revenue_usd", 1, only_rules_out=True, certain=True),
            _Other("ttm_revenue_usd", 1, only_rules_out=True, certain=True),
        ),
    ),
    ("ttm_revenue", "group", False): (
        "ttm_revenue_usd",
        (_Other("annual_revenue_usd", 1), _Other("monthly_revenue_usd", _MONTHS)),
    ),
}
"""(metric, scope, fixed at a release date) to the figure wanted and those that may speak for it, best first."""


def figures_of(threshold: Threshold) -> tuple[str, ...]:
    """The circumstances that can speak for a threshold, the one that the text wants first; empty for a mere kind."""
    if threshold.metric == "business_type":
        return ()
    fixed = threshold.metric == "mau" and threshold.reference_date is not None
    name, others = _FIGURES[threshold.metric, threshold.scope, fixed]
    return (name, *(other.name for other in others))


def read_figure(threshold: Threshold, facts: Circumstances) -> Reading:
    """Hold the stated figures against a threshold. A threshold on the kind of business alone is always passed."""
    if threshold.metric == "business_type":
        return Reading(passed=True, name="purpose", value=None, stand_in=None)
    fixed = threshold.metric == "mau" and threshold.reference_date is not None
    name, others = _FIGURES[threshold.metric, threshold.scope, fixed]
    over = gt if threshold.operator == ">" else ge
    value = getattr(facts, name)
    if value is not None:
        return Reading(over(value, threshold.value), name, value, None)
    for other in others:
        stated = getattr(facts, other.name)
        if stated is None:
            continue
        value = stated * other.factor
        passed = over(value, threshold.value)
        if passed and other.only_rules_out:
            continue
        return Reading(passed, name, value, None if other.certain and not passed else other.name, other.name)
    return Reading(None, name, None, None)
