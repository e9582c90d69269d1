"""Which models of a family are under which license, when a question asks which are and which are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge.answers.answer import Draft, Statement
from weighbridge.answers.consequences import listed
from weighbridge.answers.evidence import from_passage
from weighbridge.answers.sheet_facts import sheet_passages
from weighbridge.answers.subjects import each_named

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.subjects import Subject
    from weighbridge.answers.turn import Turn
    from weighbridge.records import License

MOST = 5
"""Models that are named for one license."""


def by_license(turn: Turn, desk: Desk) -> Draft | None:
    """The models of the one family named, by license; None when they have but one, or several families are named."""
    apart = each_named(turn.entities, desk.catalog)
    families = [subject for subject in apart if len(subject.models) > 1 and len(_licenses(subject)) > 1]
    if len(families) != 1:
        return None
    family = families[0]
    named = {sheet.id for subject in apart if not subject.models for sheet in subject.sheets}
    if not named and not turn.says("license_noun"):
        return None
    own = _licenses(family)
    inside = [sheet for sheet in own if sheet.id in named]
    others = [sheet for sheet in own if sheet.id not in named]
    wanted = others if turn.says("negation") or not inside else inside
    if not wanted:
        return None
    told = "; ".join(f"{sheet.name}: {_names(family, sheet)}" for sheet in wanted)
    lead = _statement(f"Of {family.label} {_are(wanted, inside)}: {told}.", wanted)
    rest = [sheet for sheet in own if sheet not in wanted]
    more = "; ".join(f"{sheet.name}: {_names(family, sheet)}" for sheet in rest)
    body = [_statement(f"The others are under {more}.", rest, "why")] if rest else []
    return Draft("license_fact", (lead, *body), "answered", (f"weighbridge license {wanted[0].id}",))


def _are(wanted: list[License], inside: list[License]) -> str:
    """What the first list holds, beside the licenses that the question names."""
    if not inside:
        return "the models are under these licenses"
    name = listed([sheet.name for sheet in inside])
    return f"these are under {name}" if wanted == inside else f"these are not under {name}"


def _licenses(family: Subject) -> list[License]:
    ids = {model.license_id for model in family.models}
    return [sheet for sheet in family.sheets if sheet.id in ids]


def _names(family: Subject, sheet: License) -> str:
    under = sorted(
        (model for model in family.models if model.license_id == sheet.id),
        key=lambda model: (len(model.name), model.name),
    )
    shown = [model.name for model in under[:MOST]]
    more = f" and {len(under) - MOST} more" if len(under) > MOST else ""
    return f"{', '.join(shown)}{more}"


def _statement(text: str, sheets: list[License], role: str = "lead") -> Statement:
    citations = tuple(c for sheet in sheets for c in from_passage(sheet_passages(sheet)[0]).citations)
    return Statement(text, "lead" if role == "lead" else "why", citations, basis=text)
