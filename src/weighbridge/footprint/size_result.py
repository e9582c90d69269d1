"""What `weighbridge size` answers: memory, speed and number of accelerators, as plain values."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

ANSWER_SHARE = 0.25
LONGEST_ANSWER = 512


@dataclass(frozen=True)
class Memory:
    """Sizes of one copy; the last two of one accelerator, in a pipeline one of the fullest stage."""

    weights_gib: float
    kv_cache_gib: float
    overhead_gib: float
    total_gib: float
    per_accelerator_gib: float
    usable_gib: float


@dataclass(frozen=True)
class Opinion:
    """What one estimator says of the speed of all copies together."""

    estimator: str
    output_tokens_per_s: float


@dataclass(frozen=True)
class Throughput:
    """Answer tokens per second of all copies together, with the range, and per accelerator."""

    output_tokens_per_s: float
    low: float
    high: float
    per_accelerator: float
    seconds_per_token: float
    time_to_first_token_s: float
    opinions: tuple[Opinion, ...] = ()
    """Ours and those of plugins, where plugins gave any; the speed is then their geometric mean."""


@dataclass(frozen=True)
class SizeResult:
    """What it takes to serve `concurrency` sequences of `context_tokens` at once."""

    model: str
    accelerator: str
    accelerator_count: int
    precision: str
    parallelism: int
    """Accelerators per copy."""
    stages: int
    """Groups of them that hold the layers in turn, usually a node each (pipeline parallelism); 1: none."""
    attention_groups: int
    """Groups of them whose attention works on sequences of its own (data-parallel attention); 1: all share the heads.
    Only models with a compressed cache gain from more."""
    copies: int
    context_tokens: int
    concurrency: int
    memory: Memory
    kv_bytes_per_token: float
    """Cache per token of one sequence at this context, windows and fixed states spread over its tokens."""
    kv_bytes_per_token_reserved: float
    """Cache that each token takes when a server keeps all in every attention layer; fixed states are not in it."""
    max_concurrency: int
    """Sequences of that length that one copy holds at once."""
    margin_share: float
    """Share of the memory a server may use that is still free."""
    overhead_band_gib: float
    """The overhead is known to this much, up or down, per accelerator."""
    tight: bool
    """Whether less than a tenth of that memory is free, or less than the overhead may be off by."""
    throughput: Throughput | None
    throughput_missing: str | None
    """Why there is no speed."""
    calibrated: bool
    basis: str
    """`layout`, or `upper bound` when the real layout is unknown."""
    published_precision: str
    """Precision in which the maker publishes the weights."""
    tight_count: int | None = None
    """Fewer accelerators that hold as many sequences, but leave too little memory to spare; None: no fewer do."""
    spare_copies: int = 0
    """Copies among them that stand by for another."""
    longest_tokens: int = 0
    """Tokens of the longest sequence that must fit as well; 0: no longer one than the others."""

    @property
    def busy(self) -> int:
        """Sequences that the fullest copy works on at once."""
        return max(1, -(-self.concurrency // (self.copies - self.spare_copies)))

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)


def answer_tokens(context_tokens: int) -> float:
    """How long answers are taken to be at a context."""
    return max(1.0, min(ANSWER_SHARE * context_tokens, LONGEST_ANSWER))
