"""The layout of a model's layers: what the footprint is computed from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from weighbridge.records.base import Evidence, Record

Positive = Annotated[int, Field(gt=0)]


class GroupedAttention(Record):
    """Multi-head attention with grouped keys and values; `window` makes it sliding-window attention."""

    kind: Literal["grouped"] = "grouped"
    query_heads: Positive
    kv_heads: Positive
    head_dim: Positive
    value_head_dim: Positive | None = None
    """None: the same as `head_dim`."""
    window: Positive | None = None
    """Tokens kept per sequence; None keeps all."""
    output_gate: bool = False


class LatentAttention(Record):
    """Multi-head latent attention (MLA): one compressed vector per token, the same for all heads."""

    kind: Literal["latent"] = "latent"
    query_heads: Positive
    kv_lora_rank: Positive
    rope_head_dim: Positive
    nope_head_dim: Positive
    value_head_dim: Positive
    q_lora_rank: Positive | None = None
    """None: queries are not compressed."""
    indexer_bytes_per_token: float = 0.0
    """Extra cache of a sparse-attention indexer, bytes per token and layer."""
    indexer_parameters: int = 0
    """Weights of that indexer, per layer."""


class LinearAttention(Record):
    """Gated delta-rule attention: a state of fixed size per sequence."""

    kind: Literal["linear"] = "linear"
    key_heads: Positive
    value_heads: Positive
    key_dim: Positive
    value_dim: Positive
    conv_kernel: Positive = 4


class StateSpace(Record):
    """Mamba-2 mixer: a state of fixed size per sequence."""

    kind: Literal["state_space"] = "state_space"
    heads: Positive
    head_dim: Positive
    state_dim: Positive
    groups: Positive = 1
    conv_kernel: Positive = 4


class NoMixer(Record):
    """A layer without attention, such as a feed-forward layer of its own."""

    kind: Literal["none"] = "none"


Mixer = Annotated[
    GroupedAttention | LatentAttention | LinearAttention | StateSpace | NoMixer, Field(discriminator="kind")
]


class DenseFeedForward(Record):
    """`matrices` is 3 for gated (SwiGLU) layers and 2 for plain ones."""

    kind: Literal["dense"] = "dense"
    width: Positive
    matrices: Literal[2, 3] = 3


class MixtureOfExperts(Record):
    """Routed experts, of which `active` work on a token, beside experts shared by all tokens."""

    kind: Literal["experts"] = "experts"
    experts: Positive
    active: Positive
    width: Positive
    """Inner width of one routed expert."""
    shared_width: int = Field(default=0, ge=0)
    """Inner width of all shared experts together."""
    matrices: Literal[2, 3] = 3


class NoFeedForward(Record):
    """A layer without a feed-forward part."""

    kind: Literal["none"] = "none"


FeedForward = Annotated[DenseFeedForward | MixtureOfExperts | NoFeedForward, Field(discriminator="kind")]


class LayerGroup(Record):
    """`count` layers of one shape; their order in the model does not matter for the footprint."""

    count: Positive
    mixer: Mixer
    feed_forward: FeedForward


class Architecture(Record):
    """What the weights and the cache of a model are made of."""

    hidden_size: Positive
    vocab_size: Positive
    tied_embeddings: bool
    groups: tuple[LayerGroup, ...] = Field(min_length=1)
    extra_parameters: int = Field(default=0, ge=0)
    """Parameters outside the language layers that are served: vision or audio tower, projector."""
    stored_precision: str = "bf16"
    """Precision in which the maker publishes the weights: bf16, fp8_block, mxfp4, nvfp4 ..."""
    kept_in_16_bit: tuple[Literal["attention", "dense", "shared", "experts"], ...] = ()
    """Parts that the published quantized weights keep in 16 bit."""
    upper_bound: bool = False
    """True when the layout is a conservative stand-in rather than the real one."""
    evidence: Evidence | None = None
