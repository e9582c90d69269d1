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

    One row per offer, card and tier. Columns: offer_id; card (`expected`, `batch`, and `low` and `high` where prices
    depend on the hour); over_tokens (-1 for the base tier); input, cached, output (USD per million tokens); request
    (USD per request).
    """
    import polars as pl

    columns: dict[str, list[str | int | float]] = {name: [] for name in _RATE_SCHEMA}
    for offer in offers:
        for name, card in _cards(offer):
            for over, rates in _tiers(card):
                row: tuple[str | int | float, ...] = (offer.id, name, over, *rates)
                for column, value in zip(columns.values(), row, strict=True):
                    column.append(value)
    types = {"s": pl.String, "i": pl.Int64, "f": pl.Float64}
    return pl.DataFrame(columns, schema={name: types[kind] for name, kind in _RATE_SCHEMA.items()})


def offer_costs(offers: Sequence[Offer], workload: Workload, table: pl.DataFrame | None = None) -> pl.DataFrame:
    """Monthly cost of every offer for a workload, in the order of `offers`.

    Columns: offer_id; low, expected, high (USD a month, null when unknown); request_usd (one request at expected rates,
    null for endpoints by the hour); billing (`tokens`, `batch`, `hours` or null); basis (whose price list, null when
    unknown); hour_dependent (prices change over the day). Pass `table` from `rate_table` to price many workloads.
    """
    import polars as pl

    costs = pl.DataFrame(
        {
            "offer_id": [offer.id for offer in offers],
            "basis": [offer.price_basis for offer in offers],
            "hour_dependent": [offer.lowest_price is not None for offer in offers],
            "hours": [_endpoint_usd(offer, workload) for offer in offers],
        },
        schema={"offer_id": pl.String, "basis": pl.String, "hour_dependent": pl.Boolean, "hours": pl.Float64},
    )
    requests = _request_usd(rate_table(offers) if table is None else table, workload)
    for card in ("expected", "low", "high", "batch"):
        own = requests.filter(pl.col("card") == card).select("offer_id", pl.col("usd").alias(card))
        costs = costs.join(own, on="offer_id", how="left", maintain_order="left")
    batch, expected = pl.col("batch"), pl.coalesce("batch", "expected")
    request = {"low": pl.coalesce("batch", "low", expected), "high": pl.coalesce("batch", "high", expected)}
    return costs.select(
        "offer_id",
        *(
            pl.coalesce(request.get(end, expected) * workload.queries_per_month, "hours").alias(end)
            for end in ("low", "expected", "high")
        ),
        expected.alias("request_usd"),
        pl.when(batch.is_not_null())
        .then(pl.lit("batch"))
        .when(expected.is_not_null())
        .then(pl.lit("tokens"))
        .when(pl.col("hours").is_not_null())
        .then(pl.lit("hours"))
        .alias("billing"),
        "basis",
        "hour_dependent",
    )


def _request_usd(rates: pl.DataFrame, workload: Workload) -> pl.DataFrame:
    """USD of one request under each card that applies: columns offer_id, card, usd."""
    import polars as pl

    cached = workload.input_tokens * workload.cached_input_share
    tokens_usd = (
        pl.col("input") * (workload.input_tokens - cached)
        + pl.col("cached") * cached
        + pl.col("output") * workload.output_tokens
    )
    reached = pl.col("over_tokens") < workload.input_tokens
    wanted = reached if workload.batch else reached & (pl.col("card") != "batch")
    return (
        rates.filter(wanted)
        .unique(["offer_id", "card"], keep="last", maintain_order=True)
        .select("offer_id", "card", usd=tokens_usd / 1e6 + pl.col("request"))
    )


_RATE_SCHEMA = {
    "offer_id": "s",
    "card": "s",
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


def _cards(offer: Offer) -> Iterator[tuple[str, RateCard]]:
    """The rate cards of an offer by name."""
    for name, card in (
        ("expected", offer.price),
        ("low", offer.lowest_price),
        ("high", offer.highest_price),
        ("batch", offer.batch_price),
    ):
        if card is not None:
            yield name, card


def _endpoint_usd(offer: Offer, workload: Workload) -> float | None:
    """Monthly USD of dedicated endpoints sized for the busiest hour; None when price or speed is unknown."""
    from math import ceil

    if offer.price is not None or offer.hourly_usd is None or offer.hourly_output_tokens_per_s is None:
        return None
    tokens_per_s = workload.queries_per_month * workload.output_tokens / SECONDS_PER_MONTH * workload.peak_factor
    return offer.hourly_usd * HOURS_PER_MONTH * max(1, ceil(tokens_per_s / offer.hourly_output_tokens_per_s))
