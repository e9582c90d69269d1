"""Attention and state-space parts of the layers that a model's `config.json` describes."""

from __future__ import annotations

from weighbridge.footprint.hf_keys import Config, integer
from weighbridge.records.architecture import (
    CompressedAttention,
    GroupedAttention,
    LatentAttention,
    LinearAttention,
    Mixer,
    StateSpace,
)

INDEXER_CACHE_BYTES = 132.0
"""Sparse-attention indexer: one FP8 vector of 128 and its FP32 scale per token and layer."""


def mixer(config: Config, index: int) -> Mixer:
    """The mixer of layer `index`."""
    if config.get("compress_ratios"):
        return _compressed(config, int(config["compress_ratios"][index]))
    linear = config.get("linear_attn_config")
    if linear and index + 1 in linear["kda_layers"]:
        heads, dim = int(linear["num_heads"]), int(linear["head_dim"])
        return LinearAttention(key_heads=heads, value_heads=heads, key_dim=dim, value_dim=dim)
    kind = _layer_type(config, index)
    if kind == "linear_attention":
        return _linear(config)
    if kind == "mamba":
        return state_space(config)
    if config.get("kv_lora_rank"):
        return _latent(config, index)
    return grouped(config, sliding=kind in ("sliding_attention", "chunked_attention"))


def _layer_type(config: Config, index: int) -> str:
    if config.get("layer_types"):
        return str(config["layer_types"][index])
    if config.get("hybrid_layer_pattern"):
        return "sliding_attention" if config["hybrid_layer_pattern"][index] else "full_attention"
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


def grouped(config: Config, *, sliding: bool = False) -> GroupedAttention:
    """Attention with grouped keys and values, of the layers with a window or of those without."""
    heads = integer(config, "num_attention_heads")
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
        output_gate=bool(config.get("attn_output_gate")),
        value_from_key=bool(config.get("attention_k_eq_v")) and not sliding,
        bias=bias,
    )


def _latent(config: Config, index: int) -> LatentAttention:
    indexer = _indexer_parameters(config, index)
    return LatentAttention(
        query_heads=integer(config, "num_attention_heads"),
        kv_lora_rank=integer(config, "kv_lora_rank"),
        rope_head_dim=integer(config, "qk_rope_head_dim"),
        nope_head_dim=integer(config, "qk_nope_head_dim"),
        value_head_dim=integer(config, "v_head_dim"),
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
    # Only the finely compressed layers choose their entries with an indexer.
    indexed = 0 < ratio <= 8
    return CompressedAttention(
        query_heads=integer(config, "num_attention_heads"),
        head_dim=integer(config, "head_dim"),
        q_lora_rank=integer(config, "q_lora_rank"),
        output_groups=integer(config, "o_groups"),
        output_lora_rank=integer(config, "o_lora_rank"),
        window=integer(config, "sliding_window"),
        ratio=ratio or None,
        indexer_heads=integer(config, "index_n_heads") if indexed else 0,
        indexer_head_dim=integer(config, "index_head_dim") if indexed else 0,
    )


def _linear(config: Config) -> LinearAttention:
    if config.get("linear_num_heads"):
        heads, dim = integer(config, "linear_num_heads"), integer(config, "linear_head_dim")
        return LinearAttention(key_heads=heads, value_heads=heads, key_dim=dim, value_dim=dim)
    return LinearAttention(
        key_heads=integer(config, "linear_num_key_heads"),
        value_heads=integer(config, "linear_num_value_heads"),
        key_dim=integer(config, "linear_key_head_dim"),
        value_dim=integer(config, "linear_value_head_dim"),
        conv_kernel=integer(config, "linear_conv_kernel_dim"),
    )


def state_space(config: Config) -> StateSpace:
    """A state-space mixer."""
    return StateSpace(
        heads=integer(config, "mamba_num_heads", "mamba_n_heads"),
        head_dim=integer(config, "mamba_head_dim", "mamba_d_head"),
        state_dim=integer(config, "ssm_state_size", "mamba_d_state"),
        groups=integer(config, "n_groups", "mamba_n_groups"),
        conv_kernel=integer(config, "conv_kernel", "mamba_d_conv"),
    )
