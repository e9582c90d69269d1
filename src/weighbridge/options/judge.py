"""Verdicts that options share: licenses once per set and circumstances, a framework once per place and license."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from weighbridge.compliance.assess import Assessment
from weighbridge.compliance.assessor import Assessor
from weighbridge.compliance.attributes import ModelTraits, Traits, VendorTraits
from weighbridge.licensing.circumstances import Circumstances
from weighbridge.licensing.lineage import binding_licenses
from weighbridge.licensing.strictest import judge_model
from weighbridge.licensing.verdict import Verdict
from weighbridge.options.context import Context
from weighbridge.options.supply import Supply
from weighbridge.records import Model, Region


class LicenseBench:
    """Judges each distinct (licenses, takes more than text, bought from the maker) once; the strictest counts."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._rows: dict[tuple[object, ...], int] = {}
        self.verdicts: list[Verdict] = []

    def row(self, model: Model, *, via_vendor: bool) -> int:
        """Row of the verdict that applies to a model bought from its maker, or had otherwise."""
        catalog = self._context.catalog
        also = binding_licenses(model, catalog.models.get, catalog.licenses.get)
        key = (model.license_id, model.license_tag, also, model.multimodal, via_vendor)
        if key not in self._rows:
            circumstances = Circumstances.from_needs(
                self._context.needs, model_multimodal=model.multimodal, via_vendor=via_vendor
            )
            self._rows[key] = len(self.verdicts)
            signed = self._context.policy.agreements
            self.verdicts.append(judge_model(model, catalog.licenses.get, circumstances, also=also, signed=signed))
        return self._rows[key]


class ComplianceBench:
    """Judges each distinct (place, kind of model) once, for every framework that the needs name."""

    def __init__(self, context: Context, supplies: Sequence[Supply], regions: Sequence[tuple[int, Region]]) -> None:
        self._context, self._supplies, self._regions = context, supplies, regions
        self._assessor = Assessor(context.needs, context.catalog.frameworks, context.as_of)
        self._vendors = [VendorTraits.of(supply.posture) for supply in supplies]
        self.assessments: list[Mapping[str, Assessment]] = []

    def table(self, pairs: pl.DataFrame, classes: Sequence[ModelTraits]) -> pl.DataFrame:
        """`pairs` (region_ix, class_ix), the latter a row of `classes`, with the row of their verdicts."""
        rows: dict[int, int] = {}
        seen: dict[tuple[object, ...], int] = {}
        found = []
        for region_ix, class_ix in pairs.select("region_ix", "class_ix").iter_rows():
            supply_ix, region = self._regions[region_ix]
            place = (supply_ix, region.processing, class_ix)
            if place not in seen:
                hosting, vendor = self._supplies[supply_ix].hosting, self._vendors[supply_ix]
                verdicts = self._assessor.assess(Traits(hosting, region.processing, vendor, classes[class_ix]))
                seen[place] = rows.setdefault(id(verdicts), len(self.assessments))
                if seen[place] == len(self.assessments):
                    self.assessments.append(verdicts)
            found.append(seen[place])
        return pairs.with_columns(compliance_ix=pl.Series(found, dtype=pl.UInt32))
