"""Reads a Hugging Face `config.json` into an Architecture, by the keys it holds rather than by family name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from weighbridge.errors import UnknownLayout
from weighbridge.footprint.hf_quantization import stored_precision
from weighbridge.records.architecture import (
    Architecture,
    CompressedAttention,
    DenseFeedForward,
    FeedForward,
    GroupedAttention,
    LatentAttention,
    LayerGroup,
    LinearAttention,
    Mixer,
    MixtureOfExperts,
    NoFeedForward,
    NoMixer,
    StateSpace,
)

Config = Mapping[str, Any]
NOT_UNDERSTOOD = (
    "attention_layer_period",
    "conv_L_cache",
    "mamba_d_ssm",
    "cross_attention_layers",
    "num_memory_blocks",
)
"""Keys that announce layers this module has no formula for."""
UNGATED_ACTIVATIONS = ("relu2", "xielu")
OLDER_NAMES = {
    "n_embd": "hidden_size",
    "d_model": "hidden_size",
    "n_layer": "num_hidden_layers",
    "n_layers": "num_hidden_layers",
    "n_head": "num_attention_heads",
    "n_heads": "num_attention_heads",
    "n_inner": "intermediate_size",
    "ffn_dim": "intermediate_size",
}
"""Names of sizes in configs of the first generations."""
LATENT_SIZES = ("moe_latent_size", "routed_expert_hidden_size", "moe_hidden_size")
LAYERS_MAX = 10_000
INDEXER_CACHE_BYTES = 132.0
"""Sparse-attention indexer: one FP8 vector of 128 and its FP32 scale per token and layer."""


def read_architecture(config: Config, defaults: Config | None = None) -> Architecture:
    """Translate a parsed `config.json`.

    `defaults` are keys that the family's own code assumes where its file is silent, such as
    `{"tie_word_embeddings": True}`. Raises UnknownLayout for a layout without a formula or with keys missing.
    """
    try:
        return _read(config, defaults or {})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise UnknownLayout(f"{field} would be {first['input']!r}") from error
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, ZeroDivisionError, OverflowError) as error:
        raise UnknownLayout(f"a key has a value of the wrong kind ({type(error).__name__}: {error})") from error


def _read(config: Config, defaults: Config) -> Architecture:
    text = {**defaults, **config, **(config.get("text_config") or {})}
    found = sorted(key for key in NOT_UNDERSTOOD if text.get(key))
    if found:
        raise UnknownLayout(f"the layers behind {', '.join(found)} are not understood")
    text = {**{ours: text[theirs] for theirs, ours in OLDER_NAMES.items() if text.get(theirs) is not None}, **text}
    layers: Counter[tuple[Mixer, FeedForward]] = Counter(_layers(text))
    precision, exceptions = stored_precision(text)
    return Architecture(
        hidden_size=_integer(text, "hidden_size"),
        vocab_size=_integer(text, "vocab_size"),
        tied_embeddings=bool(text.get("tie_word_embeddings", False)),
        groups=tuple(LayerGroup(count=n, mixer=mixer, feed_forward=ffn) for (mixer, ffn), n in layers.items()),
        extra_parameters=_vision_parameters(config.get("vision_config")),
        stored_precision=precision,
        stored_exceptions=exceptions,
    )


def silent_on_windows(config: Config) -> bool:
    """Whether a config states a sliding window but not which layers have it, so that the family's code decides."""
    text = {**config, **(config.get("text_config") or {})}
    named = ("layer_types", "hybrid_layer_pattern", "full_attention_interval", "sliding_window_pattern")
    if _window(text) is None or text.get("compress_ratios") or any(text.get(key) for key in named):
        return False
    longest = text.get("max_position_embeddings")
    return not (isinstance(longest, int) and (_window(text) or 0) >= longest)


def _integer(config: Config, *names: str) -> int:
    """The first of `names` that is set. Raises UnknownLayout when none is."""
    for name in names:
        if config.get(name) is not None:
            return int(config[name])
    raise UnknownLayout(f"the key {' or '.join(names)} is missing")


def _layers(config: Config) -> list[tuple[Mixer, FeedForward]]:
    blocks = _block_kinds(config)
    if blocks is not None:
        return [_single_block(config, kind) for kind in blocks]
    if "block_configs" in config:
        return [_searched_block(config, block) for block in config["block_configs"]]
    count = _integer(config, "num_hidden_layers")
    if not 0 < count <= LAYERS_MAX:
        raise UnknownLayout(f"num_hidden_layers is {count:,}")
    return [(_mixer(config, index), _feed_forward(config, index)) for index in range(count)]


