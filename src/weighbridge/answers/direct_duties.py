"""First sentences about what a license asks for: registration, source, names, marks, notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge.answers.consequences import limits_in_words

if TYPE_CHECKING:
    from weighbridge.answers.turn import Turn
    from weighbridge.records import License

Told = tuple[str, str]
"""A sentence, and the topic of the passage that holds what it says."""


def registration(_turn: Turn, named: str, sheet: License) -> Told | None:
    """The duty to register, when there is one."""
    duty = next((duty for duty in sheet.obligations if "regist" in duty.what), None)
    return (f"Yes: {named} obliges you to {duty.what} ({duty.clause}).", f"duty-{duty.id}") if duty else None


def source(turn: Turn, named: str, sheet: License) -> Told | None:
    """Whether source or weights must be published."""
    if sheet.category == "copyleft":
        return passing_on(turn, named, sheet)
    if not turn.says("duty"):
        return None
    text = f"No: {named} is no copyleft license, so nothing obliges you to publish source code or weights."
    return text, "redistribution"


def passing_on(turn: Turn, named: str, sheet: License) -> Told | None:
    """That a copyleft license asks for source only from whoever passes copies on, for use inside a company."""
    duty = next((duty for duty in sheet.obligations if duty.id == "copyleft_source"), None)
    facts = turn.stated.facts
    network = next((duty for duty in sheet.obligations if duty.id == "network_source"), None)
    if network and turn.says("unmodified"):
        text = f"No: {named} owes source to the users of a service only for a version that you modified"
        return f"{text} ({network.clause}).", f"duty-{network.id}"
    outside = facts.hosted_service or facts.distributes_weights or facts.distributes_derivative
    outside = outside and not turn.says("inside_only")  # `must we publish ... for internal use` publishes nothing yet
    if duty is None or facts.purpose != "internal_business" or outside:
        return None
    more = f" Those who use a changed version over a network get its source ({network.clause})." if network else ""
    text = (
        f"No, not for internal use: under {named} source is owed only when copies are passed on ({duty.clause}).{more}"
    )
    return text, f"duty-{duty.id}"


def omitted(turn: Turn, named: str, sheet: License) -> Told | None:
    """What may not be left out."""
    kept = [
        d for d in sheet.obligations if d.id.startswith(("retain", "license_copy", "notice", "attribution", "built"))
    ]
    if not (turn.says("omits") and kept):
        return None
    told = "; ".join(f"{duty.what} ({duty.clause})" for duty in kept[:3])
    return f"No: {named} obliges whoever passes it on to {told}.", f"duty-{kept[0].id}"


def naming(turn: Turn, named: str, sheet: License) -> Told | None:
    """The prefix that a name must have."""
    duty = next((duty for duty in sheet.obligations if "name" in duty.id and "display" not in duty.id), None)
    if duty is None:
        return None
    start = "Not freely: " if turn.says("permission") else "Yes: "
    start = start if turn.says("yes_no") else ""
    return f"{start}{named} obliges you to {duty.what} ({duty.clause}).", f"duty-{duty.id}"


def marks(turn: Turn, named: str, sheet: License) -> Told | None:
    """Attribution, display and notices, where the question takes yes or no."""
    if not turn.says("yes_no"):
        return None
    shown = [d for d in sheet.obligations if d.id.startswith(("built", "powered", "display", "attribution"))]
    kept = [d for d in sheet.obligations if d.id.startswith("retain")]
    limited = any(limit.duty for limit in sheet.thresholds)
    if shown:
        return f"Yes: {named} obliges you to {shown[0].what} ({shown[0].clause}).", f"duty-{shown[0].id}"
    if limited:
        return f"Only above a size, under {named}: {limits_in_words(sheet)}.", sheet.thresholds[0].id
    if kept:
        start = "Yes" if "notice" in turn.topics else "No mark or label, but"
        return f"{start}: {named} obliges you to {kept[0].what} ({kept[0].clause}).", f"duty-{kept[0].id}"
    if sheet.obligations:
        return None
    return f"No: {named} asks for no attribution, mark or notice.", "commercial-use"


def obligations(_turn: Turn, named: str, sheet: License) -> Told | None:
    """A license that asks for nothing at all."""
    if sheet.obligations or sheet.thresholds or sheet.territory or sheet.field_of_use_bans:
        return None
    if sheet.commercial_use.value != "yes":
        return None
    grant = sheet.patent.grant
    but = f" What it does not give: patents ({grant.partition(': ')[2] or grant})." if grant and "none" in grant else ""
    return (
        f"None: {named} sets no duty, no size limit and no excluded country or use, attribution included.{but}",
        "patent",
    )
