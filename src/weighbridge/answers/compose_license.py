"""Answers about licenses: the verdict for the stated use, or the facts asked for, with clauses."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from weighbridge.answers import verdict_lead
from weighbridge.answers.answer import Draft, Statement, Status
from weighbridge.answers.chosen import pick
from weighbridge.answers.consequences import agreement, alternatives, asked_back, at_clause, duties, listed
from weighbridge.answers.direct_fact import direct_fact, named_as
from weighbridge.answers.entities import recognize
from weighbridge.answers.evidence import from_passage, says_yes_or_no, statements
from weighbridge.answers.judged import also_binding, judged, told_of_several
from weighbridge.answers.ranked import ranked_sentences
from weighbridge.answers.reasons import explained, twin
from weighbridge.answers.sheet_facts import sheet_passages
from weighbridge.answers.stated import group_at_least
from weighbridge.licensing import Circumstances
from weighbridge.places import within

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.subjects import Subject
    from weighbridge.answers.turn import Turn
    from weighbridge.records import License

_DECIDES = {"territory": "territory", "threshold": "threshold", "output_training": "outputs", "field_of_use": "policy"}
"""Rule that decided to the topic that explains it."""


def verdict(turn: Turn, subject: Subject, desk: Desk) -> Draft:
    """Whether a stated use is allowed, why, and what to do."""
    sheet = subject.sheet
    assert sheet is not None  # noqa: S101  # the router sends only subjects with a sheet here
    facts = turn.stated.facts.model_copy(update={"model_multimodal": subject.multimodal})
    assumed = turn.stated.assumed
    if facts.purpose is None and _sized(facts):
        facts = facts.model_copy(update={"purpose": "internal_business"})
        assumed = (*assumed, "I took it as internal business use; a product or a hosted service may owe more.")
    facts, noted = group_at_least(sheet, facts)
    assumed = (*assumed, *noted)
    own, (sheet, found) = sheet, judged(subject, sheet, facts, desk)
    subject = dataclasses.replace(subject, sheets=(sheet, *(item for item in subject.sheets if item is not sheet)))
    lead, answer = verdict_lead.lead(turn, subject, sheet, found, facts, desk)
    deciding = {_DECIDES.get(step.rule.partition(":")[0], "") for step in found.trace if step.outcome == found.verdict}
    body = explained(turn.also_about(*sorted(deciding)), subject, desk, lead.text)
    body = _own_opening(body, subject, desk)
    body = _merge(lead, body, answer, replace=not _measured(facts))
    if found.verdict == "forbidden":  # what is granted up to a size does not matter then
        body = [item for item in body if item.role == "lead" or not _grants_only(item)]
    body[1:1] = [*told_of_several(subject, own, desk), *_outside(sheet, facts)]
    body += agreement(sheet, found)
    body += duties((sheet, own, *also_binding(subject, own, desk)), found)
    body += alternatives(subject, sheet, found, desk)
    body += [Statement(note, "note", basis=note) for note in assumed]
    body += asked_back(found)
    status: Status = "answered"
    if found.verdict == "unknown" and found.open_asks:
        status = "needs_more"
    return Draft("license_verdict", tuple(body), status, _suggest(subject, sheet))


def fact(turn: Turn, subject: Subject, desk: Desk) -> Draft:
    """What a license says on the topic asked about."""
    sheet = subject.sheet
    assert sheet is not None  # noqa: S101  # as above
    direct = direct_fact(turn, subject, sheet)
    body = explained(turn, subject, desk, direct.text if direct else "")
    if direct:
        body = _merge(
            direct, _own_opening(body, subject, desk), says_yes_or_no(direct.text), replace=not turn.entities.places
        )
    elif body:
        body[0] = dataclasses.replace(body[0], role="lead")
    if turn.stated.facts.purpose in ("hosted_api", "product") and "obligations" in turn.topics:
        facts = turn.stated.facts.model_copy(update={"model_multimodal": subject.multimodal})
        decides, found = judged(subject, sheet, facts, desk)
        body += duties((decides, sheet, *also_binding(subject, sheet, desk)), found)
    body[1:1] = told_of_several(subject, sheet, desk)
    return Draft("license_fact", tuple(body), "answered", _suggest(subject, sheet))


def exemption(turn: Turn, subject: Subject, desk: Desk, frameworks: tuple[str, ...]) -> Draft:
    """Whether an open-source exemption of a framework is open to models under a license."""
    sheets = subject.sheets
    assessed = {sheet.eu_ai_act_open_source_exemption.assessment for sheet in sheets}
    word = assessed.pop().replace("_", " ") if len(assessed) == 1 else "it depends on the version"
    why = sheets[0].eu_ai_act_open_source_exemption.why
    named = named_as(subject, sheets[0]) if len(sheets) == 1 else listed([sheet.name for sheet in sheets])
    passages = [twin("license#eu-ai-act-exemption", sheet) for sheet in sheets]
    citations = tuple(c for passage in passages if passage for c in from_passage(passage).citations)
    text = f"{word[:1].upper()}{word[1:]}, for {named}: {why[:1].lower()}{why[1:]}."
    lead = Statement(text, "lead", citations, basis=f"{named} {why}")
    hits = [
        hit
        for hit in desk.search(f"{turn.words} license terms", frameworks, limit=8)
        if hit.passage.document_id in frameworks
    ]
    documents = [hit for hit in hits if ":" not in hit.passage.id.partition("#")[0]][:3] or hits[:2]
    body = statements(pick(ranked_sentences(turn.words, documents, turn.boost), 80, lead.text))
    return Draft("compliance", (lead, *body), "answered", _suggest(subject, sheets[0]))


def _outside(sheet: License, facts: Circumstances) -> list[Statement]:
    """That the company's place is not among those that the license leaves out."""
    for area in sheet.territory:
        if facts.region and within([facts.region], area.excluded) is False:
            passage = next(passage for passage in sheet_passages(sheet) if passage.id.endswith("#territory"))
            left_out = f"{listed(list(area.excluded))}, which it leaves out{at_clause(area.clause)}"
            text = f"{facts.region} is not part of {left_out}."
            return [
                Statement(
                    text, "why", from_passage(passage).citations, basis=f"{facts.region} {passage.text} {area.clause}"
                )
            ]
    return []


