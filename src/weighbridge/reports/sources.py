"""How well the catalog is known: its facts by grade and age, the sources behind them, and what grew old."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from weighbridge.records.base import GRADES, CatalogRecord, last_day
from weighbridge.reports.fields import UNKNOWN, Line, lines

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog

STALE_AFTER_DAYS: Mapping[str, int] = MappingProxyType({
    "offers": 90, "licenses": 90, "accelerators": 180, "providers": 180, "frameworks": 180, "benchmarks": 365,
    "models": 365,
})  # fmt: skip
"""Kind of record to the age at which a source should be read again: prices and license terms change within months."""
AGES = ("up to 30 days", "31 to 90 days", "91 to 180 days", "over 180 days", "undated")
"""Classes of age, youngest first."""
_AGE_LIMITS = (30, 90, 180)


@dataclass(frozen=True)
class Fact:
    """A known value that is older than its kind should be."""

    kind: str
    record_id: str
    record: str
    field: str
    value: str
    grade: str
    as_of: str
    age_days: int
    source: str


@dataclass(frozen=True)
class Source:
    """Where facts come from, at one grade."""

    source: str
    grade: str
    facts: int
    records: int
    oldest: str | None
    newest: str | None


@dataclass(frozen=True)
class SourceReport:
    """The state of knowledge of one catalog. A fact is one field of one record that has a value."""

    snapshot: str
    as_of: str
    records: dict[str, int]
    """Kind to the number of records."""
    facts: int
    unknown: int
    """Fields that nobody knows."""
    grades: dict[str, int]
    """Grade to facts, best grade first; `no source` for those without evidence."""
    ages: dict[str, int]
    """Class of age to facts that have a source."""
    sources: tuple[Source, ...]
    """Most facts first."""
    stale: tuple[Fact, ...]
    """Oldest first."""


@dataclass
class _Tally:
    facts: int = 0
    records: set[tuple[str, str]] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)


def source_report(catalog: Catalog) -> SourceReport:
    """Count every fact of the catalog by grade, age and source."""
    unknown, grades, ages = 0, Counter[str](), Counter[str]()
    tallies: dict[tuple[str, str], _Tally] = {}
    stale: list[Fact] = []
    for kind, record, line in _facts(catalog):
        if line.value == UNKNOWN:
            unknown += 1
            continue
        evidence = line.evidence
        grades[evidence.grade if evidence else "no source"] += 1
        if evidence is None:
            continue
        age = age_days(evidence.as_of, catalog.as_of)
        ages[_age_class(age)] += 1
        tally = tallies.setdefault((evidence.source, evidence.grade), _Tally())
        tally.facts += 1
        tally.records.add((kind, record.id))
        tally.dates |= {evidence.as_of} if evidence.as_of else set()
        if age is not None and age > STALE_AFTER_DAYS[kind]:
            stale.append(_stale(kind, record, line, age))
    return SourceReport(
        snapshot=catalog.snapshot.id,
        as_of=catalog.as_of.isoformat(),
        records={kind: len(getattr(catalog, kind)) for kind in sorted(STALE_AFTER_DAYS)},
        facts=grades.total(),
        unknown=unknown,
        grades={grade: grades[grade] for grade in (*GRADES, "no source")},
        ages={name: ages[name] for name in AGES},
        sources=tuple(_source(*key, tally) for key, tally in sorted(tallies.items(), key=_most_facts)),
        stale=tuple(sorted(stale, key=lambda item: (-item.age_days, item.kind, item.record_id, item.field))),
    )


def age_days(as_of: str | None, today: date) -> int | None:
    """Days since the last day that a partial date can mean, at least 0; None for an undated source."""
    return None if as_of is None else max(0, (today - last_day(as_of)).days)


def _facts(catalog: Catalog) -> Iterator[tuple[str, CatalogRecord, Line]]:
    for kind in sorted(STALE_AFTER_DAYS):
        for record in getattr(catalog, kind).values():
            for line in lines(record):
                yield kind, record, line


def _age_class(age: int | None) -> str:
    if age is None:
        return AGES[-1]
    return AGES[sum(age > limit for limit in _AGE_LIMITS)]


def _stale(kind: str, record: CatalogRecord, line: Line, age: int) -> Fact:
    assert line.evidence is not None  # noqa: S101  # only facts with evidence have an age
    return Fact(
        kind=kind,
        record_id=record.id,
        record=getattr(record, "name", record.id),
        field=" > ".join(line.path),
        value=line.value,
        grade=line.evidence.grade,
        as_of=line.evidence.as_of or "",
        age_days=age,
        source=line.evidence.source,
    )


def _source(source: str, grade: str, tally: _Tally) -> Source:
    return Source(source, grade, tally.facts, len(tally.records), min(tally.dates, default=None),
                  max(tally.dates, default=None))  # fmt: skip


def _most_facts(item: tuple[tuple[str, str], _Tally]) -> tuple[int, str, str]:
    (source, grade), tally = item
    return -tally.facts, source, grade
