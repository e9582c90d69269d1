"""Counts the weights of a layout, part by part.

Formulas: the projection shapes of each layer kind as its reference implementation writes them (grouped-query
attention, multi-head latent attention, gated delta rule, Mamba-1 and -2, short convolution, gated and plain
feed-forward, routed experts).
"""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.records.architecture import (
    Architecture,
    CompressedAttention,
    FeedForward,
    GroupedAttention,
    LatentAttention,
    LinearAttention,
    MixtureOfExperts,
    RecurrentMixer,
    SelectiveStateSpace,
    SingleMixer,
    StateSpace,
)


@dataclass(frozen=True)
class Counts:
    """Weights by part; numbers of parameters, for all layers together."""

    embedding: int = 0
    """Input table; 0 when the output head shares it."""
    head: int = 0
    attention: int = 0
    dense: int = 0
    shared: int = 0
    experts: int = 0
    experts_active: int = 0
    """Routed-expert weights that one token uses; part of `experts`, not added to it."""
    replicated: int = 0
    """Routers and norms, which every device of a copy holds whole and nobody quantizes."""
    extra: int = 0

    @property
    def total(self) -> int:
        """All weights that are served."""
        tables = self.embedding + self.head + self.extra + self.replicated
        return tables + self.attention + self.dense + self.shared + self.experts

    @property
    def active(self) -> int:
        """Weights that take part in computing one token: no input table, only the chosen experts."""
        return self.total - self.extra - self.embedding - self.experts + self.experts_active


def count(architecture: Architecture) -> Counts:
    """Weights of a layout by part."""
    hidden, table = architecture.hidden_size, architecture.hidden_size * architecture.vocab_size
    attention = dense = shared = experts = active = 0
    replicated = hidden
    for group in architecture.groups:
        attention += group.count * sum(mixer_parameters(mixer, hidden) for mixer in group.mixers)
        ffn = group.feed_forward
        parts = int(group.mixer.kind != "none") + int(ffn.kind != "none")
        replicated += group.count * (parts * hidden + router_parameters(ffn, hidden))
        if ffn.kind == "dense":
            dense += group.count * ffn.matrices * hidden * ffn.width
        elif ffn.kind == "experts":
            shared += group.count * shared_parameters(ffn, hidden)
            experts += group.count * ffn.experts * expert_parameters(ffn, hidden)
            active += group.count * ffn.active * expert_parameters(ffn, hidden)
    return Counts(
        embedding=0 if architecture.tied_embeddings else table,
        head=table,
        attention=attention,
        dense=dense,
        shared=shared,
        experts=experts,
        experts_active=active,
        replicated=replicated,
        extra=architecture.extra_parameters,
    )


def router_parameters(ffn: FeedForward, hidden: int) -> int:
    """Weights that choose the experts of one layer."""
    if ffn.kind != "experts":
        return 0
    return hidden * ffn.experts + (ffn.experts if ffn.bias else 0)


def shared_parameters(ffn: MixtureOfExperts, hidden: int) -> int:
    """Shared experts of one layer, with the projections into and out of the latent size."""
    latent = 2 * hidden * ffn.latent_size if ffn.latent_size else 0
    return ffn.matrices * hidden * ffn.shared_width + latent


def expert_parameters(ffn: MixtureOfExperts, hidden: int) -> int:
    """One routed expert of one layer."""
    size = ffn.latent_size or hidden
    bias = (ffn.matrices - 1) * ffn.width + size if ffn.bias else 0
    return ffn.matrices * size * ffn.width + bias


def mixer_parameters(mixer: SingleMixer, hidden: int) -> int:
    """Weights of one attention, state-space or convolution mixer."""
    if mixer.kind == "grouped":
        return _grouped(mixer, hidden)
    if mixer.kind == "latent":
        return _latent(mixer, hidden)
    if mixer.kind == "compressed":
        return _compressed(mixer, hidden)
    return 0 if mixer.kind == "none" else _recurrent(mixer, hidden)


