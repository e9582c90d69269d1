"""Rate cards to money: what one request costs.

The arithmetic is that of `genai_prices.types.ModelPrice.calc_price`: cached tokens are part of the input tokens, the
tier is chosen by the input tokens of one request, and a tier's rates then apply to the whole request. Writing to a
prompt cache and calls of tools such as web search are not part of a workload and are not charged.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from weighbridge.records import RateCard


class Rates(NamedTuple):
    """The rates of one tier with every fallback resolved: USD per million tokens, and USD per request."""

    input: float
    cached: float
    output: float
    request: float


def rates_for(card: RateCard, input_tokens: int) -> Rates:
    """The rates that a request with this many input tokens pays."""
    return [rates for over, rates in rate_tiers(card) if input_tokens > over][-1]


def request_cost_usd(card: RateCard, input_tokens: int, output_tokens: int, cached_input_share: float = 0.0) -> float:
    """USD for one request; `cached_input_share` (0 to 1) of the input tokens is read from the prompt cache."""
    rates = rates_for(card, input_tokens)
    cached = input_tokens * cached_input_share
    tokens_usd = (input_tokens - cached) * rates.input + cached * rates.cached + output_tokens * rates.output
    return tokens_usd / 1e6 + rates.request


def rate_tiers(card: RateCard) -> Iterator[tuple[int, Rates]]:
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
