"""Cache and weight bytes against first principles and server logs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from weighbridge.footprint import memory
from weighbridge.footprint.components import of_architecture
from weighbridge.footprint.constants import constants
from weighbridge.footprint.memory import GIB, Share
from weighbridge.footprint.operands import number
from weighbridge.records import Architecture, Model

Rows = Callable[[str], list[dict[str, str]]]


def layout(model: Model) -> Architecture:
    assert model.architecture is not None, model.id
    return model.architecture


def split(model: Model, precision: str, devices: int) -> Share:
    return memory.share(of_architecture(layout(model), precision), float(devices), constants())


def test_cache_agrees_with_first_principles(models: dict[str, Model], case_rows: Rows) -> None:
    for row in case_rows("kv_cache"):
        model = models[row["model_id"]]
        parts = of_architecture(layout(model), "bf16")
        whole = split(model, "bf16", 1)
        reserved = float(row["bytes_per_token_reserved"])
        assert parts.reserved_token_bytes == pytest.approx(reserved, rel=0.01), model.id
        assert parts.state_bytes == pytest.approx(float(row["state_bytes"]), rel=0.01), model.id
        for tokens, column in ((32_768.0, "bytes_32k"), (131_072.0, "bytes_128k")):
            found = number(memory.sequence_bytes(whole, tokens))
            assert found == pytest.approx(float(row[column]), rel=0.01), (model.id, column)


def test_weights_agree_with_server_logs(models: dict[str, Model], case_rows: Rows) -> None:
    observed = [row for row in case_rows("memory_observed") if row["quantity"] == "weights/GPU"]
    assert len(observed) >= 5
    for row in observed:
        share = split(models[row["model_id"]], row["precision"], int(row["devices"]))
        found = number(share.weight_bytes) / GIB
        assert found == pytest.approx(float(row["observed"]), rel=float(row["tolerance"])), row["configuration"]


def test_cache_per_token_agrees_with_server_logs(models: dict[str, Model], case_rows: Rows) -> None:
    observed = [row for row in case_rows("memory_observed") if row["quantity"] == "KV bytes/token/GPU"]
    assert len(observed) >= 5
    for row in observed:
        share = split(models[row["model_id"]], row["precision"], int(row["devices"]))
        # The logs divide the pool by tokens kept in every layer.
        found = number(share.growing_token_bytes) + number(share.window_token_bytes)
        assert found == pytest.approx(float(row["observed"]), rel=float(row["tolerance"])), row["configuration"]


def test_latent_cache_is_repeated_on_every_device_and_head_cache_is_divided(models: dict[str, Model]) -> None:
    latent = [split(models["deepseek/deepseek-v3"], "fp8_block", n).growing_token_bytes for n in (1, 8)]
    assert latent[0] == latent[1]
    heads = [number(split(models["meta/llama-3.1-70b-instruct"], "bf16", n).growing_token_bytes) for n in (1, 8)]
    assert heads[0] == 8 * heads[1]
    # Four key-value heads on eight devices: each head stands on two of them.
    few = [number(split(models["alibaba/qwen3-30b-a3b"], "bf16", n).growing_token_bytes) for n in (4, 8)]
    assert few[0] == few[1]


def test_layers_that_reuse_a_cache_take_none_but_attend_to_it(models: dict[str, Model]) -> None:
    parts = of_architecture(layout(models["google/gemma-4-e4b-it"]), "bf16")
    # 4 of 7 layers over the whole context and 20 of 35 with a window keep two heads of keys and values.
    assert parts.full_token_bytes == 4 * 2 * 2 * 512 * 2
    assert parts.window_token_bytes == 20 * 2 * 2 * 256 * 2
    assert (parts.full_kv_heads, parts.window_kv_heads, parts.window_tokens) == (2, 2, 512)
    assert parts.attention_flops == 7 * 4 * 8 * 512


def test_published_exceptions_stay_in_16_bit(models: dict[str, Model]) -> None:
    quantized = of_architecture(layout(models["openai/gpt-oss-120b"]), "mxfp4")
    plain = of_architecture(layout(models["openai/gpt-oss-120b"]), "bf16")
    assert quantized.attention_bytes == plain.attention_bytes
    # The published files hold 65,248,815,744 bytes.
    assert quantized.weight_bytes == pytest.approx(65_248_815_744, rel=0.005)


def test_overhead_of_a_dense_model_lies_in_the_range_of_the_logs(models: dict[str, Model]) -> None:
    share = split(models["meta/llama-3.1-8b"], "bf16", 1)
    found = number(memory.overhead_bytes(share, memory.batched_tokens(79.2 * GIB, constants()))) / GIB
    assert 1.3 <= found <= 3.1
