"""The first sentence of a verdict: whether the stated use is allowed, and what decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge.answers.answer import Citation, Figure, Statement
from weighbridge.answers.consequences import at_clause, limits
from weighbridge.answers.direct_fact import named_as
from weighbridge.answers.evidence import cite, from_passage
from weighbridge.answers.sheet_facts import sheet_passages
from weighbridge.licensing.wording import called

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.subjects import Subject
    from weighbridge.answers.turn import Turn
    from weighbridge.knowledge.passage import Passage
    from weighbridge.licensing import Circumstances, Verdict
    from weighbridge.records import License

_PURPOSES = {
    "internal_business": "internal business use",
    "evaluation_business": "testing and evaluation",
    "product": "a product for others",
    "hosted_api": "a hosted service",
    "maas": "selling access to the model",
    "research": "research",
    "personal": "personal use",
}


def _verbatim(sheet: License, found: Verdict, desk: Desk) -> tuple[Citation, ...]:
    """The words of the deciding clauses, where the user brought the text."""
    passages = (desk.library.license_texts.clause(sheet.id, pointer) for pointer in found.clauses[:2])
    return tuple(cite(passage, passage.text) for passage in passages if passage is not None)


def lead(
    turn: Turn, subject: Subject, sheet: License, found: Verdict, facts: Circumstances, desk: Desk
) -> tuple[Statement, str | None]:
    """The verdict in one sentence, and whether it says yes or no to the question as it was put."""
    use = _PURPOSES.get(facts.purpose or "", "this use")
    named = named_as(subject, sheet)
    deciding = [step for step in found.trace if step.outcome == found.verdict and step.detail]
    at = at_clause("; ".join(found.clauses[:3]))
    reason = " ".join(dict.fromkeys(step.detail for step in deciding)).rstrip(".")
    needs = turn.says("needs_license") and not turn.says("permission")
    forbids = (turn.says("prohibition") and not turn.says("permission")) or turn.says("forbidding") or needs
    asked = turn.says("yes_no") or turn.says("permission")
    granted = found.verdict in ("allowed", "allowed_with_obligations")
    answer = None if not asked or found.verdict == "unknown" else "yes" if granted != forbids else "no"
    text = {
        "allowed": f"{named} allows {use}{at}",
        "allowed_with_obligations": f"{named} allows {use}, with duties{at}",
        "needs_vendor_agreement": f"{named} allows {use} only with an agreement of {sheet.publisher}. {reason}{at}",
        "forbidden": f"{named} does not allow {use}. {reason}{at}",
        "unknown": f"That depends: for {named}, {reason[:1].lower()}{reason[1:]}{at}",
    }[found.verdict]
    if found.conditional and granted:
        text += ", provided that the points named below turn out well"
    start = f"{answer.capitalize()}: " if answer else ""
    if needs and answer:
        start = "No agreement is needed: " if answer == "no" else "Yes, an agreement is needed: "
    basis = " ".join([named, reason, at, *(step.detail for step in found.trace)])
    citations = tuple(c for passage in _verdict_passages(sheet, found) for c in from_passage(passage).citations)
    citations += _verbatim(sheet, found, desk)
    figures = (*limits(sheet), *_compared(found, facts))
    return Statement(f"{start}{text}.", "lead", citations, figures, basis), answer


def _compared(found: Verdict, facts: Circumstances) -> tuple[Figure, ...]:
    """The figures of yours that were held against the limits, with how they were read."""
    told = []
    for held in (step.weighed for step in found.trace if step.weighed):
        stated = getattr(facts, held.stated_as)
        spread = held.stated_as != held.name and stated is not None
        basis = f"{stated:,.0f} ({called(held.stated_as)}), spread over the period" if spread else "as stated"
        told.append(Figure(called(held.name), held.value, held.unit, basis))
    return tuple(dict.fromkeys(told))


def _verdict_passages(sheet: License, found: Verdict) -> list[Passage]:
    """The fact passages behind the rules that decided, two at most."""
    wanted = [
        _passage_topic(step.rule)
        for step in found.trace
        if step.outcome == found.verdict or (found.verdict == "allowed" and step.rule == "commercial_use")
    ]
    by_id = {passage.id.partition("#")[2]: passage for passage in sheet_passages(sheet)}
    found_passages = [by_id[key] for key in dict.fromkeys(wanted) if key in by_id]
    return found_passages[:2] or [by_id["commercial-use"]]


def _passage_topic(rule: str) -> str:
    name, _, detail = rule.partition(":")
    return {
        "threshold": detail,
        "obligation": f"duty-{detail}",
        "commercial_use": "commercial-use",
        "territory": "territory",
        "field_of_use": "banned-uses",
        "output_training": "outputs",
        "passing_on": "redistribution",
        "hosting": "hosting",
    }.get(name, name)
