"""Measured serving points beside the speed formula."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from weighbridge.errors import WeighbridgeError
from weighbridge.footprint.cases.names import find_accelerator, find_model, find_precision
from weighbridge.footprint.cases.rows import CaseResult, Row
from weighbridge.footprint.constants import constants
from weighbridge.footprint.points import Point, Points, check

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog

NEEDED = {"model", "accelerator", "input_tokens", "output_tokens"}
_SPLIT = re.compile(r"\b(DEP|TP|DP|PP)\s*=?\s*([1-9]\d?)", re.IGNORECASE)
"""Attention and experts spread over as many devices, tensor parallelism, ranks of attention, stages."""
QUANTITY, UNIT = "output tokens per second per accelerator", "tokens/s"


@dataclass(frozen=True)
class Measured:
    """A serving point with what was measured."""

    row: Row
    point: Point
    tokens_per_s: float
    """Of the copy."""
    first_s: float | None


def results(rows: Sequence[Row], catalog: Catalog) -> list[CaseResult]:
    """Each row beside its prediction; rows that cannot be predicted say why."""
    found: dict[int, Measured] = {}
    failed: dict[int, str] = {}
    for index, row in enumerate(rows):
        try:
            found[index] = read(row, catalog)
        except WeighbridgeError as error:
            failed[index] = str(error)
    predicted = _predicted(list(found.values())) if found else []
    by_index = dict(zip(found, predicted, strict=True))
    return [by_index.get(index) or _unpredicted(row, failed[index]) for index, row in enumerate(rows)]


def read(row: Row, catalog: Catalog) -> Measured:
    """One row as a point. Raises the errors of unknown names, sizes and speeds, and of cells that are no numbers."""
    model = find_model(catalog, row.text("model"))
    tensor, ranks, stages = _split(row)
    devices = (row.positive("devices") or tensor * ranks * stages) / stages
    point = Point(
        model=model,
        accelerator=find_accelerator(catalog, row.text("accelerator")),
        precision=find_precision(model, row.text("precision")),
        devices=int(devices),
        input_tokens=row.number("input_tokens", least=0.0) or 1.0,
        output_tokens=row.positive("output_tokens") or 1.0,
        concurrency=row.positive("concurrency"),
        ways=int(min(tensor, devices)) if ranks > 1 else None,
        stages=int(stages),
        server=row.text("server").lower().replace("tensorrt-llm", "trtllm") or None,
    )
    check(point)
    first = row.positive("ttft_ms")
    return Measured(row, point, _measured_speed(row, point), None if first is None else first / 1000)


def _split(row: Row) -> tuple[float, float, float]:
    """Devices that share the heads, ranks with sequences of their own, stages: by column, or like `TP4,PP2`."""
    written = {kind.upper(): float(count) for kind, count in _SPLIT.findall(row.text("parallelism"))}
    whole = written.get("DEP")
    tensor = row.positive("tp") or written.get("TP") or (1.0 if whole else row.positive("devices")) or 1.0
    ranks = row.positive("attn_dp") or row.positive("dp") or whole or written.get("DP") or 1.0
    return tensor, ranks, row.positive("pp") or written.get("PP") or 1.0


def _measured_speed(row: Row, point: Point) -> float:
    """Answer tokens per second of the copy, from whichever column holds a speed."""
    each, whole, latency = (row.positive(name) for name in ("tokens_per_s_per_device", "tokens_per_s", "latency_s"))
    if each is not None:
        return each * point.total
    if whole is not None:
        return whole
    if latency and point.concurrency:
        return point.concurrency * point.output_tokens / latency
    return 0.0


def _predicted(items: Sequence[Measured]) -> list[CaseResult]:
    speed = Points.of([item.point for item in items]).predict(constants())
    rows = zip(items, speed.tokens_per_s, speed.low, speed.high, strict=True)
    return [_result(item, value, low, high) for item, value, low, high in rows]


def _result(item: Measured, speed: float, low: float, high: float) -> CaseResult:
    n, known = item.point.total, item.tokens_per_s > 0
    return CaseResult(
        row=item.row,
        model=item.point.model.id,
        quantity=QUANTITY,
        unit=UNIT,
        result=speed / n,
        expected=item.tokens_per_s / n if known else None,
        ok=known and low <= item.tokens_per_s <= high,
        note="" if known else "no column holds a measured speed",
        low=low / n,
        high=high / n,
    )


def _unpredicted(row: Row, reason: str) -> CaseResult:
    expected = None
    with suppress(WeighbridgeError):
        expected = row.positive("tokens_per_s_per_device")
    return CaseResult(row, row.text("model"), QUANTITY, UNIT, None, expected, ok=False, note=reason)
