"""The first sentence of an answer about a license, where its sheet holds a plain fact on the topic asked about."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Statement
from weighbridge.answers.consequences import at_clause, limits_in_words, listed
from weighbridge.answers.evidence import from_passage
from weighbridge.answers.sheet_facts import sheet_passages
from weighbridge.places import within

if TYPE_CHECKING:
    from weighbridge.answers.subjects import Subject
    from weighbridge.answers.turn import Turn
    from weighbridge.records import License

Told = tuple[str, str]
"""A sentence, and the topic of the passage that holds what it says."""
_STANDING = ("changes", "law", "indemnity")
_PASSAGES = {"law": "governing-law"}


def direct_fact(turn: Turn, subject: Subject, sheet: License) -> Statement | None:
    """The sentence, with its passage cited; None leaves the first sentence to the documents."""
    named = named_as(subject, sheet)
    by_id = {passage.id.partition("#")[2]: passage for passage in sheet_passages(sheet)}
    for topic, tell in _TELLERS:
        told = tell(turn, named, sheet) if topic in turn.topics else None
        if told and told[1] in by_id:
            return from_passage(by_id[told[1]], told[0], "lead", by_id[told[1]].text)
    for topic in _STANDING:
        fact_id = _PASSAGES.get(topic, topic)
        if topic in turn.topics and fact_id in by_id:
            return dataclasses.replace(from_passage(by_id[fact_id]), role="lead")
    if subject.models and turn.says("which_license_has"):
        text = f"{subject.models[0].name} is under the {sheet.name} ({sheet.id})."
        return from_passage(by_id["profile"], text, "lead", by_id["profile"].text)
    return None


def named_as(subject: Subject, sheet: License) -> str:
    """`Model (License name)`, or the license alone when it was named."""
    if subject.model is not None:
        return f"{subject.model.name} ({sheet.name})"
    plain = subject.label.casefold().replace(" ", "") in sheet.name.casefold().replace(" ", "")
    return sheet.name if plain else f"{subject.label} ({sheet.name})"


def _patent(_turn: Turn, named: str, sheet: License) -> Told:
    grant = sheet.patent.grant or "not known"
    refused = re.match(r"(?:none|not|no|excluded)\b", grant)
    answer = "No" if refused else "Yes"
    return f"{answer}: the patent grant of {named} is: {grant}{at_clause(sheet.patent.clause)}.", "patent"


def _threshold(turn: Turn, named: str, sheet: License) -> Told | None:
    exists = turn.says("yes_no") and turn.says("any_limit")
    if not sheet.thresholds:
        return f"{'No: ' if exists else ''}{named} has no threshold by users or revenue.", "commercial-use"
    return (f"Yes, {named} has: {limits_in_words(sheet)}.", sheet.thresholds[0].id) if exists else None


def _territory(turn: Turn, named: str, sheet: License) -> Told | None:
    if not sheet.territory:
        return f"{named} leaves out no country: its text has no territorial limit.", "commercial-use"
    places = [place for place in turn.entities.places if place not in sheet.territory[0].excluded]
    if len(places) != 1 or not turn.says("yes_no"):
        return None
    area = sheet.territory[0]
    inside = within(places, area.excluded)
    only = " for multimodal models" if area.condition else ""
    told = "is inside" if inside else "is not in"
    answer = "Yes" if inside else "No"
    return f"{answer}: {named} leaves out {listed(list(area.excluded))}{only}, and {places[0]} {told} that area" + (
        f" ({area.clause})." if area.clause else "."
    ), "territory"


def _registration(_turn: Turn, named: str, sheet: License) -> Told | None:
    duty = next((duty for duty in sheet.obligations if "regist" in duty.what), None)
    return (f"Yes: {named} obliges you to {duty.what} ({duty.clause}).", f"duty-{duty.id}") if duty else None


def _open_source(turn: Turn, named: str, sheet: License) -> Told | None:
    if "exemption" in turn.topics:
        return None
    answer, kind = ("Yes", "is") if sheet.osi_approved else ("No", "is not")
    return f"{answer}: {named} {kind} OSI-approved; it is a {sheet.category} license.", "profile"


def _source(turn: Turn, named: str, sheet: License) -> Told | None:
    if sheet.category == "copyleft":
        return _passing_on(turn, named, sheet)
    if not turn.says("duty"):
        return None
    text = f"No: {named} is no copyleft license, so nothing obliges you to publish source code or weights."
    return text, "redistribution"


def _passing_on(turn: Turn, named: str, sheet: License) -> Told | None:
    """That a copyleft license asks for source only from whoever passes copies on, for use inside a company."""
    duty = next((duty for duty in sheet.obligations if duty.id == "copyleft_source"), None)
    facts = turn.stated.facts
    network = next((duty for duty in sheet.obligations if duty.id == "network_source"), None)
    if network and turn.says("unmodified"):
        text = f"No: {named} owes source to the users of a service only for a version that you modified"
        return f"{text} ({network.clause}).", f"duty-{network.id}"
    outside = facts.hosted_service or facts.distributes_weights or facts.distributes_derivative
    if duty is None or facts.purpose != "internal_business" or outside:
        return None
    more = f" Those who use a changed version over a network get its source ({network.clause})." if network else ""
    text = (
        f"No, not for internal use: under {named} source is owed only when copies are passed on ({duty.clause}).{more}"
    )
    return text, f"duty-{duty.id}"


def _omitted(turn: Turn, named: str, sheet: License) -> Told | None:
    """What may not be left out."""
    kept = [
        d for d in sheet.obligations if d.id.startswith(("retain", "license_copy", "notice", "attribution", "built"))
    ]
    if not (turn.says("omits") and kept):
        return None
    told = "; ".join(f"{duty.what} ({duty.clause})" for duty in kept[:3])
    return f"No: {named} obliges whoever passes it on to {told}.", f"duty-{kept[0].id}"


def _naming(turn: Turn, named: str, sheet: License) -> Told | None:
    """The prefix that a name must have."""
    duty = next((duty for duty in sheet.obligations if "name" in duty.id and "display" not in duty.id), None)
    if duty is None:
        return None
    start = "Not freely: " if turn.says("yes_no") else ""
    return f"{start}{named} obliges you to {duty.what} ({duty.clause}).", f"duty-{duty.id}"


def _marks(turn: Turn, named: str, sheet: License) -> Told | None:
    """Attribution, display and notices, where the question takes yes or no."""
    if not turn.says("yes_no"):
        return None
    shown = [d for d in sheet.obligations if d.id.startswith(("built", "powered", "display", "attribution", "retain"))]
    limited = [limit for limit in sheet.thresholds if limit.duty]
    if shown:
        return f"Yes: {named} obliges you to {shown[0].what} ({shown[0].clause}).", f"duty-{shown[0].id}"
    if limited or sheet.obligations:
        return None
    return f"No: {named} asks for no attribution, mark or notice.", "commercial-use"


def _obligations(_turn: Turn, named: str, sheet: License) -> Told | None:
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


def _ownership(turn: Turn, named: str, sheet: License) -> Told | None:
    """Who owns outputs, when the sheet says so."""
    owner = sheet.outputs.ownership
    if not owner or turn.says("topics", "modification"):
        return None
    if "not addressed" in owner or "not claimed" in owner:
        return (
            f"You keep what {named} writes: the license does not claim outputs{at_clause(sheet.outputs.clause)}.",
            "outputs",
        )
    return None


def _inherited(turn: Turn, named: str, sheet: License) -> Told | None:
    """Whether a model trained on outputs carries the terms."""
    if not (turn.says("yes_no") and turn.says("inherits") and turn.stated.facts.trains_on_output):
        return None
    if sheet.outputs.train_other_models != "derivative_terms_follow":
        return None
    return f"Yes: a model trained on outputs of {named} carries its terms{at_clause(sheet.outputs.clause)}.", "outputs"


_TELLERS: tuple[tuple[str, Callable[[Turn, str, License], Told | None]], ...] = (
    ("notice", _omitted),
    ("patent", _patent),
    ("naming", _naming),
    ("ownership", _ownership),
    ("outputs", _inherited),
    ("registration", _registration),
    ("open_source", _open_source),
    ("source", _source),
    ("territory", _territory),
    ("threshold", _threshold),
    ("display", _marks),
    ("obligations", _obligations),
)
"""Topics with a plain answer, the most specific first."""
