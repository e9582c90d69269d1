"""A use judged under everything that binds a model: its own license, and those of the models that it was built on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge.answers.answer import Statement
from weighbridge.answers.consequences import listed
from weighbridge.answers.evidence import from_passage
from weighbridge.answers.sheet_facts import sheet_passages
from weighbridge.licensing import judge
from weighbridge.licensing.lineage import binding_licenses
from weighbridge.licensing.strictest import strictest

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.subjects import Subject
    from weighbridge.licensing import Circumstances, Verdict
    from weighbridge.records import License


def also_binding(subject: Subject, sheet: License, desk: Desk) -> tuple[License, ...]:
    """Further licenses that all models of a subject under `sheet` carry; none when they differ."""
    models, licenses = desk.catalog.models.get, desk.catalog.licenses.get
    sets = {binding_licenses(model, models, licenses) for model in subject.models if model.license_id == sheet.id}
    ids = sets.pop() if len(sets) == 1 else ()
    return tuple(desk.catalog.licenses[i] for i in ids if i in desk.catalog.licenses)


def judged(subject: Subject, sheet: License, facts: Circumstances, desk: Desk) -> tuple[License, Verdict]:
    """The verdict that counts, the strictest of all that bind, with the license that decides."""
    also = also_binding(subject, sheet, desk)
    # Buying from the maker is not buying from the licensor of what the maker built on.
    elsewhere = facts.model_copy(update={"via_vendor": None, "via_certified_partner": None})
    found = strictest([judge(sheet, facts), *(judge(other, elsewhere) for other in also)])
    return next((other for other in also if other.id == found.license_id), sheet), found


def told_of_several(subject: Subject, sheet: License, desk: Desk) -> list[Statement]:
    """That more than one license binds, with what each is."""
    also = also_binding(subject, sheet, desk)
    if not also:
        return []
    sheets = (sheet, *also)
    named = listed([f"the {one.name} ({one.id})" for one in sheets])
    citations = tuple(c for one in sheets for c in from_passage(sheet_passages(one)[0]).citations)
    text = f"{subject.label} is under more than one license: {named}. All of them bind, so the strictest decides."
    return [Statement(text, "why", citations, basis=text)]
