"""From the genai-prices snapshot to offers, and to a reasoned list of what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from genai_prices import data_snapshot

from weighbridge.records import Evidence, Offer
from weighbridge_prices.joins import Alias, Joins, load
from weighbridge_prices.rate_cards import DayCards, cards_on

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, Provider

_NOT_TEXT = re.compile(
    r"embed|bge-|gte-|rerank|whisper|transcri|\btts\b|-tts|speech|voice|audio|sonic|realtime|-live\b|live-|ocr|image|"
    r"banana|lyria|omni-.*flash|eleven_|moderation|guard|content-safety|voyage|orpheus|distilbert|m2m100|indictrans",
    re.IGNORECASE,
)
_MOVING = re.compile(r"^~|(^|[-/])(latest|chat-latest)$")
_SLUG_BREAKS = re.compile(r"[^a-z0-9._:+/-]+")


@dataclass(frozen=True)
class Walk:
    """What one day's price lists give."""

    offers: tuple[Offer, ...]
    unmatched: tuple[tuple[str, str, str], ...]
    """(provider id, name at the provider, reason), sorted."""


def walk(folder: Path, as_of: date) -> Walk:
    """Offers for every aliased model of every provider, and the reason for every other one."""
    joins = load(folder)
    package = version("genai-prices")
    snapshot = data_snapshot.get_snapshot()
    offers: list[Offer] = []
    unmatched: list[tuple[str, str, str]] = []
    for provider in snapshot.providers:
        if provider.id in joins.not_apis:
            reason = joins.not_apis[provider.id]
            unmatched.extend((joins.provider_id(provider.id), model.id, reason) for model in provider.models)
            continue
        aliases = joins.aliases.get(provider.id, {})
        maker = _OfferMaker(joins, provider, as_of, package)
        own = {model.id: model for model in provider.models}
        for name, model in own.items():
            alias = aliases.get(name)
            if alias is None:
                left_out = joins.left_out.get(provider.id, {})
                unmatched.append((maker.provider_id, name, left_out.get(name) or _reason(provider.id, model)))
            elif alias.batch_of is None:
                offers.append(maker.offer(name, alias, maker.cards(model, _batch_model(name, aliases, own)), model))
        for name, alias in aliases.items():
            if name in own:
                continue
            if not alias.priced:
                offers.append(maker.offer(name, alias, DayCards(None), None))
                continue
            try:
                _, model = snapshot.find_provider_model(name, None, provider.id, None)
            except LookupError:
                unmatched.append((maker.provider_id, name, "in aliases.yaml, but genai-prices no longer lists it"))
            else:
                offers.append(maker.offer(name, alias, cards_on(model, as_of, variants=not alias.fallback), model))
    return Walk(tuple(sorted(offers, key=lambda offer: offer.id)), tuple(sorted(unmatched)))


class _OfferMaker:
    """Makes the offers of one provider."""

    def __init__(self, joins: Joins, provider: Provider, as_of: date, package: str) -> None:
        self.joins, self.as_of = joins, as_of
        self.provider_id = joins.provider_id(provider.id)
        self.retirements = joins.retirements.get(self.provider_id, {})
        page = f" ({provider.pricing_urls[0]})" if provider.pricing_urls else ""
        self.evidence = {
            "*": Evidence(
                grade="secondary", source=f"genai-prices {package}{page}", as_of=joins.releases.get(package)
            )
        }
        self.sold_evidence = {"*": Evidence.model_validate(joins.retirement_source)}
        self.dated_evidence = {**self.evidence, "retires": self.sold_evidence["*"]}

    def cards(self, model: ModelInfo, batch_model: ModelInfo | None) -> DayCards:
        """The cards of a model; a listing of its own may hold the batch price."""
        cards = cards_on(model, self.as_of)
        return cards if batch_model is None else cards._replace(batch=cards_on(batch_model, self.as_of).price)

    def offer(self, name: str, alias: Alias, cards: DayCards, model: ModelInfo | None) -> Offer:
        """The offer of one name; without `model` it is known to be sold, but not at what price."""
        retires = self.retirements.get(name)
        evidence = self.sold_evidence if model is None else self.evidence if retires is None else self.dated_evidence
        notes = [alias.note] if alias.note else []
        if cards.lowest is not None:
            notes.append("Price depends on the hour; the one shown holds at 12:00 UTC.")
        if model is not None and model.deprecated:
            notes.append("The provider calls it deprecated.")
        if model is None:
            notes.append("Sold there; its price is not known.")
        if alias.fallback:
            notes.append("Priced by its maker's list; the provider's own price may differ.")
        return Offer(
            id=f"{self.provider_id}/{_slug(name)}",
            model_id=alias.model,
            provider_id=self.provider_id,
            provider_model_name=name,
            regions=alias.regions,
            price=cards.price,
            batch_price=cards.batch,
            lowest_price=cards.lowest,
            highest_price=cards.highest,
            price_basis=None if cards.price is None else "fallback" if alias.fallback else "own",
            context_tokens=None if model is None else model.context_window,
            retires=retires,
            note=" ".join(notes) or None,
            evidence=evidence,
        )


def _batch_model(name: str, aliases: dict[str, Alias], own: dict[str, ModelInfo]) -> ModelInfo | None:
    """The listing that holds only the batch price of `name`, such as `name:batch`."""
    batch_name = f"{name}:batch"
    alias = aliases.get(batch_name)
    return own.get(batch_name) if alias is not None and alias.batch_of == name else None


def _reason(provider: str, model: ModelInfo) -> str:
    """Why a listed model is no offer."""
    name = model.id
    prices = _price_keys(model)
    if name.endswith(":free") or name.endswith("-free"):
        return "free of charge and rate-limited; not an offer to plan with"
    if _MOVING.search(name):
        return "moving alias; the model it stands for is listed under its own name"
    if _NOT_TEXT.search(name) or (prices and "output_mtok" not in prices):
        return "not a text model"
    if provider == "openrouter" and "/" not in name:
        return "older name without a maker; listed under its full name or gone"
    return "no catalog model corresponds to it"


def _price_keys(model: ModelInfo) -> set[str]:
    def listed() -> Iterator[str]:
        rows = model.prices if isinstance(model.prices, list) else ()
        for price in [row.prices for row in rows] or [model.prices]:
            yield from (key for key, value in vars(price).items() if value is not None)

    return set(listed())


def _slug(name: str) -> str:
    """A name as the second part of an id: lower case, runs of other characters as one dash."""
    parts = (_SLUG_BREAKS.sub("-", part).strip("-._:+") for part in name.lower().split("/"))
    return "/".join(part for part in parts if part)
