"""Two to four options side by side: one line a fact, and which lines differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from weighbridge.ranking.recommendation import Entry
from weighbridge.reports import words
from weighbridge.reports.glance import weakest_grade

Cell = Callable[[Entry], str]


@dataclass(frozen=True)
class Line:
    """One fact of every option, in the order of the options."""

    group: str
    label: str
    cells: tuple[str, ...]
    best: tuple[int, ...] = ()
    """Columns that are better than the others; empty when none is, or when better cannot be said."""

    @property
    def differs(self) -> bool:
        """Whether the options do not agree."""
        return len(set(self.cells)) > 1


def compare(entries: Sequence[Entry]) -> tuple[Line, ...]:
    """What an architect compares: standing, cost, points, place, license, compliance, hardware."""
    return (*_standing(entries), *_criteria(entries), *_terms(entries), *_machines(entries))


def _standing(entries: Sequence[Entry]) -> Iterable[Line]:
    group = "Standing"
    yield _line(group, "Rank", entries, lambda item: "out" if item.rank is None else str(item.rank))
    yield _line(group, "Status", entries, lambda item: item.status)
    yield _line(group, "Score of 100", entries, lambda item: f"{item.score:.1f}", [-item.score for item in entries])
    yield _line(group, "Points to confirm", entries, lambda item: str(len(item.open_points)))
    costs = [item.view.row["cost_expected"] for item in entries]
    yield _line(group, "Cost a month (range)", entries, _cost, costs)
    yield _line(group, "Weakest evidence", entries, lambda item: weakest_grade(item) or "unknown")


def _criteria(entries: Sequence[Entry]) -> Iterable[Line]:
    found = [{finding.name: finding for finding in item.criteria(weighted_only=True)} for item in entries]
    for name, first in found[0].items():
        cells = tuple(
            f"{(row[name].score or 0) * (row[name].weight or 0) * 100:.1f}: {row[name].reason}" for row in found
        )
        scores = [-(row[name].score or 0.0) for row in found]
        yield Line("Points, and why", f"{first.title} (of {(first.weight or 0) * 100:.0f})", cells, _best(scores))


def _terms(entries: Sequence[Entry]) -> Iterable[Line]:
    group = "Terms"
    yield _line(
        group, "License", entries, lambda item: item.view.license.name if item.view.license else "not on record"
    )
    yield _line(group, "License verdict", entries, lambda item: words.VERDICTS[item.view.verdict.verdict])
    yield _line(group, "License duties", entries, lambda item: str(len(item.view.verdict.obligations)))
    yield _line(group, "Run by", entries, lambda item: item.view.supply.label)
    yield _line(group, "Processed in", entries, lambda item: ", ".join(item.view.region.processing or ()) or "unknown")
    frameworks = entries[0].view.table.context.catalog.frameworks
    for name in entries[0].view.assessments:
        yield _line(group, frameworks[name].short, entries, partial(_framework, name=name))


def _machines(entries: Sequence[Entry]) -> Iterable[Line]:
    if all(item.view.plan is None for item in entries):
        return
    group = "Hardware"
    yield _line(group, "Accelerators", entries, lambda item: str(item.view.row["accelerator_count"] or 0))
    yield _line(group, "Plan", entries, _plan)
    yield _line(group, "Memory in use", entries, _memory)
    yield _line(group, "Pace", entries, _pace)


def _line(
    group: str, label: str, entries: Sequence[Entry], cell: Cell, costs: Sequence[float | None] | None = None
) -> Line:
    return Line(group, label, tuple(cell(item) for item in entries), _best(costs) if costs else ())


def _best(costs: Sequence[float | None]) -> tuple[int, ...]:
    """Columns of the least value; none when all are equal or one is unknown."""
    known = [round(cost, 6) for cost in costs if cost is not None]
    if len(known) < len(costs) or len(set(known)) < 2:
        return ()
    return tuple(at for at, cost in enumerate(known) if cost == min(known))


def _cost(item: Entry) -> str:
    row = item.view.row
    return words.money_range(row["cost_low"], row["cost_expected"], row["cost_high"])


def _framework(item: Entry, name: str) -> str:
    found = item.view.assessments.get(name)
    return "not checked" if found is None else f"{found.status.replace('_', ' ')}, {len(found.open_points)} open"


def _plan(item: Entry) -> str:
    plan = item.view.plan
    if plan is None:
        return "none of yours"
    name = item.view.table.context.catalog.accelerators[plan["accelerator_id"]].name
    return f"{plan['replicas']} x {plan['gpus_per_replica']} {name} at {plan['precision']}"


def _memory(item: Entry) -> str:
    plan = item.view.plan
    return "" if plan is None else f"{plan['per_accelerator_gib']:.0f} of {plan['usable_gib']:.0f} GiB each"


def _pace(item: Entry) -> str:
    plan = item.view.plan
    if plan is None or not plan["seconds_per_token"]:
        return "" if plan is None else "unknown"
    return f"{1 / plan['seconds_per_token']:.0f} tokens a second for each query"
