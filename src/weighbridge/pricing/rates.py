"""Rate cards to money: one request, or every offer at once for a month's workload.

The arithmetic is that of `genai_prices.types.ModelPrice.calc_price`: cached tokens are part of the input tokens, the
tier is chosen by the input tokens of one request, and a tier's rates then apply to the whole request. Writing to a
prompt cache and calls of tools such as web search are not part of a workload and are not charged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from weighbridge.pricing.monthly import HOURS_PER_MONTH, SECONDS_PER_MONTH

if TYPE_CHECKING:
    import polars as pl

    from weighbridge.needs import Workload
    from weighbridge.records import Offer, RateCard


class Rates(NamedTuple):
    """The rates of one tier with every fallback resolved: USD per million tokens, and USD per request."""

    input: float
    cached: float
    output: float
    request: float


def rates_for(card: RateCard, input_tokens: int) -> Rates:
    """The rates that a request with this many input tokens pays."""
    return [rates for over, rates in _tiers(card) if input_tokens > over][-1]


def request_cost_usd(card: RateCard, input_tokens: int, output_tokens: int, cached_input_share: float = 0.0) -> float:
    """USD for one request; `cached_input_share` (0 to 1) of the input tokens is read from the prompt cache."""
    rates = rates_for(card, input_tokens)
    cached = input_tokens * cached_input_share
    tokens_usd = (input_tokens - cached) * rates.input + cached * rates.cached + output_tokens * rates.output
    return tokens_usd / 1e6 + rates.request


def rate_table(offers: Sequence[Offer]) -> pl.DataFrame:
    """Every rate of every offer, flat, so that a workload is priced without touching Python objects again.

    Rows: offer, use (`standard` or `batch`), level (`low`, `expected`, `high` over the hours of the day), tier. Columns
    offer_id, use, level, over_tokens (-1 for the base tier), input, cached, output (USD per million tokens), request
    (USD per request). Low and high have rows only where prices depend on the hour.
    """
    import polars as pl

    columns: dict[str, list[str | int | float]] = {name: [] for name in _RATE_SCHEMA}
    for offer in offers:
        for use, level, card in _cards(offer):
            for over, rates in _tiers(card):
                row: tuple[str | int | float, ...] = (offer.id, use, level, over, *rates)
                for name, value in zip(_RATE_SCHEMA, row, strict=True):
                    columns[name].append(value)
    types = {"s": pl.String, "i": pl.Int64, "f": pl.Float64}
    return pl.DataFrame(columns, schema={name: types[kind] for name, kind in _RATE_SCHEMA.items()})


def offer_costs(offers: Sequence[Offer], workload: Workload, table: pl.DataFrame | None = None) -> pl.DataFrame:
    """Monthly cost of every offer for a workload, in the order of `offers`.

    Columns: offer_id; low, expected, high (USD a month, null when unknown); request_usd (one request at expected rates,
    null for endpoints by the hour); billing (`tokens`, `batch`, `hours` or null); basis (whose price list, null when
    unknown); hour_dependent (prices change over the day). Pass `table` from `rate_table` to price many workloads.
    """
    import polars as pl

    rates = rate_table(offers) if table is None else table
    tokens = pl.lit(float(workload.input_tokens))
    cached = tokens * workload.cached_input_share
    use_wanted = ["standard", "batch"] if workload.batch else ["standard"]
    priced = (
        rates.lazy()
        .filter((pl.col("over_tokens") < workload.input_tokens) & pl.col("use").is_in(use_wanted))
        .sort("over_tokens")
        .group_by("offer_id", "use", "level", maintain_order=True)
        .last()
        .with_columns(
            usd=(
                (tokens - cached) * pl.col("input")
                + cached * pl.col("cached")
                + float(workload.output_tokens) * pl.col("output")
            )
            / 1e6
            + pl.col("request")
        )
        .group_by("offer_id")
        .agg(
            *(
                pl.col("usd").filter(pl.col("use") == use, pl.col("level") == level).first().alias(f"{use}_{level}")
                for use in ("standard", "batch")
                for level in ("low", "expected", "high")
            )
        )
        .with_columns(batch=pl.col("batch_expected").is_not_null())
    )
    base = pl.LazyFrame(
        {
            "offer_id": [offer.id for offer in offers],
            "basis": [offer.price_basis for offer in offers],
            "hour_dependent": [offer.lowest_price is not None for offer in offers],
            "hours_usd": [_endpoint_usd(offer, workload) for offer in offers],
        },
        schema_overrides={"hours_usd": pl.Float64, "basis": pl.String, "offer_id": pl.String},
    )
    queries = workload.queries_per_month
    expected = pl.coalesce("batch_expected", "standard_expected")
    by_token = {
        "expected": expected,
        "low": pl.when(pl.col("batch")).then(expected).otherwise(pl.coalesce("standard_low", expected)),
        "high": pl.when(pl.col("batch")).then(expected).otherwise(pl.coalesce("standard_high", expected)),
    }
    return (
        base.join(priced, on="offer_id", how="left", maintain_order="left")
        .with_columns(request_usd=expected)
        .with_columns(**{name: pl.coalesce(cost * queries, "hours_usd") for name, cost in by_token.items()})
        .with_columns(
            billing=pl.when(pl.col("batch"))
            .then(pl.lit("batch"))
            .when(pl.col("request_usd").is_not_null())
            .then(pl.lit("tokens"))
            .when(pl.col("hours_usd").is_not_null())
            .then(pl.lit("hours"))
        )
        .select("offer_id", "low", "expected", "high", "request_usd", "billing", "basis", "hour_dependent")
        .collect()
    )


_RATE_SCHEMA = {
    "offer_id": "s",
    "use": "s",
    "level": "s",
    "over_tokens": "i",
    "input": "f",
    "cached": "f",
    "output": "f",
    "request": "f",
}


def _tiers(card: RateCard) -> Iterator[tuple[int, Rates]]:
    """(threshold, rates) by rising threshold, every fallback resolved; the base rates stand at -1."""
    base = Rates(
        card.input_usd_per_mtok,
        _either(card.cached_input_usd_per_mtok, card.input_usd_per_mtok),
        card.output_usd_per_mtok,
        card.request_usd,
    )
    yield -1, base
    for tier in card.tiers:
        input_rate = _either(tier.input_usd_per_mtok, base.input)
        cached_rate = _either(tier.cached_input_usd_per_mtok, _either(card.cached_input_usd_per_mtok, input_rate))
        yield (
            tier.input_tokens_over,
            Rates(input_rate, cached_rate, _either(tier.output_usd_per_mtok, base.output), base.request),
        )


def _either(rate: float | None, fallback: float) -> float:
    return fallback if rate is None else rate


def _cards(offer: Offer) -> Iterator[tuple[str, str, RateCard]]:
    """The rate cards of an offer as (use, level, card)."""
    for use, level, card in (
        ("standard", "expected", offer.price),
        ("standard", "low", offer.lowest_price),
        ("standard", "high", offer.highest_price),
        ("batch", "expected", offer.batch_price),
    ):
        if card is not None:
            yield use, level, card


def _endpoint_usd(offer: Offer, workload: Workload) -> float | None:
    """Monthly USD of dedicated endpoints sized for the busiest hour; None when price or speed is unknown."""
    from math import ceil

    if offer.price is not None or offer.hourly_usd is None or offer.hourly_output_tokens_per_s is None:
        return None
    tokens_per_s = workload.queries_per_month * workload.output_tokens / SECONDS_PER_MONTH * workload.peak_factor
    return offer.hourly_usd * HOURS_PER_MONTH * max(1, ceil(tokens_per_s / offer.hourly_output_tokens_per_s))
