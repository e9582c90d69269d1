"""The state of knowledge: every fact counted once, and what is old is named."""

from __future__ import annotations

from datetime import date

import pytest

from weighbridge.catalog import Catalog
from weighbridge.reports.fields import UNKNOWN, lines
from weighbridge.reports.sources import STALE_AFTER_DAYS, age_days, source_report


def test_every_fact_is_counted_once(small: Catalog) -> None:
    report = source_report(small)
    all_lines = [
        line for kind in STALE_AFTER_DAYS for record in getattr(small, kind).values() for line in lines(record)
    ]
    known = [line for line in all_lines if line.value != UNKNOWN]
    assert report.facts == len(known) == sum(report.grades.values())
    assert report.unknown == len(all_lines) - len(known)
    assert sum(report.ages.values()) == report.facts - report.grades["no source"]
    assert sum(source.facts for source in report.sources) == sum(report.ages.values())
    assert report.snapshot == small.snapshot.id


def test_stale_facts_are_older_than_their_kind_may_be(catalog: Catalog) -> None:
    report = source_report(catalog)
    assert report.stale
    assert all(fact.age_days > STALE_AFTER_DAYS[fact.kind] for fact in report.stale)
    ages = [fact.age_days for fact in report.stale]
    assert ages == sorted(ages, reverse=True)


@pytest.mark.parametrize(
    ("as_of", "age"),
    [("2026-11-23", 4), ("2026-11", 0), ("2026-10", 27), ("2025", 331), ("2027", 0), (None, None)],
)
def test_a_partial_date_means_its_last_day(as_of: str | None, age: int | None) -> None:
    assert age_days(as_of, date(2026, 11, 27)) == age
