"""Which precision the matrices of a checkpoint have, however its config says so."""

from __future__ import annotations

from typing import Any

import pytest

from weighbridge.errors import UnknownLayout
from weighbridge.footprint.hf.config import read_architecture
from weighbridge.footprint.hf.modules import Modules
from weighbridge.footprint.precision import part_bytes, part_precisions
from weighbridge.records.architecture import Architecture

LAYERS = 4
PLAIN: dict[str, Any] = {
    "hidden_size": 1024,
    "vocab_size": 32_000,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": 8,
    "num_key_value_heads": 8,
    "intermediate_size": 2048,
    "hidden_act": "silu",
}
EXPERTS = {"num_experts": 16, "num_experts_per_tok": 2, "moe_intermediate_size": 256}
HYBRID = {
    "linear_num_key_heads": 4,
    "linear_num_value_heads": 8,
    "linear_key_head_dim": 64,
    "linear_value_head_dim": 64,
    "linear_conv_kernel_dim": 4,
    "full_attention_interval": 2,
}
FP8_GROUP = {"weights": {"type": "float", "num_bits": 8}}
NVFP4_GROUP = {"weights": {"type": "float", "num_bits": 4, "group_size": 16}}


def read(quantization: dict[str, Any], **more: Any) -> Architecture:
    return read_architecture({**PLAIN, **more, "quantization_config": quantization})


@pytest.mark.parametrize(
    ("quantization", "precision", "exceptions"),
    [
        ({"quant_method": "fp8", "weight_block_size": [128, 128]}, "fp8_block", {}),
        ({"quant_method": "mxfp4"}, "mxfp4", {"attention": "bf16", "dense": "bf16", "shared": "bf16"}),
        ({"quant_method": "awq", "bits": 4}, "int4_g128", {}),
        ({"quant_method": "gptq", "bits": 8}, "int8", {}),
        ({"quant_algo": "NVFP4", "ignore": ["model.layers.*.self_attn*"]}, "nvfp4", {"attention": "bf16"}),
        ({"quant_algo": "NVFP4", "ignore": ["lm_head", "self_attn"]}, "nvfp4", {"attention": "bf16"}),
        ({"quant_algo": "NVFP4", "ignore": ["model.layers.0.mlp.gate", "gate"]}, "nvfp4", {}),
        (
            {
                "config_groups": {"a": {"weights": {"type": "int", "num_bits": 4, "group_size": 32}}},
                "ignore": ["re:.*self_attn.*", r"re:.*mlp\.(gate|up|down)_proj.*"],
            },
            "int4_g32",
            {"attention": "bf16", "dense": "bf16"},
        ),
    ],
)
def test_one_format_with_what_is_spared(
    quantization: dict[str, Any], precision: str, exceptions: dict[str, str]
) -> None:
    found = read(quantization)
    assert (found.stored_precision, found.stored_exceptions) == (precision, exceptions)


@pytest.mark.parametrize("root", ["model.", "model.language_model.", "language_model.model.", "backbone.", ""])
def test_names_mean_the_same_whatever_stands_before_the_layers(root: str) -> None:
    spared = [f"{root}layers.{index}.self_attn*" for index in range(LAYERS)]
    assert read({"quant_algo": "NVFP4", "ignore": spared}).stored_exceptions == {"attention": "bf16"}


def test_single_layers_that_are_spared_count_by_their_weights() -> None:
    found = read({"quant_method": "fbgemm_fp8", "modules_to_not_convert": ["model.layers.0.mlp", "model.layers.3.mlp"]})
    assert found.stored_exceptions == {"dense": {"bf16": 0.5, "fp8_channel": 0.5}}
    assert part_precisions(found, "fp8_channel")["attention"] == "fp8_channel"
    assert part_bytes(found, "fp8_channel")["dense"] == pytest.approx(1.5)


def test_single_matrices_that_are_spared_count_by_their_weights() -> None:
    spared = [f"model.layers.{index}.self_attn.{name}" for index in range(LAYERS) for name in ("k_proj", "v_proj")]
    found = read({"quant_algo": "NVFP4", "exclude_modules": [*spared, "lm_head"]})
    assert found.stored_exceptions == {"attention": {"bf16": 0.5, "nvfp4": 0.5}}
    assert part_bytes(found, "nvfp4")["attention"] == pytest.approx((2.0 + 0.5625) / 2)
    assert part_bytes(found, "nvfp4")["head"] == 2.0


