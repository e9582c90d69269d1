"""Answers about licenses: the verdict for the stated use, or the facts asked for, with clauses."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Citation, Draft, Figure, Statement, Status
from weighbridge.answers.consequences import agreement, alternatives, asked_back, at_clause, duties, limits, listed
from weighbridge.answers.direct_fact import direct_fact, named_as
from weighbridge.answers.entities import recognize
from weighbridge.answers.evidence import (
    by_heading,
    cite,
    from_passage,
    pick,
    ranked_sentences,
    says_yes_or_no,
    statements,
    unless_silent,
)
from weighbridge.answers.judged import also_binding, judged, told_of_several
from weighbridge.answers.language import stems
from weighbridge.answers.sheet_facts import for_topics, sheet_passages
from weighbridge.answers.stated import group_at_least
from weighbridge.licensing import Circumstances, Verdict
from weighbridge.licensing.wording import called
from weighbridge.places import within

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.subjects import Subject
    from weighbridge.answers.turn import Turn
    from weighbridge.knowledge.passage import Passage
    from weighbridge.records import License

WHY_WORDS = 95
"""Words of explanation from documents."""
_PURPOSES = {
    "internal_business": "internal business use",
    "evaluation_business": "testing and evaluation",
    "product": "a product for others",
    "hosted_api": "a hosted service",
    "maas": "selling access to the model",
    "research": "research",
    "personal": "personal use",
}


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
    lead, answer = _lead(turn, subject, sheet, found, facts, desk)
    deciding = {_DECIDES.get(step.rule.partition(":")[0], "") for step in found.trace if step.outcome == found.verdict}
    body = _explained(turn.also_about(*sorted(deciding)), subject, desk, lead.text)
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
    body = _explained(turn, subject, desk, direct.text if direct else "")
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
    passages = [_twin("license#eu-ai-act-exemption", sheet) for sheet in sheets]
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


def _verbatim(sheet: License, found: Verdict, desk: Desk) -> tuple[Citation, ...]:
    """The words of the deciding clauses, where the user brought the text."""
    passages = (desk.library.license_texts.clause(sheet.id, pointer) for pointer in found.clauses[:2])
    return tuple(cite(passage, passage.text) for passage in passages if passage is not None)


def _lead(
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


def _explained(turn: Turn, subject: Subject, desk: Desk, known: str) -> list[Statement]:
    """Sentences of the license's document, then facts of the sheet that they do not hold, then of its relatives."""
    sheet = subject.sheet
    assert sheet is not None  # noqa: S101  # as above
    hits = [
        hit for hit in desk.search(turn.words, (sheet.id,), ("license",), 10) if hit.passage.document_id == sheet.id
    ]
    documents = [hit for hit in hits if not hit.passage.id.startswith("license:")]
    documents = by_heading(turn.words, documents, turn.boost, turn.names)[:5]
    ranked = ranked_sentences(turn.words, documents, turn.boost, turn.names)
    chosen = pick(ranked, WHY_WORDS)
    wanted = " ".join((turn.words, *turn.boost))
    body = statements(chosen if known else unless_silent(chosen, ranked, wanted, turn.names))
    said = " ".join([known, *(statement.text for statement in body)])
    for passage in for_topics(sheet, turn.topics, 2 if documents else 5):
        asked = stems(turn.words) - stems(turn.names) - stems(said)
        if _adds(passage.text, said) or asked & stems(passage.text):
            body.append(from_passage(passage))
            said += f" {passage.text}"
    return [*body, *_relatives(turn, subject, desk, said)]


def _relatives(turn: Turn, subject: Subject, desk: Desk, said: str) -> list[Statement]:
    """Other versions that the text speaks of, or that say the same, each with its own fact."""
    sheet = subject.sheet
    assert sheet is not None  # noqa: S101  # as above
    found: list[Statement] = []
    first = next(iter(for_topics(sheet, turn.topics, 1)), None)
    same = [other for other in subject.sheets[1:] if first and _twin(first.id, other) and _twin_text(first, other)]
    if first and same:
        cited = tuple(c for other in same for c in from_passage(_twin(first.id, other)).citations)  # type: ignore[arg-type]
        text = f"The same holds under {listed([other.name for other in same])}."
        found.append(Statement(text, "why", cited, basis=text))
    for other in desk.catalog.licenses.values():
        tag = re.sub(r"^[a-z]+-", "", other.id).upper()
        if other.family != sheet.family or other.id == sheet.id or other in same or len(tag) < 3:
            continue
        if re.search(rf"(?<![\w.]){re.escape(tag)}(?![\w.])", said, re.IGNORECASE):
            found += [from_passage(passage) for passage in for_topics(other, turn.topics, 1)]
    return found[:2]


def _twin(passage_id: str, other: License) -> Passage | None:
    topic = passage_id.partition("#")[2]
    return next((item for item in sheet_passages(other) if item.id.endswith(f"#{topic}")), None)


def _twin_text(passage: Passage, other: License) -> bool:
    """Whether both say the same apart from the licenses' names and clause numbers."""
    twin = _twin(passage.id, other)
    return twin is not None and _bare(passage) == _bare(twin)


def _bare(passage: Passage) -> str:
    text = passage.text.replace(passage.title, "")
    return " ".join(re.sub(r"\([^)]*\)|\W", " ", text).split()).casefold()


def _adds(text: str, said: str) -> bool:
    """Whether a fact says something that is not there yet: a clause or most of its words."""
    new = stems(text) - stems(said)
    return len(new) > 0.45 * len(stems(text))


def _suggest(subject: Subject, sheet: License) -> tuple[str, ...]:
    ref = subject.model.id if subject.model else sheet.id
    return (f"weighbridge license {ref}",)
