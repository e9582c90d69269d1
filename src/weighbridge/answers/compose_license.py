"""Answers about licenses: the verdict for the stated use, or the facts asked for, with clauses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Draft, Figure, Statement
from weighbridge.answers.evidence import from_passage, pick, ranked_sentences, statements
from weighbridge.answers.sheet_facts import for_topics, sheet_passages
from weighbridge.licensing import Circumstances, Verdict, judge

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.subjects import Subject
    from weighbridge.answers.turn import Turn
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
_QUESTIONS = {
    "purpose": "what the model is used for (internal work, evaluation, a product, a hosted service)",
    "mau": "the monthly active users of your group",
    "mau_at_release": "the monthly active users of your group in the month before the model's release",
    "product_mau": "the monthly active users of the product",
    "monthly_revenue_usd": "the monthly revenue of your group",
    "annual_revenue_usd": "the annual revenue of your group",
    "ttm_revenue_usd": "the highest revenue of your group in any 12 months",
    "product_monthly_revenue_usd": "the monthly revenue of the product",
    "region": "where your company has its principal place of business",
    "use_countries": "in which countries it is used",
    "group_runs_maas": "whether any company of your group sells access to models",
    "runs_ai_work_assistant": "whether any company of your group sells a coding or work assistant",
    "nonprofit": "whether you are a non-profit organization",
    "competes_with_licensor": "whether your group competes with the licensor",
    "model_multimodal": "whether the model takes more than text",
    "fine_tunes": "whether you change the model",
    "hosted_service": "whether third parties reach the model over a network",
    "distributes_weights": "whether copies of the weights go to others",
    "distributes_derivative": "whether changed weights go to others",
    "trains_on_output": "whether another model is trained on its outputs",
}


def verdict(turn: Turn, subject: Subject, desk: Desk) -> Draft:
    """Whether a stated use is allowed, why, and what to do."""
    sheet = subject.sheet
    assert sheet is not None  # noqa: S101  # the router sends only subjects with a sheet here
    facts = turn.stated.facts.model_copy(update={"model_multimodal": subject.multimodal})
    found = judge(sheet, facts)
    lead = _lead(turn, subject, sheet, found, facts)
    body = [*_explained(turn, subject, desk, lead.text), *_duties(sheet, found, facts)]
    body += [Statement(note, "note", basis=note) for note in turn.stated.assumed]
    body += _asked(found, sheet)
    kind = "license_verdict"
    status = "needs_more" if facts.purpose is None and found.verdict == "unknown" and found.open_asks else "answered"
    return Draft(kind, (lead, *body), status, _suggest(subject, sheet))


def fact(turn: Turn, subject: Subject, desk: Desk) -> Draft:
    """What a license says on the topic asked about."""
    sheet = subject.sheet
    assert sheet is not None  # noqa: S101  # as above
    direct = direct_fact(turn, subject, sheet)
    body = _explained(turn, subject, desk, direct.text if direct else "")
    duties: list[Statement] = []
    if turn.says("duty") or turn.stated.facts.purpose in ("hosted_api", "product"):
        facts = turn.stated.facts.model_copy(update={"model_multimodal": subject.multimodal})
        duties = _duties(sheet, judge(sheet, facts), facts) if "obligations" in turn.topics else []
    head = [direct] if direct else []
    return Draft("license_fact", (*head, *body, *duties), "answered", _suggest(subject, sheet))


def direct_fact(turn: Turn, subject: Subject, sheet: License) -> Statement | None:
    """A first sentence for topics whose answer is a plain fact of the sheet; None leaves it to the documents."""
    topics = turn.topics
    named = named_as(subject, sheet)
    by_id = {passage.id.partition("#")[2]: passage for passage in sheet_passages(sheet)}
    text, key = None, ""
    if "patent" in topics:
        grant = sheet.patent.grant or "not known"
        refused = re.match(r"(?:none|not|no|excluded)\b", grant)
        text = f"{'No' if refused else 'Yes'}: the patent grant of {named} is: {grant}{_at(sheet.patent.clause)}."
        key = "patent"
    elif "threshold" in topics and not sheet.thresholds:
        text, key = f"{named} has no threshold by users or revenue.", "commercial-use"
    elif "territory" in topics and not sheet.territory:
        text, key = f"{named} leaves out no country: its text has no territorial limit.", "commercial-use"
    elif "registration" in topics and any("regist" in duty.what for duty in sheet.obligations):
        duty = next(duty for duty in sheet.obligations if "regist" in duty.what)
        text, key = f"Yes: {named} obliges you to {duty.what} ({duty.clause}).", f"duty-{duty.id}"
    elif "open_source" in topics and "exemption" not in topics:
        answer = "Yes" if sheet.osi_approved else "No"
        kind = "is" if sheet.osi_approved else "is not"
        text = f"{answer}: {named} {kind} OSI-approved; it is a {sheet.category} license."
        key = "profile"
    elif "exemption" in topics:
        assessed = sheet.eu_ai_act_open_source_exemption
        word = assessed.assessment.replace("_", " ").capitalize()
        text, key = f"{word}: for {named} the reason is: {assessed.why}.", "eu-ai-act-exemption"
    passage = by_id.get(key)
    return from_passage(passage, text, "lead", passage.text) if text and passage else None


def named_as(subject: Subject, sheet: License) -> str:
    """`Model (License name)`, or the license alone when it was named."""
    if subject.model is not None:
        return f"{subject.model.name} ({sheet.name})"
    plain = subject.label.casefold().replace(" ", "") in sheet.name.casefold().replace(" ", "")
    return sheet.name if plain else f"{subject.label} ({sheet.name})"


def _lead(turn: Turn, subject: Subject, sheet: License, found: Verdict, facts: Circumstances) -> Statement:
    """The verdict in one sentence, with yes or no as the question was put."""
    use = _PURPOSES.get(facts.purpose or "", "this use")
    named = named_as(subject, sheet)
    deciding = [step for step in found.trace if step.outcome == found.verdict and step.detail]
    clause = "; ".join(found.clauses[:3])
    reason = " ".join(dict.fromkeys(step.detail for step in deciding))
    forbids = turn.says("prohibition") and not turn.says("permission")
    yes, no = ("No", "Yes") if forbids else ("Yes", "No")
    if not (turn.says("yes_no") or turn.says("permission")):
        yes = no = ""
    if found.verdict == "allowed":
        text = f"{_start(yes)}{named} allows {use}{_at(clause)}"
    elif found.verdict == "allowed_with_obligations":
        text = f"{_start(yes)}{named} allows {use}, with duties{_at(clause)}"
    elif found.verdict == "needs_vendor_agreement":
        text = f"{_start(no)}{named} allows {use} only with an agreement of {sheet.publisher}: {reason}{_at(clause)}"
    elif found.verdict == "forbidden":
        text = f"{_start(no)}{named} does not allow {use}: {reason}{_at(clause)}"
    else:
        text = f"That depends: for {named}, {reason}{_at(clause)}"
    if found.conditional and found.verdict in ("allowed", "allowed_with_obligations"):
        text += ", provided that the points named below turn out well"
    basis = " ".join([reason, clause, sheet.name, *(step.detail for step in found.trace)])
    cited = _verdict_passages(sheet, found)
    citations = tuple(c for passage in cited for c in from_passage(passage).citations)
    return Statement(_sentence(text), "lead", citations, _figures(sheet), basis)


def _verdict_passages(sheet: License, found: Verdict) -> list:  # type: ignore[type-arg]  # narrowed below
    """The fact passages behind the rules that decided, two at most."""
    wanted: list[str] = []
    for step in found.trace:
        if step.outcome == found.verdict or (found.verdict == "allowed" and step.rule == "commercial_use"):
            wanted.append(_passage_topic(step.rule))
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
    """Sentences of the license's document, then facts of the sheet that they do not hold."""
    sheet = subject.sheet
    assert sheet is not None  # noqa: S101  # as above
    cited = subject.sheets[:2] if len(subject.sheets) <= 2 else subject.sheets[:1]
    hits = []
    for one in cited:
        hits += desk.search(turn.words, (one.id,), ("license",), 6)
    hits = [hit for hit in hits if hit.passage.document_id in {one.id for one in cited}]
    documents = [hit for hit in hits if not hit.passage.id.startswith("license:")][:5]
    chosen = pick(ranked_sentences(turn.words, documents), WHY_WORDS, known)
    body = statements(chosen)
    said = " ".join([known, *(statement.text for statement in body)])
    for passage in for_topics(sheet, turn.topics, 3 if documents else 5):
        extra = pick(ranked_sentences(turn.words, [], ()), 0) if False else None
        if extra is None and _adds(passage.text, said):
            body.append(from_passage(passage))
            said += f" {passage.text}"
    if not known and body:
        body[0] = Statement(body[0].text, "lead", body[0].citations, body[0].figures, body[0].basis)
    return body


