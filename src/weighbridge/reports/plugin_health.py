"""Plugins at a glance: what each brings, and whether it works."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog
    from weighbridge.plugins.host import PluginInfo

_EXTENSIONS = ("gates", "criteria", "throughput_estimators", "report_formats")


@dataclass(frozen=True)
class PluginRow:
    """One loaded plugin."""

    info: PluginInfo
    brings: dict[str, int]
    """Kind of record or extension to how many of them."""
    problems: int

    @property
    def origin(self) -> str:
        """Where it comes from."""
        return "built in" if self.info.first_party else self.info.distribution or "a folder"

    @property
    def in_words(self) -> str:
        """`34 models, 2 providers`; `-` when it brings nothing."""
        return ", ".join(counted(kind, count) for kind, count in self.brings.items()) or "-"


def plugin_rows(catalog: Catalog) -> tuple[PluginRow, ...]:
    """Every loaded plugin, in the order in which they were loaded."""
    brings = {plugin: Counter(kinds) for plugin, kinds in catalog.origins.counts().items()}
    for kind in _EXTENSIONS:
        for plugin, _ in getattr(catalog, kind):
            brings.setdefault(plugin, Counter())[kind] += 1
    problems = Counter(failure.plugin for failure in catalog.failures)
    return tuple(
        PluginRow(info, dict(sorted(brings.get(info.name, {}).items())), problems[info.name])
        for info in catalog.plugins
    )


def not_loaded(catalog: Catalog) -> tuple[str, ...]:
    """Names of plugins that failed so early that they are not among the loaded ones, sorted."""
    loaded = {info.name for info in catalog.plugins}
    return tuple(sorted({failure.plugin for failure in catalog.failures} - loaded))


def counted(kind: str, count: int) -> str:
    """`1 model`, `2 fine tuning services`."""
    words = kind.replace("_", " ")
    if count != 1:
        return f"{count:,} {words}"
    return f"1 {'criterion' if kind == 'criteria' else words.removesuffix('s')}"
