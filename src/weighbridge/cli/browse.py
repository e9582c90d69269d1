"""Browsing the catalog: a table of records, or one record with the evidence of every field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from weighbridge.cli.common import CatalogRequest, console, open_catalog, print_json, show_failures, table
from weighbridge.cli.fields import lines
from weighbridge.records.base import CatalogRecord

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog, Table

Shelf = Literal["models", "providers", "licenses", "accelerators", "frameworks"]


@dataclass(frozen=True)
class Column:
    """A column of a list: `text` gives the cell; `right` aligns numbers, `wrap` lets long texts wrap."""

    title: str
    text: Callable[[Any], str]
    right: bool = False
    wrap: bool = False


def browse(
    request: CatalogRequest,
    output: str,
    ref: str | None,
    shelf: Shelf,
    columns: Callable[[Catalog], Sequence[Column]],
    keep: Callable[[Any], bool] = lambda _: True,
) -> None:
    """Print the record of a shelf that is called `ref`, or a list of those that `keep` lets through.

    Raises UnknownId or AmbiguousId.
    """
    catalog = open_catalog(request)
    records: Table[CatalogRecord] = getattr(catalog, shelf)
    if ref is not None:
        record = records.find(ref)
        if output == "json":
            print_json(_as_json(catalog, shelf, record))
        else:
            _print_one(catalog, shelf, record)
    else:
        kept = [record for record in records.values() if keep(record)]
        if output == "json":
            print_json([_as_json(catalog, shelf, record) for record in kept])
        else:
            print_list(shelf, kept, columns(catalog))
    show_failures(catalog.failures)


def print_list(what: str, rows: Sequence[Any], columns: Sequence[Column]) -> None:
    """A table of rows, and how many there are."""
    sheet = table(
        [column.title for column in columns],
        right=[column.title for column in columns if column.right],
        fold=[column.title for column in columns if column.wrap],
    )
    for row in rows:
        sheet.add_row(*(_safe(column.text(row)) for column in columns))
    out = console()
    if rows:
        out.print(sheet)
    out.print(f"{len(rows):,} {what.removesuffix('s') if len(rows) == 1 else what}", markup=False)


def amount(value: float | None) -> str:
    """A whole number with thousands separators, or `?`."""
    return "?" if value is None else f"{value:,.0f}"


def span(ends: Iterable[float | None], show: Callable[[float], str]) -> str:
    """The lowest and highest known value, `unknown` when there is none."""
    known = [end for end in ends if end is not None]
    if not known:
        return "unknown"
    low, high = show(min(known)), show(max(known))
    return low if low == high else f"{low}-{high}"


def _print_one(catalog: Catalog, shelf: Shelf, record: CatalogRecord) -> None:
    """The fields of a record, with numbered sources below."""
    out = console()
    out.print(f"{getattr(record, 'name', record.id)}  ({record.id})", style="bold", markup=False)
    notes: dict[tuple[str, str | None], int] = {}
    sheet = table(["Field", "Value", "Grade", "As of", "Source"], fold=["Field", "Value"], right=["Source"])
    for line in lines(record):
        known = line.evidence
        number = "" if known is None else f"[{notes.setdefault((known.source, known.note), len(notes) + 1)}]"
        grade, day = ("no source", "") if known is None else (known.grade, known.as_of or "undated")
        sheet.add_row(_safe(line.field), _safe(line.value), grade, day, _safe(number))
    out.print(sheet)
    out.print()
    for (source, note), count in notes.items():
        out.print(f"[{count}] {source}{f' - {note}' if note else ''}", markup=False)
    override = catalog.overridden_by(shelf, record.id)
    instead = f", in place of the row of {override.replaced}" if override else ""
    out.print(f"From plugin {catalog.origins[shelf, record.id]}{instead}.", markup=False)


def _as_json(catalog: Catalog, shelf: Shelf, record: CatalogRecord) -> dict[str, Any]:
    return {**record.model_dump(mode="json"), "plugin": catalog.origins[shelf, record.id]}


def _safe(text: str) -> str:
    """Catalog texts are data: square brackets in them are no markup."""
    from rich.markup import escape

    return escape(text)