def test_layers_of_another_kind_of_mixer_are_found_by_their_own_names() -> None:
    found = read({"quant_algo": "NVFP4", "ignore": ["model.layers.*.linear_attn*"]}, **HYBRID)
    shares = found.stored_exceptions["attention"]
    assert isinstance(shares, dict)
    # The two kinds alternate: of one the gates are about a quarter of the other's projections.
    assert shares["bf16"] + shares["nvfp4"] == pytest.approx(1.0)
    assert 0.1 < shares["bf16"] < 0.5
    everything = read({"quant_algo": "NVFP4", "ignore": ["*.linear_attn*", "*.self_attn*"]}, **HYBRID)
    assert everything.stored_exceptions == {"attention": "bf16"}


def test_formats_named_module_by_module_give_each_part_its_own_and_the_head_too() -> None:
    each = range(LAYERS)
    layers = {f"model.layers.{index}.mlp.experts": {"quant_algo": "NVFP4"} for index in each}
    layers |= {
        f"model.layers.{index}.self_attn.{leaf}_proj": {"quant_algo": "FP8"} for index in each for leaf in "qkvo"
    }
    layers["lm_head"] = {"quant_algo": "W4A16_NVFP4"}
    found = read({"quant_algo": "MIXED_PRECISION", "quantized_layers": layers}, **EXPERTS)
    assert found.stored_precision == "nvfp4"
    assert found.stored_exceptions == {"attention": "fp8_channel", "head": "nvfp4"}
    assert part_bytes(found, "nvfp4")["head"] == 0.5625


def test_groups_with_formats_of_their_own() -> None:
    groups = {
        "experts": {**NVFP4_GROUP, "targets": [r"re:.*mlp\.experts.*"]},
        "rest": {**FP8_GROUP, "targets": [r"re:.*self_attn.*"]},
    }
    found = read({"quant_method": "compressed-tensors", "config_groups": groups}, **EXPERTS)
    assert found.stored_precision == "nvfp4"
    assert found.stored_exceptions["attention"] == "fp8_channel"


def test_experts_beside_the_plain_part_are_not_meant_by_its_name() -> None:
    config = {**EXPERTS, "enable_moe_block": True, "num_experts": 16, "top_k_experts": 2}
    found = read({"quant_algo": "NVFP4", "ignore": ["model.language_model.layers.*.mlp*"]}, **config)
    assert found.stored_exceptions == {"shared": "bf16"}


@pytest.mark.parametrize(
    ("pattern", "module", "held"),
    [
        ("model.layers.1*", "layers.1.mlp.up_proj", True),
        ("model.layers.1*", "layers.10.mlp.up_proj", False),
        ("model.layers.1.mlp", "layers.1.mlp.up_proj", True),
        ("model.layers.1.mlp.gate", "layers.1.mlp.gate_proj", False),
        ("*.self_attn.*", "layers.7.self_attn.q_proj", True),
        ("re:.*layers.2.mlp", "layers.2.mlp.up_proj", True),
        ("o_proj", "layers.2.self_attn.o_proj", True),
    ],
)
def test_a_pattern_means_modules_and_what_is_inside_them(pattern: str, module: str, *, held: bool) -> None:
    assert Modules.of([pattern]).hold(module) is held


@pytest.mark.parametrize(
    ("quantization", "part"),
    [
        ({"quant_algo": "MIXED_PRECISION", "quantized_layers": {"model.layers.0.mlp": {"quant_algo": "Q3"}}}, "Q3"),
        ({"quant_algo": "NVFP4", "ignore": ["re:(a*)*b"]}, "too involved"),
        ({"quant_algo": "NVFP4", "ignore": ["re:("]}, "no expression"),
    ],
)
def test_what_has_no_byte_count_is_refused(quantization: dict[str, Any], part: str) -> None:
    with pytest.raises(UnknownLayout, match=part):
        read(quantization)


def test_one_pattern_may_stand_without_a_list() -> None:
    assert read({"quant_algo": "NVFP4", "ignore": "self_attn"}).stored_exceptions == {"attention": "bf16"}


def test_patterns_that_would_take_minutes_are_refused() -> None:
    many = [f"*.self_attn.{number}*" for number in range(10_000)]
    with pytest.raises(UnknownLayout, match="too many for 4 layers"):
        read({"quant_algo": "NVFP4", "ignore": many})


def test_shares_of_a_part_are_of_one() -> None:
    found = read({"quant_method": "fp8"})
    with pytest.raises(ValueError, match="add up to 1"):
        Architecture(**{**found.model_dump(), "stored_exceptions": {"dense": {"bf16": 0.5, "fp8_channel": 0.4}}})
