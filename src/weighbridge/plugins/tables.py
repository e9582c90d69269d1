"""Tables in a pack: models and offers in bulk, as CSV or Parquet, checked column by column."""

from __future__ import annotations

from functools import reduce
from operator import and_
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from weighbridge.errors import FileTooLarge, FileUnreadable, InvalidCell, RecordTwice
from weighbridge.plugins.columns import COLUMNS, DATE_PATTERN, ID_PATTERN, MAX_ID, MAX_TEXT, Column
from weighbridge.plugins.recordframe import RecordFrame, Source
from weighbridge.plugins.rows import unknown_name
from weighbridge.records.base import CatalogRecord

if TYPE_CHECKING:
    import polars as pl

SUFFIXES = (".csv", ".parquet")
MAX_TABLE_BYTES = 1_000_000_000
MAX_ROWS = 2_000_000
_CARDS = ("price", "batch_price")

Catalogued = TypeVar("Catalogued", bound=CatalogRecord)


def read_table(path: Path, kind: str, shape: type[Catalogued], source: Source) -> RecordFrame[Catalogued]:
    """The records in a table, still as columns; `source` stands behind all of them.

    Raises InvalidCell with file, row (the first below the header is 1) and column, RecordTwice, FileTooLarge or
    FileUnreadable.
    """
    columns = COLUMNS[kind]
    raw = _raw(path)
    for name in raw.columns:
        if name not in columns:
            raise InvalidCell(path, None, name, unknown_name("unknown column", name, columns))
    for name, column in columns.items():
        if column.required and name not in raw.columns:
            raise InvalidCell(path, None, name, "the column is missing; every row needs it")
    table = _checked(path, raw, columns)
    _refuse_half_prices(path, table)
    found = RecordFrame.of_table(shape, table, source)
    twice = found.ids.filter(found.repeated())
    if len(twice):
        raise RecordTwice(kind, twice[0], path, path)
    return found


def _raw(path: Path) -> pl.DataFrame:
    """The file as it is: a CSV as texts. Raises FileTooLarge or FileUnreadable."""
    import polars as pl

    try:
        size = path.stat().st_size
        if size > MAX_TABLE_BYTES:
            raise FileTooLarge(path, size, MAX_TABLE_BYTES)
        if path.suffix == ".csv":
            return pl.read_csv(path, infer_schema=False, n_rows=MAX_ROWS + 1, raise_if_empty=False)
        return pl.scan_parquet(path, glob=False, hive_partitioning=False).head(MAX_ROWS + 1).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise FileUnreadable(path, str(error).strip().splitlines()[0].rstrip(".")) from None


def _checked(path: Path, raw: pl.DataFrame, columns: dict[str, Column]) -> pl.DataFrame:
    """The table with every column of its type. Raises InvalidCell for the first wrong cell of a column."""
    import polars as pl

    if raw.height > MAX_ROWS:
        raise InvalidCell(path, MAX_ROWS + 1, "rows", f"a table holds at most {MAX_ROWS:,}; split it into files")
    found = {}
    for name in raw.columns:
        given, column = raw[name], columns[name]
        if given.dtype == pl.String:
            given = given.str.strip_chars().replace("", None)
        typed = _typed(path, name, given, column)
        wrong = given.is_not_null() & ~_sound(typed, column)
        if column.required:
            wrong |= given.is_null()
        row = wrong.arg_max() if wrong.any() else None
        if row is not None:
            said = "is empty" if given[row] is None else f"{_shown(given[row])} cannot stand here"
            raise InvalidCell(path, row + 1, name, f"{said}; it must hold {column.in_words}")
        found[name] = typed
    return pl.DataFrame(found)


def _typed(path: Path, name: str, given: pl.Series, column: Column) -> pl.Series:
    """Cells cast to what the column holds; what cannot be cast becomes null."""
    import polars as pl

    if given.dtype == pl.Null:
        return given.cast(pl.String)
    try:
        if column.kind == "flag" and given.dtype == pl.String:
            return given.str.to_lowercase().replace_strict({"true": True, "false": False}, default=None)
        if column.kind == "texts":
            return given.str.split(";").list.eval(pl.element().str.strip_chars()) if given.dtype == pl.String else given
        if column.kind == "date" and given.dtype == pl.Date:
            return given.cast(pl.String)
        wanted = {"flag": pl.Boolean, "count": pl.Int64, "amount": pl.Float64}.get(column.kind, pl.String)
        if given.dtype in (pl.String, wanted) or (given.dtype.is_numeric() and wanted().is_numeric()):
            return given.cast(wanted, strict=False)
    except pl.exceptions.PolarsError:
        pass
    raise InvalidCell(path, None, name, f"its cells are of type {given.dtype}; they must hold {column.in_words}")


def _sound(typed: pl.Series, column: Column) -> pl.Series:
    """Which cells are what the column asks for; an empty one is not."""
    import polars as pl

    cell = pl.col(typed.name)
    if typed.dtype == pl.List(pl.String):
        item = pl.element()
        ok = item.is_in(column.choices) if column.choices else item.str.len_chars().is_between(1, MAX_TEXT)
        rules = [cell.list.eval(ok.fill_null(value=False)).list.all(), cell.list.len() > 0]
    elif column.kind == "texts":
        rules = [pl.lit(value=False)]
    elif column.kind in ("count", "amount"):
        least = cell > 0 if column.kind == "count" or column.above_zero else cell >= 0
        rules = [least, cell.cast(pl.Float64).is_finite()]
    elif column.kind == "id":
        rules = [cell.str.contains(ID_PATTERN), cell.str.len_chars() <= MAX_ID]
    elif column.kind == "date":
        rules = [cell.str.contains(DATE_PATTERN), last_days(cell).is_not_null()]
    elif column.choices:
        rules = [cell.is_in(column.choices)]
    else:
        rules = [cell.is_not_null()] if column.kind == "flag" else [cell.str.len_chars() <= MAX_TEXT]
    frame = typed.to_frame()
    return frame.select(reduce(and_, rules).fill_null(value=False).alias("ok"))["ok"]


def last_days(partial: pl.Expr) -> pl.Expr:
    """The last day that each partial date can mean, as `records.base.last_day`; null for one that is no date."""
    import polars as pl

    length = partial.str.len_bytes()
    whole = pl.when(length == 10).then(partial).when(length == 7).then(partial + "-01").otherwise(partial + "-12-31")
    day = whole.str.to_date("%Y-%m-%d", strict=False)
    return pl.when(length == 7).then(day.dt.month_end()).otherwise(day)


def _refuse_half_prices(path: Path, table: pl.DataFrame) -> None:
    """A rate without the two that every price has would be lost. Raises InvalidCell."""
    import polars as pl

    for card in _CARDS:
        rates = [name for name in table.columns if name.startswith(f"{card}.")]
        needed = [f"{card}.input_usd_per_mtok", f"{card}.output_usd_per_mtok"]
        if not rates:
            continue
        for name in needed:
            empty = pl.col(name).is_null() if name in rates else pl.lit(value=True)
            wrong = table.select((empty & pl.any_horizontal(pl.col(rates).is_not_null())).alias("wrong"))["wrong"]
            if wrong.any():
                row = (wrong.arg_max() or 0) + 1
                raise InvalidCell(
                    path, row, name, "is empty, but another rate is stated; a price needs input and output"
                )


def _shown(cell: object) -> str:
    text = repr(cell if isinstance(cell, str | int | float | bool) else str(cell))
    return text if len(text) <= 60 else f"{text[:60]}..."
