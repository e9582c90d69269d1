"""Claims about the terms of a license - grants, bans, limits, fees, marks - held against its sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Statement
from weighbridge.answers.consequences import at_clause, limits_in_words, listed
from weighbridge.answers.evidence import from_passage
from weighbridge.answers.language import matching, says
from weighbridge.answers.quantities import quantities
from weighbridge.answers.sheet_facts import sheet_passages
from weighbridge.knowledge.facts.licenses import training_in_words
from weighbridge.places import within

if TYPE_CHECKING:
    from weighbridge.answers.subjects import Subject
    from weighbridge.answers.turn import Turn
    from weighbridge.records import License

Fault = tuple["Subject | None", Statement]
"""What is wrong: the subject that it is about, and the sentence that corrects it."""
Told = tuple[str, str]
"""What the sheet says instead, and the topic of the passage that shows it."""
WRONG = "That premise is wrong"


def fault(subject: Subject, claim: str, turn: Turn) -> Fault | None:
    """A claim about the license's terms that its sheet contradicts. Without a claim, limits that are asked for."""
    sheet = subject.sheet
    if sheet is None:
        return None
    told = next((found for check in _CHECKS if claim and (found := check(sheet, claim))), None)
    told = told or _other_limit(sheet, claim, turn)
    if told is None:
        return None
    text, key = told
    passage = next((p for p in sheet_passages(sheet) if p.id.endswith(f"#{key}")), sheet_passages(sheet)[0])
    basis = f"{passage.text} {sheet.name} {text}"
    return subject, Statement(f"{WRONG}: {text}.", "lead", from_passage(passage).citations, basis=basis)


def _openness(sheet: License, claim: str) -> Told | None:
    """Open source, free of conditions, without limits."""
    if says(claim, "claims", "open") and not sheet.osi_approved and not says(claim, "negation"):
        text = f"{sheet.name} is not an open-source license: it is not OSI-approved and counts as {sheet.category}"
        return text, "profile"
    if says(claim, "claims", "unlimited") and sheet.thresholds:
        return f"{sheet.name} has a limit: {limits_in_words(sheet)}", sheet.thresholds[0].id
    if says(claim, "claims", "free") and (sheet.obligations or sheet.thresholds):
        return f"{sheet.name} has conditions", "profile"
    return None


def _commercial(sheet: License, claim: str) -> Told | None:
    """A grant or a ban of commercial use."""
    if says(claim, "claims", "allows") and sheet.commercial_use.value == "no":
        return f"{sheet.name} does not grant commercial use{at_clause(sheet.commercial_use.clause)}", "commercial-use"
    if says(claim, "claims", "forbids") and sheet.commercial_use.value not in ("no", "unverified"):
        return f"{sheet.name} grants commercial use{at_clause(sheet.commercial_use.clause)}", "commercial-use"
    return None


_DENIALS = (
    ("no_changes", "modification", "changes, fine-tuning included"),
    ("no_hosting", "hosting", "hosting"),
    ("no_redistribution", "redistribution", "passing on copies"),
)
"""A claim that something is forbidden, the grant of the sheet that says otherwise, and how it is called."""


def _denied(sheet: License, claim: str) -> Told | None:
    """A ban or a duty that the sheet does not have."""
    for name, field, called in _DENIALS:
        grant = getattr(sheet, field)
        if says(claim, "claims", name) and grant and grant.value == "yes":
            return f"{sheet.name} allows {called}{at_clause(grant.clause)}", field
    registers = any("regist" in duty.what for duty in sheet.obligations)
    if says(claim, "claims", "registered") and not registers:
        return f"{sheet.name} asks for no registration", "commercial-use"
    if says(claim, "claims", "copyleft") and sheet.category != "copyleft":
        text = f"{sheet.name} is no copyleft license and asks nobody to publish source code or weights"
        return text, "redistribution"
    return None


def _fee(sheet: License, claim: str) -> Told | None:
    """A price that the license does not set: what a licensor asks above a limit stands in an agreement."""
    if not says(claim, "claims", "fee") or says(claim, "claims", "no_fee") or sheet.category == "proprietary":
        return None
    if not sheet.commercial_use.value.startswith("yes"):
        return None
    text = f"{sheet.name} asks for no fee or royalty"
    if not sheet.thresholds:
        return text, "commercial-use"
    agreed = any(limit.effect == "needs_vendor_agreement" for limit in sheet.thresholds)
    if agreed and says(claim, "presupposing"):  # asked for, not stated: there may be one above the limit
        return None
    then = "above its limit the licensor must agree, and may set a price then" if agreed else "its limit brings a duty"
    return f"{text}; {then}: {limits_in_words(sheet)}", sheet.thresholds[0].id


def _fields_of_use(sheet: License, claim: str) -> Told | None:
    """A ban of a field that is not banned, or leave for one that is."""
    asked = matching(claim, "fields")
    if not asked:
        return None
    held = [ban for ban in sheet.field_of_use_bans if any(tag in ban.tag or ban.tag in tag for tag in asked)]
    named = asked[0].replace("_", " ")
    if says(claim, "claims", "bans") and not sheet.field_of_use_bans:
        return f"{sheet.name} bans no field of use, {named} included", "commercial-use"
    if says(claim, "claims", "bans") and not held:
        return f"{sheet.name} has no ban of {named} among its banned uses", "banned-uses"
    if held and says(claim, "claims", "permits") and not says(claim, "claims", "bans"):
        return f"{sheet.name} bans {held[0].tag.replace('_', ' ')}{at_clause(held[0].clause)}", "banned-uses"
    return None


