"""Attention and state-space parts of the layers that a model's `config.json` describes."""

from __future__ import annotations

from functools import partial
from typing import Literal

from weighbridge.footprint.hf.keys import Config, integer, reuses_cache
from weighbridge.footprint.hf.recurrent import convolution, linear, state_space
from weighbridge.records.architecture import (
    CompressedAttention,
    GroupedAttention,
    LatentAttention,
    Mixer,
    ParallelMixers,
    SingleMixer,
)

INDEXER_CACHE_BYTES = 132.0
"""Sparse-attention indexer: one FP8 vector of 128 and its FP32 scale per token and layer."""
WINDOWED = ("sliding_attention", "chunked_attention")
RECURRENT = {"linear_attention": linear, "mamba": state_space, "conv": convolution}
"""Kinds of layers whose mixers keep a state of fixed size, by the names that configs give them."""


def mixer(config: Config, index: int) -> Mixer:
    """The mixer of layer `index`, or the two that work there side by side."""
    if config.get("compress_ratios"):
        return _compressed(config, int(config["compress_ratios"][index]))
    if "mamba_d_ssm" in config:
        return ParallelMixers(mixers=(grouped(config, index), state_space(config)))
    return _single(config, index)


def _single(config: Config, index: int) -> SingleMixer:
    kind = layer_type(config, index)
    if kind in RECURRENT:
        return RECURRENT[kind](config)
    if config.get("kv_lora_rank"):
        return _latent(config, index)
    return grouped(config, index, sliding=kind in WINDOWED)


def layer_type(config: Config, index: int) -> str:
    """The kind of layer `index`, in the words of the field `layer_types`, from whichever fields tell it."""
    if config.get("layer_types"):
        return str(config["layer_types"][index])
    if config.get("hybrid_layer_pattern"):
        return "sliding_attention" if config["hybrid_layer_pattern"][index] else "full_attention"
    attends = _attends(config, index)
    if attends is not None:
        others = "linear_attention" if config.get("linear_attn_config") else "conv"
        return "full_attention" if attends else "mamba" if config.get("mamba_d_state") else others
    return _by_interval(config, index)


def _attends(config: Config, index: int) -> bool | None:
    """Whether layer `index` has attention, where other layers have none; None without a field that says so."""
    delta = config.get("linear_attn_config") or {}
    if delta.get("kda_layers"):
        return index + 1 not in delta["kda_layers"]
    for name in ("gqa_layers", "full_attn_idxs"):
        if config.get(name) is not None:
            return index in config[name]
    if config.get("attn_layer_period"):
        return index % int(config["attn_layer_period"]) == int(config.get("attn_layer_offset") or 0)
    return None


def _by_interval(config: Config, index: int) -> str:
    interval = config.get("full_attention_interval") or config.get("sliding_window_pattern")
    if interval and (index + 1) % int(interval) == 0:
        return "full_attention"
    if interval and (config.get("linear_num_key_heads") or config.get("linear_num_heads")):
        return "linear_attention"
    return "full_attention" if window(config) is None else "sliding_attention"


def window(config: Config) -> int | None:
    """Tokens of the sliding windows; None without them."""
    if config.get("use_sliding_window") is False:
        return None
    size = config.get("sliding_window") or config.get("attention_chunk_size")
    return int(size) if size else None


def grouped(config: Config, index: int = 0, *, sliding: bool = False) -> GroupedAttention:
    """Attention with grouped keys and values: of layer `index`, one of those with a window or of those without."""
    per_layer = config.get("num_attention_heads_per_layer")
    heads = int(per_layer[index]) if per_layer else integer(config, "num_attention_heads")
    plain_dim = integer(config, "hidden_size") // heads
    names = ("swa_head_dim", "head_dim") if sliding else ("global_head_dim", "head_dim", "attention_head_dim")
    dim = next((int(config[name]) for name in names if config.get(name)), plain_dim)
    kv_names = ("swa_num_key_value_heads",) if sliding else ("num_global_key_value_heads",)
    kv_heads = integer({"heads": heads, **config}, *kv_names, "num_key_value_heads", "heads")
    bias = "all" if config.get("attention_bias") else "qkv" if config.get("qkv_bias") else "none"
    return GroupedAttention(
        query_heads=heads,
        kv_heads=kv_heads,
        head_dim=dim,
        value_head_dim=config.get("swa_v_head_dim" if sliding else "v_head_dim"),
        window=window(config) if sliding else None,
        output_gate=_gate(config),
        value_from_key=bool(config.get("attention_k_eq_v")) and not sliding,
        reuses_cache=reuses_cache(config, index),
        bias=bias,
    )


def _gate(config: Config) -> bool | Literal["head"]:
    """Whether attention layers gate their output: not, per value, or per head."""
    gating = config.get("gating")
    if gating is True or gating == "per-head":
        return "head"
    return any(bool(config.get(name)) for name in ("gating", "attn_output_gate", "use_gqa_gate"))


def _latent(config: Config, index: int) -> LatentAttention:
    need = partial(integer, config)
    indexer = _indexer_parameters(config, index)
    return LatentAttention(
        query_heads=need("num_attention_heads"),
        kv_lora_rank=need("kv_lora_rank"),
        rope_head_dim=need("qk_rope_head_dim"),
        nope_head_dim=need("qk_nope_head_dim"),
        value_head_dim=need("v_head_dim"),
        q_lora_rank=config.get("q_lora_rank"),
        output_gate=bool(config.get("mla_use_output_gate")),
        indexer_parameters=indexer,
        indexer_bytes_per_token=INDEXER_CACHE_BYTES if indexer else 0.0,
        sparse_tokens=config.get("index_topk") if config.get("index_n_heads") else None,
    )


def _indexer_parameters(config: Config, index: int) -> int:
    if not config.get("index_n_heads"):
        return 0
    kinds = config.get("indexer_types")
    if kinds and kinds[index] != "full":
        return 0
    heads, dim, hidden = (integer(config, name) for name in ("index_n_heads", "index_head_dim", "hidden_size"))
    return integer(config, "q_lora_rank") * heads * dim + hidden * dim + hidden * heads + 2 * dim


def _compressed(config: Config, ratio: int) -> CompressedAttention:
    need = partial(integer, config)
    # Only the finely compressed layers choose their entries with an indexer.
    indexed = 0 < ratio <= 8
    return CompressedAttention(
        query_heads=need("num_attention_heads"),
        head_dim=need("head_dim"),
        q_lora_rank=need("q_lora_rank"),
        output_groups=need("o_groups"),
        output_lora_rank=need("o_lora_rank"),
        window=need("sliding_window"),
        ratio=ratio or None,
        indexer_heads=need("index_n_heads") if indexed else 0,
        indexer_head_dim=need("index_head_dim") if indexed else 0,
    )
