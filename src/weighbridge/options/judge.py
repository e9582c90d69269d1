"""Verdicts that options share: licenses once per set and circumstances, a framework once per place and license."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from weighbridge.compliance.assess import Assessment
from weighbridge.compliance.assessor import Assessor
from weighbridge.compliance.traits import ModelTraits, Traits, VendorTraits
from weighbridge.licensing.circumstances import Circumstances
from weighbridge.licensing.lineage import binding_licenses
from weighbridge.licensing.strictest import judge_model
from weighbridge.licensing.verdict import Verdict
from weighbridge.options.context import Context
from weighbridge.options.frames import CatalogFrames
from weighbridge.options.keys import looked_up
from weighbridge.options.supply import Supply
from weighbridge.records import Model, Region


class LicenseBench:
    """Judges each distinct (licenses, takes more than text, bought from the maker) once; the strictest counts."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._rows: dict[tuple[int, bool], int] = {}
        self.verdicts: list[Verdict] = []

    def rows(self, frames: CatalogFrames, models: pl.Series, via_vendor: pl.Series) -> pl.Series:
        """Rows of the verdicts (`license_ix`) on models, rows of `frames`, each bought from its maker or otherwise."""
        keys = frames.license_classes.of_model.gather(models) * 2 + via_vendor
        rows = {key: self._row(frames, key // 2, via_vendor=bool(key % 2)) for key in keys.unique(maintain_order=True)}
        return looked_up(keys, rows).alias("license_ix")

    def _row(self, frames: CatalogFrames, class_ix: int, *, via_vendor: bool) -> int:
        key = (class_ix, via_vendor)
        if key not in self._rows:
            self._rows[key] = len(self.verdicts)
            model = frames.models[frames.license_classes.first[class_ix]]
            self.verdicts.append(self._judged(model, via_vendor=via_vendor))
        return self._rows[key]

    def _judged(self, model: Model, *, via_vendor: bool) -> Verdict:
        catalog = self._context.catalog
        circumstances = Circumstances.from_needs(
            self._context.needs, model_multimodal=model.multimodal, via_vendor=via_vendor
        )
        also = binding_licenses(model, catalog.models.get, catalog.licenses.get)
        signed = self._context.policy.agreements
        return judge_model(model, catalog.licenses.get, circumstances, also=also, signed=signed)


class ComplianceBench:
    """Judges each distinct (place, kind of model) once, for every framework that the needs name."""

    def __init__(self, context: Context, supplies: Sequence[Supply], regions: Sequence[tuple[int, Region]]) -> None:
        self._context, self._supplies, self._regions = context, supplies, regions
        self._assessor = Assessor(context.needs, context.catalog.frameworks, context.as_of)
        self._vendors = [VendorTraits.of(supply.posture) for supply in supplies]
        self.assessments: list[Mapping[str, Assessment]] = []

    def rows(self, regions: pl.Series, kinds: pl.Series, classes: Sequence[ModelTraits]) -> pl.Series:
        """Rows of the verdicts (`compliance_ix`) on options, each in a region and of a model of one of `classes`."""
        keys = regions.cast(pl.UInt32) * len(classes) + kinds
        pairs = [(key, *divmod(key, len(classes))) for key in keys.unique().sort()]
        return looked_up(keys, self._judged(pairs, classes)).alias("compliance_ix")

    def _judged(self, pairs: Iterable[tuple[int, int, int]], classes: Sequence[ModelTraits]) -> dict[int, int]:
        """The row of the verdicts for each (key, region, class), by key."""
        rows: dict[int, int] = {}
        seen: dict[tuple[object, ...], int] = {}
        found: dict[int, int] = {}
        for key, region_ix, class_ix in pairs:
            supply_ix, region = self._regions[region_ix]
            place = (supply_ix, region.processing, class_ix)
            if place not in seen:
                hosting, vendor = self._supplies[supply_ix].hosting, self._vendors[supply_ix]
                verdicts = self._assessor.assess(Traits(hosting, region.processing, vendor, classes[class_ix]))
                seen[place] = rows.setdefault(id(verdicts), len(self.assessments))
                if seen[place] == len(self.assessments):
                    self.assessments.append(verdicts)
            found[key] = seen[place]
        return found
