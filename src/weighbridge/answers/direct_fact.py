"""The first sentence of an answer about a license, where its sheet holds a plain fact on the topic asked about."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

from weighbridge.answers import direct_duties, direct_law
from weighbridge.answers.answer import Statement
from weighbridge.answers.consequences import at_clause, limits_in_words, listed
from weighbridge.answers.evidence import from_passage
from weighbridge.answers.sheet_facts import sheet_passages
from weighbridge.places import within

if TYPE_CHECKING:
    from weighbridge.answers.subjects import Subject
    from weighbridge.answers.turn import Turn
    from weighbridge.records import License
    from weighbridge.records.license_terms import Territory

Told = tuple[str, str]
"""A sentence, and the topic of the passage that holds what it says."""
_STANDING = ("changes", "law", "indemnity")
"""Topics whose fact is told as it stands."""
_PASSAGES = {"law": "governing-law"}


def direct_fact(turn: Turn, subject: Subject, sheet: License) -> Statement | None:
    """The sentence, with its passage cited; None leaves the first sentence to the documents."""
    named = named_as(subject, sheet)
    by_id = {passage.id.partition("#")[2]: passage for passage in sheet_passages(sheet)}
    for topic, tell in _TELLERS:
        told = tell(turn, named, sheet) if topic in turn.topics else None
        if told and told[1] in by_id:
            lead = from_passage(by_id[told[1]], told[0], "lead", by_id[told[1]].text)
            return dataclasses.replace(lead, basis=f"{named} {limits_in_words(sheet)} {lead.basis}")
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


def _threshold(turn: Turn, named: str, sheet: License) -> Told | None:
    exists = turn.says("yes_no") and turn.says("any_limit")
    if not sheet.thresholds:
        return f"{'No: ' if exists else ''}{named} has no threshold by users or revenue.", "commercial-use"
    return (f"Yes, {named} has: {limits_in_words(sheet)}.", sheet.thresholds[0].id) if exists else None


def _territory(turn: Turn, named: str, sheet: License) -> Told | None:
    if not sheet.territory:
        return f"{named} leaves out no country: its text has no territorial limit.", "commercial-use"
    area = sheet.territory[0]
    if len(turn.entities.places) != 1 or not turn.says("yes_no"):
        return None
    places = [place for place in turn.entities.places if place not in area.excluded]
    if not places:
        return _left_out(turn, named, area)
    inside = within(places, area.excluded)
    only = " for multimodal models" if area.condition else ""
    told = "is inside" if inside else "is not in"
    answer = "Yes" if inside else "No"
    return f"{answer}: {named} leaves out {listed(list(area.excluded))}{only}, and {places[0]} {told} that area" + (
        f" ({area.clause})." if area.clause else "."
    ), "territory"


def _left_out(turn: Turn, named: str, area: Territory) -> Told | None:
    """Yes to whether a place is left out that the license itself names; a model that it does not hit is no matter."""
    exempt = area.condition and any(subject.multimodal is False for subject in turn.subjects)
    if exempt or not turn.says("prohibition"):
        return None
    only = ", for multimodal models" if area.condition else ""
    return f"Yes{only}: {named} leaves out {listed(list(area.excluded))}{at_clause(area.clause)}.", "territory"


def _open_source(turn: Turn, named: str, sheet: License) -> Told | None:
    if "exemption" in turn.topics:
        return None
    answer, kind = ("Yes", "is") if sheet.osi_approved else ("No", "is not")
    return f"{answer}: {named} {kind} OSI-approved; it is a {sheet.category} license.", "profile"


_TELLERS: tuple[tuple[str, Callable[[Turn, str, License], Told | None]], ...] = (
    ("notice", direct_duties.omitted),
    ("patent", direct_law.patent),
    ("termination", direct_law.termination),
    ("fee", direct_law.fee),
    ("naming", direct_duties.naming),
    ("ownership", direct_law.ownership),
    ("outputs", direct_law.inherited),
    ("registration", direct_duties.registration),
    ("open_source", _open_source),
    ("source", direct_duties.source),
    ("territory", _territory),
    ("law", direct_law.law),
    ("threshold", _threshold),
    ("display", direct_duties.marks),
    ("obligations", direct_duties.obligations),
)
"""Topics with a plain answer, the most specific first."""
