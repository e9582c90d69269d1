"""Unknown facts and claimed directions, tried by varying the columns that an expression reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl

from weighbridge.extensions import FAIL, PASS, Criterion, Gate
from weighbridge.testing.bench import Bench, Contribution, Tried, expression_of, place_of, score_of, varied
from weighbridge.testing.checks.contributions import PROBES
from weighbridge.testing.finding import Finding
from weighbridge.testing.subject import Subject

_EXTREMES: dict[type[pl.DataType], tuple[Any, ...]] = {
    pl.Boolean: (True, False),
    pl.Float64: (0.0, 1e12, -1e12),
    pl.Int64: (0, 10**12),
    pl.UInt32: (0, 10**9),
    pl.Date: (date(1970, 1, 1), date(9999, 1, 1)),
}
_TOLERANCE = 1e-9


def unknown_stays_unknown(subject: Subject) -> list[Finding]:
    """Taking a fact away never turns a fail into a pass or a pass into a fail, and never raises a score."""
    found: list[Finding] = []
    for item, tried in subject.sound():
        try:
            found += (
                _gate(item, tried, subject.bench) if isinstance(item, Gate) else _criterion(item, tried, subject.bench)
            )
        except Exception as error:  # noqa: BLE001  # plugin code
            what = f"it fails when a fact is missing: {str(error).splitlines()[0][:200]}"
            found.append(Finding(tried.where, what, "Any column can be null; leave nulls alone."))
    return found


def _optional(tried: Tried) -> list[str]:
    """Columns it reads in which something is unknown."""
    return [name for name in tried.roots if tried.table[name].null_count()]


def _gate(item: Gate, tried: Tried, bench: Bench) -> Iterator[Finding]:
    for name in _optional(tried):
        unknown = _values(item, tried, bench, varied(tried.table, {name: None})).fill_null(0)
        tables = [tried.table]
        tables += [varied(tried.table, {name: value}) for value in _EXTREMES.get(type(tried.table.schema[name]), ())]
        known = [_values(item, tried, bench, table).fill_null(0) for table in tables]
        passes, fails = ((pl.Series(unknown) == outcome) for outcome in (PASS, FAIL))
        ever_fails = _any(series == FAIL for series in known)
        ever_passes = _any(series == PASS for series in known)
        fix = f"Leave nulls alone, or say .when(pl.col({name!r}).is_null()).then(None)."
        if (passes & ever_fails).any():
            yield Finding(tried.where, f"an unknown {name!r} counts as a pass.", fix)
        if (fails & ever_passes).any():
            yield Finding(tried.where, f"an unknown {name!r} counts as a fail.", fix)


def _any(masks: Iterator[pl.Series]) -> pl.Series:
    first, *others = masks
    for mask in others:
        first = first | mask
    return first


def _criterion(item: Criterion, tried: Tried, bench: Bench) -> Iterator[Finding]:
    known = score_of(item, _values(item, tried, bench)).fill_null(0.0)
    for name in _optional(tried):
        unknown = score_of(item, _values(item, tried, bench, varied(tried.table, {name: None}))).fill_null(0.0)
        stated = tried.table[name].is_not_null()
        if ((unknown > known + _TOLERANCE) & stated).any():
            fix = "Leave nulls alone: an unknown value scores 0, so that it never beats a known one."
            yield Finding(tried.where, f"an option scores more when its {name!r} is unknown.", fix)
    nothing = score_of(item, pl.Series("value", [None], dtype=pl.Float64))[0]
    if nothing is not None and nothing > _TOLERANCE:
        fix = "Let the score of null be null: no fill_null in it."
        yield Finding(tried.where, f"an unknown value scores {nothing:g}.", fix)


def direction(subject: Subject) -> list[Finding]:
    """A criterion that claims a direction never turns, and does move."""
    found = []
    for item, tried in subject.sound():
        if not isinstance(item, Criterion) or item.direction is None:
            continue
        if item.direction not in ("rising", "falling"):
            what = f"its direction {item.direction!r} is none."
            found.append(Finding(place_of(item), what, "Say 'rising' or 'falling', or leave it out."))
            continue
        found += _turns(item, tried, _values(item, tried, subject.bench))
    return found


def _turns(item: Criterion, tried: Tried, values: pl.Series) -> Iterator[Finding]:
    points = pl.concat([values.cast(pl.Float64).drop_nulls().drop_nans(), pl.Series("value", PROBES)]).unique().sort()
    steps = score_of(item, points).fill_null(0.0).diff().drop_nulls()
    against = (steps < -_TOLERANCE) if item.direction == "rising" else (steps > _TOLERANCE)
    if against.any():
        at = points[against.arg_true()[0] + 1]
        fix = "Correct its score, or claim no direction."
        yield Finding(tried.where, f"it says that it is {item.direction}, but turns at {at:g} {item.unit}.", fix)
    elif not (steps.abs() > _TOLERANCE).any():
        fix = "Choose anchors between which real values lie."
        yield Finding(tried.where, f"it says that it is {item.direction}, but never moves.", fix)


def _values(item: Contribution, tried: Tried, bench: Bench, table: pl.DataFrame | None = None) -> pl.Series:
    return tried.values(lambda: expression_of(item, bench.context), table)
