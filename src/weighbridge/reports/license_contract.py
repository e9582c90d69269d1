"""The JSON of `weighbridge license` as types: what integrations may rely on. docs/schemas/license*.json follow it."""

from __future__ import annotations

from typing import Any, Literal

from weighbridge.licensing.verdict import VerdictName
from weighbridge.records.base import Record
from weighbridge.records.license_terms import ServiceTerms
from weighbridge.records.model import How
from weighbridge.reports.contract import DutyOut, SnapshotOut


class TraceStep(Record):
    """What one rule of the license judgment found."""

    rule: str
    license: str
    """Whose rule it is; a model can stand under several licenses."""
    fact: str | None
    """The circumstances it looked at, with the stated values."""
    outcome: str
    clause: str | None
    source_kind: str | None
    """What kind of text the sheet was made from."""
    read: str | None
    """Day on which the sheet was last compared with its text."""
    detail: str


class AskOut(Record):
    """A circumstance that is missing and matters."""

    name: str
    could_become: VerdictName
    clause: str | None
    stand_in: str | None
    """A stated figure that was taken in its place."""


class ContradictionOut(Record):
    """A place where the text says two things that this use meets; the stricter reading was followed."""

    rule: str
    clause: str | None
    detail: str


class ChangeOut(Record):
    """One thing that, alone, would give another verdict."""

    kind: str
    change: str
    verdict: VerdictName
    direction: Literal["better", "worse"]
    clause: str | None


class ClaimOut(Record):
    """A point on which a model's license claims more than that of its base."""

    topic: str
    child_says: str
    child_clause: str | None
    base_says: str
    base_clause: str | None


class LinkOut(Record):
    """One step of a derivative chain."""

    model: str
    license: str | None
    derived_from: str
    how: How
    base_license: str | None
    same_maker: bool
    base_license_binds: bool | None
    """Null when the base's license is not known."""
    acknowledged: bool
    """Whether the model names the base's license beside its own."""
    claims_more_than_base: list[ClaimOut]


class LicenseOutput(Record):
    """`weighbridge license --format json` for one license, model or expression."""

    model: str | None
    id: str
    verdict: VerdictName
    """What the sheet makes of the stated circumstances."""
    assured: VerdictName
    """The same, but no better than `unknown` while the text is unread or a circumstance that matters is missing."""
    conditional: bool
    """Whether it holds only if open questions turn out well."""
    text_read: bool
    obligations: list[DutyOut]
    clauses: list[str]
    trace: list[TraceStep]
    asks: list[str]
    asked: list[AskOut]
    contradictions: list[ContradictionOut]
    changes: list[ChangeOut]
    """What would change the verdict, the better ones first."""
    chain: list[LinkOut]
    """What a model was made from, nearest first."""
    service: ServiceTerms | None
    """What the terms of a hosted service say on your data and on indemnity."""
    not_on_record: list[str]
    """Licenses that bind and have no sheet."""
    snapshot: SnapshotOut | None = None
    """What it was judged from; within a comparison it is stated once for all."""


class ComparedLicense(LicenseOutput):
    """One of several, under the name it was asked for by."""

    ref: str


class LicenseComparison(Record):
    """`weighbridge license A B --format json`: several for one set of circumstances."""

    circumstances: dict[str, Any]
    """What was stated."""
    compared: list[ComparedLicense]
    snapshot: SnapshotOut | None = None
    """What they were judged from."""
