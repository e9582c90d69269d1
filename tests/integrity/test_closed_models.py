"""The shipped models that are sold by API: licensed, dated, and retired when their maker says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from weighbridge import yamlfile
from weighbridge.plugins.packs import load_pack
from weighbridge.records import License, Model

PLUGINS = Path(__file__).parents[2] / "plugins"
COMPILED = "2026-11-23"


@pytest.fixture(scope="module")
def closed() -> dict[str, Model]:
    found: dict[str, Model] = {}
    for folder in sorted(PLUGINS.glob("weighbridge_*")):
        for record in load_pack(folder).records("models"):
            if isinstance(record, Model) and not record.open_weights and record.status != "claimed":
                found[record.id] = record
    return found


def test_files_are_sorted_by_id() -> None:
    for path in sorted(PLUGINS.glob("weighbridge_*/*_models.yaml")):
        ids = [row["id"] for row in yamlfile.read(path).data["models"]]
        assert ids == sorted(set(ids)), path


def test_every_maker_of_closed_models_is_there(closed: dict[str, Model]) -> None:
    makers = {"alibaba", "amazon", "anthropic", "cohere", "google", "meta", "mistral", "openai", "perplexity", "xai"}
    assert makers <= {model.maker for model in closed.values() if model.status == "released"}


def test_every_closed_model_falls_under_api_terms(closed: dict[str, Model]) -> None:
    licenses = load_pack(PLUGINS / "weighbridge_licenses").records("licenses")
    sheets = {record.id for record in licenses if isinstance(record, License)}
    makers = {
        "anthropic": "anthropic-commercial",
        "google": "google-gemini-api",
        "openai": "openai-services",
        "xai": "xai-enterprise",
    }
    for model in closed.values():
        assert model.license_id in sheets, model.id
        assert model.license_id == makers.get(model.maker, "proprietary-api"), model.id


def test_every_field_is_sourced(closed: dict[str, Model]) -> None:
    for model in closed.values():
        stated = {name for name in model.model_fields_set if getattr(model, name) not in (None, ())}
        assert all(model.evidence_for(name) for name in stated - {"evidence"}), model.id
        assert set(model.evidence) - {"*"} <= stated, model.id
        weights = model.evidence_for("open_weights")
        assert weights is not None


def test_dates_are_in_order(closed: dict[str, Model]) -> None:
    for model in closed.values():
        if model.release_date:
            assert "2022" <= model.release_date <= COMPILED, model.id
        if model.release_date and model.retires:
            assert model.release_date < model.retires, model.id
        if model.release_date and model.knowledge_cutoff:
            assert model.knowledge_cutoff[:7] <= model.release_date[:7], model.id


def test_a_model_is_retired_from_the_day_its_maker_stops_serving_it(closed: dict[str, Model]) -> None:
    for model in closed.values():
        if model.retires:
            assert (model.status == "retired") == (model.retires <= COMPILED), model.id


def test_only_text_models_are_ranked(closed: dict[str, Model]) -> None:
    words = "image embed tts transcribe audio realtime voice -live ocr moderation rerank video"
    for model in closed.values():
        if model.kind in ("chat", "completion"):
            assert not any(word in model.id for word in words.split()), model.id
            assert model.output_modalities is None or "text" in model.output_modalities, model.id


def test_limits_fit_each_other(closed: dict[str, Model]) -> None:
    for model in closed.values():
        if model.context_tokens is not None:
            assert 1_000 <= model.context_tokens <= 10_000_000, model.id
        if model.context_tokens and model.output_tokens_max and model.kind == "chat":
            assert model.output_tokens_max <= model.context_tokens, model.id
