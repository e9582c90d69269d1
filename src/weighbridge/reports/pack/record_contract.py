"""The decision record as types: what `weighbridge recheck` reads; docs/schemas/decision_record.schema.json follows."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from weighbridge.needs import Needs
from weighbridge.policy import Policy
from weighbridge.records.base import Record
from weighbridge.reports.contract import (
    Counts,
    FailureOut,
    OpenPointOut,
    OptionOut,
    OverrideOut,
    RelaxationOut,
    RobustnessOut,
    SnapshotOut,
)

RECORD_VERSION = 1
"""Rises when an older reader could misread a record."""


class Tool(Record):
    """The program that wrote the record."""

    name: Literal["weighbridge"]
    version: str


class Watched(Record):
    """What is compared about an option when the decision is checked again."""

    id: str
    rank: int
    name: str
    """The option in words."""
    status: Literal["qualified", "conditional"]
    score: float
    monthly_usd: float | None
    """Expected cost; null is unknown."""
    license: str | None
    """License id; null when not on record."""
    verdict: str
    retires: str | None
    """Day on which the seller, or the maker of closed weights, stops serving it."""
    points: dict[str, float]
    """Points of the score per criterion that weighs something."""
    open_points: list[OpenPointOut]


class Standing(Record):
    """Where an option stood."""

    rank: int
    status: Literal["qualified", "conditional"]
    score: float
    monthly_usd: float | None


class DecisionRecord(Record):
    """Everything to repeat a decision, and to see later whether it still holds."""

    record_version: int = Field(ge=1)
    id: str
    status: Literal["proposed", "accepted", "superseded"]
    """Edit it by hand once the approvals are in."""
    owner: str | None
    date: str
    """The day taken as today."""
    review_on: str
    tool: Tool
    snapshot: SnapshotOut
    needs: Needs
    policy: Policy
    weights: dict[str, float]
    """Share of each criterion; they add up to 1."""
    chosen: str
    """Option decided for."""
    recommended: str | None
    """The first option if it was qualified, else null."""
    option: OptionOut
    """The chosen option in full."""
    counts: Counts
    watched: list[Watched]
    """The first options and the chosen one."""
    ranked: dict[str, Standing]
    """Every ranked option."""
    excluded: dict[str, list[str]]
    """Every option that was out, with the gates that it failed."""
    excluded_by_gate: dict[str, int]
    relaxations: list[RelaxationOut]
    robustness: RobustnessOut
    failures: list[FailureOut]
    overrides: list[OverrideOut]
