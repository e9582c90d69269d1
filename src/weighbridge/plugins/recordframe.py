"""Records of one kind that stay a table of columns; a record is made only when somebody asks for it."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from weighbridge.records.base import CatalogRecord, Evidence

if TYPE_CHECKING:
    import polars as pl

Catalogued = TypeVar("Catalogued", bound=CatalogRecord)

SOURCE = "source"
"""Column that says which of `sources` a row comes from."""
_SLICE_ROWS = 20_000
_HASHED_ROWS = 100_000


class Source(NamedTuple):
    """One table file: the plugin that it belongs to, and the evidence behind all that it holds."""

    plugin: str
    evidence: Evidence


@dataclass(frozen=True, eq=False)
class RecordFrame(Generic[Catalogued]):
    """Rows of checked tables, sorted by id.

    `frame` has columns of `plugins.columns` that the tables had (a dot leads into the price; lists for several texts)
    and `source`. Every row is valid, so making its record cannot fail.
    """

    shape: type[Catalogued]
    frame: pl.DataFrame
    sources: tuple[Source, ...]

    @classmethod
    def of_table(cls, shape: type[Catalogued], table: pl.DataFrame, source: Source) -> RecordFrame[Catalogued]:
        """The rows of one checked table."""
        import polars as pl

        frame = table if table["id"].is_sorted() else table.sort("id")
        return cls(shape, frame.with_columns(pl.lit(0, dtype=pl.UInt32).alias(SOURCE)), (source,))

    @classmethod
    def joined(cls, parts: Sequence[RecordFrame[Catalogued]]) -> RecordFrame[Catalogued]:
        """The rows of one or more frames of the same kind; an id may stand in several."""
        import polars as pl

        if len(parts) == 1:
            return parts[0]
        frames: list[pl.DataFrame] = []
        sources: list[Source] = []
        for part in parts:
            frames.append(part.frame.with_columns(pl.col(SOURCE) + pl.lit(len(sources), dtype=pl.UInt32)))
            sources += part.sources
        return cls(parts[0].shape, pl.concat(frames, how="diagonal_relaxed").sort("id"), tuple(sources))

    def __len__(self) -> int:
        return self.frame.height

    @property
    def ids(self) -> pl.Series:
        """Ids, rising."""
        return self.frame["id"]

    def has(self, column: str) -> bool:
        """Whether any table had that column."""
        return column in self.frame.columns

    def column(self, name: str) -> pl.Expr:
        """A column of the rows; nulls of its type where no table had it."""
        import polars as pl

        return pl.col(name) if self.has(name) else pl.lit(None).alias(name)

    def columns_as(self, schema: Mapping[str, Any], defaults: Mapping[str, Any], **everywhere: Any) -> pl.DataFrame:
        """The rows with exactly the columns of `schema`; empty cells take the default of their field, if it has one.

        `everywhere` are values of columns that no table has.
        """
        import polars as pl

        filled = {name: everywhere.get(name, defaults.get(name)) for name in schema}
        cells = (self.column(name).cast(kind) for name, kind in schema.items())
        return self.frame.select(
            cell if value is None else cell.fill_null(pl.lit(value))
            for cell, value in zip(cells, filled.values(), strict=True)
        )

    def row_of(self, record_id: str) -> int | None:
        """The row with that id; None when there is none."""
        row = bisect_left(self.ids, record_id)
        return row if row < len(self) and self.ids[row] == record_id else None

    def record(self, row: int) -> Catalogued:
        """The record of a row."""
        return self._made(self.frame.row(row, named=True))

    def records(self) -> Iterator[Catalogued]:
        """The records of all rows, made one by one."""
        for part in self.frame.iter_slices(_SLICE_ROWS):
            names = part.columns
            for cells in part.rows():
                yield self._made(dict(zip(names, cells, strict=True)))

    def plugin_of(self, row: int) -> str:
        """The plugin that gave a row."""
        source: int = self.frame[SOURCE][row]
        return self.sources[source].plugin

    def counts(self) -> dict[str, int]:
        """Plugin to its number of rows."""
        found: dict[str, int] = {}
        for source, rows in self.frame[SOURCE].value_counts().iter_rows():
            plugin = self.sources[source].plugin
            found[plugin] = found.get(plugin, 0) + rows
        return found

    def where(self, keep: pl.Series) -> RecordFrame[Catalogued]:
        """The rows for which `keep` is true."""
        return replace(self, frame=self.frame.filter(keep))

    def without(self, rows: pl.Series) -> RecordFrame[Catalogued]:
        """The rows for which `rows` is false; the same object when that is all of them."""
        return self.where(~rows) if rows.any() else self

    def of_plugin(self, plugin: str, most: int) -> RecordFrame[Catalogued]:
        """The first rows that a plugin gave."""
        import polars as pl

        own = [number for number, source in enumerate(self.sources) if source.plugin == plugin]
        return replace(self, frame=self.frame.lazy().filter(pl.col(SOURCE).is_in(own)).head(most).collect())

    def spread(self, most: int) -> Iterator[Catalogued]:
        """The records of at most so many rows, evenly spread over the ids."""
        step = max(1, -(-len(self) // most))
        return replace(self, frame=self.frame.gather_every(step)).records()

    def repeated(self) -> pl.Series:
        """Whether each row has the id of another row."""
        same = (self.ids == self.ids.shift(1)).fill_null(value=False)
        return same | same.shift(-1, fill_value=False)

    def among(self, ids: Collection[str] | pl.Series) -> pl.Series:
        """Whether each row has one of these ids."""
        import polars as pl

        if not len(ids):
            return pl.repeat(value=False, n=len(self), eager=True)
        wanted = ids if isinstance(ids, pl.Series) else pl.Series("wanted", list(ids), dtype=pl.String)
        return self.ids.is_in(wanted.implode())

    def first_with(self, pattern: str, columns: Iterable[str]) -> Catalogued | None:
        """The first record with a text in one of these columns that holds the pattern; None when there is none."""
        import polars as pl

        rows = []
        for name in columns:
            told = self.frame.select("id", name).drop_nulls() if self.has(name) else None
            if told is None or not told.height:
                continue
            texts = told.explode(name) if told.schema[name] == pl.List(pl.String) else told
            rows += texts.filter(pl.col(name).str.contains(pattern))["id"].head(1).to_list()
        return self.record(self.row_of(min(rows)) or 0) if rows else None

    def same_rows(self, other: RecordFrame[Any]) -> pl.Series:
        """Ids of the rows that stand in both with the same cells and the same evidence."""
        import polars as pl

        columns = sorted({*self.frame.columns, *other.frame.columns} - {SOURCE})
        mine, theirs = (
            part.frame.select(*map(part.column, columns), part.evidence().alias(SOURCE)) for part in (self, other)
        )
        paired = mine.join(theirs, on="id", suffix="|other")
        equal = (pl.col(name).eq_missing(pl.col(f"{name}|other")) for name in (*columns, SOURCE) if name != "id")
        return paired.filter(pl.all_horizontal(equal))["id"]

    def evidence(self) -> pl.Expr:
        """The evidence behind each row as text."""
        import polars as pl

        told = [source.evidence.model_dump_json() for source in self.sources]
        return pl.col(SOURCE).replace_strict(list(range(len(told))), told, return_dtype=pl.String)

    def digest(self) -> bytes:
        """SHA-256 over every cell, its column and the evidence behind it, whatever the order in the file."""
        import polars as pl

        digest = hashlib.sha256(self.shape.__name__.encode())
        for source in self.sources:
            digest.update(source.evidence.model_dump_json().encode())
        columns = sorted(self.frame.columns)
        lists = [name for name in columns if self.frame.schema[name] == pl.List(pl.String)]
        flat = self.frame.select(pl.col(name).list.join("\x1f") if name in lists else pl.col(name) for name in columns)
        with ThreadPoolExecutor() as pool:  # Polars and hashlib let go of the interpreter
            for part in pool.map(_digest_of, flat.iter_slices(_HASHED_ROWS)):
                digest.update(part)
        return digest.digest()

    def _made(self, cells: Mapping[str, Any]) -> Catalogued:
        values: dict[str, Any] = {}
        for name, cell in cells.items():
            if cell is None or name == SOURCE:
                continue
            card, dot, rate = name.partition(".")
            if dot:
                values.setdefault(card, {})[rate] = cell
            else:
                values[name] = cell
        values["evidence"] = {"*": self.sources[cells[SOURCE]].evidence}
        made: Catalogued = self.shape.__pydantic_validator__.validate_python(values)
        return made


def _digest_of(rows: pl.DataFrame) -> bytes:
    written = BytesIO()
    rows.write_csv(written)
    return hashlib.sha256(written.getbuffer()).digest()
