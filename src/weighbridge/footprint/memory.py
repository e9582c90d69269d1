"""What one device of a copy holds: weights, cache per sequence, overhead, and what is left for sequences."""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.footprint.components import Components
from weighbridge.footprint.constants import Constants
from weighbridge.footprint.operands import Operand, at_most, maximum, minimum

GIB = 2.0**30


@dataclass(frozen=True)
class Share:
    """One device's share of a copy that is split over `devices`. Bytes, per device."""

    devices: Operand
    weight_bytes: Operand
    growing_token_bytes: Operand
    """Cache per token of a sequence, for layers that keep every token."""
    window_token_bytes: Operand
    window_tokens: Operand
    state_bytes: Operand
    overhead_bytes: Operand
    """Runtime context, graphs, logits, communication and expert workspace; activations come on top."""
    activation_token_bytes: Operand
    """Working memory per prompt token of a step."""


def share(c: Components, devices: Operand, k: Constants, ways: Operand | None = None) -> Share:
    """Split a copy over `devices`, its attention only `ways` ways (None: as many).

    Key-value heads are divided until one is left, then repeated on every device. With fewer ways than devices,
    attention runs data-parallel: its weights are repeated, and the sequences, not the heads, are shared out; cache per
    sequence is then the mean over the devices.
    """
    part, heads = 1.0 / devices, 1.0 / (devices if ways is None else ways)
    spread = part / heads
    split = c.weight_bytes - c.replicated_bytes - c.attention_bytes
    full = c.full_token_bytes * maximum(heads, 1.0 / c.full_kv_heads)
    return Share(
        devices=devices,
        weight_bytes=split * part + c.attention_bytes * heads + c.replicated_bytes,
        growing_token_bytes=(full + c.latent_token_bytes) * spread,
        window_token_bytes=c.window_token_bytes * maximum(heads, 1.0 / c.window_kv_heads) * spread,
        window_tokens=c.window_tokens,
        state_bytes=c.state_bytes * part,
        overhead_bytes=fixed_overhead(c, devices, k),
        activation_token_bytes=activation_token_bytes(c, devices, k),
    )


def fixed_overhead(c: Components, devices: Operand, k: Constants) -> Operand:
    """Bytes beside weights, cache and activations on each device of a copy."""
    m = k.memory
    communication = at_most(devices, 1.0, 0.0, m.communication_gib * GIB)
    workspace = at_most(c.expert_layers, 0.0, 0.0, m.expert_workspace_gib * GIB) / devices
    logits = m.max_sequences * 8.0 * c.vocab_size / devices
    return (m.context_gib + m.graphs_gib) * GIB + communication + workspace + logits


def activation_token_bytes(c: Components, devices: Operand, k: Constants) -> Operand:
    """Working memory per prompt token of a step, on each device of a copy."""
    m = k.memory
    factor = at_most(c.expert_layers, 0.0, m.activation_factor.dense, m.activation_factor.experts)
    shares = m.activation_share
    split = at_most(devices, 1.0, shares.single, at_most(devices, 2.0, shares.pair, shares.more))
    return 2.0 * c.hidden_size * factor * split


def sequence_bytes(s: Share, tokens: Operand) -> Operand:
    """Cache of one sequence of `tokens`, on each device; sliding windows keep no more than their window."""
    window = s.window_token_bytes * minimum(tokens, s.window_tokens)
    return s.growing_token_bytes * tokens + window + s.state_bytes


def overhead_bytes(s: Share, batched_tokens: Operand) -> Operand:
    """All that a device holds beside weights and cache, with one chunk of prompt in work."""
    return s.overhead_bytes + batched_tokens * (s.activation_token_bytes + s.window_token_bytes)


def batched_tokens(usable_bytes: Operand, k: Constants) -> Operand:
    """Prompt tokens that a server takes into one step on a device of that size."""
    rule = k.memory.batched_tokens
    return at_most(usable_bytes, rule.large_device_gib * GIB, rule.small, rule.large)


def cache_room(s: Share, usable_bytes: Operand, batched: Operand, k: Constants) -> Operand:
    """Bytes left for sequences on each device; negative when the weights do not fit."""
    return k.memory.utilization * usable_bytes - s.weight_bytes - overhead_bytes(s, batched)
