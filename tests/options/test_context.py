"""The last day on which a choice must still be served."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.catalog import Catalog
from weighbridge.needs import Needs
from weighbridge.options.context import Context
from weighbridge.policy import Policy


def horizon(catalog: Catalog, needs: Needs, on: date) -> date:
    return Context(needs, Policy(), replace(catalog, as_of=on)).horizon


@pytest.mark.parametrize(
    ("on", "months", "end"),
    [
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 11, 23), 1, date(2026, 12, 23)),
        (date(2026, 11, 23), 2, date(2027, 1, 23)),
        (date(2026, 11, 23), 13, date(2027, 12, 23)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 1, 31), 2, date(2027, 3, 31)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
        (date(9999, 6, 1), 12, date.max),
    ],
)
def test_months_are_those_of_the_calendar(
    small: Catalog, needs_of: Callable[..., Needs], on: date, months: int, end: date
) -> None:
    assert horizon(small, needs_of(horizon_months=months), on) == end


@given(on=st.dates(date(2026, 1, 1), date(2035, 12, 31)), months=st.integers(0, 120))
def test_a_longer_horizon_never_ends_earlier(
    small: Catalog, needs_of: Callable[..., Needs], on: date, months: int
) -> None:
    ends = [horizon(small, needs_of(horizon_months=months + more), on) for more in (0, 1)]
    assert on <= ends[0] < ends[1]