def _grouped(mixer: GroupedAttention, hidden: int) -> int:
    value_dim = mixer.value_head_dim or mixer.head_dim
    query = mixer.query_heads * mixer.head_dim
    if mixer.output_gate:
        query += mixer.query_heads if mixer.output_gate == "head" else query
    keys = mixer.kv_heads * mixer.head_dim
    values = 0 if mixer.value_from_key else mixer.kv_heads * value_dim
    bias = 0 if mixer.bias == "none" else query + keys + values
    if mixer.bias == "all":
        bias += hidden
    return hidden * (query + keys + values) + mixer.query_heads * value_dim * hidden + bias


def _latent(mixer: LatentAttention, hidden: int) -> int:
    query_out = mixer.query_heads * (mixer.nope_head_dim + mixer.rope_head_dim)
    query = hidden * mixer.q_lora_rank + mixer.q_lora_rank * query_out if mixer.q_lora_rank else hidden * query_out
    down = hidden * (mixer.kv_lora_rank + mixer.rope_head_dim)
    up = mixer.kv_lora_rank * mixer.query_heads * (mixer.nope_head_dim + mixer.value_head_dim)
    out = mixer.query_heads * mixer.value_head_dim * hidden * (2 if mixer.output_gate else 1)
    norms = mixer.kv_lora_rank + (mixer.q_lora_rank or 0)
    return query + down + up + out + norms + mixer.indexer_parameters


def _compressed(mixer: CompressedAttention, hidden: int) -> int:
    width = mixer.query_heads * mixer.head_dim
    query = hidden * mixer.q_lora_rank + mixer.q_lora_rank * width
    keys = hidden * mixer.head_dim
    out = width * mixer.output_lora_rank + mixer.output_groups * mixer.output_lora_rank * hidden
    compressor = 2 * hidden * mixer.head_dim if mixer.ratio else 0
    index = mixer.indexer_heads * mixer.indexer_head_dim
    indexer = mixer.q_lora_rank * index + hidden * (mixer.indexer_heads + 2 * mixer.indexer_head_dim)
    return query + keys + out + compressor + indexer


def _recurrent(mixer: RecurrentMixer, hidden: int) -> int:
    if mixer.kind == "linear":
        return _linear(mixer, hidden)
    if mixer.kind == "state_space":
        return _state_space(mixer, hidden)
    if mixer.kind == "selective":
        return _selective(mixer, hidden)
    # Short convolution: two gates and the input, the filters, the projection back.
    return 4 * hidden * mixer.channels + mixer.channels * mixer.kernel


def _linear(mixer: LinearAttention, hidden: int) -> int:
    keys, values = mixer.key_heads * mixer.key_dim, mixer.value_heads * mixer.value_dim
    rank = mixer.gate_rank
    gates = hidden * (values + mixer.value_heads) if rank is None else 2 * rank * (hidden + values)
    projections = hidden * (2 * keys + values + mixer.value_heads) + gates
    return projections + values * hidden + (2 * keys + values) * mixer.conv_kernel


def _state_space(mixer: StateSpace, hidden: int) -> int:
    inner, mixed = mixer.heads * mixer.head_dim, 2 * mixer.groups * mixer.state_dim
    projections = hidden * (2 * inner + mixed + mixer.heads) + inner * hidden
    norm = inner if mixer.norm else 0
    return projections + (inner + mixed) * (mixer.conv_kernel + 1) + 3 * mixer.heads + norm


def _selective(mixer: SelectiveStateSpace, hidden: int) -> int:
    inner, states = mixer.channels, 2 * mixer.state_dim
    steps = inner * (mixer.step_rank + states) + mixer.step_rank * inner + inner
    norms = mixer.step_rank + states if mixer.norm else 0
    # The convolution has a bias; each channel has a decay per state and a weight that skips the state.
    return 3 * hidden * inner + inner * (mixer.conv_kernel + 1) + steps + inner * (mixer.state_dim + 1) + norms
