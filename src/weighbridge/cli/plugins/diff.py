"""`weighbridge plugins diff`: what changed between two versions of a pack."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from weighbridge.cli.common import console, format_option, print_json, table

if TYPE_CHECKING:
    from weighbridge.records import Evidence
    from weighbridge.trust.diff import PackChange

EXAMPLES = "Examples: weighbridge plugins diff prices-2026.10 prices-2026.11; ... --format markdown > changes.md"
MOST_RECORDS = 200
"""Records that the table shows; Markdown and JSON have them all."""


@click.command(epilog=EXAMPLES)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@format_option("table", "markdown", "json")
def diff(old: Path, new: Path, output: str) -> None:
    """Facts that changed from the pack in folder OLD to that in NEW: values before and after, with their evidence."""
    from weighbridge.trust.diff import diff_packs

    found = diff_packs(old, new)
    if output == "json":
        print_json(_as_json(found))
    elif output == "markdown":
        click.echo(_markdown(found))
    else:
        _show(found)


def _as_json(found: PackChange) -> dict[str, Any]:
    counts = {what: found.count(what) for what in ("added", "removed", "changed")}
    plain = asdict(found)
    for row, record in zip(plain["records"], found.records, strict=True):
        for cells, change in zip(row["changes"], record.changes, strict=True):
            for side in ("old_evidence", "new_evidence"):
                evidence: Evidence | None = getattr(change, side)
                cells[side] = None if evidence is None else evidence.model_dump(mode="json")
    return {"counts": counts, **plain}


def _show(found: PackChange) -> None:
    from rich.markup import escape

    from weighbridge.reports.words import printable

    out = console()
    shown = table(("Record", "Field", "Old", "New", "Source of the new value"), fold=("Record", "Field", "Old", "New"))
    shown.columns[-1].overflow, shown.columns[-1].no_wrap = "fold", False
    for record in found.records[:MOST_RECORDS]:
        title = f"{record.kind}: {record.id}"
        if not record.changes:
            shown.add_row(escape(printable(title)), f"[bold]{record.what}[/]", "", "", "")
        for change in record.changes:
            cells = (change.field, _value(change.old), _value(change.new), _source(change.new_evidence))
            shown.add_row(*(escape(printable(cell)) for cell in (title, *cells)))
            title = ""
    if found.records:
        out.print(shown)
    if len(found.records) > MOST_RECORDS:
        out.print(f"and {len(found.records) - MOST_RECORDS:,} more records; --format json lists all.")
    out.print(escape(printable(_summary(found))))


def _markdown(found: PackChange) -> str:
    from weighbridge.reports.words import printable

    def cell(text: str) -> str:
        return "".join(f"\\{char}" if char in "\\`*_{}[]()<>#+!|~" else char for char in printable(text))

    lines = [f"# {cell(found.new_name)}: what changed", "", cell(_summary(found)), ""]
    if found.records:
        lines += ["| record | field | old | new | source of the new value |", "|---|---|---|---|---|"]
    for record in found.records:
        title = cell(f"{record.kind}: {record.id}")
        if not record.changes:
            lines.append(f"| {title} | {record.what} | | | |")
        for change in record.changes:
            cells = (change.field, _value(change.old), _value(change.new), _source(change.new_evidence))
            lines.append(f"| {title} | {' | '.join(map(cell, cells))} |")
    return "\n".join(lines)


def _summary(found: PackChange) -> str:
    versions = f"{found.old_version or 'no version'} to {found.new_version or 'no version'}"
    name = found.new_name if found.new_name == found.old_name else f"{found.old_name} and {found.new_name}"
    counts = ", ".join(f"{found.count(what):,} {what}" for what in ("added", "removed", "changed"))
    return f"{name}, {versions}: {counts} records."


def _value(value: Any) -> str:
    """A value on one line; `-` is unknown."""
    if value is None:
        return "-"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _source(evidence: Evidence | None) -> str:
    if evidence is None:
        return "-"
    return f"{evidence.grade}: {evidence.source}" + (f" ({evidence.as_of})" if evidence.as_of else "")
