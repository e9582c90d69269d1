"""Gates and criteria as columns: named, vectorized, bounded, independent of other options and of chance."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from weighbridge.extensions import Criterion, Gate
from weighbridge.ranking.criteria import BUILT_IN_CRITERIA
from weighbridge.ranking.gates import BUILT_IN_GATES
from weighbridge.testing.bench import (
    Bench,
    Contribution,
    Tried,
    expression_of,
    place_of,
    score_of,
)
from weighbridge.testing.finding import Finding
from weighbridge.testing.subject import Subject

_NAME = re.compile(r"[a-z][a-z0-9_]{1,60}")
PROBES = (-1e12, -1e6, -1.0, 0.0, 1e-9, 0.5, 1.0, 10.0, 1e3, 1e6, 1e12)
"""Values in any unit that a score must bear."""


def names(subject: Subject) -> list[Finding]:
    """A name is plain and taken by nobody else; titles, units and anchors are there for the reports."""
    taken = {gate.name for gate in BUILT_IN_GATES} | {criterion.name for criterion in BUILT_IN_CRITERIA}
    others: list[tuple[str, Contribution]] = [*subject.catalog.gates, *subject.catalog.criteria]
    taken |= {item.name for plugin, item in others if plugin != subject.name}
    found = []
    for item in subject.contributions():
        where = place_of(item)
        if item.name in taken:
            found.append(Finding(where, "its name is taken.", "Put the name of your organization before it."))
        taken.add(item.name)
        if not _NAME.fullmatch(item.name):
            fix = "Use lower-case letters, digits and underscores: needs files weigh it by that name."
            found.append(Finding(where, "its name cannot be written in a needs file.", fix))
        wanted = ("title", "unit", "anchors") if isinstance(item, Criterion) else ("title", "out")
        found += [
            Finding(where, f"its {name} is empty.", f"Add {name}: reports show it.")
            for name in wanted
            if not str(getattr(item, name)).strip()
        ]
    return found


def vectorized(subject: Subject) -> list[Finding]:
    """Each is one expression over the columns of its grain, one value a row, without Python in between."""
    tried = [subject.bench.tried(item) for item in subject.contributions()]
    return [item.problem for item in tried if item.problem]


def bounded(subject: Subject) -> list[Finding]:
    """A gate gives 1, 0, -1 or null; a score stays between 0 and 1 whatever the value."""
    found: list[Finding] = []
    for item, tried in subject.sound():
        values = tried.values(lambda item=item: expression_of(item, subject.bench.context))  # type: ignore[misc]
        if isinstance(item, Gate):
            found += _gate_bounds(tried, values)
        else:
            found += _criterion_bounds(item, tried, values)
    return found


def _gate_bounds(tried: Tried, values: pl.Series) -> Iterator[Finding]:
    fix = "Give PASS (1), UNKNOWN (0) or FAIL (-1) of weighbridge.extensions; null counts as unknown."
    if not (values.dtype.is_integer() or values.dtype == pl.Null):
        yield Finding(tried.where, f"it gives {values.dtype}, not whole numbers.", fix)
    elif not values.drop_nulls().is_in([-1, 0, 1]).all():
        wrong = values.filter(~values.is_in([-1, 0, 1]))[0]
        yield Finding(tried.where, f"it gives {wrong}, which is no outcome.", fix)


def _criterion_bounds(item: Criterion, tried: Tried, values: pl.Series) -> Iterator[Finding]:
    if not (values.dtype.is_numeric() or values.dtype in (pl.Boolean, pl.Null)):
        yield Finding(tried.where, f"its value is {values.dtype}, not a number.", "Give a number in its unit.")
        return
    if values.dtype.is_float() and not values.drop_nulls().is_finite().all():
        fix = "Leave unknowns null; guard divisions with when(...).then(...)."
        yield Finding(tried.where, "its value is infinite or not a number for some options.", fix)
    probes = pl.concat([values.cast(pl.Float64).drop_nans(), pl.Series("value", PROBES)])
    try:
        scores = score_of(item, probes)
    except Exception as error:  # noqa: BLE001  # plugin code
        what = f"its score fails: {str(error).splitlines()[0][:200]}"
        yield Finding(tried.where, what, "Use the value as the column of numbers it is.")
        return
    if scores.drop_nulls().is_nan().any() if scores.dtype.is_float() else False:
        yield Finding(tried.where, "its score is not a number for some values.", "Clip the value before a logarithm.")
    wild = probes.filter(scores.is_between(0.0, 1.0).not_().fill_null(value=False))
    if len(wild):
        fix = "End the score with .clip(0, 1), so that no value earns more than the best anchor."
        yield Finding(tried.where, f"its score leaves 0 to 1, for example at {wild[0]:g} {item.unit}.", fix)


def independent(subject: Subject) -> list[Finding]:
    """The same facts give the same result, whichever other options there are, in whatever order, however often."""
    found = []
    for item, tried in subject.sound():
        try:
            what = _dependence(item, tried, subject.bench)
        except Exception as error:  # noqa: BLE001  # plugin code
            what = f"it fails on a part of the table: {str(error).splitlines()[0][:200]}"
        if what:
            fix = "Use fixed anchors and the row's own columns: no maximum, rank, shuffle, random number or clock."
            found.append(Finding(tried.where, what, fix))
    return found


def _dependence(item: Contribution, tried: Tried, bench: Bench) -> str | None:
    def result(table: pl.DataFrame) -> pl.Series:
        values = tried.values(lambda: expression_of(item, bench.context), table)
        return values if isinstance(item, Gate) else score_of(item, values)

    whole = result(tried.table)
    if not whole.equals(result(tried.table), null_equal=True):
        return "two evaluations over the same table differ."
    if not whole.equals(result(tried.table.reverse()).reverse(), null_equal=True):
        return "an option's result depends on the order of the table."
    for start in (0, 1):
        part = tried.table.gather_every(2, start)
        if len(part) and not whole.gather_every(2, start).equals(result(part), null_equal=True):
            return "an option's result depends on which other options there are."
    return None
