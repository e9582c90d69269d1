"""From the genai-prices snapshot to offers, and to a reasoned list of what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from genai_prices import data_snapshot

from weighbridge.records import Evidence, Offer
from weighbridge_prices.gaps import reason
from weighbridge_prices.joins import Alias, Joins, load
from weighbridge_prices.rate_cards import DayCards, cards_on
from weighbridge_prices.result import Gap, Walk

if TYPE_CHECKING:
    from genai_prices.data_snapshot import DataSnapshot
    from genai_prices.types import ModelInfo, Provider

_SLUG_BREAKS = re.compile(r"[^a-z0-9._:+/-]+")


def walk(folder: Path, as_of: date) -> Walk:
    """Offers for every aliased model of every provider, and the reason for every other one."""
    joins = load(folder)
    package = version("genai-prices")
    snapshot = data_snapshot.get_snapshot()
    offers: list[Offer] = []
    unmatched: list[Gap] = []
    for provider in snapshot.providers:
        if provider.id in joins.not_apis:
            seller, why = joins.provider_id(provider.id), joins.not_apis[provider.id]
            unmatched.extend((seller, model.id, why) for model in provider.models)
        else:
            for found in _PriceList(joins, snapshot, provider, as_of, package).rows():
                if isinstance(found, Offer):
                    offers.append(found)
                else:
                    unmatched.append(found)
    return Walk(tuple(sorted(offers, key=lambda offer: offer.id)), tuple(sorted(unmatched)))


class _PriceList:
    """The models of one provider."""

    def __init__(self, joins: Joins, snapshot: DataSnapshot, provider: Provider, as_of: date, package: str) -> None:
        self.snapshot, self.provider, self.as_of = snapshot, provider, as_of
        self.aliases = joins.aliases.get(provider.id, {})
        self.left_out = joins.left_out.get(provider.id, {})
        self.note = joins.notes.get(provider.id)
        self.seller = joins.provider_id(provider.id)
        self.retirements = joins.retirements.get(self.seller, {})
        page = f" ({provider.pricing_urls[0]})" if provider.pricing_urls else ""
        listed = Evidence(grade="secondary", source=f"genai-prices {package}{page}", as_of=joins.releases.get(package))
        dated = Evidence.model_validate(joins.retirement_source)
        self.listed, self.dated = {"*": listed}, {"*": listed, "retires": dated}

    def rows(self) -> Iterator[Offer | Gap]:
        """An offer or a gap for every name, batch listings aside."""
        own = {model.id: model for model in self.provider.models}
        for name, model in own.items():
            alias = self.aliases.get(name)
            if alias is None:
                yield self.seller, name, self.left_out.get(name) or reason(self.provider.id, model)
            elif alias.batch_of is None:
                yield self._offer(name, alias, self._cards(model, own), model)
        for name, alias in self.aliases.items():
            if name not in own:
                yield self._sold_elsewhere(name, alias)

    def _cards(self, model: ModelInfo, own: dict[str, ModelInfo]) -> DayCards:
        """The cards of a model; a listing beside it may hold its batch price."""
        cards, batch_name = cards_on(model, self.as_of), f"{model.id}:batch"
        if batch_name in own and batch_name in self.aliases:
            return cards._replace(batch=cards_on(own[batch_name], self.as_of).price)
        return cards

    def _sold_elsewhere(self, name: str, alias: Alias) -> Offer | Gap:
        """A name that the provider's list does not hold, priced by what genai-prices takes for it."""
        try:
            _, model = self.snapshot.find_provider_model(name, None, self.provider.id, None)
        except LookupError:
            return self.seller, name, "in aliases.yaml, but genai-prices no longer lists it"
        return self._offer(name, alias, cards_on(model, self.as_of, variants=not alias.fallback), model)

    def _offer(self, name: str, alias: Alias, cards: DayCards, model: ModelInfo) -> Offer:
        """The offer of one name."""
        retires = self.retirements.get(name)
        return Offer(
            id=f"{self.seller}/{_slug(name)}",
            model_id=alias.model,
            provider_id=self.seller,
            provider_model_name=name,
            regions=alias.regions,
            price=cards.price,
            batch_price=cards.batch,
            lowest_price=cards.lowest,
            highest_price=cards.highest,
            price_basis=None if cards.price is None else "fallback" if alias.fallback else "own",
            context_tokens=model.context_window,
            retires=retires,
            note=" ".join(self._notes(alias, cards, model)) or None,
            evidence=self.listed if retires is None else self.dated,
        )

    def _notes(self, alias: Alias, cards: DayCards, model: ModelInfo) -> Iterator[str]:
        yield from (note for note in (self.note, alias.note) if note)
        if cards.lowest is not None:
            yield "Price depends on the hour; the one shown holds at 12:00 UTC."
        if model.deprecated:
            yield "genai-prices marks it as deprecated here."
        if alias.fallback:
            yield "Priced by its maker's list; the provider's own price may differ."


def _slug(name: str) -> str:
    """A name as the second part of an id: lower case, runs of other characters as one dash."""
    parts = (_SLUG_BREAKS.sub("-", part).strip("-._:+") for part in name.lower().split("/"))
    return "/".join(part for part in parts if part)
