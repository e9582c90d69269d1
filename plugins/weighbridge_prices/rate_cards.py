"""genai-prices' price of a model, as a rate card.

Semantics, from `genai_prices.types`: prices are USD per million tokens (requests: per thousand); a tier applies to all
tokens of a request once its input tokens exceed the tier's start; a price that is not there is not charged. A model
without an input or an output price has no known price here, since genai-prices would charge 0 for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from genai_prices.types import ModelPrice, TieredPrices, TimeOfDateConstraint

from weighbridge.records import RateCard, RateTier

if TYPE_CHECKING:
    from decimal import Decimal

    from genai_prices.types import ModelInfo

NOON = time(12, tzinfo=UTC)
_TOKEN_PRICES = {
    "input_mtok": "input_usd_per_mtok",
    "cache_read_mtok": "cached_input_usd_per_mtok",
    "output_mtok": "output_usd_per_mtok",
}


class DayCards(NamedTuple):
    """The rate cards of one model on one day; None where unknown or, for the last three, not different."""

    price: RateCard | None
    batch: RateCard | None = None
    lowest: RateCard | None = None
    highest: RateCard | None = None


def cards_on(model: ModelInfo, day: date, *, variants: bool = True) -> DayCards:
    """Rate cards in force on `day`: at 12:00 UTC, in batch, and at the cheapest and dearest hour.

    `variants` False leaves batch out, as genai-prices does for a model whose price comes from another provider's list.
    """
    noon = datetime.combine(day, NOON)
    standard = model.get_prices(noon)
    price = rate_card(standard)
    batch = None
    if variants and model.price_variants:
        in_batch = model.get_prices(noon, {"processing": "batch"})
        batch = rate_card(in_batch) if in_batch != standard else None
    lowest = highest = None
    cards = [card for card in map(rate_card, _over_the_day(model, day)) if card is not None]
    if cards:
        # One request as long as its answer ranks the hours: no price list here is cheaper in and dearer out at an hour.
        ranked = sorted(cards, key=lambda card: card.input_usd_per_mtok + card.output_usd_per_mtok)
        if ranked[0] != ranked[-1]:
            lowest, highest = ranked[0], ranked[-1]
    return DayCards(price, batch, lowest, highest)


def rate_card(price: ModelPrice) -> RateCard | None:
    """A rate card with the same arithmetic; None when input or output has no price."""
    values = vars(price)
    input_price, output_price = values.get("input_mtok"), values.get("output_mtok")
    if input_price is None or output_price is None:
        return None
    per_thousand = values.get("requests_kcount")
    return RateCard(
        input_usd_per_mtok=_base(input_price),
        output_usd_per_mtok=_base(output_price),
        cached_input_usd_per_mtok=_optional(values.get("cache_read_mtok")),
        request_usd=0.0 if per_thousand is None else _base(per_thousand) / 1000,
        tiers=tuple(_tiers(values)),
    )


def _tiers(values: Mapping[str, Decimal | TieredPrices | None]) -> Iterable[RateTier]:
    tiered = {
        name: price for name, price in values.items() if name in _TOKEN_PRICES and isinstance(price, TieredPrices)
    }
    for start in sorted({tier.start for value in tiered.values() for tier in value.tiers}):
        rates = {}
        for name, value in tiered.items():
            reached = [tier.price for tier in value.tiers if tier.start <= start]
            if reached:
                rates[_TOKEN_PRICES[name]] = float(reached[-1])
        yield RateTier(input_tokens_over=start, **rates)


def _over_the_day(model: ModelInfo, day: date) -> Iterable[ModelPrice]:
    """The price at each moment of the day at which it can change; nothing when the hour does not matter."""
    if isinstance(model.prices, ModelPrice):
        return
    hours = [row.constraint for row in model.prices if isinstance(row.constraint, TimeOfDateConstraint)]
    for moment in sorted({edge for window in hours for edge in (window.start_time, window.end_time)}):
        for second in (0, -1):
            yield model.get_prices(datetime.combine(day, moment) + timedelta(seconds=second))


def _base(value: Decimal | TieredPrices) -> float:
    return float(value.base if isinstance(value, TieredPrices) else value)


def _optional(value: Decimal | TieredPrices | None) -> float | None:
    return None if value is None else _base(value)
