"""The conformance kit: does a plugin keep the rules? As tests for its author, and as `weighbridge plugins check`.

    from weighbridge.testing import PluginTests

    class TestConformance(PluginTests):
        plugin = "acme"

Loading this package costs nothing: pytest does it in every run of an environment that has Weighbridge.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # type checkers take the name as true; importing typing would slow down unrelated test runs
if TYPE_CHECKING:
    from typing import Any

    from weighbridge.testing.base import PluginTests
    from weighbridge.testing.finding import Finding
    from weighbridge.testing.report import Report, report_on
    from weighbridge.testing.subject import Subject, opened

__all__ = ["Finding", "PluginTests", "Report", "Subject", "opened", "report_on"]

_HOME = {
    "Finding": "finding",
    "PluginTests": "base",
    "Report": "report",
    "Subject": "subject",
    "opened": "subject",
    "report_on": "report",
}


def __getattr__(name: str) -> Any:
    """Load a public name on first use (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module 'weighbridge.testing' has no attribute {name!r}")
    return getattr(import_module(f"weighbridge.testing.{_HOME[name]}"), name)
