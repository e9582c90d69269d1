"""The shipped models: sorted, sourced, plausible, each with the license sheet of its exact version."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fnmatch import fnmatch
from pathlib import Path

import pytest

from weighbridge import yamlfile
from weighbridge.catalog import Table
from weighbridge.plugins.packs import load_pack
from weighbridge.records import License, Model

PLUGINS = Path(__file__).parents[2] / "plugins"
PACKS = tuple(load_pack(folder) for folder in sorted(PLUGINS.glob("weighbridge_*")))
FILES = tuple(path for pack in PACKS for path in pack.files.get("models", ()))
MODELS: tuple[Model, ...] = tuple(model for pack in PACKS for model in pack.records("models"))
BY_ID = {model.id: model for model in MODELS}
OPEN = tuple(model for model in MODELS if model.open_weights and model.status != "claimed")
LICENSES: dict[str, License] = {sheet.id: sheet for pack in PACKS for sheet in pack.records("licenses")}
PROVIDERS = {provider.id for pack in PACKS for provider in pack.records("providers")}
AS_OF = date(2026, 11, 23)
CRAWLED = "llmfit 1.1.17"

CRAWLED_BY_MAKER = {
    "01ai": 2,
    "ai2": 2,
    "ai21": 1,
    "alibaba": 31,
    "arcee": 1,
    "bytedance": 1,
    "cohere": 4,
    "deepseek": 13,
    "eurollm": 1,
    "google": 8,
    "huggingface": 1,
    "ibm": 5,
    "inclusionai": 1,
    "lg": 2,
    "liquid": 2,
    "meituan": 1,
    "meta": 11,
    "microsoft": 3,
    "minimax": 4,
    "mistral": 9,
    "moonshotai": 4,
    "nvidia": 6,
    "openai": 2,
    "poolside": 2,
    "sarvam": 1,
    "stepfun": 1,
    "swissai": 1,
    "tencent": 2,
    "thinkingmachines": 1,
    "tii": 2,
    "upstage": 1,
    "xiaomi": 4,
    "zai": 7,
}
"""Open models taken from the crawl of repositories, per maker."""

SHEET_WITHOUT_MATCHING_TAG = {
    "deepseek/deepseek-v3",  # no readable tag
    "mistral/mistral-medium-3.5-128b",  # the tag is a bare `other`
    "tii/falcon-h1-34b-instruct",  # no readable tag
    "xai/grok-2",  # tagged by the name of its license
}
"""Models whose license was found by other means than the repository tag."""


def test_records_stand_sorted_in_their_files() -> None:
    for path in FILES:
        ids = [row["id"] for row in yamlfile.read(path).data["models"]]
        assert ids == sorted(ids), path


def test_no_id_stands_twice_and_no_name_means_two_models() -> None:
    assert len(BY_ID) == len(MODELS)
    for name, owners in Table("model", MODELS)._names.items():
        assert len(owners) == 1, (name, owners)
    spellings = Counter(alias.casefold() for model in MODELS for alias in {a.casefold() for a in model.aliases})
    assert [alias for alias, times in spellings.items() if times > 1] == []


def test_the_crawled_models_of_every_maker_are_all_there() -> None:
    crawled = [model for model in OPEN if model.evidence_for("*") and CRAWLED in model.evidence["*"].source]
    assert Counter(model.maker for model in crawled) == CRAWLED_BY_MAKER
    assert sum(CRAWLED_BY_MAKER.values()) == 137


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_every_fact_has_a_source(model: Model) -> None:
    for field in model.model_fields_set - {"id", "overrides", "evidence", "architecture"}:
        evidence = model.evidence_for(field)
        assert evidence is not None, field
        assert evidence.source, field


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_figures_are_plausible(model: Model) -> None:
    if model.parameters_b is not None:
        assert 0 < model.parameters_b < 10_000
        assert 0 < (model.active_parameters_b or model.parameters_b) <= model.parameters_b
    else:
        assert model.active_parameters_b is None
    assert model.context_tokens is None or model.context_tokens > 0
    for stated in (model.release_date, model.knowledge_cutoff):
        # A month or a year stands for its first day.
        assert stated is None or date.fromisoformat((stated + "-01-01")[:10]) <= AS_OF


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_references_lead_somewhere(model: Model) -> None:
    assert model.maker in PROVIDERS
    assert model.license_id is None or model.license_id in LICENSES
    assert set(model.also_licensed_under) <= LICENSES.keys() - {model.license_id}
    for base in model.derived_from:
        assert base.model is None or (base.model in BY_ID and base.model != model.id)
        assert base.license_id is None or base.license_id in LICENSES
    assert (model.status == "claimed") == (model.claim_note is not None)
    if model.actual_counterpart is not None:
        assert model.status == "claimed"
        assert BY_ID[model.actual_counterpart].status != "claimed"


@pytest.mark.parametrize("model", OPEN, ids=lambda model: model.id)
def test_the_license_sheet_fits_the_tag_of_the_repository(model: Model) -> None:
    if model.license_id is None or model.id in SHEET_WITHOUT_MATCHING_TAG:
        return
    assert model.repository is not None
    assert model.license_tag is not None
    assert _accepts(LICENSES[model.license_id], model.repository, model.license_tag)


def _accepts(sheet: License, repository: str, tag: str) -> bool:
    publisher, _, name = repository.partition("/")
    return any(
        label.tag.removeprefix("other/") == tag
        and (not label.publishers or publisher in label.publishers)
        and (not label.models or any(fnmatch(name.lower(), pattern) for pattern in label.models))
        for label in sheet.hub_tags
    )


@pytest.mark.parametrize(
    ("model", "sheet"),
    [
        ("alibaba/qwen2.5-7b-instruct", "apache-2.0"),
        ("alibaba/qwen2.5-3b-instruct", "qwen-research"),
        ("alibaba/qwen2.5-72b-instruct", "qwen-2024"),
        ("alibaba/qwen3.8-27b", "apache-2.0"),
        ("alibaba/qwen3.8-flash-next", "qwen-community-1.0"),
        ("alibaba/qwen3.8-2.4t-a95b", "qwen3.8-max"),
        ("cohere/c4ai-command-a-03-2025", "cohere-cc-by-nc-4.0"),
        ("cohere/command-a-plus-05-2026-bf16", "apache-2.0"),
        ("deepseek/deepseek-v3", "deepseek-1.0"),
        ("deepseek/deepseek-v3-0324", "mit"),
        ("google/gemma-2-27b-it", "gemma-terms-2024"),
        ("google/gemma-3-27b-it", "gemma-terms-2025"),
        ("google/gemma-4-31b-it", "apache-2.0"),
        ("google/medgemma-27b-it", "hai-def-2024"),
        ("lg/exaone-4.5-33b", "exaone-1.2-nc"),
        ("lg/k-exaone-236b-a23b", "k-exaone"),
        ("lg/k-exaone-2.0-750b-a37b", "apache-2.0"),
        ("meta/codellama-34b-instruct-hf", "llama-2"),
        ("meta/muse-glimmer-30b", "apache-2.0"),
        ("minimax/minimax-m2", "minimax-m2"),
        ("minimax/minimax-m2.7", "minimax-m2.7-nc"),
        ("minimax/minimax-m3", "minimax-m3-community"),
        ("mistral/mistral-large-3-675b-instruct-2512", "apache-2.0"),
        ("mistral/mistral-large-instruct-2407", "mistral-mrl-0.1"),
        ("mistral/mistral-medium-3.5-128b", "mistral-modified-mit"),
        ("nvidia/nvidia-nemotron-3-super-120b-a12b-bf16", "nvidia-nemotron-open-model"),
        ("nvidia/nvidia-nemotron-3-ultra-550b-a55b-bf16", "openmdw-1.1"),
        ("zai/glm-5.2", "mit"),
        ("zai/glm-5.3", "glm-5.3"),
        ("zai/glm-5.3-flash", "mit"),
        ("upstage/solar-open2-250b", None),
        ("meta/muse-spark-open-816b-a42b", None),
    ],
)
def test_one_maker_publishes_under_several_licenses(model: str, sheet: str | None) -> None:
    assert BY_ID[model].license_id == sheet


@pytest.mark.parametrize(
    ("model", "base_license"),
    [
        ("deepseek/deepseek-r1-distill-llama-70b", "llama-3.3"),
        ("deepseek/deepseek-r1-distill-llama-8b", "llama-3.1"),
        ("deepseek/deepseek-r1-distill-qwen-32b", "apache-2.0"),
        ("nvidia/llama-3_3-nemotron-super-49b-v1", "llama-3.3"),
    ],
)
def test_derivatives_point_to_the_license_of_their_base(model: str, base_license: str) -> None:
    base = BY_ID[model].derived_from[0].model
    assert base is not None
    assert BY_ID[base].license_id == base_license


@pytest.mark.parametrize("model", OPEN, ids=lambda model: model.id)
def test_the_license_of_a_base_by_another_maker_binds_as_well(model: Model) -> None:
    own = (None, model.license_id, *model.also_licensed_under)
    for base in model.derived_from:
        if base.how != "distillation" and base.model and BY_ID[base.model].maker != model.maker:
            assert BY_ID[base.model].license_id in own
