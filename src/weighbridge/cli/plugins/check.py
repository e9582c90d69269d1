"""`weighbridge plugins check`: does a plugin keep the rules, and if not, what to do."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from weighbridge.cli.common import console, day_option, format_option, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weighbridge.testing.report import Report

MOST_FINDINGS = 5
"""Findings of one check that the table shows; JSON has them all."""

EXAMPLES = "Examples: weighbridge plugins check ./weighbridge-acme; weighbridge plugins check acme --format json"


@click.command(epilog=EXAMPLES)
@click.argument("plugin", metavar="PATH_OR_NAME")
@day_option
@click.option("--beside", multiple=True, metavar="NAME", help="Other plugin that this one refers to. Repeatable.")
@click.option(
    "--timeout", default=120.0, show_default=True, type=click.FloatRange(min=1), help="Seconds after which it is ended."
)
@format_option("table", "json")
def check(plugin: str, as_of: date, beside: tuple[str, ...], timeout: float, output: str) -> None:
    """Check a pack, a distribution or an installed plugin against every rule that applies.

    PATH_OR_NAME is a folder with pack.yaml, a folder with pyproject.toml (which need not be installed), or the name of
    an installed plugin. It runs in a process of its own, so it cannot take this one with it. Exit code 1 when a rule is
    broken.
    """
    from weighbridge.testing.process import check_apart

    reports = check_apart(plugin, as_of, beside, timeout)
    ok = all(report.ok for report in reports)
    if output == "json":
        print_json({"ok": ok, "plugins": [report.to_json() for report in reports]})
    else:
        _show(reports)
    if not ok:
        sys.exit(1)


def _show(reports: Sequence[Report]) -> None:
    from rich.markup import escape

    from weighbridge.reports.words import printable

    out = console()
    for report in reports:
        for result in report.results:
            if result.outcome == "not_applicable":
                continue
            mark = "[green]ok[/]    " if result.outcome == "passed" else "[red]failed[/]"
            out.print(f"{mark} {escape(result.title)}")
            for finding in result.findings[:MOST_FINDINGS]:
                out.print(f"       {escape(printable(f'{finding.where}: {finding.what}'))}")
                out.print(f"       Fix: {escape(printable(finding.fix))}")
            if len(result.findings) > MOST_FINDINGS:
                out.print(f"       and {len(result.findings) - MOST_FINDINGS} more; --format json lists all.")
        passed = sum(result.outcome == "passed" for result in report.results)
        failed = sum(result.outcome == "failed" for result in report.results)
        said = f"{passed} checks passed, {failed} failed, {len(report.results) - passed - failed} do not apply"
        out.print(f"{escape(report.plugin)}: {said}.")
