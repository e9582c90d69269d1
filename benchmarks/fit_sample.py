"""Measured points as columns, and how far predictions are off them; what the fits share."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from weighbridge.catalog import load_catalog
from weighbridge.footprint.cases.rows import read_rows
from weighbridge.footprint.cases.speed import Measured, read
from weighbridge.footprint.constants import Constants, constants
from weighbridge.footprint.points import Points

AS_OF = date(2026, 11, 23)
SOFT = 0.07
"""Errors well beyond this share count by their size rather than its square."""
HELD = 0.9
"""Share of the rows that the range shall hold."""
Figures = dict[str, float | None]
"""The fields of `weighbridge.footprint.constants.Errors`."""
Ratios = tuple[np.ndarray, np.ndarray]
"""Predicted over measured: answer tokens per second, time to the first token."""


def load_items(path: Path) -> list[Measured]:
    """All rows of a file, resolved against the shipped catalog. Raises on a row that cannot be."""
    catalog = load_catalog(AS_OF)
    return [read(row, catalog) for row in read_rows(path)]


@dataclass(frozen=True)
class Sample:
    """Rows as columns, with what was measured."""

    points: Points
    measured: pl.Series
    """Answer tokens per second of the copy."""
    first: pl.Series

    @classmethod
    def of(cls, items: Sequence[Measured], k: Constants | None = None) -> Sample:
        """The columns of measured points, on devices as `k` knows them."""
        speeds = pl.Series([item.tokens_per_s for item in items])
        first = pl.Series([item.first_s for item in items], dtype=pl.Float64)
        return cls(Points.of([item.point for item in items], k), speeds, first)

    def ratios(self, k: Constants) -> Ratios:
        """Predicted over measured."""
        found = self.points.predict(k)
        return (found.tokens_per_s / self.measured).to_numpy(), (found.first_s / self.first).to_numpy()


def with_values(values: dict[str, float]) -> Constants:
    """The packaged constants with these in place."""
    k = constants()
    speed = json.loads(k.speed.model_dump_json())
    for path, value in values.items():
        place, *rest = path.split(".")
        target = speed
        while rest:
            target, place, rest = target[place], rest[0], rest[1:]
        target[place] = value
    return k.model_copy(update={"speed": type(k.speed).model_validate(speed)})


def softened(errors: np.ndarray) -> np.ndarray:
    """Errors of which those well beyond `SOFT` count by their size rather than its square."""
    return np.asarray(np.sign(errors) * SOFT * np.sqrt(2 * (np.sqrt(1 + (errors / SOFT) ** 2) - 1)))


def band(speed: np.ndarray) -> tuple[float, float]:
    """The ends of the range that holds `HELD` of the ratios."""
    tail = (1 - HELD) / 2 * 100
    low, high = (float(f"{v:.3g}") for v in np.percentile(speed, [tail, 100 - tail]))
    return low, high


def errors(speed: np.ndarray, first: np.ndarray, low: float, high: float) -> Figures:
    """The figures of a set of ratios in a range."""
    off = np.abs(speed - 1)
    return {
        "rows": len(speed),
        "median": float(np.median(off)),
        "mean": float(np.mean(off)),
        "p90": float(np.percentile(off, 90)),
        "within_2x": float(np.mean((speed >= 0.5) & (speed <= 2))),
        "in_range": float(np.mean((speed >= low) & (speed <= high))),
        "bias": float(np.median(speed)),
        "first_token_median": float(np.median(np.abs(first - 1))) if np.isfinite(first).all() else None,
    }


def layout_of(item: Measured) -> str:
    """Models of one layout are one fold: the rows of a retrained model are often the same measurements."""
    architecture = item.point.model.architecture
    return architecture.model_dump_json(exclude={"evidence"}) if architecture else item.point.model.id


def left_out(items: Sequence[Measured], fitted: Callable[[Sequence[Measured]], Constants]) -> Ratios:
    """Ratios of every row under the constants that `fitted` finds without the rows of its model layout."""
    speed, first = np.zeros(len(items)), np.zeros(len(items))
    for fold in sorted({layout_of(item) for item in items}):
        held = np.array([layout_of(item) == fold for item in items])
        inside, outside = (
            [item for item, out in zip(items, held, strict=True) if out == side] for side in (True, False)
        )
        k = fitted(outside)
        speed[held], first[held] = Sample.of(inside, k).ratios(k)
    return speed, first
