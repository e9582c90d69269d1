"""Which plugin gave a record, and the offers of a model, without a Python object per row of a table."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from weighbridge.catalog.table import Table
from weighbridge.records import Offer

if TYPE_CHECKING:
    import polars as pl

    from weighbridge.plugins.recordframe import RecordFrame

Key = tuple[str, str]


class Origins(Mapping[Key, str]):
    """(hook, record id) to the plugin that gave the record."""

    def __init__(self, written: Mapping[Key, str], frames: Mapping[str, RecordFrame[Any]] | None = None) -> None:
        self._written, self._frames = written, frames or {}

    def __getitem__(self, key: Key) -> str:
        if key in self._written:
            return self._written[key]
        hook, record_id = key
        frame = self._frames.get(hook)
        row = None if frame is None else frame.row_of(record_id)
        if frame is None or row is None:
            raise KeyError(key)
        return frame.plugin_of(row)

    def __iter__(self) -> Iterator[Key]:
        yield from self._written
        for hook, frame in self._frames.items():
            yield from ((hook, record_id) for record_id in frame.ids)

    def __len__(self) -> int:
        return len(self._written) + sum(map(len, self._frames.values()))

    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """Plugin to the kinds of records it gave, with how many of each."""
        found: dict[str, Counter[str]] = {}
        for (hook, _), plugin in self._written.items():
            found.setdefault(plugin, Counter())[hook] += 1
        for hook, frame in self._frames.items():
            for plugin, rows in frame.counts().items():
                found.setdefault(plugin, Counter())[hook] += rows
        return found

    def given_by(self, plugin: str, most: int) -> list[Key]:
        """The first keys of a plugin, by kind and id."""
        found = [key for key, owner in self._written.items() if owner == plugin]
        for hook, frame in self._frames.items():
            found += [(hook, record_id) for record_id in frame.of_plugin(plugin, most).ids]
        return sorted(found)[:most]


class OffersByModel(Mapping[str, tuple[Offer, ...]]):
    """Model id to its offers, sorted by id."""

    def __init__(self, offers: Table[Offer]) -> None:
        self._offers = offers
        self._written: dict[str, list[Offer]] = {}
        for offer in offers.written.values():
            self._written.setdefault(offer.model_id, []).append(offer)

    def __getitem__(self, model_id: str) -> tuple[Offer, ...]:
        written, rows = self._written.get(model_id, ()), self._rows_of(model_id)
        if not written and not rows:
            raise KeyError(model_id)
        frame = self._offers.frame
        made = [] if frame is None else [frame.record(row) for row in rows]
        return tuple(sorted([*written, *made], key=lambda offer: offer.id)) if made else tuple(written)

    def __iter__(self) -> Iterator[str]:
        models = {} if self._by_model is None else dict.fromkeys(self._by_model["model_id"].unique().sort())
        return iter({**dict.fromkeys(self._written), **models})

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _rows_of(self, model_id: str) -> list[int]:
        if self._by_model is None:
            return []
        models = self._by_model["model_id"]
        rows: list[int] = self._by_model["row"][
            bisect_left(models, model_id) : bisect_right(models, model_id)
        ].to_list()
        return rows

    @cached_property
    def _by_model(self) -> pl.DataFrame | None:
        """Rows of the table of offers, by model."""
        frame = self._offers.frame
        return None if frame is None else frame.frame.select("model_id").with_row_index("row").sort("model_id", "row")
