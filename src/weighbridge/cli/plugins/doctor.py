"""`weighbridge plugins doctor`: what is wrong with what is loaded."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from weighbridge.cli.common import CatalogRequest, catalog_options, console, format_option, open_catalog, print_json

if TYPE_CHECKING:
    from weighbridge.plugins.doctor import Finding


@click.command(epilog="Exit code 1 when something is broken. Example: weighbridge plugins doctor --format json")
@catalog_options
@format_option("table", "json")
def doctor(request: CatalogRequest, output: str) -> None:
    """Every problem of every plugin, with what to do about it."""
    from weighbridge.plugins.doctor import examine

    catalog = open_catalog(request)
    findings = examine(catalog.plugins, catalog.failures, catalog.origins.counts())
    broken = sum(finding.broken for finding in findings)
    if output == "json":
        print_json({"ok": not broken, "plugins": len(catalog.plugins), "findings": [asdict(item) for item in findings]})
    else:
        _show_findings(findings, len(catalog.plugins), broken)
    if broken:
        sys.exit(1)


def _show_findings(findings: list[Finding], plugins: int, broken: int) -> None:
    from rich.markup import escape

    out = console()
    for finding in findings:
        mark = "[red]broken[/]" if finding.broken else "[yellow]note[/]"
        source = f" of {finding.distribution}" if finding.distribution else ""
        out.print(f"{mark} {escape(finding.plugin)}{escape(source)}, {escape(finding.stage)}: {escape(finding.reason)}")
        out.print(f"       {escape(finding.remedy)}")
    out.print(f"{plugins} plugins loaded, {broken} problem(s), {len(findings) - broken} note(s).")
