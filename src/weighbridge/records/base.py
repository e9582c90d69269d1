"""What every record has in common: frozen, strict, and able to say where a field comes from."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

Grade = Literal["measured", "primary", "secondary", "claimed", "estimated"]
"""How a fact is known, best first. A field without evidence is `unknown`."""
GRADES: tuple[Grade, ...] = ("measured", "primary", "secondary", "claimed", "estimated")
"""Best first."""

RecordId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._+-]*(/[a-z0-9][a-z0-9._:+-]*)*$", max_length=160)
]
"""Lower-case id such as `license-2.0` or `maker/model-7b`."""


def last_day(partial: str) -> date:
    """The last day a partial date can mean: `2026-11` is 2026-11-30, `2026` is 2026-12-31. Raises ValueError."""
    parts = [int(part) for part in partial.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    if len(parts) == 3:
        return date(year, month, parts[2])
    first = date(year, month, 1)
    return first.replace(day=monthrange(first.year, first.month)[1])


def _on_the_calendar(partial: str) -> str:
    """Refuses a date that no calendar has, such as 2026-02-30."""
    try:
        last_day(partial)
    except ValueError:
        raise ValueError(f"{partial} is no date of the calendar") from None
    return partial


PartialDate = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$"), AfterValidator(_on_the_calendar)]
"""A date known to the day, the month or the year: `2026-11-23`, `2026-11`, `2026`."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class Record(BaseModel):
    """Base of all records: immutable, unknown keys and numbers that are not finite refused, attribute docstrings become
    schema texts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)


class Evidence(Record):
    """Why a value may be believed."""

    grade: Grade
    """measured, primary, secondary, claimed or estimated."""
    source: Text
    """Page, file, package version or document that states the value."""
    as_of: PartialDate | None = None
    """The day the source was read or is dated; empty when the source carries no date."""
    expires: PartialDate | None = None
    """Last day on which it holds, where that is known; afterwards it counts one grade less."""
    note: str | None = None
    """Condition, conflict or caveat worth showing."""


class CatalogRecord(Record):
    """A record with an id of its own, whose fields point to their evidence."""

    id: RecordId
    overrides: bool = False
    """True replaces a record of the same id from another plugin; the output marks the replacement."""
    evidence: dict[str, Evidence] = Field(default_factory=dict)
    """Evidence per field name; `*` stands for every field not named."""

    def evidence_for(self, field: str) -> Evidence | None:
        """Evidence behind `field`, else the record's `*` evidence, else None (unknown)."""
        return self.evidence.get(field) or self.evidence.get("*")
