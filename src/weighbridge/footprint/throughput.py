"""How fast a copy answers: time of a decode step, of a prompt, between tokens, to the first token; tokens per second.

Closed form: the larger of memory and compute time plus part of the smaller one, communication, and a fixed time per
layer. Constants and their fit: `constants.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.footprint.components import Components
from weighbridge.footprint.constants import Constants
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


@dataclass(frozen=True)
class Step:
    """A decode step as straight lines over the batch: memory, compute and the rest, in seconds."""

    memory_s: Operand
    memory_token_s: Operand
    compute_token_s: Operand
    rest_s: Operand
    rest_token_s: Operand


def step_lines(w: Work, d: Device, batch: Operand, sequence_bytes: Operand, tokens: Operand, k: Constants) -> Step:
    """The lines of a step, with as many experts touched as `batch` sequences touch.

    `sequence_bytes` is the cache that a sequence of `tokens`, the mean length, occupies on one device.
    """
    touched = 1.0 - exp(w.idle_log * batch)
    return Step(
        memory_s=(w.fixed_read_bytes + w.expert_read_bytes * touched) / d.bandwidth,
        memory_token_s=sequence_bytes / d.cache_bandwidth,
        compute_token_s=(w.token_flops + w.attention_flops * tokens) / (d.flops * w.decode_compute_share),
        rest_s=w.latency_s,
        rest_token_s=w.exchanged_token_bytes / (d.link * k.speed.link_share),
    )


def step_s(step: Step, batch: Operand, k: Constants) -> Operand:
    """Seconds of one step that gives each of `batch` sequences its next token."""
    memory, compute = step.memory_s + step.memory_token_s * batch, step.compute_token_s * batch
    overlap = k.speed.overlap
    # The larger of the two plus a part of the smaller one.
    busy = maximum(memory + overlap * compute, compute + overlap * memory)
    return busy + step.rest_s + step.rest_token_s * batch


def batch_within(step: Step, prefill: Operand, output_tokens: float, pace: Operand, k: Constants) -> Operand:
    """Largest batch whose time between tokens stays within `pace`, for the experts touched that `step` assumes.

    The time is the larger of two straight lines, so the batch is the smaller of two quotients; it may be below 1.
    """
    overlap, turn = k.speed.overlap, prefill / output_tokens
    left = pace - step.rest_s + turn
    slope = step.rest_token_s + turn
    by_memory = (left - step.memory_s) / (step.memory_token_s + overlap * step.compute_token_s + slope)
    by_compute = (left - overlap * step.memory_s) / (step.compute_token_s + overlap * step.memory_token_s + slope)
    return minimum(by_memory, by_compute)


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
