"""Records of many plugins made one: an id belongs to one plugin, and a row replaces another's only by saying so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from weighbridge.plugins.failures import PluginFailure
from weighbridge.plugins.recordframe import RecordFrame
from weighbridge.records import CatalogRecord, Offer

MOST_TOLD = 20
"""Rows of one plugin and kind that are named one by one; of more it is said how many."""


@dataclass(frozen=True)
class Override:
    """A row that replaced another plugin's row of the same id, by its own statement."""

    kind: str
    id: str
    plugin: str
    replaced: str


@dataclass
class Merge:
    """Working state while records are merged."""

    first_party: frozenset[str]
    records: dict[str, dict[str, CatalogRecord]] = field(default_factory=dict)
    frames: dict[str, RecordFrame[Any]] = field(default_factory=dict)
    """Rows of tables whose ids nobody else has, by hook."""
    origins: dict[tuple[str, str], str] = field(default_factory=dict)
    """Of `records`."""
    overrides: list[Override] = field(default_factory=list)
    failures: list[PluginFailure] = field(default_factory=list)
    _told: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, hook: str, rows: Sequence[tuple[str, CatalogRecord | RecordFrame[Any]]]) -> None:
        """Merge the rows of one hook. First-party plugins come first, so a stranger cannot take their ids."""
        kept = self.records.setdefault(hook, {})
        for plugin, record in sorted(
            self._one_by_one(hook, rows), key=lambda row: (row[1].overrides, row[0] not in self.first_party)
        ):
            owner = self.origins.get((hook, record.id))
            if owner is None or record.overrides:
                if owner is not None:
                    self.overrides.append(Override(hook, record.id, plugin, owner))
                kept[record.id] = record
                self.origins[hook, record.id] = plugin
            else:
                self._leave_out(
                    hook,
                    plugin,
                    f"the id {record.id!r} is taken by plugin {owner!r}",
                    "Choose another id, or say `overrides: true` on the row to replace the other one.",
                )

    def _one_by_one(
        self, hook: str, rows: Sequence[tuple[str, CatalogRecord | RecordFrame[Any]]]
    ) -> list[tuple[str, CatalogRecord]]:
        """The records, and those of a table whose ids others have too. The rest of the tables is kept as it is."""
        tables = [item for _, item in rows if isinstance(item, RecordFrame)]
        if not tables:
            return [(plugin, item) for plugin, item in rows if not isinstance(item, RecordFrame)]
        taken = {item.id for _, item in rows if not isinstance(item, RecordFrame)}
        everything = RecordFrame.joined(tables)
        contested = everything.among(taken)
        if len(tables) > 1:
            contested |= everything.repeated()
        self.frames[hook] = everything.without(contested)
        ids = everything.ids.filter(contested).unique()
        found: list[tuple[str, CatalogRecord]] = []
        for plugin, item in rows:
            if not isinstance(item, RecordFrame):
                found.append((plugin, item))
            elif len(ids):
                found += [(plugin, record) for record in item.where(item.among(ids)).records()]
        return found

    def drop_orphans(self) -> None:
        """Offers need their model and provider; a benchmark needs nothing, its orphan scores are simply unused."""
        models, providers = self.records["models"], self.records["providers"]
        bulk = self.frames.get("models")

        def reason(offer: Offer) -> str | None:
            if offer.model_id not in models and (bulk is None or bulk.row_of(offer.model_id) is None):
                return f"names the model {offer.model_id!r}, which nobody provides"
            if offer.provider_id not in providers:
                return f"names the provider {offer.provider_id!r}, which nobody provides"
            return None

        self._drop("offers", reason)
        offers = self.frames.get("offers")
        if offers is not None:
            self.frames["offers"] = self._without_orphans(offers, reason)

    def _drop(self, hook: str, keep: Callable[[Any], str | None]) -> None:
        """Drop the records of `hook` for which `keep` gives a reason, naming their plugin."""
        for record_id, record in list(self.records[hook].items()):
            reason = keep(record)
            if reason is not None:
                del self.records[hook][record_id]
                self._orphaned(hook, record_id, self.origins.pop((hook, record_id)), reason)

    def _without_orphans(self, offers: RecordFrame[Any], reason: Callable[[Offer], str | None]) -> RecordFrame[Any]:
        import polars as pl

        ids = [pl.Series(list(self.records["models"]), dtype=pl.String)]
        if "models" in self.frames:
            ids.append(self.frames["models"].ids)
        rows = offers.frame
        lost = ~(
            rows["model_id"].is_in(pl.concat(ids).implode())
            & rows["provider_id"].is_in(list(self.records["providers"]))
        )
        orphans = offers.where(lost)
        for plugin, count in orphans.counts().items():
            for offer in orphans.of_plugin(plugin, MOST_TOLD).records():
                self._orphaned("offers", offer.id, plugin, reason(offer) or "")
            self._told[plugin, "offers"] += max(0, count - MOST_TOLD)
        return offers.without(lost)

    def _orphaned(self, hook: str, record_id: str, plugin: str, reason: str) -> None:
        self._leave_out(
            hook, plugin, f"{record_id!r} {reason}", "Add the missing record, or load the plugin that holds it."
        )

    def _leave_out(self, hook: str, plugin: str, why: str, remedy: str) -> None:
        """Tell of a row that was left out, while there are few of them."""
        self._told[plugin, hook] += 1
        if self._told[plugin, hook] <= MOST_TOLD:
            reason = f"{hook}: {why}; the row was left out."
            self.failures.append(PluginFailure(plugin, None, "merge", reason, remedy))

    def close(self) -> None:
        """Tell how many more rows were left out than could be named."""
        for (plugin, hook), count in self._told.items():
            if count > MOST_TOLD:
                reason = f"{hook}: {count - MOST_TOLD:,} more rows were left out for such reasons."
                self.failures.append(
                    PluginFailure(plugin, None, "merge", reason, "Correct those that are named first.")
                )
