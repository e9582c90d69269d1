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
    """What a decode step takes, in seconds; `_token_s` is per sequence of the batch."""

    fixed_s: Operand
    """Reading the weights that every token uses."""
    experts_s: Operand
    """Reading all routed experts."""
    idle_log: Operand
    cache_token_s: Operand
    compute_token_s: Operand
    rest_s: Operand
    rest_token_s: Operand


def step_of(w: Work, d: Device, sequence_bytes: Operand, tokens: Operand, k: Constants) -> Step:
    """The step of a copy whose sequences are `tokens` long on average, `sequence_bytes` each on one device."""
    return Step(
        fixed_s=w.fixed_read_bytes / d.bandwidth,
        experts_s=w.expert_read_bytes / d.bandwidth,
        idle_log=w.idle_log,
        cache_token_s=sequence_bytes / d.cache_bandwidth,
        compute_token_s=(w.token_flops + w.attention_flops * tokens) / (d.flops * w.decode_compute_share),
        rest_s=w.latency_s,
        rest_token_s=w.exchanged_token_bytes / (d.link * k.speed.link_share),
    )


def read_s(step: Step, batch: Operand) -> Operand:
    """Seconds to read the weights that `batch` sequences touch."""
    return step.fixed_s + step.experts_s * (1.0 - exp(step.idle_log * batch))


def step_s(step: Step, batch: Operand, k: Constants) -> Operand:
    """Seconds of one step that gives each of `batch` sequences its next token."""
    memory, compute = read_s(step, batch) + step.cache_token_s * batch, step.compute_token_s * batch
    overlap = k.speed.overlap
    # The larger of the two plus a part of the smaller one.
    busy = maximum(memory + compute * overlap, compute + memory * overlap)
    return busy + step.rest_s + step.rest_token_s * batch


def batch_within(step: Step, read: Operand, turn: Operand, pace: Operand, k: Constants) -> Operand:
    """Largest batch whose time between tokens stays within `pace` if reading weights takes `read` seconds.

    `turn` is the time per token that each further sequence's prompt takes. The time is the larger of two straight
    lines, so the batch is the smaller of two quotients; it may be below 1.
    """
    overlap = k.speed.overlap
    left, slope = pace - step.rest_s + turn, step.rest_token_s + turn
    by_memory = (left - read) / (step.cache_token_s + step.compute_token_s * overlap + slope)
    by_compute = (left - read * overlap) / (step.compute_token_s + step.cache_token_s * overlap + slope)
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
