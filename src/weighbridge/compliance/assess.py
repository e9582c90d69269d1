"""One framework judged for one set of attributes. An attribute that is missing is unknown and never passes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from weighbridge.records.framework import (
    AttributeValue,
    Check,
    Condition,
    Framework,
    Party,
    Scope,
    Severity,
    plain_value,
)

Result = Literal["pass", "fail", "not_applicable", "unknown", "not_yet"]
Status = Literal["blocked", "open_points", "incomplete", "ok", "not_applicable"]
Values = Mapping[str, AttributeValue | None]
Notes = Mapping[str, str]

SEVERITIES: tuple[Severity, ...] = ("blocker", "major", "minor", "info")
"""Gravest first."""

_NO_NOTES: Notes = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check says."""

    check: Check
    result: Result
    value: AttributeValue | None
    missing: tuple[str, ...] = ()
    """Attributes that must be known before the check can be judged."""
    note: str | None = None
    """What is known about the attribute beside its value."""
    binds_from: str | None = None
    """The day from which it binds, while that lies ahead."""

    @property
    def reason(self) -> str:
        """One sentence on why the check came out this way."""
        check = self.check
        if self.result == "not_applicable":
            return "its conditions do not hold here"
        if self.result == "not_yet":
            return f"binds from {self.binds_from}"
        if self.result == "unknown":
            text = f"not known: {', '.join(self.missing)}"
        else:
            text = f"needed {Condition.in_words(check)}, found {plain_value(self.value)}"
        return f"{text} ({self.note})" if self.note else text


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something to find out (result `unknown`) or to put right (`fail`), and who can."""

    check_id: str
    question: str
    party: Party
    clause: str
    severity: Severity
    result: Result
    attribute: str
    """Give the answer under this name in the needs file, `answers`."""
    scope: Scope
    """`organization`: one answer serves every option. `option`: it differs between options."""
    note: str | None = None
    """What is known so far, or what would mend a failure."""
    also: tuple[str, ...] = ()
    """Further checks that wait for the same answer."""


@dataclass(frozen=True)
class Assessment:
    """A framework's verdict on one option. What is open is worked out when somebody asks."""

    framework: Framework
    status: Status
    checks: tuple[CheckResult, ...]
    notes: Notes
    """What is known about attributes beside their values."""
    missing: tuple[str, ...] = ()
    """Attributes that must be known before anything can be judged."""

    @property
    def framework_id(self) -> str:
        """Id of the framework."""
        return self.framework.id

    @property
    def name(self) -> str:
        """The framework as people call it."""
        return self.framework.short

    @cached_property
    def open_points(self) -> tuple[OpenPoint, ...]:
        """Gravest first, failures before unknowns. Checks that only inform are left out."""
        if self.status == "not_applicable":
            return ()
        if self.missing:
            return tuple(_reach(self.framework, self.missing, self.notes))
        return _open_points(self.framework, self.checks, self.notes)

    @property
    def has_to_confirm(self) -> bool:
        """Whether there is anything in `to_confirm`."""
        attributes = self.framework.attributes
        if self.missing:
            return any(attributes[name].scope == "option" for name in self.missing)
        return any(
            item.result == "unknown"
            and item.check.severity == "blocker"
            and any(attributes[name].scope == "option" for name in item.missing)
            for item in self.checks
        )

    @property
    def blockers(self) -> tuple[CheckResult, ...]:
        """The failed checks that rule the option out."""
        return tuple(item for item in self.checks if item.result == "fail" and item.check.severity == "blocker")

    @property
    def to_confirm(self) -> tuple[OpenPoint, ...]:
        """Questions about this very option whose answer could still rule it out."""
        return tuple(
            point
            for point in self.open_points
            if point.severity == "blocker" and point.result == "unknown" and point.scope == "option"
        )

    @property
    def upcoming(self) -> tuple[CheckResult, ...]:
        """Checks that bind later, by date."""
        later = (item for item in self.checks if item.result == "not_yet")
        return tuple(sorted(later, key=lambda item: (item.binds_from or "", item.check.id)))


