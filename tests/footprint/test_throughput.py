"""The speed formula against measured serving points."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

import pytest

from weighbridge.footprint import memory, throughput
from weighbridge.footprint.components import dominant_compute, measure, of_architecture
from weighbridge.footprint.constants import constants
from weighbridge.footprint.operands import number
from weighbridge.footprint.tables import serving
from weighbridge.records import Accelerator, Model

Rows = Callable[[str], list[dict[str, str]]]
SERVER_FACTOR = {"vllm": 1.0, "trtllm": 0.924, "sglang": 1.151}
"""Time between tokens against the first, from the fit that the constants come from."""


@pytest.fixture(scope="module")
def ratios(models: dict[str, Model], accelerators: dict[str, Accelerator], case_rows: Rows) -> list[float]:
    """Predicted over measured answer tokens per second."""
    return [
        _ratio(row, models[row["model_id"]], accelerators[row["accelerator_id"]]) for row in case_rows("throughput")
    ]


def _ratio(row: dict[str, str], model: Model, accelerator: Accelerator) -> float:
    k, architecture, devices = constants(), model.architecture, float(row["devices"])
    assert architecture is not None
    prompt, answer, batch = (float(row[name]) for name in ("input_tokens", "output_tokens", "concurrency"))
    parts = of_architecture(architecture, row["precision"])
    served = serving(accelerator, dominant_compute(measure(architecture), row["precision"]), k)
    assert served is not None
    live = prompt + answer / 2
    work = throughput.work(parts, devices, k)
    cache = memory.sequence_bytes(memory.share(parts, devices, k), live)
    step = throughput.step_s(throughput.step_of(work, served.device, cache, live, k), batch, k)
    prefill = throughput.prefill_s(work, served.device, prompt)
    between = number(throughput.token_s(step, prefill, batch, answer)) * SERVER_FACTOR[row["server"]]
    first = throughput.first_token_s(step, prefill, batch, k)
    predicted = number(throughput.tokens_per_s(first, between, batch, answer)) / devices
    return predicted / float(row["output_tokens_per_s_per_device"])


def test_median_error_is_at_most_fifteen_percent(ratios: list[float]) -> None:
    assert len(ratios) > 250
    assert median(abs(ratio - 1) for ratio in ratios) <= 0.15


def test_the_formula_has_no_lean(ratios: list[float]) -> None:
    assert 0.95 <= median(ratios) <= 1.05


def test_almost_all_are_within_a_factor_of_two(ratios: list[float]) -> None:
    assert sum(0.5 <= ratio <= 2 for ratio in ratios) >= 0.97 * len(ratios)


def test_the_range_that_is_shown_holds_most_measurements(ratios: list[float]) -> None:
    band = constants().speed.predicted_over_measured
    assert sum(band.low <= ratio <= band.high for ratio in ratios) >= 0.85 * len(ratios)
