"""What plugins add beside data reaches the catalog with the name of its plugin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from weighbridge.catalog import load_catalog
from weighbridge.plugins.host import PluginHost

CODE = """
    from weighbridge import hookimpl
    from weighbridge.extensions import ReportFormat, ThroughputEstimator

    api_version = 1

    @hookimpl
    def throughput_estimators():
        yield ThroughputEstimator("half", lambda model, accelerator, plan: plan["batch"] / 2)

    @hookimpl
    def report_formats():
        yield ReportFormat("upper", "text/plain", lambda recommendation: str(recommendation).upper())
"""


def test_estimators_and_formats_reach_the_catalog(
    install: Callable[..., None], start: Callable[..., PluginHost]
) -> None:
    install("extra", CODE)
    catalog = load_catalog(date(2026, 11, 23), host=start())
    assert catalog.failures == ()
    ((estimator_of, estimator),) = catalog.throughput_estimators
    ((format_of, report_format),) = catalog.report_formats
    assert estimator_of == format_of == "extra"
    assert estimator.estimate(None, None, {"batch": 8}) == 4  # type: ignore[arg-type]  # this one looks at neither
    assert report_format.render("ranked") == "RANKED"  # type: ignore[arg-type]  # this one takes anything
