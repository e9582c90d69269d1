"""`weighbridge plugins list`: what is loaded, and what each plugin brings."""

from __future__ import annotations

from collections import Counter
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
    from weighbridge.catalog import Catalog


@click.command("list", epilog="Example: weighbridge plugins list --pack ./our-models")
@catalog_options
@format_option("table", "json")
def list_plugins(request: CatalogRequest, output: str) -> None:
    """Plugins that are loaded, with what each brings."""
    catalog = open_catalog(request)
    rows = _rows(catalog)
    if output == "json":
        print_json({"plugins": rows, "failures": [asdict(failure) for failure in catalog.failures]})
        return
    from rich.markup import escape

    out = console()
    shown = table(("Plugin", "Title", "Brings", "Version", "From", "State"), fold=("Title", "Brings"))
    for row in rows:
        counts = ", ".join(_counted(kind, count) for kind, count in row["brings"].items())
        source = "built in" if row["first_party"] else row["distribution"] or "a folder"
        texts = (row["name"], row["title"], counts or "-", row["version"] or "-", source)
        shown.add_row(*map(escape, texts), f"[red]{row['problems']} problem(s)[/]" if row["problems"] else "ok")
    out.print(shown)
    broken = sorted({failure.plugin for failure in catalog.failures} - {row["name"] for row in rows})
    if broken:
        out.print(f"[red]Not loaded:[/] {escape(', '.join(broken))}")
    if catalog.failures:
        out.print(f"{len(catalog.failures)} problem(s); what and how to mend: weighbridge plugins doctor")


def _rows(catalog: Catalog) -> list[dict[str, Any]]:
    brings: dict[str, Counter[str]] = {}
    for (kind, _), plugin in catalog.origins.items():
        brings.setdefault(plugin, Counter())[kind] += 1
    problems = Counter(failure.plugin for failure in catalog.failures)
    return [
        {**asdict(info), "brings": dict(sorted(brings.get(info.name, {}).items())), "problems": problems[info.name]}
        for info in catalog.plugins
    ]


def _counted(kind: str, count: int) -> str:
    words = kind.replace("_", " ")
    return f"{count} {words.removesuffix('s') if count == 1 else words}"
