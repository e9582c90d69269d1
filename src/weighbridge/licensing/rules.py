"""The rules on the grant itself: field of use, territory, commercial use, passing on, hosting, training on outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from weighbridge import places
from weighbridge.licensing.circumstances import Circumstances
from weighbridge.licensing.verdict import BECOMES, Ask, Outcome, Step
from weighbridge.records.license import License
from weighbridge.records.license_terms import Territory, TrainingException
from weighbridge.records.license_words import CommercialUse, OutputTraining, TrainingKind

Rule = Callable[[License, Circumstances], Iterable[Step]]


def is_commercial(sheet: License, facts: Circumstances) -> bool | None:
    """Whether the text counts this purpose as commercial; None when no purpose is stated."""
    if facts.purpose is None:
        return None
    scope = sheet.noncommercial
    if facts.purpose in scope.purposes:
        return facts.purpose == "research" and not scope.company_research and facts.nonprofit is False
    return not (facts.nonprofit is True and facts.purpose in scope.nonprofit_purposes)


def is_multimodal(sheet: License, facts: Circumstances) -> bool | None:
    """Whether the model takes more than text: as stated, else as all models under the license do."""
    return sheet.models_multimodal if facts.model_multimodal is None else facts.model_multimodal


def field_of_use(sheet: License, facts: Circumstances) -> Iterable[Step]:
    """A banned field of use ends it, whatever else is true."""
    fields = facts.fields_of_use
    if not fields:
        return
    for ban in sheet.field_of_use_bans:
        if ban.tag in fields:
            softened = f" The text adds: {ban.note}." if ban.note else ""
            detail = f"Use for {_words(ban.tag)} is banned.{softened}"
            yield Step("field_of_use", "forbidden", ban.clause, detail, looked_at=("tags",))


def territory(sheet: License, facts: Circumstances) -> Iterable[Step]:
    """Places in which the license grants nothing."""
    for area in sheet.territory:
        names = ", ".join(area.excluded)
        multimodal = is_multimodal(sheet, facts) if area.condition else True
        if multimodal is False:
            detail = f"The limit on {names} is for multimodal models only."
            yield Step("territory", "pass", area.clause, detail, looked_at=("model_multimodal",))
        elif "received_in_end_user_product" in area.exempt and facts.end_user:
            detail = f"End users of a product are exempt; else {names} is left out."
            yield Step("territory", "pass", area.clause, detail, looked_at=("role", "received_in_product"))
        else:
            yield _inside(area, names, multimodal, facts)


def _inside(area: Territory, names: str, multimodal: bool | None, facts: Circumstances) -> Step:
    looked_at = ("region", *(("use_countries",) if area.applies_to == "licensee_and_use" else ()))
    based = None if facts.region is None else _touches((facts.region,), area.excluded)
    used: bool | None = False
    if area.applies_to == "licensee_and_use":
        used = None if facts.use_countries is None else _touches(facts.use_countries, area.excluded)
    if based or used:
        where = "Your place of business" if based else "A place of use"
        if multimodal is None:
            ask = Ask("model_multimodal", "forbidden", area.clause)
            detail = f"{where} lies where the license grants nothing for multimodal models: {names}."
            looked_at = (*looked_at, "model_multimodal")
            return Step("territory", "pass", area.clause, detail, asks=(ask,), looked_at=looked_at)
        detail = f"{where} lies where the license grants nothing: {names}."
        return Step("territory", "forbidden", area.clause, detail, looked_at=looked_at)
    asks: list[Ask] = []
    if based is None:
        asks.append(Ask("region", "forbidden", area.clause))
    if used is None:
        asks.append(Ask("use_countries", "forbidden", area.clause, "region" if based is False else None))
    detail = f"No stated place is excluded ({names} are)."
    return Step("territory", "pass", area.clause, detail, asks=tuple(asks), looked_at=looked_at)


@lru_cache(maxsize=4096)
def _touches(stated: tuple[str, ...], excluded: tuple[str, ...]) -> bool:
    """Whether any stated place lies in, or covers part of, the excluded ones."""
    spread = places.expand(stated)
    return bool(spread & places.expand(excluded)) or bool(spread & places.open_scopes())


def commercial_grant(sheet: License, facts: Circumstances) -> Iterable[Step]:
    """Whether the text grants this purpose at all."""
    grant, offered = sheet.commercial_use, sheet.commercial_license_offered
    if grant.value == "unverified":
        detail = f"The grant is not confirmed: {grant.note or 'read the text'}."
        yield Step("commercial_use", "unknown", grant.clause, detail)
        return
    if grant.value != "no":
        yield Step("commercial_use", "pass", grant.clause, _GRANTS[grant.value], looked_at=("purpose",))
        return
    refused = _refused(sheet)
    commercial = is_commercial(sheet, facts)
    if commercial is None:
        ask = Ask("purpose", BECOMES[refused], grant.clause)
        detail = "Non-commercial only; no purpose is stated."
        yield Step("commercial_use", "unknown", grant.clause, detail, asks=(ask,), looked_at=("purpose",))
    elif commercial:
        route = "a separate license is offered" if refused != "forbidden" else "the text offers no commercial license"
        clause = (offered.clause if offered else None) or grant.clause
        detail = f"{_purpose(facts)} is not non-commercial; {route}."
        yield Step("commercial_use", refused, clause, detail, looked_at=("purpose", "nonprofit"))
    else:
        asks: tuple[Ask, ...] = ()
        if facts.purpose == "research" and not sheet.noncommercial.company_research and facts.nonprofit is None:
            asks = (Ask("nonprofit", BECOMES[refused], sheet.noncommercial.clause),)
        clause = sheet.noncommercial.clause or grant.clause
        detail = f"{_purpose(facts)} counts as non-commercial."
        yield Step("commercial_use", "pass", clause, detail, asks=asks, looked_at=("purpose", "nonprofit"))


def passing_on(sheet: License, facts: Circumstances) -> Iterable[Step]:
    """Weights that may not be handed on, and models that may not be offered as a service."""
    if facts.distributes_weights or facts.distributes_derivative:
        yield from _redistribution(sheet, facts)
    elif facts.passes_on_weights is None and (barred := _barred(sheet)):
        ask = Ask("distributes_weights", BECOMES[barred], sheet.redistribution.clause)
        detail = "Passing on weights is restricted; whether you do is not stated."
        yield Step("redistribution", "pass", sheet.redistribution.clause, detail, asks=(ask,), looked_at=_PASSED_ON)
    if sheet.hosting.value == "no" and facts.resells_access:
        offered = sheet.commercial_license_offered
        closed = offered is not None and offered.value is False
        yield Step(
            "hosting",
            "forbidden" if closed else "needs_vendor_agreement",
            sheet.hosting.clause,
            "Giving others access to the model as a service is not granted.",
            looked_at=("purpose", "hosted_service"),
        )


def _redistribution(sheet: License, facts: Circumstances) -> Iterable[Step]:
    grant = sheet.redistribution
    if grant.value == "no":
        detail = "The weights may not be passed on."
        yield Step("redistribution", "forbidden", grant.clause, detail, looked_at=_PASSED_ON)
    if grant.value != "noncommercial_not_by_companies" or facts.nonprofit or facts.purpose == "personal":
        return
    refused = _refused(sheet)
    if facts.nonprofit is None:
        ask = Ask("nonprofit", BECOMES[refused], grant.clause)
        detail = "A company may not pass the weights on."
        yield Step("redistribution", "pass", grant.clause, detail, asks=(ask,), looked_at=(*_PASSED_ON, "nonprofit"))
    else:
        detail = "A company may not pass the weights on, not even free of charge."
        yield Step("redistribution", refused, grant.clause, detail, looked_at=(*_PASSED_ON, "nonprofit"))


def _barred(sheet: License) -> Outcome | None:
    """What passing on weights could lead to at worst; None where it is free, or follows the commercial grant."""
    if sheet.redistribution.value == "no":
        return "forbidden"
    return _refused(sheet) if sheet.redistribution.value == "noncommercial_not_by_companies" else None


def _refused(sheet: License) -> Outcome:
    """What is outside the grant needs an agreement where the text offers one."""
    offered = sheet.commercial_license_offered
    return "needs_vendor_agreement" if offered and offered.value is True else "forbidden"


def output_training(sheet: License, facts: Circumstances) -> Iterable[Step]:
    """What the text says about training models on outputs."""
    terms, kind = sheet.outputs, facts.trains_on_output
    if kind is None:
        worst = _training("competing_llm", sheet, facts)
        if worst != "pass":
            ask = Ask("trains_on_output", BECOMES[worst], terms.clause)
            detail = "No training on outputs is stated."
            yield Step("output_training", "pass", terms.clause, detail, asks=(ask,), looked_at=("trains_on_output",))
        return
    if kind == "none":
        return
    exception = next((item for item in terms.exceptions if kind in item.kinds and _covers(item, facts)), None)
    if exception is not None:
        outcome: Outcome = "pass" if exception.effect == "allowed" else exception.effect
        detail = f"Training a model on outputs: {_words(exception.effect)}."
        yield Step("output_training", outcome, exception.clause, detail, looked_at=("trains_on_output", "purpose"))
        return
    outcome = _training(kind, sheet, facts)
    asks: tuple[Ask, ...] = ()
    if terms.train_other_models == "forbidden_competing" and kind in ("internal_llm", "released_llm"):
        if facts.competes_with_licensor:
            outcome = "forbidden"
        elif facts.competes_with_licensor is None:
            asks = (Ask("competes_with_licensor", "forbidden", terms.clause),)
    note = f" {terms.note[0].upper()}{terms.note[1:]}." if terms.note else ""
    detail = f"Training a model on outputs: {_words(terms.train_other_models)}.{note}"
    looked_at = ("trains_on_output", *(("competes_with_licensor",) if asks or facts.competes_with_licensor else ()))
    yield Step("output_training", outcome, terms.clause, detail, asks=asks, looked_at=looked_at)


def _covers(exception: TrainingException, facts: Circumstances) -> bool:
    return not exception.purposes or facts.purpose in exception.purposes


def _training(kind: TrainingKind, sheet: License, facts: Circumstances) -> Outcome:
    """Outcome of the general rule on outputs for one kind of training."""
    rule = sheet.outputs.train_other_models
    if rule == "unverified":
        return "unknown"
    if rule in ("forbidden_commercial", "research_only"):
        refused: Outcome = "forbidden" if rule == "forbidden_commercial" else "needs_vendor_agreement"
        return "pass" if is_commercial(sheet, facts) is False else refused
    if rule == "forbidden" and kind == "non_llm":
        reaches = sheet.outputs.covers_other_ai
        return "forbidden" if reaches else "unknown" if reaches is None else "pass"
    return "forbidden" if kind in _BANNED_TRAINING.get(rule, ()) else "pass"


_BANNED_TRAINING: dict[OutputTraining, tuple[TrainingKind, ...]] = {
    "forbidden": ("internal_llm", "released_llm", "competing_llm"),
    "forbidden_foundational": ("internal_llm", "released_llm", "competing_llm"),
    "forbidden_competing": ("competing_llm",),
}
"""Rule on outputs to the kinds of training that it rules out; other AI is weighed apart."""


_PASSED_ON = ("distributes_weights", "distributes_derivative")
_GRANTS: dict[CommercialUse, str] = {
    "yes": "Commercial use is granted.",
    "yes_below_threshold": "Commercial use is granted up to a size.",
    "yes_with_conditions": "Commercial use is granted on conditions.",
    "yes_after_registration": "Commercial use is granted after registration.",
    "yes_if_aup": "Commercial use is granted to those who keep to the acceptable use policy.",
    "yes_under_contract": "Commercial use is granted by contract with the vendor.",
    "internal_only_without_agreement": "Internal commercial use is granted; third parties need an agreement.",
}


def _purpose(facts: Circumstances) -> str:
    words = _words(facts.purpose or "this use")
    return words[0].upper() + words[1:]


def _words(name: str) -> str:
    return name.replace("_", " ")


RULES: tuple[Rule, ...] = (field_of_use, territory, commercial_grant, passing_on, output_training)
