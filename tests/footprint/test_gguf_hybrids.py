"""GGUF files whose blocks hold mixers of fixed state: what each block holds says what it is."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from weighbridge.errors import UnknownLayout
from weighbridge.footprint.files.checkpoint import Tensor
from weighbridge.footprint.files.gguf_header import GgufHeader, Value
from weighbridge.footprint.files.gguf_layout import read_layout
from weighbridge.records.architecture import (
    GroupedAttention,
    Mixer,
    ParallelMixers,
    SelectiveStateSpace,
    ShortConvolution,
    StateSpace,
)

ATTENTION = ("attn_norm", "attn_q", "attn_k", "attn_v", "attn_output")
SIZES = {"embedding_length": 512, "block_count": 2, "attention.head_count": 8, "attention.head_count_kv": 2}
STATE = {"ssm.inner_size": 1024, "ssm.state_size": 16, "ssm.time_step_rank": 32, "ssm.conv_kernel": 4}


def mixers(blocks: list[tuple[str, ...]], facts: Mapping[str, Value]) -> list[Mixer]:
    """The mixers of a file with these tensors in its blocks."""
    metadata: dict[str, Value] = {"general.architecture": "x"}
    metadata |= {f"x.{key}": value for key, value in {**SIZES, **facts}.items()}
    tensors = [Tensor("token_embd.weight", "F16", (512, 1000), 1_024_000)]
    for index, names in enumerate(blocks):
        tensors += [
            Tensor(f"blk.{index}.{name}.weight", "F16", (512, 512), 524_288) for name in (*names, "ffn_up", "ffn_down")
        ]
    layout, _ = read_layout(GgufHeader(metadata=metadata, tensors=tuple(tensors), whole=True))
    return [group.mixer for group in layout.groups for _ in range(group.count)]


def test_mamba_of_the_first_generation_is_known_by_its_step_projection() -> None:
    selective = ("attn_norm", "ssm_in", "ssm_conv1d", "ssm_x", "ssm_dt_norm", "ssm_out")
    assert mixers([selective, ATTENTION], STATE) == [
        SelectiveStateSpace(channels=1024, state_dim=16, step_rank=32, norm=True),
        GroupedAttention(query_heads=8, kv_heads=2, head_dim=64),
    ]


def test_short_convolutions_stand_beside_attention_layers() -> None:
    convolution = ("attn_norm", "shortconv.conv", "shortconv.in_proj", "shortconv.out_proj")
    facts: dict[str, Value] = {"shortconv.l_cache": 3, "attention.head_count_kv": (0, 2)}
    assert mixers([convolution, ATTENTION], facts) == [
        ShortConvolution(channels=512),
        GroupedAttention(query_heads=8, kv_heads=2, head_dim=64),
    ]


def test_attention_and_mamba_in_one_block_work_side_by_side() -> None:
    both = (*ATTENTION, "ssm_in", "ssm_conv1d", "ssm_norm", "ssm_out")
    mamba = StateSpace(heads=32, head_dim=32, state_dim=16)
    assert (
        mixers([both, both], STATE)
        == [ParallelMixers(mixers=(GroupedAttention(query_heads=8, kv_heads=2, head_dim=64), mamba))] * 2
    )


def test_the_last_blocks_may_reuse_a_cache() -> None:
    own = GroupedAttention(query_heads=8, kv_heads=2, head_dim=64)
    assert mixers([ATTENTION] * 2, {"attention.shared_kv_layers": 1}) == [
        own,
        own.model_copy(update={"reuses_cache": True}),
    ]


def test_blocks_without_a_formula_are_refused() -> None:
    with pytest.raises(UnknownLayout, match="time_mix_key"):
        mixers([("attn_norm", "time_mix_key"), ATTENTION], {})