def _training(sheet: License, claim: str) -> Told | None:
    """Training on outputs, forbidden where it is free or free where it is forbidden."""
    if not says(claim, "claims", "training"):
        return None
    value, clause = sheet.outputs.train_other_models, at_clause(sheet.outputs.clause)
    denied = says(claim, "claims", "bans")
    wrong = value in ("allowed", "allowed_with_naming") if denied else value.startswith(("forbidden", "research"))
    if not wrong or not (denied or says(claim, "claims", "permits")):
        return None
    return f"under {sheet.name}, {training_in_words(value)}{clause}", "outputs"


def _marks(sheet: License, claim: str) -> Told | None:
    """A mark that nobody asks for, or freedom from marks that are asked for."""
    shown = [d for d in sheet.obligations if d.id.startswith(("built", "powered", "display", "attribution", "name"))]
    kept = [d for d in sheet.obligations if d.id.startswith(("retain", "notice"))]
    if says(claim, "claims", "no_marks") and (shown or kept):
        duty = (*shown, *kept)[0]
        return f"{sheet.name} obliges you to {duty.what}{at_clause(duty.clause)}", f"duty-{duty.id}"
    limited = any(limit.duty for limit in sheet.thresholds)
    if says(claim, "claims", "marks") and not (shown or limited or says(claim, "negation")):
        return f"{sheet.name} asks for no mark, label or logo", "commercial-use"
    return None


def _territory(sheet: License, claim: str) -> Told | None:
    """A country left out that is not, or open that is left out."""
    if says(claim, "claims", "eu_ban") and not sheet.territory:
        return f"{sheet.name} leaves out no country", "profile"
    places = matching(claim, "places")
    denied = says(claim, "claims", "bans") or says(claim, "prohibition")
    for area in sheet.territory:
        inside = bool(places) and within(places[:1], area.excluded) is True
        if inside and not denied and says(claim, "claims", "in_eu"):
            only = " for multimodal models" if area.condition else ""
            return f"{sheet.name} leaves out {listed(list(area.excluded))}{only}{at_clause(area.clause)}", "territory"
    return None


def _outputs_owned(sheet: License, claim: str) -> Told | None:
    """Outputs that the licensor is said to own."""
    owner = sheet.outputs.ownership or ""
    free = ("not claimed", "none claimed", "claims none", "you own", "customer", "no restriction")
    if says(claim, "claims", "claims_outputs") and any(word in owner for word in free):
        return f"{sheet.name} leaves outputs to you: {owner}{at_clause(sheet.outputs.clause)}", "outputs"
    return None


def _governed(sheet: License, claim: str) -> Told | None:
    """The law of another country."""
    law = sheet.governing_law.law
    stated, actual = matching(claim, "places"), matching(law or "", "places")
    if not (law and stated and actual and says(claim, "claims", "governed")) or set(stated) & set(actual):
        return None
    return f"{sheet.name} is under the law of {law}{at_clause(sheet.governing_law.clause)}", "governing-law"


def _figure(sheet: License, claim: str) -> Told | None:
    """A limit with a figure that is not in the sheet; the size of one's own company is no such claim."""
    ours = says(claim, "claims", "ours") and not says(claim, "claims", "limited")
    if ours or not says(claim, "claims", "bounded") or sheet.category == "proprietary":
        return None
    for item in quantities(claim):
        users, money = item.unit == "users", item.currency is not None
        if not (users or money) or item.value < 1_000:  # a price, not the size of a business
            continue
        own = [limit for limit in sheet.thresholds if (limit.metric == "mau") == users]
        own = [limit for limit in own if limit.metric != "business_type"]
        if own and all(limit.value != item.value for limit in own):
            return f"the limit of {sheet.name} is {limits_in_words(sheet)}", own[0].id
        if not sheet.thresholds and sheet.commercial_use.value == "yes":
            return f"{sheet.name} has no limit by users or revenue", "commercial-use"
    if says(claim, "claims", "limited") and not sheet.thresholds and sheet.commercial_use.value == "yes":
        return f"{sheet.name} has no limit by users or revenue", "commercial-use"
    return None


_CHECKS: tuple[Callable[[License, str], Told | None], ...] = (
    _fee, _denied, _fields_of_use, _training, _figure, _openness, _commercial, _marks, _territory, _outputs_owned,
    _governed,
)  # fmt: skip
"""What a claim is held against, the most specific first."""


def _other_limit(sheet: License, claim: str, turn: Turn) -> Told | None:
    """A limit of a kind that the sheet does not have, asked for as if it were there."""
    metrics = {item.metric for item in sheet.thresholds}
    if turn.says("claims", "revenue") and metrics == {"mau"}:
        limit = sheet.thresholds[0]
        return f"{sheet.name} has no revenue limit; its limit counts users ({limit.clause})", limit.id
    if turn.says("claims", "users") and metrics and not metrics & {"mau", "business_type"}:
        limit = sheet.thresholds[0]
        return f"{sheet.name} has no user limit; its limit counts revenue ({limit.clause})", limit.id
    asked = not claim and turn.says("claims", "eu_ban") and not turn.says("yes_no")
    return (f"{sheet.name} leaves out no country", "profile") if asked and not sheet.territory else None
