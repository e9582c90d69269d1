"""How a provider handles data for one model, tier and region: each statement, how it is had, how well it is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal

from weighbridge.catalog import Catalog
from weighbridge.options.supply import Supply, find_supply, provider_supplies
from weighbridge.options.view import OptionView
from weighbridge.records import Evidence, PostureFact, Provider, Region
from weighbridge.records.aging import aged, runs_out
from weighbridge.records.base import Grade
from weighbridge.records.provider import RegionAccess, ZeroRetention

How = Literal["default", "switch", "on_request", "contract_only", "on_a_condition", "unknown"]
"""default: every customer has it. switch: the customer turns it on. on_request: the provider must approve.
contract_only: it is bought. on_a_condition: see the condition. unknown: not on record."""

HOW: dict[How, str] = {
    "default": "every customer has it",
    "switch": "you switch it on",
    "on_request": "on request",
    "contract_only": "by contract only",
    "on_a_condition": "on a condition",
    "unknown": "unknown",
}
"""How it is had, in words."""

_ZERO: dict[ZeroRetention, How] = {
    "default": "default",
    "self_serve": "switch",
    "approval_gated": "on_request",
    "sales_gated": "contract_only",
    "none": "default",
}
_ACCESS: dict[RegionAccess, How] = {
    "default": "default",
    "configurable": "switch",
    "on_request": "on_request",
    "dedicated_only": "contract_only",
}


@dataclass(frozen=True, slots=True)
class PostureRow:
    """One statement on data handling."""

    topic: str
    region: str | None
    """Region id, for processing and storage; None where it holds in all of them."""
    says: str
    """`unknown` when nothing is on record, which is never taken as yes."""
    how: How
    condition: str | None
    grade: Grade | None
    """As the evidence counts on the day: one grade lower once it has run out."""
    as_of: str | None
    expires: str | None
    stale: bool
    source: str | None

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def posture_rows(
    catalog: Catalog, provider: Provider, model_id: str, *, tier: str = "standard", region: str | None = None
) -> tuple[PostureRow, ...]:
    """The statements that hold for a model at a tier; `region` keeps the places of one region."""
    supplies = provider_supplies([provider])
    supply = supplies[find_supply(supplies, range(len(supplies)), model_id, tier)]
    return tuple(_rows(supply, catalog.snapshot.as_of, region))


def data_handling(view: OptionView) -> tuple[PostureRow, ...]:
    """What the seller of an option does with data in its region; empty on machines of your own."""
    if view.supply.provider is None:
        return ()
    return tuple(_rows(view.supply, view.table.context.catalog.snapshot.as_of, view.region.id))


def _rows(supply: Supply, day: date, region: str | None) -> Iterator[PostureRow]:
    posture, retention = supply.posture, supply.posture.retention
    yield _fact("training on your data", posture.trains_on_data, day)
    days = "unknown" if retention.days is None else f"{retention.days:g} days"
    how: How = "unknown" if retention.days is None else "default"
    yield _row("retention", days, how, retention.condition, retention.evidence, day)
    zero = retention.zero_option
    says = "unknown" if zero is None else "not offered" if zero == "none" else "offered"
    how = "unknown" if zero is None else _ZERO[zero]
    yield _row("zero retention", says, how, retention.zero_condition, retention.zero_evidence, day)
    for place in posture.regions:
        if region in (None, place.id):
            yield from _places(place, day)
    for name, fact in sorted(posture.certificates.items()):
        yield _fact(name.replace("_", " "), fact, day)


def _places(region: Region, day: date) -> Iterator[PostureRow]:
    """Processing and storage apart: a region may answer in one place and keep data in another."""
    for topic, where in (("processing", region.processing), ("storage", region.storage)):
        says = "unknown" if where is None else ", ".join(where)
        how: How = "unknown" if where is None else _ACCESS[region.access]
        yield replace(_row(topic, says, how, region.condition, region.evidence, day), region=region.id)


def _fact(topic: str, fact: PostureFact, day: date) -> PostureRow:
    how: How = "unknown" if fact.value is None else "on_a_condition" if fact.value == "conditional" else "default"
    return _row(topic, fact.value or "unknown", how, fact.condition, fact.evidence, day)


def _row(topic: str, says: str, how: How, condition: str | None, evidence: Evidence | None, day: date) -> PostureRow:
    now, end = aged(evidence, day), runs_out(evidence) if evidence else None
    return PostureRow(
        topic=topic,
        region=None,
        says=says,
        how=how,
        condition=condition,
        grade=now.grade if now else None,
        as_of=evidence.as_of if evidence else None,
        expires=end.isoformat() if end else None,
        stale=end is not None and end < day,
        source=evidence.source if evidence else None,
    )
