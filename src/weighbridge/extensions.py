"""What plugins can add beside data: gates, criteria, speed estimators and report formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from weighbridge.records.base import Evidence

if TYPE_CHECKING:
    import polars as pl

    from weighbridge.options.context import Context
    from weighbridge.options.view import OptionView
    from weighbridge.ranking.recommendation import Recommendation
    from weighbridge.records import Accelerator, Model

PASS, UNKNOWN, FAIL = 1, 0, -1
"""Outcomes of a gate. An option is excluded on any FAIL, conditional on any UNKNOWN, else qualified."""

Grain = Literal["option", "model", "offer", "supply", "region", "license", "compliance", "plan"]
"""Table that a gate or criterion is computed on: once per row there, then joined to the options."""


@dataclass(frozen=True)
class Explanation:
    """Why a gate or criterion came out as it did, for one option."""

    reason: str
    """One plain sentence."""
    citation: str | None = None
    """Pointer to the clause, catalog field or needs field that decides."""
    evidence: Evidence | None = None
    question: str | None = None
    """For an unknown: what to ask."""
    party: str | None = None
    """For an unknown: whom to ask."""


@dataclass(frozen=True)
class Gate:
    """A hard limit.

    `status` returns an expression over the columns of the `grain` table (see docs/scoring.md) that gives
    PASS, UNKNOWN or FAIL; null counts as UNKNOWN. `explain` puts one option's outcome into words.
    """

    name: str
    title: str
    grain: Grain
    status: Callable[[Context], pl.Expr]
    explain: Callable[[OptionView, Context], Explanation]
    out: str = ""
    """What excluded options do, for "Out: 12 ...": `process data outside the allowed countries`."""


@dataclass(frozen=True)
class Criterion:
    """A value from 0 (worst) to 1 (best) on fixed anchors, never relative to the other options.

    `value` returns an expression over the `grain` table in the criterion's unit (null is unknown);
    `score` maps that expression to 0-1 by fixed anchors; `anchors` says how in one line for the docs.
    An unknown value scores 0, so it never beats a known one.
    """

    name: str
    title: str
    unit: str
    anchors: str
    grain: Grain
    value: Callable[[Context], pl.Expr]
    score: Callable[[pl.Expr], pl.Expr]
    explain: Callable[[OptionView, Context], Explanation]
    worst: str = ""
    """What 0 stands for, in plain words, for the question how much the way to 1 matters."""
    best: str = ""
    """What 1 stands for."""
    direction: Literal["rising", "falling"] | None = None
    """What the score does as the value grows; None claims nothing. The conformance kit holds a criterion to it."""


@dataclass(frozen=True)
class ThroughputEstimator:
    """A second opinion on output tokens per second of one replica; None when it cannot answer."""

    name: str
    estimate: Callable[[Model, Accelerator, Mapping[str, Any]], float | None]


@dataclass(frozen=True)
class ReportFormat:
    """An export of a recommendation to text or bytes."""

    name: str
    media_type: str
    render: Callable[[Recommendation], str | bytes]
