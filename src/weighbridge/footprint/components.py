"""A model at a precision as a handful of numbers: bytes by part, cache per token, work per token."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from weighbridge.footprint.cache_sums import Cache
from weighbridge.footprint.operands import Operand, ceil, number
from weighbridge.footprint.parameters import Counts, count
from weighbridge.footprint.precision import Compute, part_bytes, part_precisions, precisions
from weighbridge.records.architecture import Architecture, Part


@dataclass(frozen=True)
class Components:
    """Numbers (or columns of numbers) of one whole copy of a model. Bytes unless the name says otherwise."""

    attention_bytes: Operand
    feed_forward_bytes: Operand
    """Plain layers and shared experts."""
    expert_bytes: Operand
    head_bytes: Operand
    embedding_bytes: Operand
    """Held, but read by row only."""
    extra_bytes: Operand
    replicated_bytes: Operand
    idle_log: Operand
    """ln(1 - active experts / experts): after B tokens the share exp(B x idle_log) of the experts is untouched."""
    active_parameters: Operand
    full_token_bytes: Operand
    """Cache per token of layers that keep every token, shared among key-value heads."""
    full_kv_heads: Operand
    latent_token_bytes: Operand
    """Cache per token that every device of a copy holds whole."""
    window_token_bytes: Operand
    window_kv_heads: Operand
    window_tokens: Operand
    state_bytes: Operand
    """Cache of fixed size per sequence."""
    attention_flops: Operand
    """Multiplications and additions per new token and cached token."""
    sparse_token_bytes: Operand
    """The part of `latent_token_bytes` of which a new token reads no more than `sparse_tokens` tokens."""
    sparse_flops: Operand
    """The same part of `attention_flops`."""
    sparse_tokens: Operand
    prompt_attention_flops: Operand
    """Multiplications and additions per prompt token and earlier token; what an indexer spends is left out."""
    indexer_layers: Operand
    layers: Operand
    expert_layers: Operand
    hidden_size: Operand
    vocab_size: Operand
    in_turn: Operand
    """1 where the devices of a copy hold its layers and work one after the other, as with GGUF files; else 0."""

    @property
    def weight_bytes(self) -> Operand:
        """All weights of one copy that are split among its devices, plus one set of those that are not."""
        read = self.attention_bytes + self.feed_forward_bytes + self.expert_bytes + self.head_bytes
        return read + self.embedding_bytes + self.extra_bytes + self.replicated_bytes

    @property
    def reserved_token_bytes(self) -> Operand:
        """Cache per token when sliding windows are not used to free memory, as older servers do."""
        return self.full_token_bytes + self.latent_token_bytes + self.window_token_bytes


@dataclass(frozen=True)
class Measured:
    """A layout with what does not depend on the precision counted once."""

    architecture: Architecture
    counts: Counts
    cache: Cache
    layers: int
    expert_layers: int


def measure(architecture: Architecture) -> Measured:
    """Count weights, cache and layers of a layout."""
    groups = architecture.groups
    routed = sum(group.count for group in groups if group.feed_forward.kind == "experts")
    layers = sum(group.count for group in groups)
    return Measured(architecture, count(architecture), Cache.of(groups), layers, routed)


def of_architecture(architecture: Architecture, precision: str) -> Components:
    """Components of a layout whose matrices are held at `precision` (an id of the precision table)."""
    return at_precision(measure(architecture), precision)


def at_precision(measured: Measured, precision: str) -> Components:
    """Components of a measured layout at `precision`."""
    counts, cache, width = measured.counts, measured.cache, precisions()
    held = part_bytes(measured.architecture, precision)
    table = width[precision].bytes_per_weight if width[precision].whole_model else 2.0
    computed = Components(
        attention_bytes=counts.attention * held["attention"],
        feed_forward_bytes=counts.dense * held["dense"] + counts.shared * held["shared"],
        expert_bytes=counts.experts * held["experts"],
        head_bytes=counts.head * held["head"],
        embedding_bytes=counts.embedding * table,
        extra_bytes=counts.extra * 2.0,
        replicated_bytes=counts.replicated * 2.0,
        idle_log=_idle_log(counts),
        active_parameters=float(counts.active),
        full_token_bytes=cache.full,
        full_kv_heads=float(cache.full_heads),
        latent_token_bytes=cache.latent,
        window_token_bytes=cache.window,
        window_kv_heads=float(cache.window_heads),
        window_tokens=float(cache.window_tokens),
        state_bytes=cache.state,
        attention_flops=cache.flops,
        sparse_token_bytes=cache.sparse,
        sparse_flops=cache.sparse_flops,
        sparse_tokens=float(cache.sparse_tokens),
        prompt_attention_flops=cache.prompt_flops,
        indexer_layers=float(cache.indexer_layers),
        layers=float(measured.layers),
        expert_layers=float(measured.expert_layers),
        hidden_size=float(measured.architecture.hidden_size),
        vocab_size=float(measured.architecture.vocab_size),
        in_turn=float(width[precision].compute == "gguf"),
    )
    stored = measured.architecture.stored_weight_bytes
    return (
        computed if stored is None or precision != measured.architecture.stored_precision else scaled(computed, stored)
    )


def stage(c: Components, stages: Operand) -> Components:
    """The fullest stage of a pipeline, as a model of its own: so many layers, and their part of everything else."""
    part = ceil(c.layers / stages) / c.layers
    return replace(c, **{name: getattr(c, name) * part for name in BY_LAYER})


WEIGHTS = (
    "attention_bytes",
    "feed_forward_bytes",
    "expert_bytes",
    "head_bytes",
    "embedding_bytes",
    "extra_bytes",
    "replicated_bytes",
)

BY_LAYER = (
    *WEIGHTS,
    *("active_parameters", "full_token_bytes", "latent_token_bytes", "window_token_bytes", "state_bytes"),
    *("attention_flops", "sparse_token_bytes", "sparse_flops", "prompt_attention_flops"),
    *("indexer_layers", "layers", "expert_layers"),
)
"""What a stage holds or does only its part of. Tables and head are counted as spread like the layers."""


def scaled(c: Components, weight_bytes: float) -> Components:
    """The same with its weights brought to a total that was read from files."""
    ratio = weight_bytes / number(c.weight_bytes)
    return replace(c, **{name: number(getattr(c, name)) * ratio for name in WEIGHTS})


def _idle_log(counts: Counts) -> float:
    """Ln of the share of routed experts that one token leaves idle; 0 without experts."""
    if not counts.experts:
        return 0.0
    return math.log(max(1.0 - counts.experts_active / counts.experts, 1e-9))


def dominant_compute(measured: Measured, precision: str) -> Compute:
    """Number format of most multiplications per token at that precision."""
    counts, held = measured.counts, part_precisions(measured.architecture, precision)
    work: dict[Part, int] = {"attention": counts.attention, "dense": counts.dense, "shared": counts.shared}
    work["experts"] = counts.experts_active
    largest = max(work, key=work.__getitem__)
    return precisions()[held[largest]].compute
