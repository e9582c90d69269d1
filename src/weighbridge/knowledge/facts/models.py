"""Models and their offers in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from weighbridge.catalog import Catalog
from weighbridge.knowledge.facts.base import Speaker, listed, money, sentence, words
from weighbridge.knowledge.passage import Passage
from weighbridge.records.model import Derivation, Model
from weighbridge.records.offer import Offer, RateCard

_ABILITIES = {"tool_calling": "tool calling", "structured_output": "structured output", "reasoning": "reasoning"}
_SHOWN_OFFERS = 12


def passages(model: Model, catalog: Catalog) -> Iterator[Passage]:
    """What the catalog knows about a model, beside its offers one by one."""
    speaker = speaker_of(model)
    yield speaker.say("profile", "Profile", _profile(model, catalog), "name")
    yield speaker.say("size", "Size and context", _size(model), "context_tokens")
    if model.license_id is not None:
        sheet = catalog.licenses.get(model.license_id)
        name = sheet.name if sheet else model.license_id
        text = f"{model.name} is published under {name} (license id {model.license_id})"
        yield speaker.say("license", "License", sentence(text), "license_id")
    if model.status == "claimed" or model.claim_note:
        actual = f"closest released model: {model.actual_counterpart}" if model.actual_counterpart else None
        text = sentence(f"{model.name} is claimed, not released", model.claim_note, actual)
        yield speaker.say("claim", "What is known otherwise", text, "claim_note")
    yield speaker.say("offers", "Providers and prices", _offers(model, catalog), "offers")
    yield from _scores(model, catalog, speaker)


def offer_passage(offer: Offer, catalog: Catalog) -> Passage:
    """One offer with its rates."""
    model, provider = catalog.models[offer.model_id], catalog.providers[offer.provider_id]
    speaker = Speaker("offer", offer, f"{model.name} at {provider.name}", (offer.model_id, offer.provider_id))
    text = sentence(
        f"{provider.name} sells {model.name}"
        + (f" as {offer.provider_model_name}" if offer.provider_model_name else ""),
        _price(offer),
        f"batch: {_rates(offer.batch_price)}" if offer.batch_price else None,
        f"a dedicated endpoint costs {money(offer.hourly_usd)} an hour" if offer.hourly_usd is not None else None,
        f"context window there: {offer.context_tokens:,} tokens" if offer.context_tokens else None,
        f"regions: {listed(offer.regions)}" if offer.regions else None,
        f"retires on {offer.retires}" if offer.retires else None,
        offer.note,
    )
    return speaker.say("", "Price", text, "price")


def speaker_of(model: Model) -> Speaker:
    """The maker of passages about a model; its license is a subject too."""
    related = [model.maker, *([model.license_id] if model.license_id else [])]
    return Speaker("model", model, model.name, tuple(related))


def _profile(model: Model, catalog: Catalog) -> str:
    maker = catalog.providers.get(model.maker)
    access = "an open-weights" if model.open_weights else "a closed, API-only"
    abilities = [name for field, name in _ABILITIES.items() if getattr(model, field)]
    return sentence(
        f"{model.name} by {maker.name if maker else model.maker} is {access} {words(model.kind)} model",
        f"status: {model.status}",
        f"released {model.release_date}" if model.release_date else None,
        f"it takes {listed(model.input_modalities)}" if model.input_modalities else None,
        f"it has {listed(abilities)}" if abilities else None,
        f"stated languages: {listed(model.languages)}" if model.languages else None,
        f"knowledge cutoff {model.knowledge_cutoff}" if model.knowledge_cutoff else None,
        f"its maker stops serving it on {model.retires}" if model.retires else None,
        f"made from {listed(_base(item) for item in model.derived_from)}" if model.derived_from else None,
        f"weights: {model.repository}" if model.repository else None,
    )


def _base(base: Derivation) -> str:
    return f"{base.model or base.name} by {words(base.how)}"


def _size(model: Model) -> str:
    if model.parameters_b is None:
        size = f"the number of parameters of {model.name} is not known"
    else:
        active = model.active_parameters_b
        mixture = f", {active:g} billion of them active per token" if active and active != model.parameters_b else ""
        size = f"{model.name} has {model.parameters_b:g} billion parameters{mixture}"
    known = model.context_tokens
    return sentence(
        size,
        f"its context window is {known:,} tokens" if known else "its context window is not known",
        f"its longest answer is {model.output_tokens_max:,} tokens" if model.output_tokens_max else None,
    )


def _offers(model: Model, catalog: Catalog) -> str:
    offers = catalog.offers_by_model.get(model.id, ())
    if not offers:
        return sentence(f"no provider in the catalog sells {model.name} by token or by hour")
    cheapest = sorted(offers, key=_order)[:_SHOWN_OFFERS]
    told = [f"{catalog.providers[offer.provider_id].name}: {_price(offer)}" for offer in cheapest]
    more = f"and {len(offers) - _SHOWN_OFFERS} more offers" if len(offers) > _SHOWN_OFFERS else None
    return sentence(f"{model.name} is sold by {len({offer.provider_id for offer in offers})} providers", *told, more)


def _order(offer: Offer) -> tuple[float, str]:
    """Cheapest first; offers without a price last."""
    price = offer.price
    return (price.input_usd_per_mtok + price.output_usd_per_mtok if price else float("inf"), offer.id)


def _price(offer: Offer) -> str:
    if offer.price is None:
        return "the price is not known"
    basis = f" ({offer.price_basis} price)" if offer.price_basis not in (None, "own") else ""
    return "free" if offer.free else f"{_rates(offer.price)}{basis}"


def _rates(card: RateCard) -> str:
    cached = card.cached_input_usd_per_mtok
    return f"{money(card.input_usd_per_mtok)} input and {money(card.output_usd_per_mtok)} output per million tokens" + (
        f", {money(cached)} cached input" if cached is not None else ""
    )


def _scores(model: Model, catalog: Catalog, speaker: Speaker) -> Iterator[Passage]:
    for benchmark in catalog.benchmarks.values():
        best = benchmark.best(model.id)
        if best is not None:
            text = f"{model.name} scores {best.score:g} on {benchmark.name} ({benchmark.metric}" + (
                f", {best.variant})" if best.variant else ")"
            )
            yield speaker.say(f"benchmark-{benchmark.id}", "Benchmark", sentence(text), "scores", None, best.evidence)
