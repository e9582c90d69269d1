"""A benchmark and its scores. Scores of two benchmarks are never mixed."""

from __future__ import annotations

from functools import cached_property

from pydantic import Field

from weighbridge.records.base import GRADES, CatalogRecord, Evidence, Record, RecordId


class Score(Record):
    """One model's result under one variant of the benchmark."""

    model_id: RecordId
    score: float
    variant: str | None = None
    """Effort, harness or prompt setting."""
    evidence: Evidence


class Benchmark(CatalogRecord):
    """A test with one metric, and fixed anchors for turning its metric into a 0-1 value."""

    name: str
    metric: str
    tasks: tuple[str, ...] = ()
    """Tasks it speaks for: general, coding, agentic, reasoning, vision ..."""
    default_for: tuple[str, ...] = ()
    """Tasks whose quality is judged on this benchmark; at most one benchmark per task."""
    zero_at: float
    """Score worth 0."""
    one_at: float
    """Score worth 1."""
    scores: tuple[Score, ...] = Field(default=())

    @cached_property
    def best_scores(self) -> dict[str, Score]:
        """Model id to the score that counts: of those with the best grade, the best over all variants.

        A measured score thus goes before what a maker claims, even when the claim is higher.
        """
        sign = 1 if self.one_at > self.zero_at else -1
        worst_first = sorted(self.scores, key=lambda item: (-GRADES.index(item.evidence.grade), sign * item.score))
        return {score.model_id: score for score in worst_first}

    def best(self, model_id: str) -> Score | None:
        """The model's score that counts; None when it has none."""
        return self.best_scores.get(model_id)

    def value(self, score: float) -> float:
        """A score on the fixed anchors: 0 at `zero_at`, 1 at `one_at`, linear between, clipped outside."""
        return min(1.0, max(0.0, (score - self.zero_at) / (self.one_at - self.zero_at)))
