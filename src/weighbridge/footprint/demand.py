"""The load that a plan must carry at its busiest."""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.needs import Needs, Workload

SECONDS_PER_MONTH = 30 * 86_400.0


@dataclass(frozen=True)
class Demand:
    """Queries, tokens and pace. Tokens are means per query; `peak_factor` is busiest hour over average hour."""

    queries_per_month: float
    input_tokens: float
    output_tokens: float
    cached_input_share: float = 0.0
    peak_factor: float = 3.0
    peak_concurrency: int | None = None
    max_seconds_per_token: float | None = None
    context_tokens: int | None = None
    """Longest prompt plus answer that one query may have; None: the mean query."""
    spare_replica: bool = False

    @property
    def sequence_tokens(self) -> float:
        """Mean prompt plus answer."""
        return float(self.input_tokens + self.output_tokens)

    @property
    def live_tokens(self) -> float:
        """Mean length of a sequence while its answer is written."""
        return self.input_tokens + self.output_tokens / 2

    @property
    def longest_tokens(self) -> float:
        """Tokens of the longest sequence that must fit."""
        return max(self.sequence_tokens, float(self.context_tokens or 0))

    @property
    def prompt_tokens(self) -> float:
        """Prompt tokens that must be computed, the cached share left out."""
        return max(1.0, self.input_tokens * (1.0 - self.cached_input_share))

    @property
    def peak_tokens_per_s(self) -> float:
        """Answer tokens per second in the busiest hour."""
        return self.queries_per_month / SECONDS_PER_MONTH * self.peak_factor * self.output_tokens


def demand_of(needs: Needs) -> Demand:
    """The load that a needs file states."""
    return of_workload(
        needs.workload, context_tokens=needs.capabilities.context_tokens, spare=needs.infrastructure.spare_replica
    )


def of_workload(load: Workload, *, context_tokens: int | None = None, spare: bool = False) -> Demand:
    """The load of a workload; `spare` asks for one more copy than it needs."""
    return Demand(
        queries_per_month=load.queries_per_month,
        input_tokens=load.input_tokens,
        output_tokens=load.output_tokens,
        cached_input_share=load.cached_input_share,
        peak_factor=load.peak_factor,
        peak_concurrency=load.peak_concurrency,
        max_seconds_per_token=load.max_seconds_per_token,
        context_tokens=context_tokens,
        spare_replica=spare,
    )
