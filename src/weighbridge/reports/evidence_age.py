"""Facts on data handling of one option whose evidence has run out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from weighbridge.ranking.gates.data import CERTIFICATE_NAMES
from weighbridge.ranking.recommendation import Entry
from weighbridge.records.aging import aged, runs_out
from weighbridge.records.base import Evidence, Grade

_HELD = {"yes": "held", "no": "not held", "conditional": "held on conditions"}


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
        yield "trains_on_data", f"training on customer data: {training.value}", training.evidence
    if retention.days is not None:
        yield "retention", f"data is kept {retention.days:g} days by default", retention.evidence
    if retention.zero_option is not None:
        says = f"zero retention: {retention.zero_option.replace('_', ' ')}"
        yield "zero_retention", says, retention.zero_evidence
    if region.processing is not None:
        yield "region", f"{region.name} processes in {', '.join(region.processing)}", region.evidence
    for name, fact in sorted(posture.certificates.items()):
        if fact.value is not None:
            yield f"certificate_{name}", f"{CERTIFICATE_NAMES[name]}: {_HELD[fact.value]}", fact.evidence
