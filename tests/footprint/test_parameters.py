"""Parameter counts against the counts of published checkpoints."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from weighbridge.footprint.parameters import count
from weighbridge.footprint.precision import held_parts
from weighbridge.records import Architecture, Model

Rows = Callable[[str], list[dict[str, str]]]
WITH_DRAFT_LAYERS = {
    "zai/glm-4.5-air": 3.7e9,
    "deepseek/deepseek-v4-flash-0731": 20.3e9,
    "deepseek/deepseek-v4-pro-0813": 78.6e9,
}
"""Published counts that include layers which are not served, and how many weights these have."""


def layout(model: Model) -> Architecture:
    assert model.architecture is not None, model.id
    return model.architecture


def test_plain_checkpoints_are_counted_within_a_hundredth_of_a_percent(
    models: dict[str, Model], case_rows: Rows
) -> None:
    plain = [row for row in case_rows("weights") if row["plain"] == "yes"]
    assert len(plain) >= 9
    for row in plain:
        total = count(layout(models[row["model_id"]])).total
        assert total == pytest.approx(float(row["parameters"]), rel=1e-4), row["repository"]


def test_checkpoints_with_parts_that_are_not_served_are_counted_within_three_percent(
    models: dict[str, Model], case_rows: Rows
) -> None:
    for row in case_rows("weights"):
        total = count(layout(models[row["model_id"]])).total
        assert total == pytest.approx(float(row["parameters"]), rel=0.03), row["repository"]


def stored_elements(architecture: Architecture, *, scales: bool) -> float:
    """Numbers in the files of an NVFP4 checkpoint: two weights share a byte; scales, one for 16 weights, may count."""
    counts, held = count(architecture), held_parts(architecture, "nvfp4")
    each = {"nvfp4": 0.5 + scales / 16}
    total: float = counts.embedding + counts.replicated + counts.extra
    for part, name in held.items():
        shares = {name: 1.0} if isinstance(name, str) else name
        total += getattr(counts, part) * sum(share * each.get(single, 1.0) for single, share in shares.items())
    return total


def test_quantized_checkpoints_hold_as_many_numbers_as_published(models: dict[str, Model], case_rows: Rows) -> None:
    rows = case_rows("quantized")
    assert len(rows) >= 9
    for row in rows:
        architecture = layout(models[row["model_id"]])
        ours = stored_elements(architecture, scales=row["scales_counted"] == "yes")
        # Vision towers, which are not computed from their sizes for every family, are under a hundredth.
        close = 0.01 if architecture.extra_parameters or "m3" in row["model_id"] else 0.0005
        assert ours == pytest.approx(float(row["elements"]), rel=close), row["repository"]


def test_every_layout_agrees_with_the_published_size(models: dict[str, Model]) -> None:
    known = [model for model in models.values() if model.architecture and model.parameters_b]
    assert len(known) >= 200
    for model in known:
        total = count(layout(model)).total + WITH_DRAFT_LAYERS.get(model.id, 0.0)
        assert total / 1e9 == pytest.approx(model.parameters_b, rel=0.03), model.id


def test_active_parameters_leave_out_idle_experts_and_the_input_table(models: dict[str, Model]) -> None:
    dense = count(layout(models["meta/llama-3.1-8b"]))
    assert dense.active == dense.total - dense.embedding
    sparse = count(layout(models["alibaba/qwen3-235b-a22b"]))
    # 128 experts, of which 8 work on a token.
    assert sparse.experts_active * 16 == sparse.experts
    assert sparse.active / 1e9 == pytest.approx(21.57, abs=0.01)


def test_every_layout_says_where_it_comes_from(models: dict[str, Model]) -> None:
    for model in models.values():
        if model.architecture:
            assert model.architecture.evidence is not None, model.id
