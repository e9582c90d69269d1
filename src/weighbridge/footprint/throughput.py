"""How fast a copy answers: time of a decode step, of a prompt, between tokens, to the first token; tokens per second.

Closed form: the larger of memory and compute time plus part of the smaller one, communication, and a fixed time per
layer. Constants and their fit: `constants.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.footprint.components import Components
from weighbridge.footprint.constants import Constants
from weighbridge.footprint.memory import Share
from weighbridge.footprint.operands import Operand, at_most, exp, maximum, minimum


@dataclass(frozen=True)
class Work:
    """What one device of a copy does per step and per token."""

    fixed_read_bytes: Operand
    expert_read_bytes: Operand
    """Read when every expert is touched."""
    idle_log: Operand
    token_flops: Operand
    attention_flops: Operand
    """Per new token and cached token."""
    decode_compute_share: Operand
    prefill_compute_share: Operand
    exchanged_token_bytes: Operand
    """Sent and received per token when the copy is split."""
    latency_s: Operand
    """Fixed time of a step."""


@dataclass(frozen=True)
class Device:
    """The speed of one accelerator for one number format. Bytes, operations and seconds."""

    bandwidth: Operand
    """Bytes per second, corrected for hardware with 4-bit units."""
    cache_bandwidth: Operand
    flops: Operand
    prefill_flops: Operand
    link: Operand
    """Bytes per second between devices."""


def work(c: Components, devices: Operand, k: Constants) -> Work:
    """One device's part of the work of a copy split over `devices`."""
    v, part = k.speed, 1.0 / devices
    decode = at_most(c.expert_layers, 0.0, v.decode_compute_share.dense, v.decode_compute_share.experts)
    prefill = at_most(c.expert_layers, 0.0, 1.0, v.prefill_expert_factor)
    split = at_most(devices, 1.0, 0.0, 1.0)
    return Work(
        fixed_read_bytes=(c.attention_bytes + c.feed_forward_bytes + c.head_bytes + c.replicated_bytes) * part,
        expert_read_bytes=c.expert_bytes * part,
        idle_log=c.idle_log,
        token_flops=2.0 * c.active_parameters * part,
        attention_flops=c.attention_flops * part,
        decode_compute_share=decode,
        prefill_compute_share=v.prefill_compute_share * prefill,
        exchanged_token_bytes=8.0 * c.layers * c.hidden_size * (1.0 - part),
        latency_s=v.layer_s * c.layers + v.expert_layer_s * c.expert_layers + split * 2.0 * v.split_layer_s * c.layers,
    )


def decode_step_s(w: Work, d: Device, batch: Operand, sequence_bytes: Operand, tokens: Operand, k: Constants) -> Operand:
    """Seconds of one step that gives each of `batch` sequences, `tokens` long on average, its next token.

    `sequence_bytes` is the cache that one such sequence occupies on one device.
    """
    v = k.speed
    touched = 1.0 - exp(w.idle_log * batch)
    read = w.fixed_read_bytes + w.expert_read_bytes * touched
    memory = read / d.bandwidth + batch * sequence_bytes / d.cache_bandwidth
    compute = batch * (w.token_flops + w.attention_flops * tokens) / (d.flops * w.decode_compute_share)
    exchange = batch * w.exchanged_token_bytes / (d.link * v.link_share)
    return maximum(memory, compute) + v.overlap * minimum(memory, compute) + exchange + w.latency_s


def prefill_s(w: Work, d: Device, tokens: Operand) -> Operand:
    """Seconds to read a prompt of `tokens`: its multiplications, at least one reading of all weights."""
    compute = w.token_flops * tokens / (d.prefill_flops * w.prefill_compute_share)
    return maximum(compute, (w.fixed_read_bytes + w.expert_read_bytes) / d.bandwidth)


def token_s(step: Operand, prefill: Operand, batch: Operand, output_tokens: Operand) -> Operand:
    """Seconds between tokens when the other sequences' prompts are read in between (continuous batching)."""
    return step + (batch - 1.0) / output_tokens * prefill


def first_token_s(step: Operand, prefill: Operand, batch: Operand, k: Constants) -> Operand:
    """Seconds to the first token. The weakest figure here: 40 % median error on the measurements it was fitted to."""
    f = k.speed.first_token
    return f.base_s + f.steps * step + prefill * (1.0 + f.queue_factor * batch**f.queue_power)


def tokens_per_s(first: Operand, between: Operand, batch: Operand, output_tokens: Operand) -> Operand:
    """Answer tokens per second of a copy that always works on `batch` sequences."""
    return batch * output_tokens / (first + (output_tokens - 1.0) * between)


def live_sequence_bytes(s: Share, tokens: Operand) -> Operand:
    """Cache read per sequence and step on one device."""
    return s.growing_token_bytes * tokens + s.window_token_bytes * minimum(tokens, s.window_tokens) + s.state_bytes
