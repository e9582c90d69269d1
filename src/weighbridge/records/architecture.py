"""The layout of a model's layers: what the footprint is computed from."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from weighbridge.records.base import Evidence, Record

Positive = Annotated[int, Field(gt=0)]
Part = Literal["attention", "dense", "shared", "experts", "head"]
"""A family of weight matrices: all mixers, plain feed-forward, shared experts, routed experts."""
SHARES_OFF = 0.001
"""By how much shares may miss 1 for rounding."""
Share = Annotated[float, Field(gt=0, lt=1)]
Held: TypeAlias = str | dict[str, Share]
"""What a part's weights are held in: a precision, or precisions with the share of the weights in each."""


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
    output_gate: bool | Literal["head"] = False
    """Whether the query projection carries a gate of its own size, or one value a head."""
    value_from_key: bool = False
    """Whether values reuse the key projection; the cache still holds both."""
    reuses_cache: bool = False
    """Whether the layer attends to what an earlier layer cached and caches nothing of its own."""
    bias: Literal["none", "qkv", "all"] = "none"


class LatentAttention(Record):
    """Multi-head latent attention (MLA): one compressed vector per token, the same for all heads."""

    kind: Literal["latent"] = "latent"
    query_heads: Positive
    kv_lora_rank: Positive
    rope_head_dim: int = Field(ge=0)
    """0 where positions are not rotated."""
    nope_head_dim: Positive
    value_head_dim: Positive
    q_lora_rank: Positive | None = None
    """None: queries are not compressed."""
    output_gate: bool = False
    indexer_bytes_per_token: float = Field(default=0.0, ge=0)
    """Extra cache of a sparse-attention indexer, bytes per token and layer."""
    indexer_parameters: int = Field(default=0, ge=0)
    """Weights of that indexer, per layer."""
    sparse_tokens: Positive | None = None
    """Cached tokens that a new token attends to, chosen by an indexer; None: all."""


class CompressedAttention(Record):
    """One key-value head over a short window of raw tokens and, further back, one entry per `ratio` tokens."""

    kind: Literal["compressed"] = "compressed"
    query_heads: Positive
    head_dim: Positive
    q_lora_rank: Positive
    output_groups: Positive
    output_lora_rank: Positive
    window: Positive
    ratio: Positive | None = None
    """Tokens per cached entry beyond the window; None caches the window alone."""
    indexer_heads: int = Field(default=0, ge=0)
    indexer_head_dim: int = Field(default=0, ge=0)


class LinearAttention(Record):
    """Gated delta-rule attention: a state of fixed size per sequence."""

    kind: Literal["linear"] = "linear"
    key_heads: Positive
    value_heads: Positive
    key_dim: Positive
    value_dim: Positive
    conv_kernel: Positive = 4
    gate_rank: Positive | None = None
    """Rank of the decay and output gates, one value a channel; None: a full output gate and one decay a head."""


class StateSpace(Record):
    """Mamba-2 mixer: a state of fixed size per sequence."""

    kind: Literal["state_space"] = "state_space"
    heads: Positive
    head_dim: Positive
    state_dim: Positive
    groups: Positive = 1
    conv_kernel: Positive = 4
    norm: bool = True
    """Whether the output is normalized before it is projected back."""


class SelectiveStateSpace(Record):
    """Mamba-1 mixer: a state of fixed size per sequence, without heads."""

    kind: Literal["selective"] = "selective"
    channels: Positive
    state_dim: Positive
    step_rank: Positive
    """Rank of the projection that gives each channel its time step."""
    conv_kernel: Positive = 4
    norm: bool = False
    """Whether time step, input and output of the state are normalized."""


class ShortConvolution(Record):
    """Gated convolution over the last few tokens, one filter a channel."""

    kind: Literal["convolution"] = "convolution"
    channels: Positive
    kernel: Positive = 3


class NoMixer(Record):
    """A layer without attention, such as a feed-forward layer of its own."""

    kind: Literal["none"] = "none"


SingleMixer = Annotated[
    GroupedAttention
    | LatentAttention
    | CompressedAttention
    | LinearAttention
    | StateSpace
    | SelectiveStateSpace
    | ShortConvolution
    | NoMixer,
    Field(discriminator="kind"),
]


RecurrentMixer: TypeAlias = LinearAttention | StateSpace | SelectiveStateSpace | ShortConvolution
"""Mixers that keep a state of fixed size per sequence."""


class ParallelMixers(Record):
    """Mixers side by side in one layer: each works on the same input, and their outputs are added."""

    kind: Literal["parallel"] = "parallel"
    mixers: tuple[SingleMixer, ...] = Field(min_length=2)


Mixer = Annotated[SingleMixer | ParallelMixers, Field(discriminator="kind")]


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
    """Inner width of all shared experts, or of a dense layer running beside the experts, together."""
    latent_size: Positive | None = None
    """Size that tokens are projected to before the routed experts; None: the hidden size."""
    matrices: Literal[2, 3] = 3
    bias: bool = False

    @model_validator(mode="after")
    def _active_are_some_of_all(self) -> MixtureOfExperts:
        if self.active > self.experts:
            raise ValueError("active must not exceed experts")
        return self


class NoFeedForward(Record):
    """A layer without a feed-forward part."""

    kind: Literal["none"] = "none"


FeedForward = Annotated[DenseFeedForward | MixtureOfExperts | NoFeedForward, Field(discriminator="kind")]


class LayerGroup(Record):
    """`count` layers of one shape; their order in the model does not matter for the footprint."""

    count: Positive
    mixer: Mixer = NoMixer()
    feed_forward: FeedForward = NoFeedForward()

    @property
    def mixers(self) -> tuple[SingleMixer, ...]:
        """The mixers of one layer: one, unless several work side by side."""
        return self.mixer.mixers if self.mixer.kind == "parallel" else (self.mixer,)


class Architecture(Record):
    """What the weights and the cache of a model are made of."""

    hidden_size: Positive
    vocab_size: Positive
    tied_embeddings: bool = False
    groups: tuple[LayerGroup, ...] = Field(min_length=1)
    extra_parameters: int = Field(default=0, ge=0)
    """Parameters outside the language layers that are served: vision or audio tower, projector."""
    stored_precision: str = "bf16"
    """Precision in which the maker publishes the weights: bf16, fp8_block, mxfp4, nvfp4 ..."""
    stored_exceptions: dict[Part, Held] = Field(default_factory=dict)
    """Parts that the published weights hold in another precision, all of them or some. The head is in 16 bit unless it
    is named here."""
    quantized_exceptions: dict[str, dict[Part, Held]] = Field(default_factory=dict)
    """The same for checkpoints that the maker publishes beside it, by their precision."""
    stored_weight_bytes: float | None = Field(default=None, gt=0)
    """Bytes of the published weights that a server loads, summed over their files; None computes them from the
    layout."""
    upper_bound: bool = False
    """True when the layout is a conservative stand-in rather than the real one."""
    evidence: Evidence | None = None

    @model_validator(mode="after")
    def _shares_are_of_one(self) -> Architecture:
        for held in (self.stored_exceptions, *self.quantized_exceptions.values()):
            for part, name in held.items():
                if not isinstance(name, str) and abs(sum(name.values()) - 1) > SHARES_OFF:
                    raise ValueError(f"the shares of {part} must add up to 1")
        return self
