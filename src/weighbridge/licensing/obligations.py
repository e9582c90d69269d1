"""Obligations that this use sets off."""

from __future__ import annotations

from collections.abc import Iterable

from weighbridge import places
from weighbridge.licensing.circumstances import Circumstances, both
from weighbridge.licensing.rules import is_commercial, is_multimodal
from weighbridge.licensing.verdict import Ask, Duty, Step
from weighbridge.records.license import License, Obligation
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
    """One step per obligation that is due, and one for those that hang on something not stated."""
    if not sheet.obligations:
        return
    states = _states(sheet, facts)
    missing: dict[str, Ask] = {}
    for duty in sheet.obligations:
        if not _reaches(duty, sheet, facts):
            continue
        due = any(states[trigger] for trigger in duty.triggers) or any(tag in facts.tags for tag in duty.activities)
        if due:
            found = Duty(duty.id, duty.what, duty.clause)
            yield Step(f"obligation:{duty.id}", "obligation", duty.clause, duty.what, found)
            continue
        for trigger in duty.triggers:
            if states[trigger] is None:
                for name in _ASKED[trigger]:
                    if getattr(facts, name) is None:
                        missing.setdefault(name, Ask(name, "allowed_with_obligations", duty.clause))
    if missing:
        detail = f"More duties hang on {', '.join(missing)}, not stated."
        yield Step("obligations", "pass", None, detail, asks=tuple(missing.values()))


def _states(sheet: License, facts: Circumstances) -> dict[Trigger, bool | None]:
    """For each trigger whether it holds; None when that is not stated."""
    commercial, offered, hosts = is_commercial(sheet, facts), facts.offered, facts.hosts
    derivative = facts.passes_on_derivative
    if sheet.outputs.train_other_models == "derivative_terms_follow" and facts.releases_trained_model:
        derivative = True  # the text treats a model trained on outputs as a derivative
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


def _reaches(duty: Obligation, sheet: License, facts: Circumstances) -> bool:
    """Whether the condition and the places of an obligation are met; what is not stated does not meet them."""
    if duty.condition and not is_multimodal(sheet, facts):
        return False
    if not duty.places:
        return True
    stated = (*(facts.use_countries or ()), *((facts.region,) if facts.region else ()))
    return bool(places.expand(stated) & places.expand(duty.places))
