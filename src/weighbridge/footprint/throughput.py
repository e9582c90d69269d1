"""How fast a copy answers: time of a decode step, of a prompt, between tokens, to the first token; tokens per second.

Closed form: the larger of memory and compute time plus part of the smaller one, communication, and fixed times per
layer and per sequence. Constants and their fit: `speed.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.footprint.components import Components
from weighbridge.footprint.constants import Constants, Server
from weighbridge.footprint.operands import Operand, at_most, exp, log2, maximum, minimum, power


@dataclass(frozen=True)
class Work:
    """What one device of a copy does, whatever the lengths of prompts and answers."""

    fixed_read_bytes: Operand
    expert_read_bytes: Operand
    """Read when every expert is touched."""
    idle_log: Operand
    token_flops: Operand
    attention_flops: Operand
    """Per new token and cached token."""
    sparse_flops: Operand
    """The part of it that stops growing beyond `sparse_tokens`, as do the `sparse_token_bytes` read."""
    sparse_token_bytes: Operand
    sparse_tokens: Operand
    prompt_attention_flops: Operand
    """Per prompt token and earlier token."""
    decode_compute_share: Operand
    prefill_compute_share: Operand
    exchanged_token_bytes: Operand
    """Sent and received per token when the copy is split."""
    latency_s: Operand
    """Fixed time of a step."""
    turns: Operand
    """Devices that work one after the other on a token; what they read and compute is added up above."""


@dataclass(frozen=True)
class Device:
    """What serving reaches on one accelerator for one number format. Bytes, operations and seconds."""

    bandwidth: Operand
    cache_bandwidth: Operand
    flops: Operand
    prefill_flops: Operand
    attention_flops: Operand
    """For the attention of prompts, in 16 bit."""
    link: Operand
    """Bytes per second between devices."""


@dataclass(frozen=True)
class Datasheet:
    """What one accelerator is said to reach for one number format. Bytes and operations per second."""

    bandwidth: Operand
    flops: Operand
    prompt_flops: Operand
    """The same as `flops`, unless the device does not get as far with prompts as with answers, or further."""
    prompt_flops_16bit: Operand
    link: Operand
    fp4: Operand
    """1 where it multiplies the weights in 4 bit, else 0."""


def device(sheet: Datasheet, k: Constants) -> Device:
    """What serving reaches of a datasheet."""
    v = k.speed
    return Device(
        bandwidth=sheet.bandwidth * v.weight_bandwidth_share,
        cache_bandwidth=sheet.bandwidth * v.cache_bandwidth_share,
        flops=sheet.flops,
        prefill_flops=sheet.prompt_flops * (1.0 - sheet.fp4 * (1.0 - v.prefill_fp4_factor)),
        attention_flops=sheet.prompt_flops_16bit * v.prompt_attention_share,
        link=sheet.link * v.link_share,
    )


def work(c: Components, devices: Operand, k: Constants, ways: Operand | None = None) -> Work:
    """One device's part of the work of a copy split over `devices`, its attention `ways` ways (None: as many).

    Where they work in turn, all of it, as if there were one.
    """
    v, turns = k.speed, 1.0 + c.in_turn * (devices - 1.0)
    part, heads = turns / devices, turns / (devices if ways is None else ways)
    decode = at_most(c.expert_layers, 0.0, v.decode_compute_share.dense, v.decode_compute_share.experts)
    prefill = at_most(c.expert_layers, 0.0, 1.0, v.prefill_expert_factor)
    layers = v.layer_s * c.layers + v.expert_layer_s * c.expert_layers + v.indexer_layer_s * c.indexer_layers
    return Work(
        fixed_read_bytes=c.attention_bytes * heads + (c.feed_forward_bytes + c.head_bytes) * part + c.replicated_bytes,
        expert_read_bytes=c.expert_bytes * part,
        idle_log=c.idle_log,
        token_flops=2.0 * c.active_parameters * part,
        attention_flops=c.attention_flops * part,
        sparse_flops=c.sparse_flops * part,
        # Latent vectors are read whole on every device that shares the heads.
        sparse_token_bytes=c.sparse_token_bytes * part / heads,
        sparse_tokens=c.sparse_tokens,
        prompt_attention_flops=c.prompt_attention_flops * part,
        decode_compute_share=decode,
        prefill_compute_share=v.prefill_compute_share * prefill,
        exchanged_token_bytes=8.0 * c.layers * c.hidden_size * (1.0 - part),
        latency_s=layers + v.split_layer_s * log2(devices / turns) * c.layers,
        turns=turns,
    )


@dataclass(frozen=True)
class Task:
    """The work for prompts and answers of given lengths, still without a device; per sequence unless it says step."""

    fixed_read_bytes: Operand
    """Per step."""
    expert_read_bytes: Operand
    """Per step that touches every expert."""
    idle_log: Operand
    cache_read_bytes: Operand
    decode_flops: Operand
    """Multiplications and additions of one token, as if the device reached all of its speed."""
    prompt_flops: Operand
    """The same for the prompt, without attention."""
    prompt_attention_flops: Operand
    exchanged_token_bytes: Operand
    latency_s: Operand
    """Per step."""


def task(w: Work, sequence_bytes: Operand, live_tokens: Operand, prompt_tokens: Operand) -> Task:
    """The work of sequences of `live_tokens` on average, `sequence_bytes` each on one device, and of their prompts."""
    unread = maximum(live_tokens - w.sparse_tokens, 0.0)
    attention = w.attention_flops * live_tokens - w.sparse_flops * unread
    return Task(
        fixed_read_bytes=w.fixed_read_bytes,
        expert_read_bytes=w.expert_read_bytes,
        idle_log=w.idle_log,
        cache_read_bytes=sequence_bytes * w.turns - w.sparse_token_bytes * unread,
        decode_flops=(w.token_flops + attention) / w.decode_compute_share,
        prompt_flops=w.token_flops * prompt_tokens / w.prefill_compute_share,
        # A prompt token looks at those before it: half of them on average.
        prompt_attention_flops=w.prompt_attention_flops * prompt_tokens * prompt_tokens * 0.5,
        exchanged_token_bytes=w.exchanged_token_bytes,
        latency_s=w.latency_s,
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


def step_of(t: Task, d: Device, k: Constants) -> Step:
    """The decode step of a task on a device."""
    return Step(
        fixed_s=t.fixed_read_bytes / d.bandwidth,
        experts_s=t.expert_read_bytes / d.bandwidth,
        idle_log=t.idle_log,
        cache_token_s=t.cache_read_bytes / d.cache_bandwidth,
        compute_token_s=t.decode_flops / d.flops,
        rest_s=t.latency_s,
        rest_token_s=t.exchanged_token_bytes / d.link + k.speed.sequence_s,
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


def prefill_s(t: Task, d: Device) -> Operand:
    """Seconds to read a prompt: its multiplications, at least one reading of all weights."""
    compute = t.prompt_flops / d.prefill_flops + t.prompt_attention_flops / d.attention_flops
    return maximum(compute, (t.fixed_read_bytes + t.expert_read_bytes) / d.bandwidth)


def token_s(step: Operand, prefill: Operand, batch: Operand, output_tokens: Operand) -> Operand:
    """Seconds between tokens when the other sequences' prompts are read in between (continuous batching)."""
    return step + (batch - 1.0) / output_tokens * prefill


def first_token_s(step: Operand, prefill: Operand, batch: Operand, k: Constants) -> Operand:
    """Seconds to the first token: a fixed wait, some steps, and the prompt with those queued before it."""
    f = k.speed.first_token
    return f.base_s + f.steps * step + prefill * (1.0 + f.queue_factor * power(batch, f.queue_power))


def tokens_per_s(first: Operand, between: Operand, batch: Operand, output_tokens: Operand) -> Operand:
    """Answer tokens per second of a copy that always works on `batch` sequences."""
    return batch * output_tokens / (first + (output_tokens - 1.0) * between)


def on_server(first: Operand, between: Operand, server: Server) -> tuple[Operand, Operand]:
    """Both times as a given serving software has them, relative to the one that the formulas describe."""
    return first * server.first_token, between * server.token
