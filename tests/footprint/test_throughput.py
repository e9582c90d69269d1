"""The speed formula against measured serving points, and its laws."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.catalog import Catalog
from weighbridge.footprint.cases.run import run_cases, summary
from weighbridge.footprint.constants import constants
from weighbridge.footprint.points import Point, Points
from weighbridge.records import Accelerator, Model

DATA = Path(__file__).parents[2] / "benchmarks" / "data"
MODELS = ("alibaba/qwen3-32b", "openai/gpt-oss-120b", "deepseek/deepseek-v3", "zai/glm-5", "alibaba/qwen3.5-397b-a17b")


@pytest.mark.parametrize(
    ("file", "errors"),
    [("throughput.csv.gz", "in_sample"), ("throughput_mi300x.csv", "adjusted"), ("throughput_gguf.csv", "gguf")],
)
def test_measured_points_are_predicted_as_the_constants_file_says(catalog: Catalog, file: str, errors: str) -> None:
    (found,) = run_cases(DATA / file, catalog).values()
    figures, stated = summary(found), getattr(constants().fit, errors)
    assert figures["not_predicted"] == 0
    assert figures["compared"] == stated.rows
    assert figures["median_error"] == pytest.approx(stated.median, abs=0.002)
    assert figures["range_coverage"] == pytest.approx(stated.in_range, abs=0.005)


def test_rows_kept_from_the_fit_are_predicted_nearly_as_well() -> None:
    fit = constants().fit
    assert fit.leave_one_model_out.median <= 0.135
    assert fit.leave_one_model_out.in_range >= 0.88
    assert abs(fit.leave_one_model_out.bias - 1) <= 0.05
    assert fit.leave_one_accelerator_out.median <= 0.15
    assert fit.leave_one_backend_out.median <= 0.15
    assert fit.adjusted_leave_one_model_out.median <= 0.15
    assert fit.adjusted_leave_one_model_out.in_range >= 0.88
    assert fit.gguf_leave_one_model_out.median <= 0.15
    assert fit.gguf_leave_one_model_out.in_range >= 0.88


def test_full_load_measured_elsewhere_is_predicted_within_a_quarter(catalog: Catalog) -> None:
    (found,) = run_cases(DATA / "throughput_maxload.csv", catalog).values()
    figures = summary(found)
    assert figures["not_predicted"] == 0
    assert figures["median_error"] <= 0.25
    assert figures["within_2x"] >= 0.95


def speeds(*points: Point) -> list[float]:
    return Points.of(points).predict(constants()).tokens_per_s.to_list()


def test_devices_that_hold_layers_in_turn_answer_one_user_as_fast_as_one(
    models: dict[str, Model], accelerators: dict[str, Accelerator]
) -> None:
    def point(precision: str, devices: int) -> Point:
        return Point(models["meta/llama-3.1-8b-instruct"], accelerators["rtx-4090"], precision, devices, 16, 256, 1)

    one, four = speeds(point("gguf_q4_k_m", 1), point("gguf_q4_k_m", 4))
    assert four == pytest.approx(one)
    apart, together = speeds(point("int4_g128", 1), point("int4_g128", 4))
    assert together > 1.2 * apart


@given(st.sampled_from(MODELS), st.integers(1, 512), st.integers(16, 32_768), st.sampled_from([1, 2, 4]))
def test_more_devices_never_answer_slower_together(
    models: dict[str, Model], accelerators: dict[str, Accelerator], model: str, batch: int, prompt: int, devices: int
) -> None:
    def point(copies: int) -> Point:
        return Point(models[model], accelerators["h200-sxm"], "fp8_channel", devices, prompt, 256, batch / copies)

    # The same kind of layout: copies of one size, more of them, share the same users.
    one, two = speeds(point(1), point(2))
    assert 2 * two >= one * (1 - 1e-9)


@given(st.sampled_from(MODELS), st.integers(1, 256), st.integers(16, 65_536), st.integers(16, 65_536))
def test_longer_prompts_are_never_answered_faster(
    models: dict[str, Model], accelerators: dict[str, Accelerator], model: str, batch: int, a: int, b: int
) -> None:
    short, long = sorted((a, b))
    found = speeds(
        *(Point(models[model], accelerators["b200-sxm"], "fp8_channel", 4, n, 256, batch) for n in (short, long))
    )
    assert found[1] <= found[0] * (1 + 1e-9)


def test_sparse_attention_reads_no_more_than_its_tokens(
    models: dict[str, Model], accelerators: dict[str, Accelerator]
) -> None:
    def slowdown(model: str) -> float:
        short, long = speeds(
            *(Point(models[model], accelerators["b200-sxm"], "fp8_block", 8, n, 64, 32) for n in (2048, 131_072))
        )
        return short / long

    assert slowdown("deepseek/deepseek-v3.2") < slowdown("deepseek/deepseek-v3")


def test_a_serving_software_nobody_measured_counts_as_the_first(
    models: dict[str, Model], accelerators: dict[str, Accelerator]
) -> None:
    def point(server: str | None) -> Point:
        return Point(models[MODELS[0]], accelerators["h100-sxm"], "bf16", 2, 1024, 256, 16, server=server)

    first, unknown, none = speeds(point("vllm"), point("another"), point(None))
    assert first == unknown == none
