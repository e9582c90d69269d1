"""Feed-forward parts of the layers that a model's `config.json` describes, experts among them."""

from __future__ import annotations

from typing import Any

from weighbridge.footprint.hf.keys import Config, integer, reuses_cache
from weighbridge.records.architecture import DenseFeedForward, FeedForward, MixtureOfExperts

UNGATED_ACTIVATIONS = ("relu2", "xielu")
LATENT_SIZES = ("moe_latent_size", "routed_expert_hidden_size", "moe_hidden_size")


def feed_forward(config: Config, index: int) -> FeedForward:
    """The feed-forward part of layer `index`."""
    if _routed(config, index):
        return experts(config)
    wide = bool(config.get("use_double_wide_mlp")) and reuses_cache(config, index)
    return dense(config, times=2 if wide else 1)


def _expert_count(config: Config) -> int:
    names = ("num_experts", "n_routed_experts", "num_local_experts")
    return next((int(config[name]) for name in names if config.get(name)), 0)


def _routed(config: Config, index: int) -> bool:
    """Whether layer `index` has routed experts."""
    if _expert_count(config) <= 1:
        return False
    if config.get("expert_layer_period"):
        return index % int(config["expert_layer_period"]) == int(config.get("expert_layer_offset") or 0)
    if config.get("mlp_layer_types"):
        return str(config["mlp_layer_types"][index]) != "dense"
    frequency = config.get("moe_layer_freq", 1)
    if not isinstance(frequency, int):
        return bool(frequency[index])
    dense_first = int(config.get("first_k_dense_replace") or config.get("num_dense_layers") or 0)
    if index < dense_first or index in config.get("mlp_only_layers", ()):
        return False
    step = int(config.get("interleave_moe_layer_step") or config.get("decoder_sparse_step") or 1)
    return (index + 1) % step == 0


def _matrices(config: Config) -> Any:
    if config.get("activation_function") and not config.get("hidden_act"):
        # The first generations, whose configs name it so, have plain feed-forward layers.
        return 2
    return 2 if config.get("mlp_hidden_act", config.get("hidden_act")) in UNGATED_ACTIVATIONS else 3


def dense(config: Config, times: int = 1) -> DenseFeedForward:
    """A plain feed-forward part, `times` as wide as the config says."""
    width = integer(config, "intermediate_size_mlp", "dense_intermediate_size", "block_ff_dim", "intermediate_size")
    if config.get("block_auto_adjust_ff_dim", "block_ff_dim" in config):
        width = _adjusted(config, width)
    return DenseFeedForward(width=times * width, matrices=_matrices(config))


def _adjusted(config: Config, width: int) -> int:
    """The width of a gated layer with as many weights as a plain one of `width`: two thirds, rounded up."""
    third = int(float(config.get("block_ffn_dim_multiplier") or 1.0) * int(2 * width / 3))
    multiple = int(config.get("block_multiple_of") or 256)
    return -(-third // multiple) * multiple


def experts(config: Config) -> MixtureOfExperts:
    """Routed experts, with those that are shared."""
    width = integer(config, "moe_intermediate_size", "intermediate_size")
    return MixtureOfExperts(
        experts=_expert_count(config),
        active=integer(config, "num_experts_per_tok", "num_experts_per_token", "top_k_experts"),
        width=width,
        shared_width=_shared_width(config, width),
        latent_size=next((config[name] for name in LATENT_SIZES if config.get(name)), None),
        matrices=_matrices(config),
        bias=bool(config.get("expert_bias")),
    )


def _shared_width(config: Config, width: int) -> int:
    if config.get("enable_moe_block"):
        return integer(config, "intermediate_size")
    names = ("moe_shared_expert_intermediate_size", "shared_expert_intermediate_size", "share_expert_dim")
    for name in (*names, "shared_intermediate_size"):
        if config.get(name) is not None:
            return int(config[name])
    return width * int(config.get("n_shared_experts") or config.get("num_shared_experts") or 0)
