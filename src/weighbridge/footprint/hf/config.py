"""Reads a Hugging Face `config.json` into an Architecture, by the keys it holds rather than by family name."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError

from weighbridge.errors import UnknownLayout
from weighbridge.footprint.hf.feed_forward import dense, experts, feed_forward
from weighbridge.footprint.hf.keys import Config, integer
from weighbridge.footprint.hf.mixers import grouped, mixer, window
from weighbridge.footprint.hf.quantization import stored_precision
from weighbridge.footprint.hf.recurrent import state_space
from weighbridge.footprint.layer_groups import Layer, counted, plausible
from weighbridge.records.architecture import (
    Architecture,
    DenseFeedForward,
    GroupedAttention,
    Mixer,
    NoFeedForward,
    NoMixer,
)

NOT_UNDERSTOOD = (
    "attention_layer_period",
    "cross_attention_layers",
    "d_rel",
    "kda_use_full_proj",
    "n_mamba_heads",
    "num_mem_blocks",
)
"""Keys that announce layers this module has no formula for."""
OLDER_NAMES = {
    "n_embd": "hidden_size",
    "d_model": "hidden_size",
    "n_layer": "num_hidden_layers",
    "n_layers": "num_hidden_layers",
    "n_head": "num_attention_heads",
    "n_heads": "num_attention_heads",
    "n_inner": "intermediate_size",
    "ffn_dim": "intermediate_size",
    "tie_embedding": "tie_word_embeddings",
}
"""Other names of keys, most of them in configs of the first generations."""


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
    layers = _layers(text)
    precision, exceptions = stored_precision(text, layers)
    return Architecture(
        hidden_size=integer(text, "hidden_size"),
        vocab_size=integer(text, "vocab_size"),
        tied_embeddings=bool(text.get("tie_word_embeddings", False)),
        groups=counted(layers),
        extra_parameters=_vision_parameters(config.get("vision_config")) + _per_layer_parameters(text),
        stored_precision=precision,
        stored_exceptions=exceptions,
    )


def silent_on_tables(config: Config) -> bool:
    """Whether a config does not say if the output head has weights of its own, so that the family's code decides."""
    text = {**config, **(config.get("text_config") or {})}
    return all(text.get(key) is None for key in ("tie_word_embeddings", "tie_embedding"))


def silent_on_windows(config: Config) -> bool:
    """Whether a config states a sliding window but not which layers have it, so that the family's code decides."""
    text = {**config, **(config.get("text_config") or {})}
    named = ("layer_types", "hybrid_layer_pattern", "full_attention_interval", "sliding_window_pattern")
    if window(text) is None or text.get("compress_ratios") or any(text.get(key) for key in named):
        return False
    longest = text.get("max_position_embeddings")
    return not (isinstance(longest, int) and (window(text) or 0) >= longest)


def _layers(config: Config) -> list[Layer]:
    blocks = _block_kinds(config)
    if blocks is not None:
        return [_single_block(config, kind) for kind in blocks]
    if "block_configs" in config:
        return [_searched_block(config, block) for block in config["block_configs"]]
    count = integer(config, "num_hidden_layers")
    return [(mixer(config, index), feed_forward(config, index)) for index in range(plausible(count))]


def _block_kinds(config: Config) -> Sequence[str] | None:
    """Kinds of the blocks of a model whose mixers and feed-forward parts are layers of their own."""
    if config.get("layers_block_type") and "moe" in config["layers_block_type"]:
        return list(config["layers_block_type"])
    pattern = config.get("hybrid_override_pattern")
    if not pattern:
        return None
    kinds = {"M": "mamba", "*": "attention", "E": "moe", "-": "mlp"}
    return [kinds[letter] for letter in pattern]


def _single_block(config: Config, kind: str) -> Layer:
    if kind == "mamba":
        return state_space(config), NoFeedForward()
    if kind == "attention":
        return grouped(config), NoFeedForward()
    return NoMixer(), experts(config) if kind == "moe" else dense(config)


def _searched_block(config: Config, block: Config) -> Layer:
    """One layer of an architecture-search model: attention or feed-forward may be missing or narrower."""
    attention, ffn = block["attention"], block["ffn"]
    if attention.get("replace_with_linear") or ffn.get("replace_with_linear"):
        raise UnknownLayout("block_configs replaces a layer by a plain matrix")
    attends: Mixer = NoMixer()
    heads = integer(config, "num_attention_heads")
    if not attention.get("no_op"):
        attends = GroupedAttention(
            query_heads=heads,
            kv_heads=heads // int(attention["n_heads_in_group"]),
            head_dim=integer(config, "hidden_size") // heads,
        )
    if ffn.get("no_op"):
        return attends, NoFeedForward()
    # The family rounds 2/3 of 4 x multiplier x hidden up to a multiple of 256.
    exact = int(2 * float(ffn["ffn_mult"]) * integer(config, "hidden_size") / 3)
    return attends, DenseFeedForward(width=-(-exact // 256) * 256)


def _per_layer_parameters(config: Config) -> int:
    """Input tables that each layer has of its own, with the matrices that feed their rows into the layers."""
    size = int(config.get("hidden_size_per_layer_input") or 0)
    if not size:
        return 0
    rows = integer(config, "vocab_size_per_layer_input", "vocab_size")
    # Each layer: its part of the projection from the input, a gate, and a projection back.
    return integer(config, "num_hidden_layers") * size * (rows + 3 * integer(config, "hidden_size"))


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
