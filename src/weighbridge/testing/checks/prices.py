"""Prices: positive or known to be free, and in the right unit."""

from __future__ import annotations

from collections.abc import Iterator

from weighbridge.records import Offer
from weighbridge.records.offer import RateCard
from weighbridge.testing.finding import Finding
from weighbridge.testing.subject import Subject

DEAREST_USD_PER_MTOK = 1_000.0
"""No model on the market costs a third of it; more is a price per token or per thousand in the wrong field."""
CHEAPEST_USD_PER_MTOK = 0.001
_CARDS = ("price", "batch_price", "lowest_price", "highest_price")


def prices_stated(subject: Subject) -> list[Finding]:
    """A price of zero says `free: true`, a free offer has no other price; the basis of a price is stated."""
    found = []
    for _, offer in subject.records("offers"):
        where = f"offers: {offer.id}"
        costs = any(_charges(card) for _, card in _rate_cards(offer))
        if offer.price is not None and not costs and not offer.free:
            fix = "Leave the price out when it is unknown, or say `free: true`."
            found.append(Finding(where, "its price is zero, but it is not said to be free.", fix))
        if offer.free and costs:
            found.append(Finding(where, "it is said to be free, but has a price.", "Keep one of the two."))
        if offer.price is not None and offer.price_basis is None and not offer.free:
            fix = "Say price_basis: own, fallback, contract or claimed."
            found.append(Finding(where, "whose price it is does not stand anywhere.", fix))
    for _, accelerator in subject.records("accelerators"):
        for name in ("purchase_usd", "hourly_usd"):
            price = getattr(accelerator, name)
            ends = [value for value in (price.low, price.typical, price.high) if value is not None]
            if ends != sorted(ends):
                what = f"{name} does not rise from low to typical to high."
                found.append(Finding(f"accelerators: {accelerator.id}", what, "Put the three in order."))
    return found


def prices_plausible(subject: Subject) -> list[Finding]:
    """Rates lie where the market lies; reading the cache costs no more than reading anew; tiers rise."""
    found = []
    for _, offer in subject.records("offers"):
        where = f"offers: {offer.id}"
        for name, card in _rate_cards(offer):
            found += [Finding(where, f"{name}: {what}", fix) for what, fix in _doubts(card)]
    return found


def _doubts(card: RateCard) -> Iterator[tuple[str, str]]:
    for rate in (card.input_usd_per_mtok, card.output_usd_per_mtok):
        if rate > DEAREST_USD_PER_MTOK or 0 < rate < CHEAPEST_USD_PER_MTOK:
            yield (
                f"{rate:,g} USD per million tokens cannot be right.",
                "Rates are per million tokens: multiply a price per thousand by 1,000, one per token by 1,000,000.",
            )
    cached = card.cached_input_usd_per_mtok
    if cached is not None and cached > card.input_usd_per_mtok:
        yield "reading the cache costs more than reading anew.", "Swap the two rates, or leave the cached one out."
    limits = [tier.input_tokens_over for tier in card.tiers]
    if limits != sorted(set(limits)):
        yield "its tiers do not rise.", "Put them in order of input_tokens_over, each once."


def _rate_cards(offer: Offer) -> Iterator[tuple[str, RateCard]]:
    for name in _CARDS:
        card = getattr(offer, name)
        if card is not None:
            yield name, card


def _charges(card: RateCard) -> bool:
    return bool(card.input_usd_per_mtok or card.output_usd_per_mtok or card.request_usd)
