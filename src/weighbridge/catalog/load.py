"""Plugins and packs loaded and their records merged into a catalog."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from weighbridge.catalog.catalog import Catalog, Unmatched
from weighbridge.catalog.merge import Merge
from weighbridge.catalog.origins import Origins
from weighbridge.catalog.table import Table
from weighbridge.plugins.host import PluginHost, Selection

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
    merge = Merge(frozenset(info.name for info in host.plugins if info.first_party))
    for hook in RECORD_HOOKS:
        arguments = {"as_of": as_of} if hook == "offers" else {}
        found = host.collect(hook, **arguments) if hook in hooks else []
        merge.add(hook, found)
    merge.drop_orphans()
    merge.close()
    tables: dict[str, Table[Any]] = {
        hook: Table(_singular(hook), merge.records[hook].values(), merge.frames.get(hook)) for hook in RECORD_HOOKS
    }
    extensions = {
        hook: tuple(host.collect(hook)) for hook in ("gates", "criteria", "throughput_estimators", "report_formats")
    }
    return Catalog(
        as_of=as_of,
        models=tables["models"],
        providers=tables["providers"],
        offers=tables["offers"],
        licenses=tables["licenses"],
        accelerators=tables["accelerators"],
        frameworks=tables["frameworks"],
        benchmarks=tables["benchmarks"],
        services=tables["fine_tuning_services"],
        claims=tables["claims"],
        documents=tables["documents"],
        plugins=host.plugins,
        failures=(*host.failures, *merge.failures),
        origins=Origins(merge.origins, merge.frames),
        overrides=tuple(merge.overrides),
        unmatched_offers=tuple(Unmatched(*row) for row in host.unmatched_offers(as_of)) if "offers" in hooks else (),
        **extensions,
    )


def _singular(hook: str) -> str:
    return "fine-tuning service" if hook == "fine_tuning_services" else hook.removesuffix("s")
