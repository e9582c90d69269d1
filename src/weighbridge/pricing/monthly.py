"""What a month costs: a range, the parts it is made of, and what was assumed."""

from __future__ import annotations

from pydantic import Field

from weighbridge.records.base import Record

HOURS_PER_MONTH = 730.0
"""Hours in an average month: 8,760 a year over 12."""
SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600
ENDS = ("low", "expected", "high")


class CostRange(Record):
    """USD a month. None is unknown, never free; `parts` add up to `expected`."""

    low: float | None = Field(default=None, ge=0)
    expected: float | None = Field(default=None, ge=0)
    high: float | None = Field(default=None, ge=0)
    parts: dict[str, float] = Field(default_factory=dict)
    """Named shares of `expected` in USD a month."""
    notes: tuple[str, ...] = ()
    """What was assumed or left out, one sentence each."""

    @property
    def known(self) -> bool:
        """Whether an expected cost could be computed."""
        return self.expected is not None
