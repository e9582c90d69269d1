"""Second opinions on speed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from weighbridge.extensions import ThroughputEstimator
from weighbridge.footprint.opinions import with_opinions
from weighbridge.footprint.size import size
from weighbridge.footprint.size_result import SizeResult, Throughput
from weighbridge.plugins.guard import Guard
from weighbridge.records import Accelerator, Model

Say = Callable[[Model, Accelerator, Mapping[str, Any]], float | None]


@pytest.fixture(scope="module")
def pair(models: dict[str, Model], accelerators: dict[str, Accelerator]) -> tuple[Model, Accelerator]:
    return models["meta/llama-3.1-8b-instruct"], accelerators["h100-sxm"]


@pytest.fixture(scope="module")
def result(pair: tuple[Model, Accelerator]) -> SizeResult:
    return size(*pair, context_tokens=2048, concurrency=16)


def asked(result: SizeResult, pair: tuple[Model, Accelerator], *says: Say) -> tuple[SizeResult, list[str]]:
    estimators = [(f"plugin{i}", ThroughputEstimator(f"other{i}", say)) for i, say in enumerate(says)]
    found, failures = with_opinions(result, *pair, estimators, Guard(0.2, 0.2))
    return found, [failure.reason for failure in failures]


def speed(result: SizeResult) -> Throughput:
    assert result.throughput is not None
    return result.throughput


def test_the_speed_is_the_geometric_mean_and_both_are_kept(result: SizeResult, pair: tuple[Model, Accelerator]) -> None:
    own = speed(result)
    found, failures = asked(result, pair, lambda *_: own.output_tokens_per_s * 1.21)
    assert failures == []
    assert speed(found).output_tokens_per_s == pytest.approx(own.output_tokens_per_s * 1.1)
    assert speed(found).high / speed(found).low == pytest.approx(own.high / own.low)
    assert [opinion.estimator for opinion in speed(found).opinions] == ["weighbridge", "other0"]


def test_opinions_far_apart_widen_the_range_to_hold_both(result: SizeResult, pair: tuple[Model, Accelerator]) -> None:
    own = speed(result).output_tokens_per_s
    found, _ = asked(result, pair, lambda *_: own * 9)
    assert speed(found).output_tokens_per_s == pytest.approx(own * 3)
    assert speed(found).low <= own
    assert speed(found).high >= own * 9


def test_an_estimator_gets_one_copy_and_speaks_for_all(pair: tuple[Model, Accelerator]) -> None:
    many = size(*pair, context_tokens=8192, concurrency=400)
    assert many.copies > 1
    seen: list[Mapping[str, Any]] = []

    def say(model: Model, accelerator: Accelerator, plan: Mapping[str, Any]) -> float:
        seen.append(plan)
        return 1000.0

    found, _ = asked(many, pair, say)
    assert seen[0]["batch"] == -(-400 // many.copies)
    assert seen[0]["input_tokens"] + seen[0]["output_tokens"] == 8192
    assert speed(found).opinions[1].output_tokens_per_s == 1000.0 * many.copies


def hang(*_: object) -> float:
    import threading

    threading.Event().wait(5)
    return 1.0


@pytest.mark.parametrize(
    ("say", "reason"),
    [
        (lambda *_: 1 / 0, "ZeroDivisionError"),
        (lambda *_: float("nan"), "positive number"),
        (lambda *_: -3.0, "positive number"),
        (lambda *_: "fast", "positive number"),
        (hang, "did not return"),
    ],
)
def test_a_bad_estimator_is_named_and_changes_nothing(
    result: SizeResult, pair: tuple[Model, Accelerator], say: Say, reason: str
) -> None:
    found, failures = asked(result, pair, say)
    assert found == result
    assert len(failures) == 1
    assert reason in failures[0]


def test_no_answer_is_no_failure(result: SizeResult, pair: tuple[Model, Accelerator]) -> None:
    assert asked(result, pair, lambda *_: None) == (result, [])
    assert asked(result, pair) == (result, [])
