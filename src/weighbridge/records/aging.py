"""Evidence that has run out counts one grade less, and says so."""

from __future__ import annotations

from datetime import date, timedelta

from weighbridge.records.base import GRADES, Evidence, last_day

HANDLING_DAYS = 90
"""How long a statement on data handling holds when its evidence names no end; vendors change theirs within months."""


def runs_out(evidence: Evidence, days: int | None = HANDLING_DAYS) -> date | None:
    """The day after which evidence counts less: its own end, else `days` after its date; None for undated evidence."""
    if evidence.expires is not None:
        return last_day(evidence.expires)
    if evidence.as_of is None or days is None:
        return None
    return last_day(evidence.as_of) + timedelta(days=days)


def aged(evidence: Evidence | None, as_of: date, days: int | None = HANDLING_DAYS) -> Evidence | None:
    """The evidence as it counts on a day: unchanged while it holds, a grade lower with a note when it has run out."""
    end = None if evidence is None else runs_out(evidence, days)
    if evidence is None or end is None or end >= as_of:
        return evidence
    lower = GRADES[min(GRADES.index(evidence.grade) + 1, len(GRADES) - 1)]
    said = f"ran out on {end.isoformat()}, so it counts as {lower} instead of {evidence.grade}"
    note = f"{evidence.note}; {said}" if evidence.note else said
    return evidence.model_copy(update={"grade": lower, "note": note})
