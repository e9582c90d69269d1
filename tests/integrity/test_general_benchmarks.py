"""GPQA Diamond and MMLU-Pro: what the two records behind general use may rest on, and which models they reach."""

from __future__ import annotations

from pathlib import Path

import pytest

from weighbridge import yamlfile
from weighbridge.plugins.packs import load_pack
from weighbridge.records import Benchmark

PACK = Path(__file__).parents[2] / "plugins" / "weighbridge_benchmarks"
FILE = PACK / "general_benchmarks.yaml"
FROM_MEMORY = "from memory of the maker's model card, not re-verified"
RUNNERS = {
    "https://epoch.ai/": "Epoch AI",
    "https://github.com/sgl-project/": "SGLang",
    "https://huggingface.co/nvidia/GLM": "NVIDIA",
}
"""Who ran a measured GPQA Diamond score, by page; the variant names them."""
NO_REPUBLICATION = ("artificialanalysis", "lmarena", "livebench")
CURRENT = (
    "anthropic/claude-opus-4-8",
    "openai/gpt-6-astra",
    "google/gemini-3.8-flash",
    "deepseek/deepseek-v4.1-flash",
    "moonshotai/kimi-k3",
    "zai/glm-5.3",
    "alibaba/qwen3.8-max",
    "minimax/minimax-m3",
    "openai/gpt-oss-20b",
    "google/gemma-4-31b-it",
    "meta/llama-3.3-70b-instruct",
)


@pytest.fixture(scope="module")
def general() -> dict[str, Benchmark]:
    records = load_pack(PACK).records("benchmarks")
    found = {record.id: record for record in records if isinstance(record, Benchmark)}
    return {name: found[name] for name in ("gpqa-diamond", "mmlu-pro")}


def test_rows_are_sorted_and_every_source_is_used() -> None:
    data = yamlfile.read(FILE).data
    assert [row["id"] for row in data["benchmarks"]] == ["gpqa-diamond", "mmlu-pro"]
    for row in data["benchmarks"]:
        keys = [(score["model_id"], score.get("variant", "")) for score in row["scores"]]
        assert keys == sorted(set(keys)), row["id"]
    assert list(data["sources"]) == sorted(data["sources"])
    assert set(data["sources"]) == {score["evidence"] for row in data["benchmarks"] for score in row["scores"]}


def test_one_of_them_decides_and_reaches_the_current_models(general: dict[str, Benchmark]) -> None:
    assert general["gpqa-diamond"].default_for == ("general", "reasoning", "science")
    assert general["mmlu-pro"].default_for == ()
    assert len({score.model_id for score in general["gpqa-diamond"].scores}) >= 200
    assert [name for name in CURRENT if general["gpqa-diamond"].best(name) is None] == []


def test_a_score_says_who_stands_behind_it(general: dict[str, Benchmark]) -> None:
    for benchmark in general.values():
        for score in benchmark.scores:
            evidence, key = score.evidence, (benchmark.id, score.model_id)
            if evidence.grade == "estimated":
                assert evidence.source == FROM_MEMORY, key
                continue
            assert evidence.source.startswith("https://"), key
            assert not any(name in evidence.source for name in NO_REPUBLICATION), key
            assert evidence.grade in ("measured", "claimed", "secondary"), key
            if evidence.grade != "claimed":
                assert evidence.note, key
            assert evidence.as_of is None or evidence.as_of <= "2026-11-23", key


def test_the_variant_names_an_independent_runner(general: dict[str, Benchmark]) -> None:
    for score in general["gpqa-diamond"].scores:
        runner = next((name for page, name in RUNNERS.items() if score.evidence.source.startswith(page)), None)
        assert (score.evidence.grade == "measured") == (runner is not None), score.model_id
        if runner is not None:
            assert score.variant is not None
            assert score.variant.startswith(runner), score.model_id


def test_independent_runs_and_makers_do_not_stray_apart(general: dict[str, Benchmark]) -> None:
    """A slip in a model id shows as a gap no change of settings explains."""
    best: dict[str, dict[bool, float]] = {}
    for score in general["gpqa-diamond"].scores:
        sides = best.setdefault(score.model_id, {})
        side = score.evidence.grade == "measured"
        sides[side] = max(score.score, sides.get(side, 0.0))
    gaps = {name: abs(sides[True] - sides[False]) for name, sides in best.items() if len(sides) == 2}
    assert len(gaps) >= 60
    assert {name for name, gap in gaps.items() if gap > 15} <= {"openai/o1-preview", "xai/grok-3"}
