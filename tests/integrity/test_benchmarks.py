"""The shipped benchmark scores: each about a model of the catalog, sourced, and never mixed with another harness."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from weighbridge import yamlfile
from weighbridge.needs import Task
from weighbridge.plugins.packs import load_pack
from weighbridge.records import Benchmark, Model

PLUGINS = Path(__file__).parents[2] / "plugins"
AGENT_BOARD = "https://artificialanalysis.ai/agents/coding-agents"
PUBLIC_BOARDS = ("aider.chat", "artificialanalysis.ai", "labs.scale.com", "openrouter.ai", "www.swebench.com")
OWN_RULES = {"gpqa-diamond", "mmlu-pro"}
"""Records with independent runs of several kinds, held to their rules in test_general_benchmarks.py."""


@pytest.fixture(scope="module")
def benchmarks() -> dict[str, Benchmark]:
    records = load_pack(PLUGINS / "weighbridge_benchmarks").records("benchmarks")
    return {record.id: record for record in records if isinstance(record, Benchmark)}


@pytest.fixture(scope="module")
def models() -> dict[str, Model]:
    found: dict[str, Model] = {}
    for folder in sorted(PLUGINS.glob("weighbridge_*")):
        for record in load_pack(folder).records("models"):
            if isinstance(record, Model):
                found[record.id] = record
    return found


def test_rows_are_sorted() -> None:
    rows = yamlfile.read(PLUGINS / "weighbridge_benchmarks" / "benchmarks.yaml").data["benchmarks"]
    ids = [row["id"] for row in rows]
    assert ids == sorted(set(ids))
    for row in rows:
        keys = [(score["model_id"], score.get("variant", "")) for score in row["scores"]]
        assert keys == sorted(set(keys)), row["id"]


def test_no_score_is_orphaned(benchmarks: dict[str, Benchmark], models: dict[str, Model]) -> None:
    scored = {score.model_id for benchmark in benchmarks.values() for score in benchmark.scores}
    assert scored - set(models) == set()
    assert len(scored) >= 90


def test_anchors_are_fixed_explained_and_hold_every_score(benchmarks: dict[str, Benchmark]) -> None:
    for benchmark in benchmarks.values():
        assert 0 <= benchmark.zero_at < benchmark.one_at <= 100, benchmark.id
        explained = benchmark.evidence_for("zero_at")
        assert explained is not None
        assert explained.note, benchmark.id
        assert all(0 <= score.score <= benchmark.one_at for score in benchmark.scores), benchmark.id


def test_tasks_and_their_default_benchmark(benchmarks: dict[str, Benchmark]) -> None:
    tasks = set(get_args(Task))
    chosen = [task for benchmark in benchmarks.values() for task in benchmark.default_for]
    assert len(chosen) == len(set(chosen))
    assert set(chosen) <= tasks
    for benchmark in benchmarks.values():
        assert benchmark.tasks
        assert set(benchmark.tasks) <= tasks | {"vision"}, benchmark.id
        assert set(benchmark.default_for) <= set(benchmark.tasks), benchmark.id


def test_every_score_names_its_page_and_vendor_reports_stay_claims(benchmarks: dict[str, Benchmark]) -> None:
    for benchmark in (item for item in benchmarks.values() if item.id not in OWN_RULES):
        for score in benchmark.scores:
            page = score.evidence.source
            assert page.startswith("https://"), (benchmark.id, score.model_id)
            independent = page.split("/")[2] in PUBLIC_BOARDS
            assert score.evidence.grade == ("secondary" if independent else "claimed"), (benchmark.id, score.model_id)
            assert score.evidence.as_of is None or "2024-12" <= score.evidence.as_of <= "2026-11-23"


def test_default_benchmarks_rest_on_independent_runs(benchmarks: dict[str, Benchmark]) -> None:
    for name in ("swe-bench-pro", "terminal-bench-aa"):
        assert {score.evidence.grade for score in benchmarks[name].scores} == {"secondary"}, name


def test_one_harness_is_never_mixed_with_another(benchmarks: dict[str, Benchmark]) -> None:
    agent_runs = {"aa-coding-agent-index", "swe-atlas-qna-aa", "swe-bench-pro-aa", "terminal-bench-aa"}
    for benchmark in benchmarks.values():
        pages = {score.evidence.source for score in benchmark.scores}
        assert (AGENT_BOARD in pages) == (benchmark.id in agent_runs), benchmark.id
        if benchmark.id in agent_runs:
            assert pages == {AGENT_BOARD}
    # The same model scores 64.3 by its vendor and 44.9 in the agent index: the harness is part of the benchmark.
    opus = "anthropic/claude-opus-4-7"
    vendor, agent = benchmarks["swe-bench-pro-vendor"].best(opus), benchmarks["swe-bench-pro-aa"].best(opus)
    assert vendor is not None
    assert agent is not None
    assert (vendor.score, agent.score) == (64.3, 44.9)
