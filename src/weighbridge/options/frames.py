"""The catalog as tables: built once per snapshot, shared by every ranking on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from weighbridge.catalog import Catalog
from weighbridge.compliance.attributes import ModelTraits
from weighbridge.options.supply import Supply, find_supply, provider_supplies
from weighbridge.records import Model, Offer, Region
from weighbridge.records.base import last_day

RANKED_KINDS = ("chat", "completion")

UNKNOWN_REGION = Region(id="unknown", name="a place the provider does not state", processing=None, storage=None)


@dataclass(frozen=True)
class CatalogFrames:
    """Dimension tables that do not depend on the needs. Row numbers (`*_ix`) join them."""

    catalog: Catalog
    models: tuple[Model, ...]
    offers: tuple[Offer, ...]
    supplies: tuple[Supply, ...]
    """API supplies; rankings append the self-hosting patterns."""
    model_table: pl.DataFrame
    offer_table: pl.DataFrame
    rates: pl.DataFrame
    """Every rate of every offer, see `pricing.rates.rate_table`."""

    @classmethod
    def build(cls, catalog: Catalog) -> CatalogFrames:
        """Tables of all rankable models and their offers."""
        from weighbridge.pricing.rates import rate_table

        models = tuple(model for model in catalog.models.values() if is_ranked(model))
        model_ix = {model.id: index for index, model in enumerate(models)}
        offers = tuple(offer for offer in catalog.offers.values() if offer.model_id in model_ix)
        sellers = {offer.provider_id for offer in offers}
        supplies = tuple(provider_supplies(catalog.providers[provider_id] for provider_id in sorted(sellers)))
        return cls(
            catalog=catalog,
            models=models,
            offers=offers,
            supplies=supplies,
            model_table=_model_table(models, catalog),
            offer_table=_offer_table(offers, catalog, model_ix, supplies),
            rates=rate_table(offers),
        )

    @cached_property
    def sales(self) -> tuple[tuple[int, bool], ...]:
        """For each offer the row of its model, and whether the maker of the model sells it."""
        rows = self.offer_table["model_ix"].to_list()
        return tuple(
            (row, offer.provider_id == self.models[row].maker) for row, offer in zip(rows, self.offers, strict=True)
        )

    @cached_property
    def model_classes(self) -> tuple[tuple[ModelTraits, ...], pl.Series]:
        """Distinct traits of models, and for each model the row of its own: every framework judges those alike."""
        rows: dict[ModelTraits, int] = {}
        licenses = self.catalog.licenses
        traits = (
            ModelTraits.of(model, licenses.get(model.license_id) if model.license_id else None) for model in self.models
        )
        found = [rows.setdefault(item, len(rows)) for item in traits]
        return tuple(rows), pl.Series(found, dtype=pl.UInt32)


def is_ranked(model: Model) -> bool:
    """Only models that answer in text, and that somebody still serves or could run, are ranked."""
    return model.kind in RANKED_KINDS and (model.status != "retired" or model.open_weights)


def offer_end(offer: Offer, model: Model) -> str | None:
    """The day an offer ends as far as is known: its own, or the model's where its maker sells it."""
    return offer.retires or (model.retires if offer.provider_id == model.maker else None)


def supply_regions(supplies: Iterable[Supply]) -> tuple[tuple[int, Region], ...]:
    """Every choice of region as (supply row, region), what everybody gets first; without regions the unknown one."""
    found = []
    for index, supply in enumerate(supplies):
        regions = sorted(supply.posture.regions, key=lambda region: region.access != "default")
        found += [(index, region) for region in regions or (UNKNOWN_REGION,)]
    return tuple(found)


def _model_table(models: Sequence[Model], catalog: Catalog) -> pl.DataFrame:
    """One row per model: the facts that gates and criteria need."""
    sellers: dict[str, set[str]] = {}
    for offer in catalog.offers.values():
        sellers.setdefault(offer.model_id, set()).add(offer.provider_id)
    return pl.DataFrame(
        {
            "model_id": [model.id for model in models],
            "maker": [model.maker for model in models],
            "maker_country": [_country(catalog, model.maker) for model in models],
            "open_weights": [model.open_weights for model in models],
            "claimed": [model.status == "claimed" for model in models],
            "license_id": [model.license_id for model in models],
            "multimodal": [model.multimodal for model in models],
            "context_tokens": [model.context_tokens for model in models],
            "input_modalities": [_list(model.input_modalities) for model in models],
            "tool_calling": [model.tool_calling for model in models],
            "languages": [_list(model.languages) for model in models],
            "more_languages": [model.more_languages for model in models],
            "model_retires": [_last_day(model.retires) for model in models],
            "parameters_b": [model.parameters_b for model in models],
            "plannable": [model.architecture is not None or model.parameters_b is not None for model in models],
            "sellers": [len(sellers.get(model.id, ())) for model in models],
        },
        schema_overrides={
            "model_id": pl.String,
            "maker": pl.String,
            "open_weights": pl.Boolean,
            "claimed": pl.Boolean,
            "plannable": pl.Boolean,
            "sellers": pl.Int64,
            "maker_country": pl.String,
            "license_id": pl.String,
            "multimodal": pl.Boolean,
            "context_tokens": pl.Int64,
            "input_modalities": pl.List(pl.String),
            "tool_calling": pl.Boolean,
            "languages": pl.List(pl.String),
            "model_retires": pl.Date,
            "parameters_b": pl.Float64,
        },
    ).with_row_index("model_ix")


def _offer_table(
    offers: Sequence[Offer], catalog: Catalog, model_ix: dict[str, int], supplies: Sequence[Supply]
) -> pl.DataFrame:
    """One row per offer with the rows of its model and supply."""
    by_provider: dict[str, list[int]] = {}
    for index, supply in enumerate(supplies):
        if supply.provider is not None:
            by_provider.setdefault(supply.provider.id, []).append(index)
    return pl.DataFrame(
        {
            "offer_id": [offer.id for offer in offers],
            "model_ix": [model_ix[offer.model_id] for offer in offers],
            "supply_ix": [
                find_supply(supplies, by_provider.get(offer.provider_id, ()), offer.model_id, offer.tier)
                for offer in offers
            ],
            "offer_regions": [_known_regions(offer, supplies, by_provider) for offer in offers],
            "offer_context_tokens": [offer.context_tokens for offer in offers],
            "offer_retires": [_last_day(offer_end(offer, catalog.models[offer.model_id])) for offer in offers],
            "price_basis": [offer.price_basis for offer in offers],
        },
        schema_overrides={
            "offer_id": pl.String,
            "model_ix": pl.UInt32,
            "supply_ix": pl.UInt32,
            "offer_regions": pl.List(pl.String),
            "offer_context_tokens": pl.Int64,
            "offer_retires": pl.Date,
            "price_basis": pl.String,
        },
    ).with_row_index("offer_ix")


def _known_regions(
    offer: Offer, supplies: Sequence[Supply], by_provider: Mapping[str, Sequence[int]]
) -> list[str] | None:
    """The offer's regions that its provider describes; None when it names none of them."""
    described = {region.id for index in by_provider[offer.provider_id] for region in supplies[index].posture.regions}
    return [region for region in offer.regions or () if region in described] or None


def _country(catalog: Catalog, provider_id: str) -> str | None:
    provider = catalog.providers.get(provider_id)
    return provider.country if provider else None


def _list(values: tuple[str, ...] | None) -> list[str] | None:
    return None if values is None else list(values)


def _last_day(partial: str | None) -> date | None:
    return None if partial is None else last_day(partial)
