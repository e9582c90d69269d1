"""Reading layouts from config files."""

from __future__ import annotations

from typing import Any

import pytest

from weighbridge.errors import UnknownLayout
from weighbridge.footprint.hf.config import read_architecture, silent_on_windows
from weighbridge.records.architecture import (
    DenseFeedForward,
    GroupedAttention,
    LatentAttention,
    LinearAttention,
    MixtureOfExperts,
    NoFeedForward,
    NoMixer,
    StateSpace,
)

PLAIN: dict[str, Any] = {
    "hidden_size": 512,
    "vocab_size": 1000,
    "num_hidden_layers": 4,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "intermediate_size": 2048,
}
EXPERTS = {"num_experts": 16, "num_experts_per_tok": 2, "moe_intermediate_size": 256}


def test_a_plain_config_becomes_one_group() -> None:
    found = read_architecture(PLAIN)
    assert len(found.groups) == 1
    assert found.groups[0].count == 4
    assert found.groups[0].mixer == GroupedAttention(query_heads=8, kv_heads=2, head_dim=64)
    assert found.groups[0].feed_forward == DenseFeedForward(width=2048)
    assert (found.tied_embeddings, found.stored_precision) == (False, "bf16")


def test_what_a_family_assumes_silently_can_be_given() -> None:
    assert read_architecture(PLAIN, {"tie_word_embeddings": True}).tied_embeddings
    assert not read_architecture({**PLAIN, "tie_word_embeddings": False}, {"tie_word_embeddings": True}).tied_embeddings


def test_a_nested_text_config_is_found_and_its_vision_tower_counted() -> None:
    vision = {"depth": 2, "hidden_size": 100, "intermediate_size": 400, "out_hidden_size": 512}
    found = read_architecture({"text_config": PLAIN, "vision_config": vision})
    assert found.hidden_size == 512
    assert found.extra_parameters == 2 * 100 * (4 * 100 + 2 * 400) + 400 * (400 + 512)


def test_layer_types_choose_between_windows_and_linear_layers() -> None:
    kinds = ["sliding_attention", "sliding_attention", "linear_attention", "full_attention"]
    linear = {"key_head_dim": 64, "value_head_dim": 64, "conv_kernel_dim": 4, "num_key_heads": 4, "num_value_heads": 8}
    config = {**PLAIN, "layer_types": kinds, "sliding_window": 128, **{f"linear_{k}": v for k, v in linear.items()}}
    found = [(group.count, group.mixer) for group in read_architecture(config).groups]
    windowed = GroupedAttention(query_heads=8, kv_heads=2, head_dim=64, window=128)
    assert found[0] == (2, windowed)
    assert found[1] == (1, LinearAttention(key_heads=4, value_heads=8, key_dim=64, value_dim=64))
    assert found[2] == (1, windowed.model_copy(update={"window": None}))


def test_latent_attention_with_experts_after_dense_layers() -> None:
    latent = {"kv_lora_rank": 64, "q_lora_rank": 96, "qk_rope_head_dim": 16, "qk_nope_head_dim": 32, "v_head_dim": 32}
    config = {**PLAIN, **latent, **EXPERTS, "first_k_dense_replace": 1, "n_shared_experts": 1}
    first, rest = read_architecture(config).groups
    assert isinstance(first.mixer, LatentAttention)
    assert (first.count, first.feed_forward) == (1, DenseFeedForward(width=2048))
    assert (rest.count, rest.feed_forward) == (3, MixtureOfExperts(experts=16, active=2, width=256, shared_width=256))


def test_blocks_that_are_mixer_or_feed_forward_alone() -> None:
    mamba = {"mamba_num_heads": 16, "mamba_head_dim": 64, "ssm_state_size": 128, "n_groups": 8, "conv_kernel": 4}
    config = {**PLAIN, **mamba, **EXPERTS, "hybrid_override_pattern": "ME*-", "mlp_hidden_act": "relu2"}
    groups = read_architecture(config).groups
    assert isinstance(groups[0].mixer, StateSpace)
    assert isinstance(groups[0].feed_forward, NoFeedForward)
    assert isinstance(groups[1].mixer, NoMixer)
    assert groups[3].feed_forward == DenseFeedForward(width=2048, matrices=2)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"attention_layer_period": 8}, "attention_layer_period"),
        ({"hidden_size": None}, "hidden_size"),
        ({"quantization_config": {"quant_method": "quip"}}, "quip"),
        ({"quantization_config": {"quant_algo": "MIXED_PRECISION"}}, "MIXED_PRECISION"),
    ],
)
def test_what_is_not_understood_is_refused(change: dict[str, Any], part: str) -> None:
    with pytest.raises(UnknownLayout, match=part):
        read_architecture({**PLAIN, **change})


def test_names_of_the_first_generations_are_understood() -> None:
    older = {"n_embd": 768, "n_layer": 12, "n_head": 12, "n_inner": 3072, "vocab_size": 50_257}
    (group,) = read_architecture({**older, "activation_function": "gelu_new"}).groups
    assert group.mixer == GroupedAttention(query_heads=12, kv_heads=12, head_dim=64)
    assert group.feed_forward == DenseFeedForward(width=3072, matrices=2)


@pytest.mark.parametrize(
    ("stated", "silent"),
    [
        ({}, False),
        ({"sliding_window": 1024}, True),
        ({"sliding_window": 1024, "sliding_window_pattern": 6}, False),
        ({"sliding_window": 1024, "layer_types": ["full_attention"] * 4}, False),
        ({"sliding_window": 1024, "use_sliding_window": False}, False),
        ({"sliding_window": 131_072, "max_position_embeddings": 131_072}, False),
    ],
)
def test_a_window_without_its_layers_is_noticed(stated: dict[str, Any], silent: bool) -> None:
    assert silent_on_windows({**PLAIN, **stated}) is silent


def test_the_last_layers_may_reuse_a_cache_and_be_twice_as_wide() -> None:
    kinds = ["sliding_attention", "full_attention"] * 2
    config = {**PLAIN, "layer_types": kinds, "sliding_window": 128, "num_kv_shared_layers": 2}
    groups = read_architecture({**config, "use_double_wide_mlp": True}).groups
    assert [group.feed_forward for group in groups] == [DenseFeedForward(width=w) for w in (2048, 2048, 4096, 4096)]
    mixers = [group.mixer for group in groups if isinstance(group.mixer, GroupedAttention)]
    assert [mixer.reuses_cache for mixer in mixers] == [False, False, True, True]
    assert {group.feed_forward for group in read_architecture(config).groups} == {DenseFeedForward(width=2048)}


def test_input_tables_of_each_layer_are_counted_with_their_projections() -> None:
    per_layer = {"hidden_size_per_layer_input": 16, "vocab_size_per_layer_input": 900}
    # Four layers: a table of 900 rows, a projection, a gate and a projection back, each 16 wide.
    assert read_architecture({**PLAIN, **per_layer}).extra_parameters == 4 * 16 * (900 + 3 * 512)