def _grants_only(statement: Statement) -> bool:
    """Whether a statement only says that the license grants commercial use."""
    return bool(statement.citations) and all(c.passage.endswith("#commercial-use") for c in statement.citations)


def _own_opening(body: list[Statement], subject: Subject, desk: Desk) -> list[Statement]:
    """The body without an opening that answers for another model under the same license."""
    if not body or says_yes_or_no(body[0].text) is None or not subject.models:
        return body
    named = {i for mention in recognize(body[0].text, desk.names).of("model") for i in mention.ids}
    return body[1:] if named and named.isdisjoint(model.id for model in subject.models) else body


def _merge(lead: Statement, body: list[Statement], answer: str | None, *, replace: bool) -> list[Statement]:
    """One direct first sentence: the document's own, where it says the same, else the computed one."""
    opening = body[0] if body else None
    told = says_yes_or_no(opening.text) if opening else None
    if opening is not None and told == answer and told in ("yes", "no") and replace:
        first = dataclasses.replace(
            opening, role="lead", citations=(*opening.citations, *lead.citations), figures=lead.figures
        )
        return [first, *body[1:]]
    if opening is not None and told in ("yes", "no"):
        plain = re.sub(r"^(?:Yes|No)[.,:]\s+", "", opening.text)
        body = [dataclasses.replace(opening, text=plain[:1].upper() + plain[1:]), *body[1:]]
    return [lead, *body]


def _sized(facts: Circumstances) -> bool:
    """Whether the size of a business is stated, which only a business has."""
    return any((facts.annual_revenue_usd, facts.monthly_revenue_usd, facts.product_annual_revenue_usd))


def _measured(facts: Circumstances) -> bool:
    """Whether figures or places of the question decided, which no document can know."""
    return any((facts.mau, facts.annual_revenue_usd, facts.monthly_revenue_usd, facts.region, facts.product_mau))


def _suggest(subject: Subject, sheet: License) -> tuple[str, ...]:
    ref = subject.model.id if subject.model else sheet.id
    return (f"weighbridge license {ref}",)
