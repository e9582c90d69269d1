"""Labels of a model hub resolve to one license, or are reported as ambiguous."""

from __future__ import annotations

import pytest

from weighbridge.licensing.tags import known_tags, resolve_tag
from weighbridge.records import License


@pytest.mark.parametrize(
    ("tag", "repository", "found"),
    [
        ("apache-2.0", "mistralai/Mistral-Small-4", ("apache-2.0",)),
        ("MIT", None, ("minimax-m2", "mit")),
        ("mit", "deepseek-ai/DeepSeek-R1", ("mit",)),
        ("mit", "MiniMaxAI/MiniMax-M2", ("minimax-m2",)),
        ("gemma", "google/gemma-3-27b-it", ("gemma-terms-2025",)),
        ("gemma", "google/gemma-2-9b-it", ("gemma-terms-2024",)),
        ("gemma", None, ("gemma-terms-2024", "gemma-terms-2025")),
        ("cc-by-nc-4.0", "CohereLabs/aya-expanse-32b", ("cohere-cc-by-nc-4.0",)),
        ("cc-by-nc-4.0", "facebook/some-model", ("cc-by-nc-4.0",)),
        ("other/modified-mit", "moonshotai/Kimi-K2.5", ("kimi-k2",)),
        ("other/modified-mit", "mistralai/Devstral-2-123B-Instruct", ("mistral-modified-mit",)),
        ("other/modified-mit", "stranger/model", ()),
        ("modified-mit", "MiniMaxAI/MiniMax-M2.1", ("minimax-m2.1",)),
        ("modified-mit", "MiniMaxAI/MiniMax-M2.5", ("minimax-m2.1",)),
        ("qwen", "Qwen/Qwen2.5-72B-Instruct", ("qwen-2024",)),
        ("other/made-up", "stranger/model", ()),
    ],
)
def test_resolution(tag: str, repository: str | None, found: tuple[str, ...], sheets: dict[str, License]) -> None:
    assert resolve_tag(tag, sheets.values(), repository=repository) == found


def test_known_tags_hold_bans_and_activities(sheets: dict[str, License]) -> None:
    assert {"military", "medical_advice", "clinical_use"} <= known_tags(sheets.values())
