"""The catalog: what all plugins know, as one immutable snapshot with a hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from weighbridge.catalog.merge import Override
from weighbridge.catalog.origins import OffersByModel, Origins
from weighbridge.catalog.table import Table
from weighbridge.plugins.failures import PluginFailure
from weighbridge.plugins.host import PluginInfo
from weighbridge.records import (
    Accelerator,
    Benchmark,
    Claim,
    Document,
    FineTuningService,
    Framework,
    License,
    Model,
    Offer,
    Provider,
)

if TYPE_CHECKING:
    from weighbridge.extensions import Criterion, Gate, ReportFormat, ThroughputEstimator


@dataclass(frozen=True)
class Unmatched:
    """A model that a price source lists and that no catalog model corresponds to."""

    provider: str
    name: str
    reason: str


@dataclass(frozen=True)
class Snapshot:
    """What a result was computed from."""

    id: str
    as_of: date
    plugins: tuple[PluginInfo, ...]


@dataclass(frozen=True)
class Catalog:
    """Everything the plugins know, frozen. Two catalogs with the same snapshot id hold the same facts."""

    as_of: date
    models: Table[Model]
    providers: Table[Provider]
    offers: Table[Offer]
    licenses: Table[License]
    accelerators: Table[Accelerator]
    frameworks: Table[Framework]
    benchmarks: Table[Benchmark]
    services: Table[FineTuningService]
    claims: Table[Claim]
    documents: Table[Document]
    plugins: tuple[PluginInfo, ...]
    failures: tuple[PluginFailure, ...]
    origins: Origins
    """(hook, record id) to the plugin that gave the record."""
    overrides: tuple[Override, ...] = ()
    unmatched_offers: tuple[Unmatched, ...] = ()
    gates: tuple[tuple[str, Gate], ...] = ()
    """Plugin name and gate."""
    criteria: tuple[tuple[str, Criterion], ...] = ()
    throughput_estimators: tuple[tuple[str, ThroughputEstimator], ...] = ()
    report_formats: tuple[tuple[str, ReportFormat], ...] = ()

    @cached_property
    def snapshot(self) -> Snapshot:
        """Hash over every record and plugin version, first 12 hex digits."""
        digest = hashlib.sha256(self.as_of.isoformat().encode())
        for plugin in self.plugins:
            digest.update(f"{plugin.name} {plugin.version}\n".encode())
        tables: tuple[Table[Any], ...] = (
            self.models,
            self.providers,
            self.offers,
            self.licenses,
            self.accelerators,
            self.frameworks,
            self.benchmarks,
            self.services,
            self.claims,
            self.documents,
        )
        for table in tables:
            for record in table.written.values():
                digest.update(record.__pydantic_serializer__.to_json(record))
            if table.frame is not None:
                digest.update(table.frame.digest())
        return Snapshot(digest.hexdigest()[:12], self.as_of, self.plugins)

    @cached_property
    def offers_by_model(self) -> Mapping[str, tuple[Offer, ...]]:
        """Model id to its offers, sorted by id."""
        return OffersByModel(self.offers)

    def with_contents(self, hashes: Mapping[str, str]) -> Catalog:
        """The same catalog with the content hash of each plugin whose name is in `hashes`."""
        return replace(self, plugins=tuple(replace(info, sha256=hashes.get(info.name)) for info in self.plugins))

    def pack_of(self, kind: str, record_id: str | None) -> str | None:
        """Name of the pack given by path that a record came from; None for what an installed plugin gave."""
        owner = None if record_id is None else self.origins.get((kind, record_id))
        return owner if owner in self._from_folders else None

    @cached_property
    def _from_folders(self) -> frozenset[str]:
        return frozenset(info.name for info in self.plugins if info.from_folder)

    def overridden_by(self, kind: str, record_id: str) -> Override | None:
        """The override behind a record, when it replaced another plugin's."""
        return next((item for item in self.overrides if item.kind == kind and item.id == record_id), None)
