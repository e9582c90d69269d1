"""The JSON of `weighbridge recheck` as types; docs/schemas/recheck.schema.json follows."""

from __future__ import annotations

from weighbridge.records.base import Record


class Change(Record):
    """One thing that is not as it was."""

    kind: str
    """snapshot, plugin, chosen, price, license, retirement, open_point, score, rank, status, option."""
    option: str | None
    """Option that it is about; null when it is about the catalog."""
    what: str
    """One sentence."""


class Recheck(Record):
    """The old decision and today's result side by side."""

    id: str
    """Id of the decision."""
    holds: bool
    """Whether the choice stands as it did: not out, not weaker in standing, nobody newly ahead of it."""
    verdict: str
    """One sentence."""
    because: list[str]
    """Why it does not hold; empty when it does."""
    chosen: str
    recommended_then: str | None
    recommended_now: str | None
    date_then: str
    date_now: str
    snapshot_then: str
    snapshot_now: str
    changes: list[Change]
