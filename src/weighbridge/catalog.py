"""Records of all plugins merged into one immutable snapshot with a hash; lookups by id, name and alias."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from weighbridge.errors import AmbiguousId, UnknownId
from weighbridge.plugins.failures import PluginFailure
from weighbridge.plugins.host import PluginHost, PluginInfo, Selection
from weighbridge.records import (
    Accelerator,
    Benchmark,
    CatalogRecord,
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

RecordType = TypeVar("RecordType", bound=CatalogRecord)

RECORD_HOOKS = (
    "models",
    "providers",
    "offers",
    "licenses",
    "accelerators",
    "frameworks",
    "benchmarks",
    "fine_tuning_services",
    "claims",
    "documents",
)
"""Data hooks in the order they are merged."""


@dataclass(frozen=True)
class Override:
    """A row that replaced another plugin's row of the same id, by its own statement."""

    kind: str
    id: str
    plugin: str
    replaced: str


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


class Table(Mapping[str, RecordType], Generic[RecordType]):
    """Records of one kind by id, sorted, with lookup by any name people use."""

    def __init__(self, kind: str, records: Iterable[RecordType]) -> None:
        self.kind = kind
        self._records = {record.id: record for record in sorted(records, key=lambda record: record.id)}

    def __getitem__(self, key: str) -> RecordType:
        return self._records[key]

    def __iter__(self) -> Any:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    def find(self, ref: str) -> RecordType:
        """The record with that id, name or alias. Raises UnknownId with near names, or AmbiguousId."""
        if ref in self._records:
            return self._records[ref]
        ids = self._names.get(_normal(ref), ())
        if len(ids) == 1:
            return self._records[ids[0]]
        if ids:
            raise AmbiguousId(self.kind, ref, ids)
        near = get_close_matches(_normal(ref), self._names, n=3, cutoff=0.6)
        raise UnknownId(self.kind, ref, dict.fromkeys(self._names[name][0] for name in near))

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        """Normalized id, last part of the id, name and aliases to the ids they stand for."""
        names: dict[str, dict[str, None]] = {}
        weak: dict[str, dict[str, None]] = {}
        for record in self._records.values():
            strong = [record.id, getattr(record, "name", ""), *getattr(record, "aliases", ())]
            for name in strong:
                names.setdefault(_normal(name), {})[record.id] = None
            weak.setdefault(_normal(record.id.rsplit("/", 1)[-1]), {})[record.id] = None
        for name, ids in weak.items():
            names.setdefault(name, ids)
        names.pop("", None)
        return {name: tuple(ids) for name, ids in names.items()}


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
    origins: Mapping[tuple[str, str], str]
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
            for record in table.values():
                digest.update(record.__pydantic_serializer__.to_json(record))
        return Snapshot(digest.hexdigest()[:12], self.as_of, self.plugins)

    @cached_property
    def offers_by_model(self) -> Mapping[str, tuple[Offer, ...]]:
        """Model id to its offers, sorted by id."""
        found: dict[str, list[Offer]] = {}
        for offer in self.offers.values():
            found.setdefault(offer.model_id, []).append(offer)
        return MappingProxyType({model: tuple(offers) for model, offers in found.items()})

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


