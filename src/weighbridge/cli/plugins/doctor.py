"""`weighbridge plugins doctor`: what is wrong with what is loaded."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from weighbridge.cli.common import (
    CatalogRequest,
    catalog_options,
    console,
    format_option,
    locked_contents,
    print_json,
)

if TYPE_CHECKING:
    from weighbridge.plugins.doctor import Finding


@click.command(epilog="Exit code 1 when something is broken. Example: weighbridge plugins doctor --format json")
@catalog_options
@format_option("table", "json")
def doctor(request: CatalogRequest, output: str) -> None:
    """Every problem of every plugin, with what to do about it.

    They are loaded in a process of their own, so that one which ends the program or fills the memory is named too.
    """
    from weighbridge.testing.checkup import checkup

    locked_contents(request)
    found = checkup(request.as_of, request.packs, request.selection)
    broken = sum(finding.broken for finding in found.findings)
    if output == "json":
        findings = [asdict(item) for item in found.findings]
        print_json({"ok": not broken, "plugins": found.plugins, "findings": findings})
    else:
        _show_findings(found.findings, found.plugins, broken)
    if broken:
        sys.exit(1)


def _show_findings(findings: Sequence[Finding], plugins: int, broken: int) -> None:
    from rich.markup import escape

    out = console()
    for finding in findings:
        mark = "[red]broken[/]" if finding.broken else "[yellow]note[/]"
        source = f" of {finding.distribution}" if finding.distribution else ""
        out.print(f"{mark} {escape(finding.plugin)}{escape(source)}, {escape(finding.stage)}: {escape(finding.reason)}")
        out.print(f"       {escape(finding.remedy)}")
    out.print(f"{plugins} plugins loaded, {broken} problem(s), {len(findings) - broken} note(s).")
