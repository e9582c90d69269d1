"""Records of one kind by id: those that were written out, and those that stay in a table until they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from heapq import merge
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from weighbridge.errors import AmbiguousId, UnknownId
from weighbridge.records import CatalogRecord

if TYPE_CHECKING:
    import polars as pl

    from weighbridge.plugins.recordframe import RecordFrame

RecordType = TypeVar("RecordType", bound=CatalogRecord)


class Table(Mapping[str, RecordType], Generic[RecordType]):
    """Records of one kind by id, sorted, with lookup by any name people use.

    `frame` holds further records as columns, with ids of their own; each of those is made anew when it is asked for.
    """

    def __init__(self, kind: str, records: Iterable[RecordType], frame: RecordFrame[RecordType] | None = None) -> None:
        self.kind = kind
        self._records = {record.id: record for record in sorted(records, key=lambda record: record.id)}
        self.frame = frame

    @property
    def written(self) -> Mapping[str, RecordType]:
        """The records outside of `frame`, by id, sorted."""
        return self._records

    def __getitem__(self, key: str) -> RecordType:
        if self.frame is None or key in self._records:
            return self._records[key]
        row = self.frame.row_of(key)
        if row is None:
            raise KeyError(key)
        return self.frame.record(row)

    def __contains__(self, key: object) -> bool:
        if key in self._records:
            return True
        return self.frame is not None and isinstance(key, str) and self.frame.row_of(key) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._records) if self.frame is None else merge(self._records, self.frame.ids)

    def __len__(self) -> int:
        return len(self._records) + (0 if self.frame is None else len(self.frame))

    def values(self) -> ValuesView[RecordType]:
        """The records by rising id."""
        return self._records.values() if self.frame is None else _Values(self)

    def find(self, ref: str) -> RecordType:
        """The record with that id, name or alias. Raises UnknownId with near names, or AmbiguousId."""
        if ref in self:
            return self[ref]
        ids = self._names.get(_normal(ref), ())
        if len(ids) == 1:
            return self[ids[0]]
        if ids:
            raise AmbiguousId(self.kind, ref, ids)
        near = get_close_matches(_normal(ref), self._names, n=3, cutoff=0.6)
        raise UnknownId(self.kind, ref, dict.fromkeys(self._names[name][0] for name in near))

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        """Normalized id, last part of the id, name and aliases to the ids they stand for."""
        names: dict[str, dict[str, None]] = {}
        weak: dict[str, dict[str, None]] = {}
        for record_id, own_name, aliases in self._named():
            for name in (record_id, own_name, *aliases):
                names.setdefault(_normal(name), {})[record_id] = None
            weak.setdefault(_normal(record_id.rsplit("/", 1)[-1]), {})[record_id] = None
        for name, ids in weak.items():
            names.setdefault(name, ids)
        names.pop("", None)
        return {name: tuple(ids) for name, ids in names.items()}

    def _named(self) -> Iterator[tuple[str, str, Sequence[str]]]:
        """Id, name and aliases of every record; a name is empty where the kind has none."""
        for record in self._records.values():
            yield record.id, getattr(record, "name", ""), getattr(record, "aliases", ())
        if self.frame is not None:
            columns = (self.frame.column(name).alias(name) for name in ("id", "name", "aliases"))
            for record_id, name, aliases in self.frame.frame.select(*columns).iter_rows():
                yield record_id, name or "", aliases or ()


class _Values(ValuesView[RecordType], Generic[RecordType]):
    """Records of a table with a frame, made while somebody goes through them."""

    def __init__(self, table: Table[RecordType]) -> None:
        super().__init__(table)
        self._table = table

    def __iter__(self) -> Iterator[RecordType]:
        frame = self._table.frame
        rows = () if frame is None else frame.records()
        return merge(self._table.written.values(), rows, key=lambda record: record.id)


@dataclass(frozen=True)
class Chosen(Sequence[RecordType], Generic[RecordType]):
    """Records of a table by number, in the order of `ids`."""

    table: Table[RecordType]
    ids: pl.Series

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, index: Any) -> Any:
        """The record of a number; a slice is no number."""
        return self.table[self.ids[index]]


def _normal(name: str) -> str:
    """Names compare without case, and with spaces, dots of versions and underscores as one dash."""
    return "-".join(name.casefold().replace("_", " ").replace("-", " ").split())
