"""Second opinions on speed: what estimators of plugins say of a result, and both put together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

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
    copy: Mapping[str, Any] | None = None,
) -> tuple[SizeResult, list[PluginFailure]]:
    """The result with the geometric mean of all opinions as its speed, each of them kept beside it.

    `copy` is one copy at work as estimators get it (`under_load`); None: with as many sequences as the result asks for.
    Every estimator is called alone and within the time limit of plugins; one that fails, or gives what is no speed, is
    left out and named. Without a speed of our own, or without estimators, the result stays as it is.
    """
    own, found, failures = result.throughput, list[Opinion](), list[PluginFailure]()
    if own is None or not estimators:
        return result, failures
    guard = guard or Guard.from_environment()
    plan = copy or _with(result, -(-result.concurrency // result.copies), *_lengths(result))
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


def under_load(result: SizeResult, input_tokens: float, output_tokens: float) -> dict[str, object]:
    """A busy copy of a plan for a load, as an estimator gets it: as many sequences as it works on at once."""
    return _with(result, result.max_concurrency, input_tokens, output_tokens)


def _lengths(result: SizeResult) -> tuple[float, float]:
    answer = answer_tokens(result.context_tokens)
    return result.context_tokens - answer, answer


def _with(result: SizeResult, batch: int, input_tokens: float, output_tokens: float) -> dict[str, object]:
    return {
        "precision": result.precision,
        "devices": result.parallelism,
        "stages": result.stages,
        "attention_groups": result.attention_groups,
        "batch": batch,
        "input_tokens": input_tokens,
        "output_tokens": output_tokens,
    }


def _checked(speed: object) -> float:
    """A speed that can be averaged. Raises PluginFault."""
    if isinstance(speed, int | float) and math.isfinite(speed) and speed > 0:
        return float(speed)
    raise PluginFault(
        f"gave {speed!r} where a positive number of tokens per second, or None, is meant.",
        "Tell the plugin's author, or leave the plugin out with --no-plugin.",
    )
