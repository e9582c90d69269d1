"""Quality on one benchmark per task: scores of two benchmarks are never mixed."""

from __future__ import annotations

import polars as pl

from weighbridge.options.context import Context
from weighbridge.records import Benchmark


def quality_benchmark(context: Context) -> Benchmark | None:
    """The benchmark that says it is the default for the task; None when no benchmark does."""
    task = context.needs.capabilities.task
    return next((item for item in context.catalog.benchmarks.values() if task in item.default_for), None)


def quality_score(context: Context) -> pl.Expr:
    """Best score of each model on the task's benchmark; null where it has none."""
    benchmark = quality_benchmark(context)
    best = benchmark.best_scores if benchmark else {}
    scores = {model_id: score.score for model_id, score in best.items()}
    return pl.col("model_id").replace_strict(scores, default=None, return_dtype=pl.Float64)


def quality_value(context: Context) -> pl.Expr:
    """Quality from 0 to 1 on the benchmark's fixed anchors; null where unknown."""
    benchmark = quality_benchmark(context)
    if benchmark is None:
        return pl.lit(None, dtype=pl.Float64)
    low, high = benchmark.zero_at, benchmark.one_at
    return ((quality_score(context) - low) / (high - low)).clip(0.0, 1.0)
