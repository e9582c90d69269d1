"""The hooks a plugin can implement. All are optional; each returns an iterable of records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from weighbridge.extensions import Criterion, Gate, ReportFormat, ThroughputEstimator
    from weighbridge.records import (
        Accelerator,
        Benchmark,
        Claim,
        Document,
        FineTuningService,
        Framework,
        License,
        Model,
        Offer,
        Provider,
    )

API_VERSION = 1
"""Major version of this file. A plugin that states a newer one is refused."""

hookspec = pluggy.HookspecMarker("weighbridge")
hookimpl = pluggy.HookimplMarker("weighbridge")


@hookspec
def models() -> Iterable[Model]:
    """Models, open-weights or closed, one record per exact version."""


@hookspec
def providers() -> Iterable[Provider]:
    """Organizations that make models or serve them, with their data handling."""


@hookspec
def offers(as_of: date) -> Iterable[Offer]:
    """Models at providers with the prices in force on `as_of`."""


@hookspec
def licenses() -> Iterable[License]:
    """License sheets: clause facts, each with its clause."""


@hookspec
def accelerators() -> Iterable[Accelerator]:
    """Device types with memory, bandwidth, speed, power and prices."""


@hookspec
def frameworks() -> Iterable[Framework]:
    """Compliance frameworks with their checks."""


@hookspec
def documents() -> Iterable[Document]:
    """Knowledge documents that questions are answered from."""


@hookspec
def fine_tuning_services() -> Iterable[FineTuningService]:
    """Services and tools that fine-tune models."""


@hookspec
def benchmarks() -> Iterable[Benchmark]:
    """Benchmarks with their scores."""


@hookspec
def claims() -> Iterable[Claim]:
    """Market statements, each beside what is known otherwise."""


@hookspec
def gates() -> Iterable[Gate]:
    """Hard limits of your own, computed over the table of options."""


@hookspec
def criteria() -> Iterable[Criterion]:
    """Ranking criteria of your own, computed over the table of options."""


@hookspec
def throughput_estimators() -> Iterable[ThroughputEstimator]:
    """Second opinions on serving speed."""


@hookspec
def report_formats() -> Iterable[ReportFormat]:
    """Further export formats for a recommendation."""
