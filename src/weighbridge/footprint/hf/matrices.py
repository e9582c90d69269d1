"""The weight matrices of a layer under the names that checkpoints give them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from weighbridge.footprint.layer_groups import Layer
from weighbridge.footprint.parameters import expert_parameters, mixer_parameters, shared_parameters
from weighbridge.records.architecture import FeedForward, GroupedAttention, LatentAttention, Part, SingleMixer

ATTENTION = ("self_attn", "attn", "attention", "mixer")
RECURRENT = ("linear_attn", "mixer", "mamba", "self_attn", "conv")
FEED_FORWARD = ("mlp", "feed_forward", "block_sparse_moe", "ffn", "mixer", "moe")
SHARED = ("shared_experts", "shared_expert", "shared_mlp")
UP_AND_DOWN = (("up_proj", "gate_up_proj", "gate_proj", "w1", "w3"), ("down_proj", "w2"))
"""What leads into the inner width of a feed-forward part, and what leads out again."""
Leaves: TypeAlias = tuple[tuple[str, ...], int]
"""Names that a matrix may have, and its weights."""


@dataclass(frozen=True)
class Matrix:
    """One weight matrix, or several that are quantized alike."""

    part: Part
    names: tuple[str, ...]
    """What it may be called, from the layers on: `layers.3.mlp.down_proj`."""
    weights: int


def matrices(index: int, layer: Layer, hidden: int, *, beside: bool) -> Iterator[Matrix]:
    """The matrices of a layer; `beside`: its experts stand beside its plain feed-forward part, not inside."""
    mixer, ffn = layer
    for single in mixer.mixers if mixer.kind == "parallel" else (mixer,):
        parents = ATTENTION if single.kind in ("grouped", "latent", "compressed") else RECURRENT
        for leaves, weights in _mixer(single, hidden):
            yield Matrix("attention", _names(index, parents, leaves), weights)
    yield from _feed_forward(index, ffn, hidden, beside=beside)


def _names(index: int, parents: tuple[str, ...], leaves: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"layers.{index}.{parent}.{leaf}" for parent in parents for leaf in leaves)


def _mixer(mixer: SingleMixer, hidden: int) -> list[Leaves]:
    whole = mixer_parameters(mixer, hidden)
    if mixer.kind == "grouped":
        return _grouped(mixer, hidden, whole)
    if mixer.kind == "latent":
        return _latent(mixer, hidden, whole)
    if mixer.kind in ("none", "compressed"):
        return [(("o_proj", "wo"), whole)] if whole else []
    width = mixer.value_heads * mixer.value_dim if mixer.kind == "linear" else _channels(mixer)
    out = width * hidden
    return [(("in_proj", "in_proj_qkvz", "in_proj_qkv"), whole - out), (("out_proj", "o_proj"), out)]


def _channels(mixer: SingleMixer) -> int:
    if mixer.kind == "state_space":
        return mixer.heads * mixer.head_dim
    return mixer.channels if mixer.kind in ("selective", "convolution") else 0


def _grouped(mixer: GroupedAttention, hidden: int, whole: int) -> list[Leaves]:
    out = mixer.query_heads * (mixer.value_head_dim or mixer.head_dim) * hidden
    keys = mixer.kv_heads * mixer.head_dim * hidden
    values = 0 if mixer.value_from_key else mixer.kv_heads * (mixer.value_head_dim or mixer.head_dim) * hidden
    rest = whole - out - keys - values
    return [
        (("q_proj", "qkv_proj"), rest), (("k_proj", "qkv_proj"), keys), (("v_proj", "qkv_proj"), values),
        (("o_proj", "out_proj"), out),
    ]  # fmt: skip


def _latent(mixer: LatentAttention, hidden: int, whole: int) -> list[Leaves]:
    out = mixer.query_heads * mixer.value_head_dim * hidden
    down = hidden * (mixer.kv_lora_rank + mixer.rope_head_dim)
    up = mixer.kv_lora_rank * mixer.query_heads * (mixer.nope_head_dim + mixer.value_head_dim)
    rest = whole - out - down - up - mixer.indexer_parameters
    found = [
        (("q_b_proj", "q_proj", "q_a_proj"), rest), (("kv_a_proj_with_mqa",), down), (("kv_b_proj",), up),
        (("o_proj",), out),
    ]  # fmt: skip
    return [*found, (("indexer.wq_b", "indexer.wk"), mixer.indexer_parameters)]


def _feed_forward(index: int, ffn: FeedForward, hidden: int, *, beside: bool) -> Iterator[Matrix]:
    if ffn.kind == "dense":
        yield from _up_and_down("dense", index, FEED_FORWARD, ffn.matrices * hidden * ffn.width, ffn.matrices)
    elif ffn.kind == "experts":
        inside = tuple(f"{parent}.experts.0" for parent in FEED_FORWARD)
        shared = tuple(f"{parent}.{name}" for parent in FEED_FORWARD for name in SHARED)
        whole = ffn.experts * expert_parameters(ffn, hidden)
        yield from _up_and_down("experts", index, ("experts.0",) if beside else inside, whole, ffn.matrices)
        yield from _up_and_down(
            "shared", index, ("mlp",) if beside else shared, shared_parameters(ffn, hidden), ffn.matrices
        )


def _up_and_down(part: Part, index: int, parents: tuple[str, ...], weights: int, matrices: int) -> Iterator[Matrix]:
    up, down = UP_AND_DOWN
    out = weights // matrices
    if weights:
        yield Matrix(part, _names(index, parents, up), weights - out)
        yield Matrix(part, _names(index, parents, down), out)
