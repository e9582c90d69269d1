"""Where one license sheet grants more than another: clause against clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weighbridge.records.license import License
from weighbridge.records.license_words import OutputTraining
from weighbridge.records.model import How

_COMMERCIAL: dict[str, int] = {
    "yes": 0,
    "yes_if_aup": 1,
    "yes_with_conditions": 1,
    "yes_after_registration": 1,
    "yes_below_threshold": 2,
    "yes_under_contract": 2,
    "internal_only_without_agreement": 3,
    "no": 4,
}
"""From free to barred; an unverified grant cannot be compared."""
_PASSING_ON: dict[str, int] = {
    "yes": 0,
    "yes_in_territory": 1,
    "noncommercial_only": 2,
    "noncommercial_not_by_companies": 3,
    "no": 4,
}
_CHANGING: dict[str, int] = {
    "yes": 0,
    "yes_in_territory": 1,
    "limited": 2,
    "research_only": 3,
    "noncommercial_only": 3,
    "no": 4,
}
_FREE_TO_TRAIN: tuple[OutputTraining, ...] = ("allowed", "not_addressed")
_NAMING = ("name_prefix", "built_with", "built_on", "powered_by", "display_", "derivative_name")
"""Beginnings of the ids of duties to name the base."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One point on which a child's license says more than its base's allows."""

    topic: str
    child_says: str
    child_clause: str | None
    base_says: str
    base_clause: str | None

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "topic": self.topic,
            "child_says": self.child_says,
            "child_clause": self.child_clause,
            "base_says": self.base_says,
            "base_clause": self.base_clause,
        }


def claims(child: License, base: License, how: How) -> tuple[Claim, ...]:
    """Points on which `child` claims more than `base`; for a distillation only what the base says of outputs."""
    if child.id == base.id:
        return ()
    if how == "distillation":
        return tuple(_taught(child, base))
    return (*_grants(child, base), *_limits(child, base), *_duties(child, base))


def _grants(child: License, base: License) -> Iterator[Claim]:
    for topic, name, order in (
        ("commercial use", "commercial_use", _COMMERCIAL),
        ("passing on weights", "redistribution", _PASSING_ON),
        ("changing the model", "modification", _CHANGING),
    ):
        own, other = getattr(child, name), getattr(base, name)
        rank, limit = order.get(own.value), order.get(other.value)
        if rank is not None and limit is not None and rank < limit:
            yield Claim(topic, _words(own.value), own.clause, _words(other.value), other.clause)


def _limits(child: License, base: License) -> Iterator[Claim]:
    own = {(limit.metric, limit.applies_to) for limit in child.thresholds}
    for limit in base.thresholds:
        if limit.effect == "needs_vendor_agreement" and (limit.metric, limit.applies_to) not in own:
            size = "a kind of business" if limit.metric == "business_type" else f"{limit.operator} {limit.value:,.0f}"
            says = f"an agreement is needed: {_words(limit.metric)}, {size}"
            yield Claim("size of the business", "no such limit", child.commercial_use.clause, says, limit.clause)
    left_out = {place for area in child.territory for place in area.excluded}
    for area in base.territory:
        if missing := [place for place in area.excluded if place not in left_out]:
            only = " for multimodal models" if area.condition else ""
            yield Claim("territory", "no place left out", None, f"{', '.join(missing)} left out{only}", area.clause)
    if base.outputs.train_other_models not in _FREE_TO_TRAIN and child.outputs.train_other_models in _FREE_TO_TRAIN:
        says = _words(base.outputs.train_other_models)
        free = _words(child.outputs.train_other_models)
        yield Claim("training on outputs", free, child.outputs.clause, says, base.outputs.clause)


def _duties(child: License, base: License) -> Iterator[Claim]:
    if base.acceptable_use.incorporated and not child.acceptable_use.incorporated:
        says = f"policy is part of the license: {base.acceptable_use.where or 'see the text'}"
        yield Claim("use policy", "none", child.acceptable_use.clause, says, base.acceptable_use.clause)
    own = {duty.id for duty in child.obligations}
    for duty in base.obligations:
        if duty.id.startswith(_NAMING) and duty.id not in own:
            yield Claim("naming the base", "no such duty", None, duty.what, duty.clause)


def _taught(child: License, base: License) -> Iterator[Claim]:
    rule = base.outputs.train_other_models
    if rule in _FREE_TO_TRAIN or rule == "unverified":
        return
    says = f"training other models on outputs: {_words(rule)}"
    yield Claim("made from outputs", child.name, child.commercial_use.clause, says, base.outputs.clause)


def _words(name: str) -> str:
    return name.replace("_", " ")
