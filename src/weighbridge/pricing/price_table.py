"""Every offer priced at once for a month's workload. The arithmetic is that of `pricing.rates`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from weighbridge.pricing.monthly import HOURS_PER_MONTH, SECONDS_PER_MONTH
from weighbridge.pricing.rates import rate_tiers

if TYPE_CHECKING:
    import polars as pl

    from weighbridge.needs import Workload
    from weighbridge.records import Offer, RateCard

CARDS = ("expected", "low", "high", "batch")
"""Cards that an offer can have: `low` and `high` where prices depend on the hour."""


@dataclass(frozen=True, eq=False)
class PriceTable:
    """Every rate of every offer, flat, so that a workload is priced without touching Python objects again.

    `offers` has one row per offer: offer_id, basis (whose price list, null when unknown), hour_dependent, hourly_usd
    and hourly_output_tokens_per_s. `rates` has one row per offer, card and tier: offer_ix, its row; card, one of
    `CARDS`; over_tokens (-1 for the base tier); input, cached, output (USD per million tokens); request (USD per
    request). Tiers of a card stand together, by rising over_tokens.
    """

    offers: pl.DataFrame
    rates: pl.DataFrame

    @classmethod
    def of(cls, offers: Sequence[Offer]) -> PriceTable:
        """The prices of offers, in their order."""
        import polars as pl

        rates: list[tuple[int, str, int, float, float, float, float]] = []
        for row, offer in enumerate(offers):
            for name, card in _cards(offer):
                rates += [(row, name, over, *found) for over, found in rate_tiers(card)]
        stated: dict[str, list[str | bool | float | None]] = {
            "offer_id": [offer.id for offer in offers],
            "basis": [offer.price_basis for offer in offers],
            "hour_dependent": [offer.lowest_price is not None for offer in offers],
            "hourly_usd": [offer.hourly_usd for offer in offers],
            "hourly_output_tokens_per_s": [offer.hourly_output_tokens_per_s for offer in offers],
        }
        return cls(pl.DataFrame(stated, schema=offer_schema()), pl.DataFrame(rates, schema=rate_schema(), orient="row"))

    def costs(self, workload: Workload) -> pl.DataFrame:
        """Monthly cost of every offer for a workload, in the order of `offers`.

        Columns: offer_id; low, expected, high (USD a month, null when unknown); request_usd (one request at expected
        rates, null for endpoints by the hour); billing (`tokens`, `batch`, `hours` or null); basis; hour_dependent.
        """
        import polars as pl

        requests = self._request_usd(workload)
        costs = self.offers.with_row_index("offer_ix")
        for card in CARDS:
            own = requests.filter(pl.col("card") == card).select("offer_ix", pl.col("usd").alias(card))
            missing = pl.lit(None, dtype=pl.Float64).alias(card)
            joined = costs.join(own, on="offer_ix", how="left", maintain_order="left") if own.height else None
            costs = costs.with_columns(missing) if joined is None else joined
        batch, expected = pl.col("batch"), pl.coalesce("batch", "expected")
        request = {"low": pl.coalesce("batch", "low", expected), "high": pl.coalesce("batch", "high", expected)}
        hours = _endpoint_usd(workload)
        return costs.select(
            "offer_id",
            *(
                pl.coalesce(request.get(end, expected) * workload.queries_per_month, hours).alias(end)
                for end in ("low", "expected", "high")
            ),
            expected.alias("request_usd"),
            pl.when(batch.is_not_null())
            .then(pl.lit("batch"))
            .when(expected.is_not_null())
            .then(pl.lit("tokens"))
            .when(hours.is_not_null())
            .then(pl.lit("hours"))
            .alias("billing"),
            "basis",
            "hour_dependent",
        )

    def _request_usd(self, workload: Workload) -> pl.DataFrame:
        """USD of one request under each card that applies: columns offer_ix, card, usd."""
        import polars as pl

        cached = workload.input_tokens * workload.cached_input_share
        tokens_usd = (
            pl.col("input") * (workload.input_tokens - cached)
            + pl.col("cached") * cached
            + pl.col("output") * workload.output_tokens
        )
        rates = self.rates if workload.batch else self.rates.filter(pl.col("card") != "batch")
        card = ["offer_ix", "card"]
        base, over = rates.filter(pl.col("over_tokens") < 0), pl.col("over_tokens")
        reached = rates.filter((over >= 0) & (over < workload.input_tokens))
        if reached.height:
            highest = reached.unique(card, keep="last", maintain_order=True)
            base = pl.concat([base.join(highest, on=card, how="anti", maintain_order="left"), highest])
        return base.select(*card, usd=tokens_usd / 1e6 + pl.col("request"))


def offer_costs(offers: Sequence[Offer], workload: Workload) -> pl.DataFrame:
    """Monthly cost of some offers for one workload; see `PriceTable.costs`."""
    return PriceTable.of(offers).costs(workload)


def offer_schema() -> dict[str, type[pl.DataType]]:
    """Types of `PriceTable.offers`."""
    import polars as pl

    return {
        "offer_id": pl.String,
        "basis": pl.String,
        "hour_dependent": pl.Boolean,
        "hourly_usd": pl.Float64,
        "hourly_output_tokens_per_s": pl.Float64,
    }


def rate_schema() -> dict[str, pl.DataType | type[pl.DataType]]:
    """Types of `PriceTable.rates`."""
    import polars as pl

    rates = dict.fromkeys(("input", "cached", "output", "request"), pl.Float64)
    return {"offer_ix": pl.UInt32, "card": pl.Enum(CARDS), "over_tokens": pl.Int64, **rates}


def _cards(offer: Offer) -> Iterator[tuple[str, RateCard]]:
    """The rate cards of an offer by name."""
    found = (offer.price, offer.lowest_price, offer.highest_price, offer.batch_price)
    for name, card in zip(CARDS, found, strict=True):
        if card is not None:
            yield name, card


def _endpoint_usd(workload: Workload) -> pl.Expr:
    """Monthly USD of dedicated endpoints sized for the busiest hour; null where price or speed is unknown, and where
    tokens are charged instead.
    """
    import polars as pl

    tokens_per_s = workload.queries_per_month * workload.output_tokens / SECONDS_PER_MONTH * workload.peak_factor
    needed = (tokens_per_s / pl.col("hourly_output_tokens_per_s")).ceil().clip(1)
    return pl.when(pl.col("expected").is_null()).then(pl.col("hourly_usd") * HOURS_PER_MONTH * needed)
