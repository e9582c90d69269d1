"""One plugin under test: loaded by the host as any other, each hook called twice, everything watched."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from weighbridge.catalog import Catalog, load_catalog
from weighbridge.errors import WeighbridgeError
from weighbridge.plugins.discover import discover, normal
from weighbridge.plugins.failures import PluginFailure
from weighbridge.plugins.host import PluginHost, PluginInfo, Selection
from weighbridge.plugins.kinds import RECORD_TYPES
from weighbridge.plugins.loading import HOOK_ARGUMENTS
from weighbridge.plugins.recordframe import RecordFrame
from weighbridge.testing.target import Code, Target, targets_of
from weighbridge.testing.watch import Watched, watching

if TYPE_CHECKING:
    from weighbridge.testing.bench import Bench, Contribution, Tried

ROWS_LOOKED_AT = 2_000
"""Records of a table that checks look at."""


@dataclass
class Subject:
    """A plugin and what it did."""

    name: str
    host: PluginHost
    catalog: Catalog
    """Of this plugin beside those that come with the product."""
    code: Code | None = None
    cases: Path | None = None
    watched: Watched = field(default_factory=Watched)
    refused: PluginFailure | None = None
    """Why it could not even be offered to the host."""
    first: dict[str, Sequence[Any]] = field(default_factory=dict)
    """Hook to what it returned when it was called first; of a table, rows spread over it."""
    again: dict[str, Sequence[Any]] = field(default_factory=dict)
    """The same when it was called again."""

    @classmethod
    def of_loaded(cls, name: str, host: PluginHost, catalog: Catalog, **known: Any) -> Subject:
        """A plugin that the host has loaded already. Calls its hooks."""
        subject = cls(name, host, catalog, **known)
        for answers in (subject.first, subject.again):
            for hook in host.hooks_of(name):
                arguments = {"as_of": catalog.as_of} if "as_of" in HOOK_ARGUMENTS[hook] else {}
                answers[hook] = _looked_at(host.collect_from(name, hook, **arguments))
        return subject

    @property
    def as_of(self) -> date:
        """The day that counts as today."""
        return self.catalog.as_of

    @property
    def info(self) -> PluginInfo | None:
        """What the host knows about it; None when it did not load."""
        return next((item for item in self.host.plugins if item.name == self.name), None)

    @cached_property
    def failures(self) -> tuple[PluginFailure, ...]:
        """Everything the host and the merge have against it."""
        found = [self.refused] if self.refused else []
        found += [
            item for item in (*self.host.failures, *self.catalog.failures) if normal(item.plugin) == normal(self.name)
        ]
        return tuple(dict.fromkeys(found))

    def brings(self, what: str) -> bool:
        """Whether it has a hook, any `records`, `code` of its own or license `cases`."""
        if what == "records":
            return any(hook in RECORD_TYPES for hook in self.first)
        if what == "code":
            return self.code is not None
        return self.cases is not None if what == "cases" else what in self.first

    def records(self, *kinds: str) -> Iterator[tuple[str, Any]]:
        """(hook, record) of the kinds given, or of all kinds."""
        for hook in kinds or tuple(RECORD_TYPES):
            for record in self.first.get(hook, ()):
                yield hook, record

    @cached_property
    def bench(self) -> Bench:
        """Tables to try gates and criteria on; built when first asked for."""
        from weighbridge.testing.bench import Bench

        return Bench.over(self.catalog)

    def contributions(self) -> Iterator[Contribution]:
        """The plugin's gates, then its criteria."""
        yield from self.first.get("gates", ())
        yield from self.first.get("criteria", ())

    def sound(self) -> Iterator[tuple[Contribution, Tried]]:
        """Contributions whose expressions evaluate; `vectorized` speaks about the others."""
        for item in self.contributions():
            tried = self.bench.tried(item)
            if tried.problem is None:
                yield item, tried


def _looked_at(items: Sequence[Any]) -> Sequence[Any]:
    """The items, of a table `ROWS_LOOKED_AT` records: its reader has checked every cell already."""
    if not any(isinstance(item, RecordFrame) for item in items):
        return items
    found: list[Any] = []
    for item in items:
        found += item.spread(ROWS_LOOKED_AT) if isinstance(item, RecordFrame) else [item]
    return found


@contextmanager
def opened(target: Target | str, as_of: date, beside: Sequence[str] = ()) -> Iterator[Subject]:
    """Load a plugin, watched, beside those that come with the product and those named in `beside`.

    A path or name must stand for one plugin. Raises the errors of `targets_of`.
    """
    if isinstance(target, str):
        (target,) = targets_of(target)
    search = [str(path) for path in target.code.search] if target.code else []
    own = {item.name for item in discover()[0] if item.first_party}
    names = own | {normal(name) for name in beside} | ({target.name} if target.pack is None else set())
    packs = () if target.pack is None else (target.pack,)
    others = () if target.candidate is None else (target.candidate,)
    sys.path[:0] = search
    import polars as pl  # noqa: F401  # loaded before the watch begins, for it sets a variable of its own

    try:
        with watching() as watched:
            subject = _load(target, as_of, Selection(only=frozenset(names)), packs, others)
        subject.watched = watched
        yield subject
    finally:
        for place in search:
            sys.path.remove(place)


def _load(target: Target, as_of: date, selection: Selection, packs: Sequence[Path], others: Sequence[Any]) -> Subject:
    refused = None
    try:
        host = PluginHost.start(selection, packs, others)
    except WeighbridgeError as error:
        refused = PluginFailure(target.name, None, "register", str(error), "Correct the file named.")
        host = PluginHost.start(Selection(none=True))
    catalog = load_catalog(as_of, host=host)
    return Subject.of_loaded(target.name, host, catalog, code=target.code, cases=target.cases, refused=refused)
