"""Second opinions on speed: what estimators of plugins say of a result, and both put together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from weighbridge.extensions import ThroughputEstimator
from weighbridge.footprint.size_result import Opinion, SizeResult, Throughput, answer_tokens
from weighbridge.plugins.failures import PluginFailure, PluginFault
from weighbridge.plugins.guard import Guard
from weighbridge.records.accelerator import Accelerator
from weighbridge.records.model import Model

APART = 1.5
"""Opinions further apart than this factor widen the range."""


def with_opinions(
    result: SizeResult,
    model: Model,
    accelerator: Accelerator,
    estimators: Sequence[tuple[str, ThroughputEstimator]],
    guard: Guard | None = None,
) -> tuple[SizeResult, list[PluginFailure]]:
    """The result with the geometric mean of all opinions as its speed, each of them kept beside it.

    Every estimator is called alone and within the time limit of plugins; one that fails, or gives what is no speed, is
    left out and named. Without a speed of our own, or without estimators, the result stays as it is.
    """
    own, found, failures = result.throughput, list[Opinion](), list[PluginFailure]()
    if own is None or not estimators:
        return result, failures
    guard = guard or Guard.from_environment()
    plan = _plan(result)
    for plugin, estimator in estimators:
        try:
            speed = guard.call(lambda e=estimator: e.estimate(model, accelerator, plan), guard.call_seconds)  # type: ignore[misc]  # the default binds the loop's value
            if speed is not None:
                found.append(Opinion(estimator.name, _checked(speed) * result.copies))
        except PluginFault as fault:
            failures.append(PluginFailure(plugin, None, "throughput_estimators", fault.reason, fault.remedy))
    if not found:
        return result, failures
    return replace(result, throughput=combined(own, found, result.accelerator_count)), failures


def combined(own: Throughput, opinions: Sequence[Opinion], accelerators: int) -> Throughput:
    """The geometric mean, in a range of the same width; wide enough to hold every opinion if they are far apart."""
    speeds = [own.output_tokens_per_s, *(opinion.output_tokens_per_s for opinion in opinions)]
    both = math.exp(math.fsum(map(math.log, speeds)) / len(speeds))
    factor = both / own.output_tokens_per_s
    low, high = own.low * factor, own.high * factor
    if max(speeds) > APART * min(speeds):
        low, high = min(low, *speeds), max(high, *speeds)
    return replace(
        own,
        output_tokens_per_s=both,
        low=low,
        high=high,
        per_accelerator=both / accelerators,
        opinions=(Opinion("weighbridge", own.output_tokens_per_s), *opinions),
    )


def _plan(result: SizeResult) -> dict[str, object]:
    """One copy as an estimator gets it."""
    answer = answer_tokens(result.context_tokens)
    return {
        "precision": result.precision,
        "devices": result.parallelism,
        "batch": -(-result.concurrency // result.copies),
        "input_tokens": result.context_tokens - answer,
        "output_tokens": answer,
    }


def _checked(speed: object) -> float:
    """A speed that can be averaged. Raises PluginFault."""
    if isinstance(speed, int | float) and math.isfinite(speed) and speed > 0:
        return float(speed)
    raise PluginFault(
        f"gave {speed!r} where a positive number of tokens per second, or None, is meant.",
        "Tell the plugin's author, or leave the plugin out with --no-plugin.",
    )
