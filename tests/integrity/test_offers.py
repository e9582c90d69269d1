"""The price joins: every offer stands on a model and a provider that exist, and every gap has a reason."""

from collections import Counter, defaultdict
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from genai_prices import data_snapshot

from weighbridge.plugins.packs import load_pack
from weighbridge.records import Model, Offer, Provider
from weighbridge_prices import plugin
from weighbridge_prices.gaps import UNJOINED
from weighbridge_prices.joins import load

PLUGINS = Path(__file__).parents[2] / "plugins"
AS_OF = date(2026, 11, 23)


@cache
def rows(kind: str) -> dict[str, Model | Provider | Offer]:
    packs = [load_pack(path.parent) for path in sorted(PLUGINS.glob("*/pack.yaml"))]
    return {record.id: record for pack in packs for record in pack.records(kind)}


@cache
def offers() -> tuple[Offer, ...]:
    stored = [record for record in rows("offers").values() if isinstance(record, Offer)]
    return (*plugin.offers(as_of=AS_OF), *stored)


def model(model_id: str) -> Model:
    found = rows("models")[model_id]
    assert isinstance(found, Model)
    return found


def test_every_offer_names_a_model_and_a_provider_of_the_catalog() -> None:
    models, providers = rows("models"), rows("providers")
    assert [offer.id for offer in offers() if offer.model_id not in models] == []
    assert [offer.id for offer in offers() if offer.provider_id not in providers] == []


def test_every_offer_is_of_a_text_model_that_was_released() -> None:
    assert [offer.id for offer in offers() if model(offer.model_id).kind not in ("chat", "completion")] == []
    assert [offer.id for offer in offers() if model(offer.model_id).status == "claimed"] == []


def test_ids_are_unique_and_start_with_the_provider() -> None:
    assert [name for name, count in Counter(offer.id for offer in offers()).items() if count > 1] == []
    assert [offer.id for offer in offers() if not offer.id.startswith(f"{offer.provider_id}/")] == []


def test_prices_are_above_zero_and_an_unknown_one_is_absent() -> None:
    for offer in offers():
        if offer.price is None:
            assert offer.price_basis is None, offer.id
            continue
        assert offer.price_basis is not None, offer.id
        assert offer.free or (offer.price.input_usd_per_mtok > 0 and offer.price.output_usd_per_mtok > 0), offer.id


def test_regions_of_an_offer_are_regions_of_its_provider() -> None:
    for offer in offers():
        if offer.regions is None:
            continue
        provider = rows("providers")[offer.provider_id]
        assert isinstance(provider, Provider)
        known = {region.id for posture in provider.postures for region in posture.regions}
        assert set(offer.regions) <= known, offer.id


def test_a_fallback_price_is_declared_where_it_is_one_and_only_there() -> None:
    snapshot, joins = data_snapshot.get_snapshot(), load(plugin.folder)
    for provider in snapshot.providers:
        own = {listed.id for listed in provider.models}
        for name, alias in joins.aliases.get(provider.id, {}).items():
            if name in own:
                assert not alias.fallback, (provider.id, name)
            else:
                _, found = snapshot.find_provider_model(name, None, provider.id, None)
                borrowed = all(found is not listed for listed in provider.models)
                assert alias.fallback is borrowed, (provider.id, name)


def test_a_model_has_one_standard_offer_per_provider_and_region() -> None:
    standard = defaultdict(list)
    for offer in offers():
        if "Speed variant" not in (offer.note or ""):
            for region in offer.regions or ("",):
                standard[offer.provider_id, offer.model_id, region].append(offer.provider_model_name)
    doubled = {key: names for key, names in standard.items() if len(names) > 1}
    # Builds in another number format that their provider sells beside each other.
    assert doubled == {
        ("modal", "zai/glm-5.3-flash", ""): ["nvidia/GLM-5.3-Flash-NVFP4", "zai-org/GLM-5.3-Flash"],
        ("novita", "meta/llama-3.1-8b-instruct", ""): [
            "meta-llama/llama-3.1-8b-instruct",
            "meta-llama/llama-3.1-8b-instruct-bf16",
        ],
    }


def test_every_listed_model_is_an_offer_a_batch_price_or_a_reasoned_gap() -> None:
    joins = load(plugin.folder)
    gaps = {(provider, name) for provider, name, _ in plugin.unmatched_offers(AS_OF)}
    sold = {(offer.provider_id, offer.provider_model_name) for offer in plugin.offers(as_of=AS_OF)}
    for provider in data_snapshot.get_snapshot().providers:
        for listed in provider.models:
            key = (joins.provider_id(provider.id), listed.id)
            alias = joins.aliases.get(provider.id, {}).get(listed.id)
            batch = alias is not None and alias.batch_of is not None
            assert [key in gaps, key in sold, batch].count(True) == 1, key
    assert all(reason for _, _, reason in plugin.unmatched_offers(AS_OF))


def test_gaps_of_the_makers_own_lists_are_known() -> None:
    """A new model on a maker's list shows up here first."""
    unjoined = Counter(provider for provider, _, reason in plugin.unmatched_offers(AS_OF) if reason == UNJOINED)
    makers = ("anthropic", "openai", "vertex", "mistral", "deepseek", "xai", "cohere", "zai", "moonshotai", "bedrock")
    assert {name: unjoined[name] for name in makers} == GAPS


GAPS = {
    "anthropic": 1,  # claude-v1
    "bedrock": 1,  # Pixtral Large 25.02, whose weights are those of another month
    "cohere": 0,
    "deepseek": 0,
    "mistral": 0,
    "moonshotai": 0,
    "openai": 9,  # ada, babbage, curie, davinci and a vision preview
    "vertex": 7,  # early Gemini previews, and Gemma that is free on the developer API
    "xai": 0,
    "zai": 0,
}


@pytest.mark.parametrize("name", ["deepseek-chat", "deepseek-reasoner"])
def test_retired_names_with_stale_prices_are_no_offers(name: str) -> None:
    assert not [offer for offer in offers() if offer.provider_id == "deepseek" and offer.provider_model_name == name]


def test_azure_sells_by_the_makers_list_and_says_so() -> None:
    azure = {offer.id: offer for offer in offers() if offer.provider_id == "azure"}
    assert azure["azure/gpt-5"].price_basis == "fallback"
    assert azure["azure/gpt-5"].regions == ("global",)
    assert azure["azure/gpt-5"].retires == "2027-02-09"
    assert azure["azure/phi-4"].price_basis == "own"


def test_azure_data_zones_cost_more_than_its_global_deployments() -> None:
    by_id = {offer.id: offer for offer in offers()}
    zone, everywhere = by_id["azure/data-zone/gpt-5"], by_id["azure/gpt-5"]
    assert zone.regions == ("eu", "us")
    assert zone.price is not None
    assert everywhere.price is not None
    assert zone.price.output_usd_per_mtok == pytest.approx(1.1 * everywhere.price.output_usd_per_mtok)