def _block_kinds(config: Config) -> Sequence[str] | None:
    """Kinds of the blocks of a model whose mixers and feed-forward parts are layers of their own."""
    if config.get("layers_block_type") and "moe" in config["layers_block_type"]:
        return list(config["layers_block_type"])
    pattern = config.get("hybrid_override_pattern")
    if not pattern:
        return None
    kinds = {"M": "mamba", "*": "attention", "E": "moe", "-": "mlp"}
    return [kinds[letter] for letter in pattern]


def _single_block(config: Config, kind: str) -> tuple[Mixer, FeedForward]:
    if kind == "mamba":
        return _state_space(config), NoFeedForward()
    if kind == "attention":
        return _grouped(config), NoFeedForward()
    return NoMixer(), _experts(config) if kind == "moe" else _dense(config)


def _searched_block(config: Config, block: Config) -> tuple[Mixer, FeedForward]:
    """One layer of an architecture-search model: attention or feed-forward may be missing or narrower."""
    attention, ffn = block["attention"], block["ffn"]
    if attention.get("replace_with_linear") or ffn.get("replace_with_linear"):
        raise UnknownLayout("block_configs replaces a layer by a plain matrix")
    mixer: Mixer = NoMixer()
    heads = _integer(config, "num_attention_heads")
    if not attention.get("no_op"):
        mixer = GroupedAttention(
            query_heads=heads,
            kv_heads=heads // int(attention["n_heads_in_group"]),
            head_dim=_integer(config, "hidden_size") // heads,
        )
    if ffn.get("no_op"):
        return mixer, NoFeedForward()
    # The family rounds 2/3 of 4 x multiplier x hidden up to a multiple of 256.
    exact = int(2 * float(ffn["ffn_mult"]) * _integer(config, "hidden_size") / 3)
    return mixer, DenseFeedForward(width=-(-exact // 256) * 256)


def _mixer(config: Config, index: int) -> Mixer:
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
        return _state_space(config)
    if config.get("kv_lora_rank"):
        return _latent(config, index)
    return _grouped(config, sliding=kind in ("sliding_attention", "chunked_attention"))


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
    return "full_attention" if _window(config) is None else "sliding_attention"


def _window(config: Config) -> int | None:
    if config.get("use_sliding_window") is False:
        return None
    size = config.get("sliding_window") or config.get("attention_chunk_size")
    return int(size) if size else None


def _grouped(config: Config, *, sliding: bool = False) -> GroupedAttention:
    heads = _integer(config, "num_attention_heads")
    plain_dim = _integer(config, "hidden_size") // heads
    names = ("swa_head_dim", "head_dim") if sliding else ("global_head_dim", "head_dim", "attention_head_dim")
    dim = next((int(config[name]) for name in names if config.get(name)), plain_dim)
    kv_names = ("swa_num_key_value_heads",) if sliding else ("num_global_key_value_heads",)
    kv_heads = _integer({"heads": heads, **config}, *kv_names, "num_key_value_heads", "heads")
    bias = "all" if config.get("attention_bias") else "qkv" if config.get("qkv_bias") else "none"
    return GroupedAttention(
        query_heads=heads,
        kv_heads=kv_heads,
        head_dim=dim,
        value_head_dim=config.get("swa_v_head_dim" if sliding else "v_head_dim"),
        window=_window(config) if sliding else None,
        output_gate=bool(config.get("attn_output_gate")),
        value_from_key=bool(config.get("attention_k_eq_v")) and not sliding,
        bias=bias,
    )


def _latent(config: Config, index: int) -> LatentAttention:
    indexer = _indexer_parameters(config, index)
    return LatentAttention(
        query_heads=_integer(config, "num_attention_heads"),
        kv_lora_rank=_integer(config, "kv_lora_rank"),
        rope_head_dim=_integer(config, "qk_rope_head_dim"),
        nope_head_dim=_integer(config, "qk_nope_head_dim"),
        value_head_dim=_integer(config, "v_head_dim"),
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
    heads, dim, hidden = (_integer(config, name) for name in ("index_n_heads", "index_head_dim", "hidden_size"))
    return _integer(config, "q_lora_rank") * heads * dim + hidden * dim + hidden * heads + 2 * dim


def _compressed(config: Config, ratio: int) -> CompressedAttention:
    # Only the finely compressed layers choose their entries with an indexer.
    indexed = 0 < ratio <= 8
    return CompressedAttention(
        query_heads=_integer(config, "num_attention_heads"),
        head_dim=_integer(config, "head_dim"),
        q_lora_rank=_integer(config, "q_lora_rank"),
        output_groups=_integer(config, "o_groups"),
        output_lora_rank=_integer(config, "o_lora_rank"),
        window=_integer(config, "sliding_window"),
        ratio=ratio or None,
        indexer_heads=_integer(config, "index_n_heads") if indexed else 0,
        indexer_head_dim=_integer(config, "index_head_dim") if indexed else 0,
    )


def _linear(config: Config) -> LinearAttention:
    if config.get("linear_num_heads"):
        heads, dim = _integer(config, "linear_num_heads"), _integer(config, "linear_head_dim")
        return LinearAttention(key_heads=heads, value_heads=heads, key_dim=dim, value_dim=dim)
    return LinearAttention(
        key_heads=_integer(config, "linear_num_key_heads"),
        value_heads=_integer(config, "linear_num_value_heads"),
        key_dim=_integer(config, "linear_key_head_dim"),
        value_dim=_integer(config, "linear_value_head_dim"),
        conv_kernel=_integer(config, "linear_conv_kernel_dim"),
    )


def _state_space(config: Config) -> StateSpace:
    return StateSpace(
        heads=_integer(config, "mamba_num_heads", "mamba_n_heads"),
        head_dim=_integer(config, "mamba_head_dim", "mamba_d_head"),
        state_dim=_integer(config, "ssm_state_size", "mamba_d_state"),
        groups=_integer(config, "n_groups", "mamba_n_groups"),
        conv_kernel=_integer(config, "conv_kernel", "mamba_d_conv"),
    )


def _feed_forward(config: Config, index: int) -> FeedForward:
    return _experts(config) if _routed(config, index) else _dense(config)


def _expert_count(config: Config) -> int:
    names = ("num_experts", "n_routed_experts", "num_local_experts")
    return next((int(config[name]) for name in names if config.get(name)), 0)


def _routed(config: Config, index: int) -> bool:
    """Whether layer `index` has routed experts."""
    if not _expert_count(config):
        return False
    if config.get("mlp_layer_types"):
        return str(config["mlp_layer_types"][index]) != "dense"
    frequency = config.get("moe_layer_freq", 1)
    if not isinstance(frequency, int):
        return bool(frequency[index])
    if index < int(config.get("first_k_dense_replace") or 0) or index in config.get("mlp_only_layers", ()):
        return False
    step = int(config.get("interleave_moe_layer_step") or config.get("decoder_sparse_step") or 1)
    return (index + 1) % step == 0


def _matrices(config: Config) -> Any:
    if config.get("activation_function") and not config.get("hidden_act"):
        # The first generations, whose configs name it so, have plain feed-forward layers.
        return 2
    return 2 if config.get("mlp_hidden_act", config.get("hidden_act")) in UNGATED_ACTIVATIONS else 3


def _dense(config: Config) -> DenseFeedForward:
    width = _integer(config, "intermediate_size_mlp", "dense_intermediate_size", "intermediate_size")
    return DenseFeedForward(width=width, matrices=_matrices(config))


def _experts(config: Config) -> MixtureOfExperts:
    width = _integer(config, "moe_intermediate_size", "intermediate_size")
    return MixtureOfExperts(
        experts=_expert_count(config),
        active=_integer(config, "num_experts_per_tok", "num_experts_per_token", "top_k_experts"),
        width=width,
        shared_width=_shared_width(config, width),
        latent_size=next((config[name] for name in LATENT_SIZES if config.get(name)), None),
        matrices=_matrices(config),
        bias=bool(config.get("expert_bias")),
    )


def _shared_width(config: Config, width: int) -> int:
    if config.get("enable_moe_block"):
        return _integer(config, "intermediate_size")
    names = ("moe_shared_expert_intermediate_size", "shared_expert_intermediate_size", "share_expert_dim")
    for name in (*names, "shared_intermediate_size"):
        if config.get(name) is not None:
            return int(config[name])
    return width * int(config.get("n_shared_experts") or config.get("num_shared_experts") or 0)


def _vision_parameters(vision: Config | None) -> int:
    """Weights of a plain vision transformer and its two-matrix projector; 0 when the sizes are not given."""
    sizes: Config = vision or {}
    prefix = "vt_" if "vt_hidden_size" in sizes else ""
    hidden, inner = sizes.get(f"{prefix}hidden_size"), sizes.get(f"{prefix}intermediate_size")
    layers = sizes.get("depth") or sizes.get(f"{prefix}num_hidden_layers")
    if not (hidden and inner and layers):
        return 0
    merged = int(hidden) * int(sizes.get("spatial_merge_size") or 2) ** 2
    out = sizes.get("out_hidden_size") or sizes.get("text_hidden_size") or sizes.get("projection_dim") or hidden
    mergers = 1 + len(sizes.get("deepstack_visual_indexes") or ())
    projector = mergers * merged * (merged + int(out))
    return int(layers) * int(hidden) * (4 * int(hidden) + 2 * int(inner)) + projector
