"""`weighbridge plugins`: what is loaded, what each plugin brings, and what is wrong."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from weighbridge.cli.common import (
    CatalogRequest,
    catalog_options,
    console,
    format_option,
    open_catalog,
    print_json,
    table,
)

if TYPE_CHECKING:
    from weighbridge.plugins.doctor import Finding
    from weighbridge.reports.plugin_health import PluginRow


@click.group(
    invoke_without_command=True,
    epilog="A plugin that breaks the program can be left out of any command: --no-plugin NAME.",
)
@click.pass_context
def command(context: click.Context) -> None:
    """List plugins and check their health. Without a command of its own it lists them."""
    if context.invoked_subcommand is None:
        context.invoke(list_plugins)


@command.command("list", epilog="Example: weighbridge plugins list --pack ./our-models")
@catalog_options
@format_option("table", "json")
def list_plugins(request: CatalogRequest, output: str) -> None:
    """Plugins that are loaded, with what each brings."""
    from weighbridge.reports.plugin_health import not_loaded, plugin_rows

    catalog = open_catalog(request)
    rows = plugin_rows(catalog)
    if output == "json":
        failures = [asdict(failure) for failure in catalog.failures]
        print_json({"plugins": [_as_json(row) for row in rows], "failures": failures})
        return
    from rich.markup import escape

    out = console()
    shown = table(("Plugin", "Title", "Brings", "Version", "From", "State"), fold=("Title", "Brings"))
    for row in rows:
        texts = (row.info.name, row.info.title, row.in_words, row.info.version or "-", row.origin)
        shown.add_row(*map(escape, texts), f"[red]{row.problems} problem(s)[/]" if row.problems else "ok")
    out.print(shown)
    broken = not_loaded(catalog)
    if broken:
        out.print(f"[red]Not loaded:[/] {escape(', '.join(broken))}")
    if catalog.failures:
        out.print(f"{len(catalog.failures)} problem(s); what and how to mend: weighbridge plugins doctor")


@command.command(epilog="Exit code 1 when something is broken. Example: weighbridge plugins doctor --format json")
@catalog_options
@format_option("table", "json")
def doctor(request: CatalogRequest, output: str) -> None:
    """Every problem of every plugin, with what to do about it."""
    from weighbridge.plugins.doctor import examine

    catalog = open_catalog(request)
    findings = examine(catalog.plugins, catalog.failures, catalog.origins)
    broken = sum(finding.broken for finding in findings)
    if output == "json":
        print_json({"ok": not broken, "plugins": len(catalog.plugins), "findings": [asdict(item) for item in findings]})
    else:
        _show_findings(findings, len(catalog.plugins), broken)
    if broken:
        sys.exit(1)


def _as_json(row: PluginRow) -> dict[str, Any]:
    return {**asdict(row.info), "brings": row.brings, "problems": row.problems}


def _show_findings(findings: list[Finding], plugins: int, broken: int) -> None:
    from rich.markup import escape

    out = console()
    for finding in findings:
        mark = "[red]broken[/]" if finding.broken else "[yellow]note[/]"
        source = f" of {finding.distribution}" if finding.distribution else ""
        out.print(f"{mark} {escape(finding.plugin)}{escape(source)}, {escape(finding.stage)}: {escape(finding.reason)}")
        out.print(f"       {escape(finding.remedy)}")
    out.print(f"{plugins} plugins loaded, {broken} problem(s), {len(findings) - broken} note(s).")
