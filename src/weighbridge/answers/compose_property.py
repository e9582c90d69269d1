"""All licenses with a given property, as `which licenses ...` asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Draft, Figure, Statement
from weighbridge.answers.evidence import from_passage
from weighbridge.answers.sheet_facts import for_topics

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.turn import Turn
    from weighbridge.records import License


MOST_NAMED = 14
"""Licenses that a list names."""
SEE = ("weighbridge licenses",)


def with_property(turn: Turn, desk: Desk) -> Draft | None:
    """Which licenses have what the question asks for, from the sheets; None when it asks for nothing known."""
    places = set(turn.entities.places)
    sheets = sorted(desk.catalog.licenses.values(), key=lambda sheet: sheet.id)
    if "territory" in turn.topics and turn.says("prohibition"):
        out = [s for s in sheets if any(not places or places & set(area.excluded) for area in s.territory)]
        where = f"leave out {', '.join(sorted(places))}" if places else "leave out some territory"
        return _listed(out, where, "territory", len(sheets))
    for item in _PROPERTIES:
        if item.asked(turn):
            return _listed([sheet for sheet in sheets if item.holds(sheet)], item.title, item.topic, len(sheets))
    return None


def _listed(found: list[License], title: str, topic: str, of: int) -> Draft | None:
    """The licenses by name, with the clause that shows it for the first ones."""
    if not found:
        return None
    names = ", ".join(sheet.name for sheet in found[:MOST_NAMED])
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    text = f"{len(found)} licenses in the catalog {title}: {names}{more}."
    passages = [passage for sheet in found[:MOST_NAMED] for passage in for_topics(sheet, (topic,), 1)]
    citations = tuple(citation for passage in passages for citation in from_passage(passage).citations)
    figure = Figure("licenses", len(found), "licenses", f"counted over {of} sheets")
    lead = Statement(text, "lead", citations, (figure,), f"{names} {more}")
    return Draft("comparison", (lead, *(from_passage(passage) for passage in passages[:4])), "answered", SEE)


def _has(turn: Turn, *topics: str) -> bool:
    return any(topic in turn.topics for topic in topics)


@dataclass(frozen=True)
class _Property:
    """Something that licenses have in common, as `which licenses ...` asks for it."""

    title: str
    """How the answer goes on after the number of licenses."""
    topic: str
    """Topic of the fact that shows it."""
    asked: Callable[[Turn], bool]
    holds: Callable[[License], bool]


def _restricts_training(sheet: License) -> bool:
    return sheet.outputs.train_other_models.startswith(("forbidden", "research"))


def _grants_patents(sheet: License) -> bool:
    return bool(sheet.patent.grant) and not (sheet.patent.grant or "").startswith(("none", "not", "excluded"))


def _asks_for_mark(sheet: License) -> bool:
    marks = ("built", "powered", "name", "display")
    return any(duty.id.startswith(marks) for duty in sheet.obligations) or any(item.duty for item in sheet.thresholds)


def _bans(sheet: License, *parts: str) -> bool:
    return any(part in ban.tag for ban in sheet.field_of_use_bans for part in parts)


_PROPERTIES: tuple[_Property, ...] = (
    _Property(
        "have a limit by revenue",
        "threshold",
        lambda turn: _has(turn, "threshold") and "revenue" in turn.words.lower(),
        lambda sheet: any(item.currency for item in sheet.thresholds),
    ),
    _Property(
        "have a limit by users",
        "threshold",
        lambda turn: _has(turn, "threshold") and "user" in turn.words.lower(),
        lambda sheet: any(item.metric == "mau" for item in sheet.thresholds),
    ),
    _Property(
        "ask for registration",
        "registration",
        lambda turn: _has(turn, "registration"),
        lambda sheet: any("regist" in duty.what for duty in sheet.obligations),
    ),
    _Property(
        "are OSI-approved",
        "open_source",
        lambda turn: _has(turn, "open_source") and not _has(turn, "exemption"),
        lambda sheet: sheet.osi_approved,
    ),
    _Property("grant patents expressly", "patent", lambda turn: _has(turn, "patent"), _grants_patents),
    _Property(
        "likely qualify for the EU AI Act open-source exemption",
        "exemption",
        lambda turn: _has(turn, "exemption"),
        lambda sheet: sheet.eu_ai_act_open_source_exemption.assessment == "likely_yes",
    ),
    _Property(
        "ban military use", "military", lambda turn: _has(turn, "military"), lambda sheet: _bans(sheet, "military")
    ),
    _Property(
        "restrict medical use",
        "medical",
        lambda turn: _has(turn, "medical"),
        lambda sheet: _bans(sheet, "medical", "clinical"),
    ),
    _Property(
        "forbid or limit training other models on outputs",
        "outputs",
        lambda turn: _has(turn, "outputs") and turn.says("prohibition"),
        _restricts_training,
    ),
    _Property(
        "let you train other models on outputs",
        "outputs",
        lambda turn: _has(turn, "outputs"),
        lambda sheet: sheet.outputs.train_other_models in ("allowed", "allowed_with_naming"),
    ),
    _Property("are copyleft", "source", lambda turn: _has(turn, "source"), lambda sheet: sheet.category == "copyleft"),
    _Property(
        "ask you to show a mark or name", "display", lambda turn: _has(turn, "display", "naming"), _asks_for_mark
    ),
    _Property(
        "make the user hold the licensor harmless",
        "indemnity",
        lambda turn: _has(turn, "indemnity"),
        lambda sheet: bool(sheet.user_indemnity and sheet.user_indemnity.value is True),
    ),
    _Property(
        "let the licensor change terms or policy",
        "changes",
        lambda turn: _has(turn, "changes"),
        lambda sheet: bool(sheet.licensor_may_change_terms and sheet.licensor_may_change_terms.value is not False),
    ),
    _Property(
        "do not grant commercial use",
        "commercial",
        lambda turn: _has(turn, "commercial") and (turn.says("prohibition") or turn.says("claims", "forbids")),
        lambda sheet: sheet.commercial_use.value == "no",
    ),
    _Property(
        "grant commercial use without a size limit",
        "commercial",
        lambda turn: _has(turn, "commercial"),
        lambda sheet: sheet.commercial_use.value == "yes" and not sheet.thresholds,
    ),
)
