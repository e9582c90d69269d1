"""Obligations that this use sets off."""

from __future__ import annotations

from collections.abc import Iterable

from weighbridge import places
from weighbridge.licensing.circumstances import Circumstances, both, either
from weighbridge.licensing.rules import is_commercial, is_multimodal
from weighbridge.licensing.verdict import Ask, Duty, Step
from weighbridge.licensing.wording import listed
from weighbridge.records.license import License
from weighbridge.records.license_terms import Obligation
from weighbridge.records.license_words import Trigger

_ASKED: dict[Trigger, tuple[str, ...]] = {
    "commercial_use": ("purpose",),
    "commercial_product": ("purpose",),
    "make_available_product": ("purpose",),
    "hosted_service": ("hosted_service",),
    "hosted_service_modified": ("hosted_service", "fine_tunes"),
    "distribute_weights": ("distributes_weights",),
    "distribute_derivative": ("distributes_derivative",),
    "distribute_model_trained_on_output": ("trains_on_output",),
}
"""Trigger to the circumstances that tell whether it holds."""


def obligations(sheet: License, facts: Circumstances) -> Iterable[Step]:
    """One step per obligation that is due; when none is, one for those that hang on something not stated."""
    reaching = [duty for duty in sheet.obligations if _reaches(duty, sheet, facts)]
    if not reaching:
        return
    states = _states(sheet, facts)
    holding = {trigger for trigger, holds in states.items() if holds}
    due = [
        duty
        for duty in reaching
        if not (holding.isdisjoint(duty.triggers) and frozenset(facts.tags).isdisjoint(duty.activities))
    ]
    for duty in due:
        found = Duty(duty.id, duty.what, duty.clause)
        met = (trigger for trigger in duty.triggers if trigger in holding)
        looked_at = tuple(dict.fromkeys(name for trigger in met for name in _ASKED.get(trigger, ())))
        if not looked_at and not frozenset(facts.tags).isdisjoint(duty.activities):
            looked_at = ("tags",)
        yield Step(f"obligation:{duty.id}", "obligation", duty.clause, duty.what, found, looked_at=looked_at)
    if not due:
        yield from _left_open(sheet, reaching, states, facts)


def _left_open(
    sheet: License, reaching: Iterable[Obligation], states: dict[Trigger, bool | None], facts: Circumstances
) -> Iterable[Step]:
    """The questions whose answer would set off a first obligation."""
    asks: dict[str, Ask] = {}
    for duty in reaching:
        for trigger in duty.triggers:
            taught = ("trains_on_output",) if trigger == "distribute_derivative" and _terms_follow(sheet) else ()
            for name in (*_ASKED[trigger], *taught) if states[trigger] is None else ():
                if getattr(facts, name) is None:
                    asks.setdefault(name, Ask(name, "allowed_with_obligations", duty.clause))
    if asks:
        detail = f"Not stated, and duties hang on it: {listed(asks)}."
        yield Step("obligations", "pass", None, detail, asks=tuple(asks.values()), looked_at=tuple(asks))


def _states(sheet: License, facts: Circumstances) -> dict[Trigger, bool | None]:
    """For each trigger whether it holds; None when that is not stated."""
    commercial, offered, hosts = is_commercial(sheet, facts), facts.offered, facts.hosts
    derivative = facts.passes_on_derivative
    if _terms_follow(sheet):  # the text treats a model trained on outputs as a derivative
        derivative = either(derivative, facts.releases_trained_model)
    return {
        "any_use": True,
        "commercial_use": commercial,
        "commercial_product": both(commercial, offered),
        "make_available_product": offered,
        "hosted_service": hosts,
        "hosted_service_modified": both(hosts, facts.modifies),
        "distribute_weights": facts.passes_on_weights,
        "distribute_derivative": derivative,
        "distribute_model_trained_on_output": facts.releases_trained_model,
    }


def _terms_follow(sheet: License) -> bool:
    return sheet.outputs.train_other_models == "derivative_terms_follow"


def _reaches(duty: Obligation, sheet: License, facts: Circumstances) -> bool:
    """Whether the condition and the places of an obligation are met; what is not stated does not meet them."""
    if not (duty.condition or duty.places):
        return True
    if duty.condition and not is_multimodal(sheet, facts):
        return False
    if not duty.places:
        return True
    stated = (*(facts.use_countries or ()), *((facts.region,) if facts.region else ()))
    return bool(places.expand(stated) & places.expand(duty.places))
