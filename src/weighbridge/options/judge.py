"""Verdicts that options share: licenses once per set and circumstances, a framework once per place and license."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from weighbridge.catalog import Catalog
from weighbridge.compliance.assess import Assessment
from weighbridge.compliance.assessor import Assessor
from weighbridge.compliance.attributes import Traits
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
        self.assessments: list[Mapping[str, Assessment]] = []

    def table(self, pairs: pl.DataFrame, models: Sequence[Model]) -> pl.DataFrame:
        """`pairs` (region_ix, class_ix and model_ix of any model of that class) with the row of their verdicts."""
        rows: dict[int, int] = {}
        seen: dict[tuple[object, ...], int] = {}
        found = []
        for region_ix, class_ix, model_ix in pairs.select("region_ix", "class_ix", "model_ix").iter_rows():
            supply_ix, region = self._regions[region_ix]
            place = (supply_ix, region.processing, class_ix)
            if place not in seen:
                verdicts = self._assessor.assess(self._traits(region_ix, models[model_ix]))
                seen[place] = rows.setdefault(id(verdicts), len(self.assessments))
                if seen[place] == len(self.assessments):
                    self.assessments.append(verdicts)
            found.append(seen[place])
        return pairs.with_columns(compliance_ix=pl.Series(found, dtype=pl.UInt32))

    def _traits(self, region_ix: int, model: Model) -> Traits:
        supply_ix, region = self._regions[region_ix]
        supply = self._supplies[supply_ix]
        sheet = self._context.catalog.licenses.get(model.license_id) if model.license_id else None
        return Traits.of(hosting=supply.hosting, model=model, license=sheet, posture=supply.posture, region=region)


def model_classes(models: Sequence[Model], catalog: Catalog) -> list[int]:
    """A number per model such that models with the same number look alike to every framework."""
    numbers: dict[tuple[object, ...], int] = {}
    found = []
    for model in models:
        sheet = catalog.licenses.get(model.license_id) if model.license_id else None
        exemption = sheet.eu_ai_act_open_source_exemption if sheet else None
        said = (exemption.assessment, exemption.why) if exemption else None
        key = (model.kind, model.open_weights, model.output_modalities, said, model.training_flop)
        found.append(numbers.setdefault(key, len(numbers)))
    return found
