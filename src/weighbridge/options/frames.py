"""The catalog as tables: built once per snapshot, shared by every ranking on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from weighbridge.catalog import Catalog
from weighbridge.catalog.table import Chosen
from weighbridge.compliance.traits import ModelTraits
from weighbridge.options.facts import is_ranked, model_facts, offer_facts, price_table
from weighbridge.options.keys import looked_up
from weighbridge.options.supply import Supply, find_supply, provider_supplies
from weighbridge.plugins.tables import last_days
from weighbridge.pricing.price_table import PriceTable
from weighbridge.records import Model, Offer, Region

__all__ = ["CatalogFrames", "is_ranked", "offer_end", "supply_regions"]

UNKNOWN_REGION = Region(id="unknown", name="a place the provider does not state", processing=None, storage=None)

_LICENSED_BY = ("license_id", "license_tag", "also", "multimodal")
"""What tells licenses of models apart: its own, others that bind, and whether it takes more than text."""
_TRAITS = ("kind", "open_weights", "output_modalities", "training_flop", "license_id")
"""What tells models apart for the checks of frameworks, see `ModelTraits`."""


@dataclass(frozen=True)
class CatalogFrames:
    """Dimension tables that do not depend on the needs. Row numbers (`*_ix`) join them."""

    catalog: Catalog
    models: Sequence[Model]
    """Records, made when they are asked for where they stand in tables."""
    offers: Sequence[Offer]
    supplies: tuple[Supply, ...]
    """API supplies; rankings append the self-hosting patterns."""
    model_table: pl.DataFrame
    offer_table: pl.DataFrame
    sales: pl.DataFrame
    """For each offer: model_ix, provider_ix (providers by id), from_maker, whether the model's maker sells it, and
    several, whether that provider has several offers of the model."""
    prices: PriceTable
    license_classes: Classes
    """Models that no license tells apart."""
    model_classes: Classes
    """Models that every framework judges alike."""

    @classmethod
    def build(cls, catalog: Catalog) -> CatalogFrames:
        """Tables of all rankable models and their offers."""
        models = model_facts(catalog)
        offers = offer_facts(catalog, models)
        multimodal = pl.col("input_modalities").list.eval(pl.element() != "text").list.any().alias("multimodal")
        models = models.with_columns(multimodal)
        sellers = offers["provider_id"].unique().sort()
        supplies = tuple(provider_supplies(catalog.providers[provider_id] for provider_id in sellers))
        sales = offers.select(
            "model_ix",
            pl.col("provider_id").cast(pl.Enum(sellers)).to_physical().alias("provider_ix"),
            (pl.col("provider_id") == models["maker"].gather(offers["model_ix"])).alias("from_maker"),
        )
        pair = pl.col("model_ix").cast(pl.UInt64) * len(sellers) + pl.col("provider_ix")
        sales = sales.with_columns(pair.is_duplicated().alias("several"))
        return cls(
            catalog=catalog,
            models=Chosen(catalog.models, models["id"]),
            offers=Chosen(catalog.offers, offers["id"]),
            supplies=supplies,
            model_table=_model_table(models, sales, catalog),
            offer_table=_offer_table(offers, sales, models, supplies),
            sales=sales,
            prices=price_table(catalog, offers),
            license_classes=Classes.of(models, _LICENSED_BY),
            model_classes=Classes.of(models, _TRAITS),
        )

    @cached_property
    def traits(self) -> tuple[ModelTraits, ...]:
        """Traits of each of `model_classes`."""
        found = (self.models[row] for row in self.model_classes.first)
        licenses = self.catalog.licenses
        return tuple(ModelTraits.of(model, licenses.get(model.license_id or "")) for model in found)


@dataclass(frozen=True)
class Classes:
    """Models that agree in some facts."""

    first: tuple[int, ...]
    """The first model of each class, as a row of the table of models."""
    of_model: pl.Series
    """The class of every model."""

    @classmethod
    def of(cls, models: pl.DataFrame, facts: Sequence[str]) -> Classes:
        """Classes of models that agree in `facts`, columns of texts, numbers or lists."""
        lists = [name for name in facts if models.schema[name] == pl.List(pl.String)]
        told = models.select(facts).with_columns(pl.col(name).list.join("\n") for name in lists)
        rows = told.with_row_index("row")
        kinds = rows.unique(facts, keep="first", maintain_order=True).with_row_index("class")
        found = rows.join(kinds.drop("row"), on=facts, how="left", nulls_equal=True, maintain_order="left")
        return cls(tuple(kinds["row"]), found["class"].alias("class_ix"))


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


def _model_table(models: pl.DataFrame, sales: pl.DataFrame, catalog: Catalog) -> pl.DataFrame:
    """One row per model: the facts that gates and criteria need."""
    countries = {provider.id: provider.country for provider in catalog.providers.values()}
    known = pl.DataFrame(
        {"maker": list(countries), "maker_country": list(countries.values())},
        {"maker": pl.String, "maker_country": pl.String},
    )
    sellers = sales.group_by("model_ix").agg(pl.col("provider_ix").n_unique().cast(pl.Int64).alias("sellers"))
    return (
        models.with_row_index("model_ix")
        .join(known, on="maker", how="left", maintain_order="left")
        .join(sellers, on="model_ix", how="left", maintain_order="left")
        .select(
            "model_ix",
            pl.col("id").alias("model_id"),
            "maker",
            "maker_country",
            "open_weights",
            (pl.col("status") == "claimed").alias("claimed"),
            "license_id",
            "multimodal",
            "context_tokens",
            "input_modalities",
            "tool_calling",
            "languages",
            "more_languages",
            last_days(pl.col("retires")).alias("model_retires"),
            "parameters_b",
            (pl.col("laid_out") | pl.col("parameters_b").is_not_null()).alias("plannable"),
            pl.col("sellers").fill_null(0),
        )
    )


def _offer_table(
    offers: pl.DataFrame, sales: pl.DataFrame, models: pl.DataFrame, supplies: Sequence[Supply]
) -> pl.DataFrame:
    """One row per offer with the rows of its model and supply."""
    model_end = models["retires"].gather(offers["model_ix"])
    rows = offers.with_columns(sales["provider_ix"], sales["from_maker"], model_end.alias("model_end"))
    by_provider = _by_provider(supplies)
    return rows.select(
        pl.col("id").alias("offer_id"),
        "model_ix",
        _supply_rows(rows, models, supplies, by_provider),
        _known_regions(rows, supplies, by_provider),
        pl.col("context_tokens").alias("offer_context_tokens"),
        last_days(pl.coalesce("retires", pl.when("from_maker").then("model_end"))).alias("offer_retires"),
        "price_basis",
    ).with_row_index("offer_ix")


def _by_provider(supplies: Sequence[Supply]) -> tuple[tuple[int, ...], ...]:
    """The supplies of each provider, by id; they come provider by provider."""
    found: dict[str, list[int]] = {}
    for index, supply in enumerate(supplies):
        if supply.provider is not None:
            found.setdefault(supply.provider.id, []).append(index)
    return tuple(tuple(rows) for rows in found.values())


def _supply_rows(
    offers: pl.DataFrame, models: pl.DataFrame, supplies: Sequence[Supply], by_provider: Sequence[Sequence[int]]
) -> pl.Series:
    """The supply of each offer, found once per provider and tier, and model where a provider tells those apart."""
    picky = [ix for ix, rows in enumerate(by_provider) if any(supplies[row].posture.models for row in rows)]
    tiers = offers["tier"].unique().sort()
    provider, model = pl.col("provider_ix").cast(pl.UInt64), pl.col("model_ix").cast(pl.UInt64) + 1
    pair = provider * len(tiers) + pl.col("tier").cast(pl.Enum(tiers)).to_physical()
    asked = pl.when(pl.col("provider_ix").is_in(picky)).then(model).otherwise(0)
    told = offers.select("provider_ix", "tier", "model_ix", key=asked * (len(by_provider) * len(tiers)) + pair)
    found = {
        key: find_supply(supplies, by_provider[provider_ix], models["id"][model_ix], tier)
        for provider_ix, tier, model_ix, key in told.unique("key", maintain_order=True).iter_rows()
    }
    return looked_up(told["key"], found).alias("supply_ix")


def _known_regions(offers: pl.DataFrame, supplies: Sequence[Supply], by_provider: Sequence[Sequence[int]]) -> pl.Series:
    """Each offer's regions that its provider describes; null when it names none of them."""
    described = [{region.id for row in rows for region in supplies[row].posture.regions} for rows in by_provider]
    told = offers.select("provider_ix", pl.col("regions").list.join("\n").alias("named"))
    pairs = told.drop_nulls().unique(maintain_order=True)
    found = [
        [region for region in named.split("\n") if region in described[provider_ix]] or None
        for provider_ix, named in pairs.iter_rows()
    ]
    if not found:
        return pl.repeat(None, len(offers), dtype=pl.List(pl.String), eager=True).alias("offer_regions")
    rows = pairs.with_columns(pl.Series("offer_regions", found, dtype=pl.List(pl.String)))
    return told.join(rows, on=pairs.columns, how="left", maintain_order="left")["offer_regions"]
