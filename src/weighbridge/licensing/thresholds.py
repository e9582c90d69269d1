"""Thresholds: sizes and kinds of business beyond which the plain grant no longer suffices."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from weighbridge.licensing.circumstances import HOSTED, Circumstances, both, either
from weighbridge.licensing.figures import Reading, read_figure
from weighbridge.licensing.rules import is_commercial
from weighbridge.licensing.verdict import BECOMES, Ask, Duty, Outcome, Step, Weighed
from weighbridge.licensing.wording import called, listed, sized, use_called
from weighbridge.records.license import License
from weighbridge.records.license_terms import Threshold
from weighbridge.records.license_words import AppliesTo, Exemption


def thresholds(sheet: License, facts: Circumstances) -> Iterable[Step]:
    """One step per threshold."""
    for threshold in sheet.thresholds:
        yield _weigh(threshold, sheet, facts)


def _weigh(threshold: Threshold, sheet: License, facts: Circumstances) -> Step:
    rule, clause = f"threshold:{threshold.id}", threshold.clause
    exemption = next((name for name in threshold.exempt if _is_exempt(name, sheet, facts)), None)
    if exemption is None:
        return _held_against(threshold, sheet, facts)
    asks: tuple[Ask, ...] = ()
    if exemption == "internal_use_and_outputs" and facts.outputs_to_third_parties is None:
        asks = _confirm_outputs(threshold, sheet, facts)
    detail = f"Exempt: {exemption.replace('_', ' ')}."
    return Step(rule, "pass", clause, detail, asks=asks, looked_at=_EXEMPTING[exemption])


def _held_against(threshold: Threshold, sheet: License, facts: Circumstances) -> Step:
    """The threshold for a use that is not exempt."""
    rule, clause = f"threshold:{threshold.id}", threshold.clause
    applies, missing = _applies(threshold, sheet, facts)
    if applies is False:
        detail = f"Does not reach this use; it is for a {use_called(threshold.applies_to)}."
        return Step(rule, "pass", clause, detail, looked_at=("purpose", *_REACHED_BY.get(threshold.applies_to, ())))
    reading = read_figure(threshold, facts)
    looked_at = (*dict.fromkeys((reading.read, "purpose", *_REACHED_BY.get(threshold.applies_to, ()))),)
    if reading.passed is False:
        asks = _confirm(threshold, reading)
        weighed = _weighed(threshold, reading)
        return Step(rule, "pass", clause, _below(threshold, reading), asks=asks, looked_at=looked_at, weighed=weighed)
    effect = _effect(threshold)
    if applies is None or reading.passed is None:
        names = (*(missing if applies is None else ()), *(() if reading.passed else (reading.name,)))
        asks = tuple(Ask(name, BECOMES[effect], clause) for name in names)
        detail = f"Not stated, and it depends on it: {listed(names)}."
        return Step(rule, "pass", clause, detail, asks=asks, looked_at=looked_at)
    duty = Duty(threshold.duty.id, threshold.duty.what, clause) if threshold.duty else None
    asks = _confirm(threshold, reading)
    said, weighed = _over(threshold, reading), _weighed(threshold, reading)
    return Step(rule, effect, clause, said, duty, asks, looked_at, weighed)


def _applies(threshold: Threshold, sheet: License, facts: Circumstances) -> tuple[bool | None, tuple[str, ...]]:
    """Whether the threshold is about this use, and which circumstances would tell."""
    reach = threshold.applies_to
    commercial = is_commercial(sheet, facts)
    if reach.endswith("_business"):
        return _business(commercial, facts, with_assistant=reach.startswith("maas_or_ai_work_assistant"))
    if reach == "competes_with_licensor":
        return facts.competes_with_licensor, ("competes_with_licensor",)
    return _REACHES[reach](commercial, facts), ("purpose",)


def _shared(commercial: bool | None, facts: Circumstances) -> bool | None:
    passed_on = bool(facts.distributes_weights or facts.distributes_derivative)
    return both(commercial, either(facts.offered, facts.hosts, passed_on))


def _hosting(_commercial: bool | None, facts: Circumstances) -> bool | None:
    return True if facts.resells_access else None if facts.purpose is None else False


_REACHES: dict[AppliesTo, Callable[[bool | None, Circumstances], bool | None]] = {
    "any_use": lambda _commercial, _facts: True,
    "commercial_use": lambda commercial, _facts: commercial,
    "commercial_product": lambda commercial, facts: both(commercial, facts.offered),
    "commercial_third_party": _shared,
    "hosting_use": _hosting,
}
"""Uses that a threshold is about, told from whether the use is commercial and from the circumstances."""


_REACHED_BY: dict[AppliesTo, tuple[str, ...]] = {
    "commercial_third_party": ("distributes_weights", "distributes_derivative", "hosted_service"),
    "maas_business": ("group_runs_maas",),
    "maas_or_ai_work_assistant_business": ("group_runs_maas", "runs_ai_work_assistant"),
    "hosting_use": ("hosted_service",),
    "competes_with_licensor": ("competes_with_licensor",),
}
"""Beside the purpose, the circumstances that tell whether a threshold is about this use."""
_EXEMPTING: dict[Exemption, tuple[str, ...]] = {
    "internal_use": ("purpose", "distributes_weights", "hosted_service"),
    "internal_use_and_outputs": ("purpose", "distributes_weights", "hosted_service", "outputs_to_third_parties"),
    "received_in_end_user_product": ("received_in_product", "role"),
    "via_vendor": ("via_vendor",),
    "via_vendor_or_certified_partner": ("via_vendor", "via_certified_partner"),
    "nonprofit_noncommercial": ("nonprofit", "purpose"),
}
"""The circumstances that an exemption rests on."""


def _business(
    commercial: bool | None, facts: Circumstances, *, with_assistant: bool
) -> tuple[bool | None, tuple[str, ...]]:
    """Whether the group sells access to models or, where the text says so, an assistant for work."""
    if commercial is not True:
        return commercial, ("purpose",)
    if facts.purpose in HOSTED or facts.group_runs_maas or (with_assistant and facts.work_assistant):
        return True, ()
    missing = ["group_runs_maas"] if facts.group_runs_maas is None else []
    if with_assistant and facts.work_assistant is None:
        missing.append("runs_ai_work_assistant")
    return (None if missing else False), tuple(missing)


def _is_exempt(name: str, sheet: License, facts: Circumstances) -> bool:
    if name == "internal_use":
        return facts.stays_internal
    if name == "internal_use_and_outputs":
        return facts.stays_internal and not facts.outputs_to_third_parties
    if name == "received_in_end_user_product":
        return facts.end_user
    if name == "via_vendor":
        return facts.via_vendor is True
    if name == "via_vendor_or_certified_partner":
        return facts.via_vendor is True or facts.via_certified_partner is True
    return facts.nonprofit is True and is_commercial(sheet, facts) is False


def _confirm(threshold: Threshold, reading: Reading) -> tuple[Ask, ...]:
    """A figure that stood in for the one the text wants is worth confirming."""
    if reading.stand_in is None:
        return ()
    return (Ask(reading.name, BECOMES[_effect(threshold)], threshold.clause, reading.stand_in),)


def _confirm_outputs(threshold: Threshold, sheet: License, facts: Circumstances) -> tuple[Ask, ...]:
    """The internal purpose stands in for outputs that stay inside, worth confirming where the threshold would hold."""
    otherwise = _held_against(threshold, sheet, facts)
    if otherwise.outcome == "pass" and not otherwise.asks:
        return ()
    return (Ask("outputs_to_third_parties", BECOMES[_effect(threshold)], threshold.clause, "purpose"),)


def _effect(threshold: Threshold) -> Outcome:
    return "obligation" if threshold.effect == "obligation" else "needs_vendor_agreement"


def _below(threshold: Threshold, reading: Reading) -> str:
    return f"{_with(threshold, reading)} you stay within {_limit(threshold)}."


def _over(threshold: Threshold, reading: Reading) -> str:
    if reading.value is None:
        return f"This is a {use_called(threshold.applies_to)}, of whatever size."
    remark = f" Note: {threshold.note}." if threshold.note and reading.value == threshold.value else ""
    return f"{_with(threshold, reading)} you pass {_limit(threshold)}.{remark}"


def _with(threshold: Threshold, reading: Reading) -> str:
    value = 0.0 if reading.value is None else reading.value
    source = f", read from {called(reading.stand_in)}," if reading.stand_in else ""
    return f"With {sized(reading.name, value, money=bool(threshold.currency))}{source}"


def _weighed(threshold: Threshold, reading: Reading) -> Weighed | None:
    if reading.value is None:
        return None
    return Weighed(reading.name, reading.value, "USD" if threshold.currency else "users", reading.read)


def _limit(threshold: Threshold) -> str:
    unit = "USD " if threshold.currency else ""
    at = f" in the month before {threshold.reference_date}" if threshold.reference_date else ""
    word = "more than" if threshold.operator == ">" else "at least"
    return f"the limit ({word} {unit}{threshold.value:,.0f}{at})"