@dataclass
class _Merge:
    """Working state while records are merged."""

    first_party: frozenset[str]
    records: dict[str, dict[str, CatalogRecord]] = field(default_factory=dict)
    origins: dict[tuple[str, str], str] = field(default_factory=dict)
    overrides: list[Override] = field(default_factory=list)
    failures: list[PluginFailure] = field(default_factory=list)

    def add(self, hook: str, rows: Sequence[tuple[str, CatalogRecord]]) -> None:
        """Merge the rows of one hook. First-party plugins come first, so a stranger cannot take their ids."""
        kept = self.records.setdefault(hook, {})
        for plugin, record in sorted(rows, key=lambda row: (row[1].overrides, row[0] not in self.first_party)):
            owner = self.origins.get((hook, record.id))
            if owner is None or record.overrides:
                if owner is not None:
                    self.overrides.append(Override(hook, record.id, plugin, owner))
                kept[record.id] = record
                self.origins[hook, record.id] = plugin
            else:
                self.failures.append(
                    PluginFailure(
                        plugin=plugin,
                        distribution=None,
                        stage="merge",
                        reason=f"{hook}: the id {record.id!r} is taken by plugin {owner!r}; the row was left out.",
                        remedy="Choose another id, or say `overrides: true` on the row to replace the other one.",
                    )
                )

    def drop(self, hook: str, keep: Callable[[Any], str | None]) -> None:
        """Drop the rows of `hook` for which `keep` gives a reason, naming their plugin."""
        for record_id, record in list(self.records[hook].items()):
            reason = keep(record)
            if reason is not None:
                del self.records[hook][record_id]
                self.failures.append(
                    PluginFailure(
                        plugin=self.origins[hook, record_id],
                        distribution=None,
                        stage="merge",
                        reason=f"{hook}: {record_id!r} {reason}; the row was left out.",
                        remedy="Add the missing record, or load the plugin that holds it.",
                    )
                )


def load_catalog(
    as_of: date,
    *,
    packs: Iterable[Path] = (),
    selection: Selection | None = None,
    host: PluginHost | None = None,
    hooks: Collection[str] = RECORD_HOOKS,
) -> Catalog:
    """Load plugins and packs and merge their records.

    A plugin that fails is left out and named in `failures`. `hooks` names the kinds of records to load; a catalog
    without some of them starts faster and has another snapshot id. Raises the file errors of a pack named in `packs`.
    """
    host = host or PluginHost.start(selection or Selection(), packs=tuple(packs))
    merge = _Merge(frozenset(info.name for info in host.plugins if info.first_party))
    for hook in RECORD_HOOKS:
        arguments = {"as_of": as_of} if hook == "offers" else {}
        found = host.collect(hook, **arguments) if hook in hooks else []
        merge.add(hook, cast("list[tuple[str, CatalogRecord]]", found))
    _drop_orphans(merge)
    tables = {hook: Table(_singular(hook), merge.records[hook].values()) for hook in RECORD_HOOKS}
    extensions = {
        hook: tuple(host.collect(hook)) for hook in ("gates", "criteria", "throughput_estimators", "report_formats")
    }
    return Catalog(
        as_of=as_of,
        models=cast("Table[Model]", tables["models"]),
        providers=cast("Table[Provider]", tables["providers"]),
        offers=cast("Table[Offer]", tables["offers"]),
        licenses=cast("Table[License]", tables["licenses"]),
        accelerators=cast("Table[Accelerator]", tables["accelerators"]),
        frameworks=cast("Table[Framework]", tables["frameworks"]),
        benchmarks=cast("Table[Benchmark]", tables["benchmarks"]),
        services=cast("Table[FineTuningService]", tables["fine_tuning_services"]),
        claims=cast("Table[Claim]", tables["claims"]),
        documents=cast("Table[Document]", tables["documents"]),
        plugins=host.plugins,
        failures=(*host.failures, *merge.failures),
        origins=MappingProxyType(merge.origins),
        overrides=tuple(merge.overrides),
        unmatched_offers=tuple(Unmatched(*row) for row in host.unmatched_offers(as_of)) if "offers" in hooks else (),
        **extensions,
    )


def _drop_orphans(merge: _Merge) -> None:
    """Offers need their model and provider; a benchmark needs nothing, its orphan scores are simply unused."""
    models, providers = merge.records["models"], merge.records["providers"]

    def reason(offer: Offer) -> str | None:
        if offer.model_id not in models:
            return f"names the model {offer.model_id!r}, which nobody provides"
        if offer.provider_id not in providers:
            return f"names the provider {offer.provider_id!r}, which nobody provides"
        return None

    merge.drop("offers", reason)


def _singular(hook: str) -> str:
    return "fine-tuning service" if hook == "fine_tuning_services" else hook.removesuffix("s")


def _normal(name: str) -> str:
    """Names compare without case, and with spaces, dots of versions and underscores as one dash."""
    return "-".join(name.casefold().replace("_", " ").replace("-", " ").split())
