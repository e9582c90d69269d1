"""Names, families, versions, typing errors, unknown names, places and numbers in questions."""

from __future__ import annotations

import pytest

from weighbridge.answers.desk import Desk
from weighbridge.answers.entities import Entities, recognize
from weighbridge.answers.quantities import first, quantities
from weighbridge.answers.subjects import subjects


@pytest.fixture
def seen(desk: Desk):  # type: ignore[no-untyped-def]  # a closure over the desk
    def run(question: str) -> Entities:
        return recognize(question, desk.names)

    return run


@pytest.mark.parametrize(
    ("question", "license_id"),
    [
        ("Does the EU exclusion of Llama 3.2 also hit the 3B model?", "llama-3.2"),
        ("What is the user threshold of Qwen2.5-72B?", "qwen-2024"),
        ("Is Kimi K2 free?", "kimi-k2"),
        ("May we host Gemma 3?", "gemma-terms-2025"),
        ("Can we self-host Mistral Medium 3.5?", "mistral-modified-mit"),
        ("synthetic data with aya expanse", "cohere-cc-by-nc-4.0"),
        ("evaluate Codestral 22B", "mistral-mnpl-0.1"),
        ("outputs of EXAONE Deep", "exaone-1.1-nc"),
        ("May we use Stable Diffusion 3.5?", "stability-community"),
        ("DeepSeek License 1.0", "deepseek-1.0"),
        ("Does OpenRAIL forbid it?", "bigscience-openrail-m"),
        ("modify an AGPL server", "agpl-3.0"),
        ("may we use mistrall large 2411", "mistral-mrl-0.1"),
    ],
)
def test_a_name_leads_to_its_license(desk: Desk, seen, question: str, license_id: str) -> None:  # type: ignore[no-untyped-def]
    found = subjects(seen(question), desk.catalog)
    assert license_id in {sheet.id for subject in found for sheet in subject.sheets}


def test_a_size_narrows_a_family(desk: Desk, seen) -> None:  # type: ignore[no-untyped-def]
    (subject,) = subjects(seen("Does the EU exclusion of Llama 3.2 also hit the 3B model?"), desk.catalog)
    assert subject.model is not None
    assert subject.model.parameters_b == pytest.approx(3.2, abs=0.5)
    assert subject.multimodal is False


@pytest.mark.parametrize("name", ["Llama 7", "GPT-9", "Zephyria-9000", "Gemini 17"])
def test_unknown_names_are_noticed(seen, name: str) -> None:  # type: ignore[no-untyped-def]
    assert any(name in unknown for unknown in seen(f"What is the license of {name}?").unknown)


@pytest.mark.parametrize(
    "text", ["What does Article 50 say?", "Is SOC 2 needed?", "We earn USD 20 million", "By May 2027"]
)
def test_ordinary_capitals_are_no_models(seen, text: str) -> None:  # type: ignore[no-untyped-def]
    assert seen(text).unknown == ()


@pytest.mark.parametrize("text", ["Can you command it?", "we replicate the data together", "the clause grows"])
def test_ordinary_words_are_no_names(seen, text: str) -> None:  # type: ignore[no-untyped-def]
    assert seen(text).mentions == ()


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("800 million users", 8e8, "users"),
        ("10M queries a month", 1e7, "queries_month"),
        ("1,200 tokens in", 1200, "input_tokens"),
        ("350 output tokens", 350, "output_tokens"),
        ("EUR 900 million a year", 9e8, "money_year"),
        ("$30 million of revenue a month", 3e7, "money_month"),
        ("32k context", 32e3, "context_tokens"),
        ("2x H100", 2, "accelerators"),
        ("20 concurrent users", 20, "concurrency"),
        ("a million requests", 1e6, "queries_month"),
    ],
)
def test_quantities(text: str, value: float, unit: str) -> None:
    assert (value, unit) in [(item.value, item.unit) for item in quantities(text)]


def test_us_is_a_pronoun_and_a_country(seen) -> None:  # type: ignore[no-untyped-def]
    assert seen("Does it allow us to host?").places == ()
    assert seen("We are a US company").places == ("US",)


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Does Llama 3.3 70B fit on 2 H100?", 2),
        ("Can two H100 run Llama 3.3 70B for 3 users?", 2),
        ("Does DeepSeek V3 fit on eight H200 GPUs?", 8),
        ("Will Qwen3-32B run on 4 x L4?", 4),
        ("Does Llama 3.3 70B fit on H100 for 12 users?", None),
    ],
)
def test_a_number_before_a_device_counts_it(seen, question: str, count: int | None) -> None:  # type: ignore[no-untyped-def]
    found = seen(question).quantities
    assert first(found, "accelerators") == count
