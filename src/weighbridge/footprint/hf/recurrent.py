"""Mixers with a state of fixed size, in the layers that a model's `config.json` describes."""

from __future__ import annotations

from functools import partial

from weighbridge.footprint.hf.keys import Config, integer
from weighbridge.records.architecture import LinearAttention, SelectiveStateSpace, ShortConvolution, StateSpace


def linear(config: Config) -> LinearAttention:
    """Gated delta-rule attention, under whichever of three sets of names a family uses."""
    need = partial(integer, config)
    if config.get("linear_attn_config"):
        need = partial(integer, config["linear_attn_config"])
        heads, dim = need("num_heads"), need("head_dim")
        # This form has gates per channel, with the head size as their rank unless it says otherwise.
        rank = None if config["linear_attn_config"].get("use_full_rank_gate") else dim
        return LinearAttention(key_heads=heads, value_heads=heads, key_dim=dim, value_dim=dim, gate_rank=rank)
    if config.get("linear_num_heads"):
        heads, dim = need("linear_num_heads"), need("linear_head_dim")
        return LinearAttention(key_heads=heads, value_heads=heads, key_dim=dim, value_dim=dim)
    return LinearAttention(
        key_heads=need("linear_num_key_heads"),
        value_heads=need("linear_num_value_heads"),
        key_dim=need("linear_key_head_dim"),
        value_dim=need("linear_value_head_dim"),
        conv_kernel=need("linear_conv_kernel_dim"),
    )


def state_space(config: Config) -> StateSpace | SelectiveStateSpace:
    """A Mamba mixer: of the second generation where the config gives it heads, else of the first."""
    need = partial(integer, config)
    if config.get("mamba_num_heads") is None and config.get("mamba_n_heads") is None:
        return _selective(config)
    heads = need("mamba_num_heads", "mamba_n_heads")
    stated = config.get("mamba_head_dim") or config.get("mamba_d_head")
    return StateSpace(
        heads=heads,
        head_dim=_channels(config) // heads if stated in (None, "auto") else int(stated),
        state_dim=need("ssm_state_size", "mamba_d_state"),
        groups=need("n_groups", "mamba_n_groups"),
        conv_kernel=need("conv_kernel", "mamba_d_conv"),
        norm=config.get("mamba_rms_norm", True),
    )


def _selective(config: Config) -> SelectiveStateSpace:
    need = partial(integer, config)
    rank = config.get("mamba_dt_rank", "auto")
    return SelectiveStateSpace(
        channels=_channels(config),
        state_dim=need("mamba_d_state"),
        # The reference implementation's default: a sixteenth of the hidden size, rounded up.
        step_rank=-(-need("hidden_size") // 16) if rank == "auto" else int(rank),
        conv_kernel=need("mamba_d_conv"),
        norm=True,
    )


def _channels(config: Config) -> int:
    """Inner width of a Mamba mixer."""
    stated = config.get("mamba_d_ssm")
    return int(stated) if stated else integer(config, "mamba_expand") * integer(config, "hidden_size")


def convolution(config: Config) -> ShortConvolution:
    """A gated short convolution."""
    return ShortConvolution(channels=integer(config, "hidden_size"), kernel=integer(config, "conv_L_cache"))
