"""Browsing the catalog: a table of records, or one record with the evidence of every field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from weighbridge.cli.common import CatalogRequest, console, open_catalog, print_json, show_failures, table
from weighbridge.records.base import CatalogRecord
from weighbridge.reports.fields import UNKNOWN, lines

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog, Table

ShelfName = Literal["models", "providers", "licenses", "accelerators", "frameworks"]


@dataclass(frozen=True)
class Column:
    """A column of a list: `text` gives the cell; `right` aligns numbers, `wrap` lets long texts wrap."""

    title: str
    text: Callable[[Any], str]
    right: bool = False
    wrap: bool = False


@dataclass(frozen=True)
class Shelf:
    """One kind of record: where the catalog keeps it, and what its list shows."""

    name: ShelfName
    columns: Callable[[Catalog], Sequence[Column]]
    legend: str = ""
    """Line below the list that explains its marks."""


def browse(
    shelf: Shelf, request: CatalogRequest, output: str, ref: str | None, keep: Callable[[Any], bool] = lambda _: True
) -> None:
    """Print the record of a shelf that is called `ref`, or a list of those that `keep` lets through.

    Raises UnknownId or AmbiguousId.
    """
    catalog = open_catalog(request)
    records: Table[CatalogRecord] = getattr(catalog, shelf.name)
    if ref is not None:
        record = records.find(ref)
        if output == "json":
            print_json(_as_json(catalog, shelf.name, record))
        else:
            _print_one(catalog, shelf.name, record)
    else:
        kept = [record for record in records.values() if keep(record)]
        if output == "json":
            print_json([_as_json(catalog, shelf.name, record) for record in kept])
        else:
            print_list(shelf.name, kept, shelf.columns(catalog), shelf.legend)
    show_failures(catalog.failures)


def print_list(what: str, rows: Sequence[Any], columns: Sequence[Column], legend: str = "") -> None:
    """A table of rows, how many there are, and what their marks mean."""
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
    count = f"{len(rows):,} {what.removesuffix('s') if len(rows) == 1 else what}"
    out.print(f"{count}. {legend}" if legend and rows else count, markup=False)


def amount(value: float | None) -> str:
    """A whole number with thousands separators, or `?`."""
    return "?" if value is None else f"{value:,.0f}"


def span(ends: Iterable[float | None], show: Callable[[float], str]) -> str:
    """The lowest and highest known value, `unknown` when there is none."""
    known = [end for end in ends if end is not None]
    if not known:
        return UNKNOWN
    low, high = show(min(known)), show(max(known))
    return low if low == high else f"{low}-{high}"


def _print_one(catalog: Catalog, shelf: ShelfName, record: CatalogRecord) -> None:
    """The fields of a record, with numbered sources below."""
    out = console()
    out.print(f"{getattr(record, 'name', record.id)}  ({record.id})", style="bold", markup=False)
    aliases = getattr(record, "aliases", ())
    if aliases:
        out.print(f"Also called {', '.join(aliases)}", markup=False)
    notes: dict[tuple[str, str | None], int] = {}
    sheet = table(["Field", "Value", "Grade", "As of", "Source"], fold=["Field", "Value"], right=["Source"])
    above: tuple[str, ...] = ()
    for line in lines(record):
        for heading in _headings(above, line.path):
            sheet.add_row(_safe(heading))
        above = line.path
        known = line.evidence if line.value != UNKNOWN else None
        number = "" if known is None else f"[{notes.setdefault((known.source, known.note), len(notes) + 1)}]"
        grade, day = ("", "") if known is None else (known.grade, known.as_of or "undated")
        sheet.add_row(_safe(_indented(line.path)), _safe(line.value), grade, day, _safe(number))
    out.print(sheet)
    out.print()
    for (source, note), count in notes.items():
        out.print(f"[{count}] {source}{f' - {note}' if note else ''}", markup=False)
    override = catalog.overridden_by(shelf, record.id)
    instead = f", in place of the row of {override.replaced}" if override else ""
    out.print(f"From plugin {catalog.origins[shelf, record.id]}{instead}.", markup=False)


def _headings(above: tuple[str, ...], path: tuple[str, ...]) -> Iterator[str]:
    """Names of the groups that `path` opens after the line `above`."""
    for depth in range(1, len(path)):
        if above[:depth] != path[:depth]:
            yield _indented(path[:depth])


def _indented(path: tuple[str, ...]) -> str:
    return "  " * (len(path) - 1) + path[-1]


def _as_json(catalog: Catalog, shelf: ShelfName, record: CatalogRecord) -> dict[str, Any]:
    return {**record.model_dump(mode="json"), "plugin": catalog.origins[shelf, record.id]}


def _safe(text: str) -> str:
    """Catalog texts are data: square brackets in them are no markup."""
    from rich.markup import escape

    return escape(text)
