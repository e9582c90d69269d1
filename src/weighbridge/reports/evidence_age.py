"""Facts on data handling of one option whose evidence has run out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from weighbridge import codes
from weighbridge.ranking.recommendation import Entry
from weighbridge.records.aging import aged, runs_out
from weighbridge.records.base import Evidence, Grade
from weighbridge.records.provider import CERTIFICATE_NAMES, Stance, ZeroRetention


@dataclass(frozen=True, slots=True)
class AgedFact:
    """A statement that must be confirmed anew."""

    field: str
    says: str
    source: str
    as_of: str
    expires: str
    grade: Grade
    """What the evidence counts as now."""


def aged_facts(entry: Entry) -> tuple[AgedFact, ...]:
    """The statements on the option's data handling that have run out on the day of the catalog."""
    day = entry.ranking.context.as_of
    found = []
    for field, says, evidence in _stated(entry):
        end = runs_out(evidence) if evidence else None
        now = aged(evidence, day)
        if evidence is not None and now is not None and end is not None and end < day:
            fact = AgedFact(field, says, evidence.source, evidence.as_of or "undated", end.isoformat(), now.grade)
            found.append(fact)
    return tuple(found)


def _stated(entry: Entry) -> Iterator[tuple[str, str, Evidence | None]]:
    """Facts of the posture that say something, in plain words, with their evidence."""
    posture, region = entry.view.supply.posture, entry.view.region
    if entry.view.supply.provider is None:
        return
    training, retention = posture.trains_on_data, posture.retention
    if training.value is not None:
        yield "trains_on_data", f"customer data {_TRAINED[training.value]}", training.evidence
    if retention.days is not None:
        yield "retention", f"data is kept {retention.days:g} days by default", retention.evidence
    if retention.zero_option is not None:
        yield "zero_retention", _ZERO[retention.zero_option], retention.zero_evidence
    if region.processing is not None:
        where = ", ".join(codes.country(place) for place in region.processing)
        yield "region", f"{region.name} processes in {where}", region.evidence
    for name, label in CERTIFICATE_NAMES.items():
        fact = posture.certificates.get(name)
        if fact is not None and fact.value is not None:
            yield f"certificate_{name}", f"{label}: {_HELD[fact.value]}", fact.evidence


_TRAINED: dict[Stance, str] = {
    "yes": "is used for training",
    "conditional": "is used for training on a condition",
    "no": "is not used for training",
}
_HELD: dict[Stance, str] = {
    "yes": "held",
    "conditional": "held for part of the service, or on request",
    "no": "not held",
}
_ZERO: dict[ZeroRetention, str] = {
    "default": "nothing is kept, by default",
    "self_serve": "any customer can switch retention off",
    "approval_gated": "zero retention is had after approval",
    "sales_gated": "zero retention is agreed with sales",
    "none": "zero retention is not offered",
}
