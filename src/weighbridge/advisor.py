"""Advisor: the one object that front ends use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge.catalog import Catalog, load_catalog
from weighbridge.needs import Needs
from weighbridge.policy import Policy

if TYPE_CHECKING:
    import polars as pl

    from weighbridge.options.frames import CatalogFrames
    from weighbridge.plugins.host import Selection
    from weighbridge.ranking.recommendation import Recommendation


class Advisor:
    """Answers questions over one catalog. Safe to share between threads: nothing in it changes."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    @classmethod
    def load(cls, as_of: date, *, packs: Iterable[Path] = (), selection: Selection | None = None) -> Advisor:
        """An advisor over the installed plugins and the given packs. Raises the errors of `load_catalog`."""
        return cls(load_catalog(as_of, packs=packs, selection=selection))

    def rank(self, needs: Needs, policy: Policy | None = None) -> Recommendation:
        """Weigh every way of running every model.

        Raises UnknownId for an owned accelerator that is not in the catalog, UnknownFramework or WrongAnswer for a
        compliance entry that cannot be judged, UnknownCriterion for a weight that no criterion takes.
        """
        from weighbridge.footprint.demand import demand_of
        from weighbridge.footprint.plan import plan_table
        from weighbridge.options.context import Context
        from weighbridge.options.table import build_options
        from weighbridge.ranking.contributions import sound_contributions
        from weighbridge.ranking.criteria import BUILT_IN_CRITERIA
        from weighbridge.ranking.engine import rank
        from weighbridge.ranking.gates import BUILT_IN_GATES
        from weighbridge.ranking.recommendation import Recommendation

        context = Context(needs, policy or Policy(), self.catalog)
        plans = plan_table(self._copies, self._devices, demand_of(needs))
        options = build_options(self.frames, context, plans)
        added = sound_contributions(options)
        gates, criteria = (*BUILT_IN_GATES, *added.gates), (*BUILT_IN_CRITERIA, *added.criteria)
        ranking = rank(options, gates, criteria, added.failed_criteria)
        return Recommendation(ranking, (*self.catalog.failures, *added.failures))

    def warm(self) -> None:
        """Make the tables that every ranking needs, so that the first one is as fast as the next."""
        _ = self.frames, self._copies, self._devices

    @cached_property
    def frames(self) -> CatalogFrames:
        """The catalog as tables."""
        from weighbridge.options.frames import CatalogFrames

        return CatalogFrames.build(self.catalog)

    @cached_property
    def _copies(self) -> pl.DataFrame:
        """Every open model at every precision and split."""
        from weighbridge.footprint.tables import copy_table

        opened = self.frames.model_table["open_weights"].arg_true()
        return copy_table([self.frames.models[row] for row in opened])

    @cached_property
    def _devices(self) -> pl.DataFrame:
        """Every accelerator kind."""
        from weighbridge.footprint.tables import device_table

        return device_table(tuple(self.catalog.accelerators.values()))