def assess(framework: Framework, values: Values, as_of: date, notes: Notes = _NO_NOTES) -> Assessment:
    """Judge `framework` for the attributes `values` as the law stands on `as_of`.

    A missing attribute and one that is None are the same: unknown. The status is `blocked` when a blocker fails, else
    `open_points` when a major check fails, else `incomplete` when a blocker or major check is unknown, else `ok`;
    `not_applicable` when the framework does not reach the option at all. `notes` by attribute go into the open points.
    """
    reached, missing = _all_hold(framework.applies_when, values)
    situation = _Situation(values, notes, as_of.isoformat(), reached, missing)
    results = tuple(_judge(check, situation) for check in framework.checks)
    if reached is False:
        return Assessment(framework, "not_applicable", results, notes)
    if reached is None:
        return Assessment(framework, "incomplete", results, notes, missing)
    return Assessment(framework, _status(results), results, notes)


@dataclass(frozen=True, slots=True)
class _Situation:
    """What every check of an assessment is judged by."""

    values: Values
    notes: Notes
    day: str
    reached: bool | None
    """Whether the framework applies; None when `missing` must be known to say so."""
    missing: tuple[str, ...]


def _all_hold(conditions: Iterable[Condition], values: Values) -> tuple[bool | None, tuple[str, ...]]:
    """Whether all conditions hold (None: cannot be said yet), and the attributes that are missing."""
    missing = []
    for condition in conditions:
        held = condition.holds(values.get(condition.attribute))
        if held is False:
            return False, ()
        if held is None:
            missing.append(condition.attribute)
    return (None, tuple(missing)) if missing else (True, ())


def _judge(check: Check, situation: _Situation) -> CheckResult:
    values, notes = situation.values, situation.notes
    value = values.get(check.attribute)
    called_for, unknown = _all_hold(check.applies_when, values)
    if situation.reached is False or called_for is False:
        return CheckResult(check, "not_applicable", value)
    first_day = check.first_day(values)
    if first_day is not None and first_day > situation.day:
        return CheckResult(check, "not_yet", value, binds_from=first_day)
    missing = (*situation.missing, *unknown)
    if not missing:
        passed = check.holds(value)
        if passed is not None:
            return CheckResult(check, "pass" if passed else "fail", value, note=notes.get(check.attribute))
        missing = (check.attribute,)
    said = (notes[name] for name in missing if name in notes)
    return CheckResult(check, "unknown", value, missing, "; ".join(said) or None)


def _status(results: Iterable[CheckResult]) -> Status:
    found = {(item.check.severity, item.result) for item in results}
    if ("blocker", "fail") in found:
        return "blocked"
    if ("major", "fail") in found:
        return "open_points"
    if ("blocker", "unknown") in found or ("major", "unknown") in found:
        return "incomplete"
    return "ok"


def _reach(framework: Framework, missing: Iterable[str], notes: Notes) -> Iterable[OpenPoint]:
    """Questions that settle whether the framework reaches the option; its checks wait for them."""
    for name in missing:
        attribute = framework.attributes[name]
        yield OpenPoint(
            check_id=framework.id,
            question=attribute.ask,
            party=attribute.party,
            clause=framework.applicability,
            severity="blocker",
            result="unknown",
            attribute=name,
            scope=attribute.scope,
            note=notes.get(name),
            also=tuple(check.id for check in framework.checks),
        )


def _open_points(framework: Framework, results: Iterable[CheckResult], notes: Notes) -> tuple[OpenPoint, ...]:
    """A point per failed check and one per missing attribute, however many checks wait for it."""
    waiting = _Waiting()
    for item in sorted(results, key=lambda item: SEVERITIES.index(item.check.severity)):
        check = item.check
        if check.severity == "info":
            continue
        for name in item.missing if item.result == "unknown" else (check.attribute,) if item.result == "fail" else ():
            attribute = framework.attributes[name]
            failed = item.result == "fail"
            waiting.add(
                OpenPoint(
                    check_id=check.id,
                    question=check.question if failed else attribute.ask,
                    party=attribute.party,
                    clause=check.clause,
                    severity=check.severity,
                    result=item.result,
                    attribute=name,
                    scope=attribute.scope,
                    note=check.on_fail or notes.get(name) if failed else notes.get(name),
                )
            )
    points = waiting.points.values()
    return tuple(sorted(points, key=lambda point: (SEVERITIES.index(point.severity), point.result != "fail")))


@dataclass
class _Waiting:
    """Open points by what they wait for; the first, gravest check of each gives it its clause."""

    points: dict[tuple[str, str], OpenPoint] = field(default_factory=dict)

    def add(self, point: OpenPoint) -> None:
        key = (point.result, point.attribute if point.result == "unknown" else point.check_id)
        first = self.points.get(key)
        self.points[key] = point if first is None else replace(first, also=(*first.also, point.check_id))
