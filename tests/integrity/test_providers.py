"""The shipped providers: complete, sourced, dated, and strict about what counts as a yes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from weighbridge import places, yamlfile
from weighbridge.options.supply import find_supply, provider_supplies
from weighbridge.plugins.packs import load_pack
from weighbridge.records import Evidence, Model, Posture, PostureFact, Provider, Region

PLUGINS = Path(__file__).parents[2] / "plugins"
COMPILED = "2026-11-23"
# ISO 3166 codes that the catalog uses outside Europe; a code that is not here is more likely a slip than a new country.
ELSEWHERE = frozenset({"AE", "AU", "CA", "CN", "HK", "IL", "IN", "JP", "KR", "SG", "US"})


def _records(kind: str) -> Iterator[object]:
    for folder in sorted(PLUGINS.glob("weighbridge_*")):
        yield from load_pack(folder).records(kind)


@pytest.fixture(scope="module")
def providers() -> dict[str, Provider]:
    return {record.id: record for record in _records("providers") if isinstance(record, Provider)}


@pytest.fixture(scope="module")
def models() -> dict[str, Model]:
    return {record.id: record for record in _records("models") if isinstance(record, Model)}


def _countries() -> frozenset[str]:
    return ELSEWHERE | places.expand(["EEA", "CH", "GB"])


def _facts(posture: Posture) -> Iterator[tuple[str, PostureFact]]:
    yield "trains_on_data", posture.trains_on_data
    yield from posture.certificates.items()


def _evidence(provider: Provider) -> Iterator[Evidence]:
    yield from provider.evidence.values()
    for posture in provider.postures:
        found = [fact.evidence for _, fact in _facts(posture)] + [region.evidence for region in posture.regions]
        found += [posture.retention.evidence, posture.retention.zero_evidence]
        yield from (item for item in found if item is not None)


def test_files_are_sorted_by_id() -> None:
    for path in sorted(PLUGINS.glob("weighbridge_*/providers.yaml")):
        ids = [row["id"] for row in yamlfile.read(path).data["providers"]]
        assert ids == sorted(ids), path


def test_every_maker_and_every_api_provider_of_the_market_is_there(providers: dict[str, Provider]) -> None:
    makers = """
        meta alibaba deepseek mistral openai google microsoft ibm nvidia zai moonshotai minimax cohere ai2 tii 01ai
        tencent xiaomi stepfun liquid lg ai21 arcee swissai bytedance poolside upstage sarvam eurollm inclusionai
        meituan huggingface thinkingmachines anthropic xai amazon perplexity sakana deepreinforce
    """
    sellers = """
        openai anthropic mistral deepseek cohere xai moonshotai zai minimax perplexity azure bedrock vertex watsonx
        alibaba-model-studio meta-api together fireworks groq replicate databricks huggingface ovhcloud nebius cerebras
        deepinfra openrouter sambanova scaleway snowflake novita baseten huggingface-nebius zhipuai
    """
    for role, ids in (("maker", makers), ("api", sellers)):
        assert [name for name in ids.split() if name not in providers or role not in providers[name].roles] == []


def test_every_model_has_a_maker(providers: dict[str, Provider], models: dict[str, Model]) -> None:
    makers = {provider.id for provider in providers.values() if "maker" in provider.roles}
    assert {model.maker for model in models.values()} <= makers


def test_names_and_aliases_point_to_one_provider(providers: dict[str, Provider]) -> None:
    owner: dict[str, str] = {}
    for provider in providers.values():
        for name in {provider.id, provider.name.casefold(), *(alias.casefold() for alias in provider.aliases)}:
            assert owner.setdefault(name, provider.id) == provider.id, name


def test_countries_are_iso_codes(providers: dict[str, Provider]) -> None:
    countries = {provider.country for provider in providers.values() if provider.country}
    assert countries <= _countries()
    without = {provider.id for provider in providers.values() if provider.country is None}
    assert not {provider.id for provider in providers.values() if provider.postures} & without


def test_a_fact_is_sourced_or_wholly_unknown(providers: dict[str, Provider]) -> None:
    for provider in providers.values():
        assert provider.evidence_for("country") is not None, provider.id
        for posture in provider.postures:
            for name, fact in _facts(posture):
                stated = fact.value is not None or fact.condition is not None
                assert stated == (fact.evidence is not None), (provider.id, name)
            retention = posture.retention
            if retention.days is not None or retention.condition:
                assert retention.evidence is not None, provider.id
            if retention.zero_option is not None:
                assert retention.zero_evidence is not None, provider.id
            assert all(region.evidence is not None for region in posture.regions), provider.id


def test_only_a_bare_yes_is_a_certificate_and_a_condition_says_what_to_ask(providers: dict[str, Provider]) -> None:
    for provider in providers.values():
        for posture in provider.postures:
            for name, fact in _facts(posture):
                if fact.value == "conditional":
                    assert fact.condition, (provider.id, name)
                if fact.value == "yes" and name != "trains_on_data":
                    assert fact.condition is None, (provider.id, name)
                    assert fact.evidence is not None
                    assert fact.evidence.grade in ("primary", "secondary"), (provider.id, name)
                if fact.value == "no" and name == "trains_on_data":
                    assert fact.condition is None, (provider.id, name)


def test_dates_are_plausible(providers: dict[str, Provider]) -> None:
    for provider in providers.values():
        for item in _evidence(provider):
            assert item.as_of is None or "2023" <= item.as_of <= COMPILED, (provider.id, item.source)
            assert item.as_of or item.note, (provider.id, item.source)


def test_regions_name_real_places_once(providers: dict[str, Provider]) -> None:
    allowed = _countries() | set(places.groups()) | places.open_scopes()
    for provider in providers.values():
        for posture in provider.postures:
            ids = [region.id for region in posture.regions]
            assert ids == sorted(set(ids)), provider.id
            for region in posture.regions:
                assert set(region.processing or ()) | set(region.storage or ()) <= allowed, (provider.id, region.id)
                if region.access != "default":
                    assert region.condition, (provider.id, region.id)


def test_a_narrow_place_never_hides_behind_a_wide_one(providers: dict[str, Provider]) -> None:
    """Traps of published scopes: Europe is not the EU where a provider counts its neighbors in."""

    def region(provider: str, name: str) -> Region:
        return next(item for item in providers[provider].postures[-1].regions if item.id == name)

    assert places.within(region("openrouter", "eu").processing, ["EU"]) is False
    assert places.within(region("openai", "eu").processing, ["EU"]) is False
    assert places.within(region("fireworks", "eu").processing, ["EU"]) is False
    assert places.within(region("alibaba-model-studio", "global").processing, ["EU", "CN"]) is False
    assert places.within(region("alibaba-model-studio", "eu").processing, ["EU"]) is True
    assert region("together", "eu").access == region("nebius", "eu").access == "dedicated_only"
    assert "eu" not in {item.id for item in providers["anthropic"].postures[-1].regions}


def _posture(provider: Provider, model_id: str) -> Posture:
    supplies = provider_supplies([provider])
    return supplies[find_supply(supplies, range(len(supplies)), model_id, "standard")].posture


@pytest.mark.parametrize(
    ("provider", "model", "other"),
    [
        ("bedrock", "anthropic/claude-fable-5", "anthropic/claude-opus-5-5"),
        ("anthropic", "anthropic/claude-fable-5-2", "anthropic/claude-opus-5-5"),
    ],
)
def test_models_that_refuse_zero_retention(
    provider: str, model: str, other: str, providers: dict[str, Provider], models: dict[str, Model]
) -> None:
    assert {model, other} <= set(models)
    strict = _posture(providers[provider], model).retention
    assert (strict.days, strict.zero_option) == (30, "none")
    assert _posture(providers[provider], other).retention.zero_option in ("self_serve", "approval_gated")


def test_models_with_terms_of_their_own(providers: dict[str, Provider], models: dict[str, Model]) -> None:
    meta = providers["meta-api"]
    assert {"meta/muse-spark-1.3", "meta/muse-spark-1.3-contributor"} <= set(models)
    assert _posture(meta, "meta/muse-spark-1.3-contributor").trains_on_data.value == "yes"
    assert _posture(meta, "meta/muse-spark-1.3").trains_on_data.value == "no"
    llama = _posture(providers["bedrock"], "meta/llama-3.3-70b-instruct")
    assert {region.id for region in llama.regions} == {"us"}
    assert _posture(providers["deepinfra"], "google/gemini-2.5-pro").trains_on_data.value == "conditional"
    assert _posture(providers["deepinfra"], "google/gemma-3-27b-it").trains_on_data.value == "no"


def test_patterns_start_with_a_known_maker(providers: dict[str, Provider]) -> None:
    for provider in providers.values():
        for posture in provider.postures:
            assert {pattern.split("/")[0] for pattern in posture.models} <= set(providers), provider.id


def test_absence_of_evidence_is_unknown_rather_than_no(providers: dict[str, Provider]) -> None:
    certificates = _posture(providers["deepseek"], "deepseek/deepseek-v4-pro").certificates
    assert certificates
    assert {fact.value for fact in certificates.values()} == {None}
    assert _posture(providers["cohere"], "cohere/c4ai-command-a-03-2025").retention.days is None
