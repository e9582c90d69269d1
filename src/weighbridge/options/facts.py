"""Models and offers of the catalog as plain columns, whether they were written out or stand in tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from weighbridge.catalog import Catalog
from weighbridge.licensing.lineage import binding_licenses
from weighbridge.pricing.price_table import PriceTable, offer_schema, rate_schema
from weighbridge.records import Model, Offer

RANKED_KINDS = ("chat", "completion")

_TEXTS = pl.List(pl.String)
_MODEL_SCHEMA: dict[str, Any] = {
    "id": pl.String,
    "maker": pl.String,
    "kind": pl.String,
    "status": pl.String,
    "open_weights": pl.Boolean,
    "license_id": pl.String,
    "license_tag": pl.String,
    "also": pl.String,
    "context_tokens": pl.Int64,
    "input_modalities": _TEXTS,
    "output_modalities": _TEXTS,
    "tool_calling": pl.Boolean,
    "languages": _TEXTS,
    "more_languages": pl.Boolean,
    "retires": pl.String,
    "parameters_b": pl.Float64,
    "training_flop": pl.Float64,
    "laid_out": pl.Boolean,
}
_RATES = ("input_usd_per_mtok", "cached_input_usd_per_mtok", "output_usd_per_mtok", "request_usd")
_TABLE_CARDS = {"expected": "price", "batch": "batch_price"}
_OFFER_SCHEMA: dict[str, Any] = {
    "id": pl.String,
    "model_id": pl.String,
    "provider_id": pl.String,
    "tier": pl.String,
    "regions": _TEXTS,
    "context_tokens": pl.Int64,
    "retires": pl.String,
    "price_basis": pl.String,
    "hourly_usd": pl.Float64,
    "hourly_output_tokens_per_s": pl.Float64,
    "written_row": pl.UInt32,
}
_TABLE_RATES = {f"{card}.{rate}": pl.Float64 for card in _TABLE_CARDS.values() for rate in _RATES}


def is_ranked(model: Model) -> bool:
    """Only models that answer in text, and that somebody still serves or could run, are ranked."""
    return model.kind in RANKED_KINDS and (model.status != "retired" or model.open_weights)


def model_facts(catalog: Catalog) -> pl.DataFrame:
    """One row per ranked model, by id, named as the fields of the record.

    `also` are the other licenses that bind, one a line; `laid_out` says whether its architecture is known.
    """
    models = [model for model in catalog.models.written.values() if is_ranked(model)]
    find_model, find_license = catalog.models.get, catalog.licenses.get
    plain = [name for name in _MODEL_SCHEMA if name in Model.model_fields and _MODEL_SCHEMA[name] != _TEXTS]
    columns: dict[str, list[Any]] = {name: [getattr(model, name) for model in models] for name in plain}
    for name in ("input_modalities", "output_modalities", "languages"):
        columns[name] = [_list(getattr(model, name)) for model in models]
    columns["also"] = ["\n".join(binding_licenses(model, find_model, find_license)) for model in models]
    columns["laid_out"] = [model.architecture is not None for model in models]
    written = pl.DataFrame({name: columns[name] for name in _MODEL_SCHEMA}, schema=_MODEL_SCHEMA)
    if catalog.models.frame is None:
        return written
    answers = pl.col("kind").is_in(RANKED_KINDS) & ((pl.col("status") != "retired") | pl.col("open_weights"))
    given = catalog.models.frame.columns_as(_MODEL_SCHEMA, _defaults(Model), also="", laid_out=False).filter(answers)
    return written.merge_sorted(given, key="id")


def offer_facts(catalog: Catalog, models: pl.DataFrame) -> pl.DataFrame:
    """One row per offer of those models, named as the fields of the record, with `model_ix`, the row of its model.

    Offers that were written out come first, by id, and have a `written_row`, their place among those. Then come those
    of tables, by id, with their rates in columns such as `price.input_usd_per_mtok`.
    """
    offers = catalog.offers.written.values()
    plain = [name for name in _OFFER_SCHEMA if name not in ("regions", "written_row")]
    columns: dict[str, Any] = {name: [getattr(offer, name) for offer in offers] for name in plain}
    columns["regions"] = [_list(offer.regions) for offer in offers]
    columns["written_row"] = range(len(offers))
    rows = pl.DataFrame({name: columns[name] for name in _OFFER_SCHEMA}, schema=_OFFER_SCHEMA)
    if catalog.offers.frame is not None:
        given = catalog.offers.frame.columns_as({**_OFFER_SCHEMA, **_TABLE_RATES}, _defaults(Offer))
        rows = pl.concat([rows, given], how="diagonal")
    known = models.select(pl.col("id").alias("model_id")).with_row_index("model_ix")
    return rows.join(known, on="model_id", maintain_order="left")


def price_table(catalog: Catalog, offers: pl.DataFrame) -> PriceTable:
    """The prices of `offers`, rows of `offer_facts`."""
    numbered = offers.with_row_index("offer_ix")
    written = numbered.filter(pl.col("written_row").is_not_null()).select("offer_ix", "written_row")
    every = PriceTable.of(tuple(catalog.offers.written.values()))
    rates = [every.rates.rename({"offer_ix": "written_row"}).join(written, on="written_row").select(*rate_schema())]
    if catalog.offers.frame is not None:
        rates += [_table_rates(numbered, card, name) for card, name in _TABLE_CARDS.items()]
    dependent = every.offers["hour_dependent"].gather(offers["written_row"]).fill_null(value=False)
    stated = offers.rename({"id": "offer_id", "price_basis": "basis"}).with_columns(dependent)
    return PriceTable(stated.select(*offer_schema()), pl.concat(rates))


def _table_rates(offers: pl.DataFrame, card: str, name: str) -> pl.DataFrame:
    """The rates of one card that stand in columns of a table."""
    rate = {short: pl.col(f"{name}.{short}") for short in _RATES}
    priced = offers.filter(rate["input_usd_per_mtok"].is_not_null())
    columns = {
        "offer_ix": pl.col("offer_ix"),
        "card": pl.lit(card),
        "over_tokens": pl.lit(-1),
        "input": rate["input_usd_per_mtok"],
        "cached": pl.coalesce(rate["cached_input_usd_per_mtok"], rate["input_usd_per_mtok"]),
        "output": rate["output_usd_per_mtok"],
        "request": rate["request_usd"].fill_null(0.0),
    }
    return priced.select(columns[column].cast(kind).alias(column) for column, kind in rate_schema().items())


def _defaults(shape: type[Model | Offer]) -> Mapping[str, Any]:
    """What an empty cell means, for the fields that then have a value."""
    plain = (str, bool, int, float)
    return {name: field.default for name, field in shape.model_fields.items() if isinstance(field.default, plain)}


def _list(values: tuple[str, ...] | None) -> list[str] | None:
    return None if values is None else list(values)
