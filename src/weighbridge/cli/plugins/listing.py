"""`weighbridge plugins list`: what is loaded, and what each plugin brings."""

from __future__ import annotations

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
    from weighbridge.reports.plugin_health import PluginRow


@click.command("list", epilog="Example: weighbridge plugins list --pack ./our-models")
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


def _as_json(row: PluginRow) -> dict[str, Any]:
    return {**asdict(row.info), "brings": row.brings, "problems": row.problems}
