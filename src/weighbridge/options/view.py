"""One option with everything behind it, for explaining and reporting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from weighbridge.compliance.assess import Assessment
from weighbridge.licensing.verdict import Verdict
from weighbridge.options.supply import Supply
from weighbridge.options.table import INDEX_OF, OptionTable
from weighbridge.records import License, Model, Offer, Region

OTHER_PLANS = 12
"""Alternative plans shown for one option."""


@dataclass(frozen=True)
class OptionView:
    """A row of the option table. Records are those of the catalog; `row` holds the plain columns."""

    table: OptionTable
    row: Mapping[str, Any]

    @property
    def id(self) -> str:
        """`MODEL@PROVIDER[:REGION]` or `MODEL@HOSTING`."""
        return option_id(self.model, self.supply, self.region)

    @property
    def hosting(self) -> str:
        """cloud_api, self_hosted_cloud, on_premises or edge."""
        return str(self.row["hosting"])

    @property
    def model(self) -> Model:
        """The model."""
        return self.table.frames.models[self._at("model_ix")]

    @property
    def maker_name(self) -> str:
        """Name of the model's maker, or its id when the catalog does not describe it."""
        maker = self.table.context.catalog.providers.get(self.model.maker)
        return maker.name if maker else self.model.maker

    @property
    def offer(self) -> Offer | None:
        """The offer; None when self-hosted."""
        return None if self.row["offer_ix"] is None else self.table.frames.offers[self._at("offer_ix")]

    @property
    def packs(self) -> dict[str, str]:
        """Which facts came from packs given by path: model, license, offer, provider or accelerator to the pack."""
        catalog, provider, plan = self.table.context.catalog, self.supply.provider, self.plan
        asked = {
            "model": ("models", self.model.id),
            "license": ("licenses", self.model.license_id),
            "offer": ("offers", self.offer.id if self.offer else None),
            "provider": ("providers", provider.id if provider else None),
            "accelerator": ("accelerators", plan["accelerator_id"] if plan else None),
        }
        found = {name: catalog.pack_of(kind, record_id) for name, (kind, record_id) in asked.items()}
        return {name: pack for name, pack in found.items() if pack is not None}

    @property
    def supply(self) -> Supply:
        """Who runs it and how data is handled there."""
        return self.table.supplies[self._at("supply_ix")]

    @property
    def region(self) -> Region:
        """Where it runs."""
        return self.table.regions[self._at("region_ix")][1]

    @property
    def verdict(self) -> Verdict:
        """What the license says for the circumstances of the needs."""
        return self.table.verdicts[self._at("license_ix")]

    @property
    def license(self) -> License | None:
        """The license sheet that decides, the model's own unless another that binds is stricter; None when unknown."""
        decides, model = self.verdict.license_id, self.model
        own = decides in (model.license_id, model.license_tag, "unknown")
        found = model.license_id if own else decides
        return self.table.context.catalog.licenses.get(found) if found else None

    @property
    def assessments(self) -> Mapping[str, Assessment]:
        """Framework id to its verdict."""
        return self.table.assessments[self._at("compliance_ix")]

    @cached_property
    def plan(self) -> Mapping[str, Any] | None:
        """The accelerator plan, a row of `footprint` plans with its cost; None for an API or when nothing holds."""
        return None if self.row.get("plan_ix") is None else self.table.plans.best.row(self.row["plan_ix"], named=True)

    @cached_property
    def other_plans(self) -> tuple[Mapping[str, Any], ...]:
        """The other plans of the same model and hosting pattern, cheapest first."""
        if self.plan is None:
            return ()
        return tuple(self.table.plans.others(self.model.id, self.hosting, OTHER_PLANS).iter_rows(named=True))

    @cached_property
    def front_plans(self) -> tuple[Mapping[str, Any], ...]:
        """Plans of the same model and hosting pattern that no other beats in both cost and pace, cheapest first."""
        if self.plan is None:
            return ()
        return tuple(self.table.plans.front(self.model.id, self.hosting).iter_rows(named=True))

    def _at(self, column: str) -> int:
        return int(self.row[column])

    def fact(self, grain: str, column: str) -> Any:
        """A column of one of the option's dimensions."""
        index = self.row[INDEX_OF[grain]]  # type: ignore[index]  # a wrong grain is a KeyError with its name
        return None if index is None else self.table.dimensions[grain][column][index]  # type: ignore[index]


def option_id(model: Model, supply: Supply, region: Region) -> str:
    """Stable id of an option; a region that the provider does not state is left out."""
    if supply.provider is None:
        return f"{model.id}@{supply.hosting}"
    suffix = "" if region.id == "unknown" else f":{region.id}"
    return f"{model.id}@{supply.provider.id}{suffix}"