def _adds(text: str, said: str) -> bool:
    """Whether a fact says something that is not there yet: a clause or most of its words."""
    from weighbridge.answers.language import stems

    new = stems(text) - stems(said)
    return len(new) > 0.45 * len(stems(text))


def _duties(sheet: License, found: Verdict, facts: Circumstances) -> list[Statement]:
    """What to do, as one sentence, when the use sets duties off."""
    if not found.obligations:
        return []
    by_id = {passage.id.partition("#")[2]: passage for passage in sheet_passages(sheet)}
    listed = "; ".join(f"{duty.what} ({duty.clause})" for duty in found.obligations)
    passages = [by_id[key] for duty in found.obligations if (key := f"duty-{duty.id}") in by_id]
    citations = tuple(c for passage in passages[:3] for c in from_passage(passage).citations)
    return [Statement(f"To do: {listed}.", "do", citations, basis=listed)]


def _asked(found: Verdict, sheet: License) -> list[Statement]:
    """The circumstances that are missing and matter."""
    asks = [ask for ask in found.open_asks if ask.name in _QUESTIONS][:4]
    if not asks:
        return []
    told = "; ".join(f"{_QUESTIONS[ask.name]}{_at(ask.clause)}" for ask in asks)
    return [Statement(f"To be sure, tell me: {told}.", "ask", basis=told)]


def _figures(sheet: License) -> tuple[Figure, ...]:
    """The thresholds of a sheet as figures."""
    return tuple(
        Figure(item.id, item.value, item.currency or "users", f"{sheet.id}, {item.clause}")
        for item in sheet.thresholds
        if item.metric != "business_type"
    )


def _suggest(subject: Subject, sheet: License) -> tuple[str, ...]:
    ref = subject.model.id if subject.model else sheet.id
    return (f"weighbridge license {ref}",)


def _at(clause: str | None) -> str:
    return f" ({clause})" if clause else ""


def _start(word: str) -> str:
    return f"{word}: " if word else ""


def _sentence(text: str) -> str:
    text = re.sub(r"\.(?= \()", "", text.strip())
    return text if text.endswith(".") else f"{text}."
