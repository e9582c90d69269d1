"""A benchmark and its scores. Scores of two benchmarks are never mixed."""

from __future__ import annotations

from pydantic import Field

from weighbridge.records.base import CatalogRecord, Evidence, Record, RecordId


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
