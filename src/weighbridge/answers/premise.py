"""What a question takes for granted, held against the catalog: a false premise is corrected before anything else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Draft, Statement
from weighbridge.answers.consequences import limits_in_words
from weighbridge.answers.evidence import by_heading, from_passage, pick, ranked_sentences, statements
from weighbridge.answers.judged import told_of_several
from weighbridge.answers.language import pattern, says
from weighbridge.answers.sheet_facts import for_topics, sheet_passages

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.entities import Mention
    from weighbridge.answers.subjects import Subject
    from weighbridge.answers.turn import Turn
    from weighbridge.records import License

_BETWEEN = re.compile(
    r"^\W*(?:is|are|was|being|comes?|came|falls?|has|have|having|uses?|carries|which is|released|licensed|published|"
    r"files?|cards?|pages?|labels?|says?|headed|tagged|marked|"
    r"now|also|already|still|both|an?|the|under|with|by|its|it|open|free|'s|s|\s)*\W*$",
    re.IGNORECASE,
)
"""What may stand between a model and the license that it is said to have."""
_OF = re.compile(
    r"^\W*(?:licen[cs]e|terms|text|grant|copyleft|s|\s)*\W*(?:of|on|for|that covers|covering)\W+(?:the\W+)?$",
    re.IGNORECASE,
)
"""The same the other way around: `LICENSE license of MODEL`."""


def correction(turn: Turn, desk: Desk) -> Draft | None:
    """The draft that corrects a false premise; None when none is found."""
    claim = _claim(turn.words)
    fault = (
        _in_force(turn, desk, claim)
        or _wrong_license(turn, desk)
        or _certified_model(turn, desk)
        or _closed_weights(turn, desk, claim)
    )
    if fault is None:
        fault = next((found for subject in turn.subjects if (found := _wrong_terms(subject, claim or "", turn))), None)
    if fault is None:
        return None
    subject, lead = fault
    body: list[Statement] = []
    about = tuple(sheet.id for sheet in subject.sheets[:1]) if subject else tuple(turn.frameworks)
    if about:
        hits = [hit for hit in desk.search(turn.words, about, limit=6) if hit.passage.document_id in about]
        hits = [hit for hit in hits if ":" not in hit.passage.id.partition("#")[0]] or hits
        hits = by_heading(turn.words, hits, turn.boost, turn.names)
        body = statements(pick(ranked_sentences(turn.words, hits[:4]), 70, lead.text))
    if subject and subject.sheet and not says(lead.text, "claims", "free") and "not under" in lead.text:
        body = [*body, _terms(subject.sheet)]
    if subject and subject.sheet and not body:
        body = [from_passage(passage) for passage in for_topics(subject.sheet, turn.topics, 2)]
    return Draft("false_premise", (lead, *body), "answered")


def _terms(sheet: License) -> Statement:
    """What the license that does apply asks for, in one sentence."""
    asked = "; ".join(f"{duty.what} ({duty.clause})" for duty in sheet.obligations[:3]) or "no duties"
    size = f"{limits_in_words(sheet)}; " if sheet.thresholds else ""
    passage = next(p for p in sheet_passages(sheet) if p.id.endswith("#commercial-use"))
    text = f"Its own conditions are: {size}{asked}."
    return Statement(text, "why", from_passage(passage).citations, basis=text)


def confirmed(turn: Turn, desk: Desk) -> Draft | None:
    """Yes to `is MODEL under LICENSE`; not only that one, where another license binds the model too."""
    named, plain = [s for s in turn.subjects if s.models], [s for s in turn.subjects if not s.models]
    if len(named) != 1 or len(plain) != 1 or not turn.says("yes_no") or turn.says("kinds", "comparison"):
        return None
    subject, sheet = named[0], named[0].sheets[0]
    if len(subject.sheets) > 1 or sheet.id not in {other.id for other in plain[0].sheets}:
        return None
    several = told_of_several(subject, sheet, desk)
    start = "Not only" if several else "Yes"
    profile = sheet_passages(sheet)[0]
    text = f"{start}: {subject.label} is under the {sheet.name} ({sheet.id})."
    lead = Statement(text, "lead", from_passage(profile).citations, basis=f"{text} {profile.text}")
    facts = for_topics(sheet, turn.topics or ("obligations",), 2)
    return Draft("license_fact", (lead, *several, *(from_passage(passage) for passage in facts)), "answered")


def _claim(words: str) -> str | None:
    """The part of a question that it takes for granted."""
    match = pattern("premise").search(words)
    return next((value for value in match.groups() if value), match[0]) if match else None


Fault = tuple["Subject | None", Statement]


def _wrong_license(turn: Turn, desk: Desk) -> Fault | None:
    """`MODEL is under LICENSE` or `the LICENSE of MODEL`, where the model has another one."""
    mentions = sorted(turn.entities.mentions, key=lambda item: item.start)
    for first in mentions:
        for second in mentions:
            if second.start < first.end or not _is_pair(first, second, turn, mentions):
                continue
            gap = turn.words[first.end : second.start]
            model, licensed = (
                (first, second) if _BETWEEN.match(gap) else (second, first) if _OF.match(gap) else (None, None)
            )
            if model is None or licensed is None:
                continue
            subject = _subject_of(model, turn)
            if subject is None or not subject.sheets or set(licensed.ids) & {sheet.id for sheet in subject.sheets}:
                continue
            if licensed.kind != "license" or model.kind == "provider":
                continue
            return subject, _under_another(subject, desk.catalog.licenses[licensed.ids[0]], turn)
    return None


def _is_pair(first: Mention, second: Mention, turn: Turn, mentions: list[Mention]) -> bool:
    """Whether two names stand side by side, one of a model and one of a license that is no model's name."""
    plain = {(m.start, m.end) for m in mentions if m.kind == "model" and not says(m.text, "license_noun")}
    kinds = [(m.start, m.end) in plain for m in (first, second)]
    between = any(first.end <= other.start and other.end <= second.start for other in mentions)
    return (kinds.count(True) == 1 and not between and not says(turn.words, "kinds", "comparison")) or (
        kinds.count(True) == 1 and not between and bool(_claim(turn.words))
    )


def _subject_of(mention: Mention, turn: Turn) -> Subject | None:
    for subject in turn.subjects:
        if set(mention.ids) & {*(model.id for model in subject.models), *(sheet.id for sheet in subject.sheets)}:
            return subject
    return None


def _under_another(subject: Subject, other: License, turn: Turn) -> Statement:
    sheet = subject.sheets[0]
    asked = turn.words.lower().startswith(("is ", "are ", "was ")) and not _claim(turn.words)
    start = "No" if asked else "That premise is wrong"
    copyleft = ""
    if other.category == "copyleft" and sheet.category != "copyleft":
        copyleft = " It is no copyleft license, so it brings no duty to publish your source code."
    text = f"{start}: {subject.label} is under the {sheet.name}, not under {other.name}.{copyleft}"
    profile = sheet_passages(sheet)[0]
    basis = f"{sheet.name} {other.name} {subject.label} {profile.text}"
    return Statement(text, "lead", from_passage(profile).citations, basis=basis)


def _in_force(turn: Turn, desk: Desk, claim: str | None) -> Fault | None:
    """A framework that the question takes to be gone, and whose record says that it is in force."""
    if not (claim and turn.frameworks and says(claim, "claims", "repealed")):
        return None
    passage = desk.passage(f"framework:{turn.frameworks[0]}#profile")
    framework = desk.catalog.frameworks[turn.frameworks[0]]
    if passage is None or not framework.status or not framework.status.startswith(("in force", "current")):
        return None
    text = f"That premise is wrong: {_short(framework.name)} is {framework.status}."
    return None, from_passage(passage, text, "lead", passage.text)


def _certified_model(turn: Turn, desk: Desk) -> Fault | None:
    """A certificate under a framework cannot belong to a model."""
    models = bool(turn.subjects) or says(turn.words, "claims", "certified_models")
    if not (turn.frameworks and models and says(turn.words, "claims", "certified")):
        return None
    framework = desk.catalog.frameworks[turn.frameworks[0]]
    label = f" such as {turn.subjects[0].label}" if turn.subjects else ""
    if label and turn.subjects[0].label.casefold() in {item.text.casefold() for item in turn.entities.of("provider")}:
        return None
    text = (
        f"That premise is wrong: a model{label} holds no {_short(framework.name)} certificate; such "
        f"rules bind organizations and the services that they run, not weights."
    )
    found = desk.search(f"{turn.words} certification", (framework.id,), limit=4)
    hits = [hit for hit in found if hit.passage.document_id == framework.id]
    citations = from_passage(hits[0].passage, None, "lead", turn.words).citations if hits else ()
    return None if not hits else (None, Statement(text, "lead", citations, basis=f"{framework.name} {label}"))


def _closed_weights(turn: Turn, desk: Desk, claim: str | None) -> Fault | None:
    """Weights of a closed model cannot be downloaded or hosted."""
    if not says(turn.words, "claims", "weights"):
        return None
    for subject in turn.subjects:
        if subject.models and not any(model.open_weights for model in subject.models):
            model = subject.models[0]
            passage = desk.passage(f"model:{model.id}#profile")
            if passage is None:
                continue
            wrong = "That premise is wrong" if claim or not says(turn.words, "yes_no") else "No"
            text = f"{wrong}: the weights of {model.name} are not published, so it can only be used as a service."
            lead = from_passage(passage, text, "lead", passage.text)
            return subject, Statement(text, "lead", lead.citations, basis=f"{model.name} {passage.text}")
    return None


def _wrong_terms(subject: Subject, claim: str, turn: Turn) -> Fault | None:
    """A claim about the license's terms that its sheet contradicts."""
    sheet = subject.sheet
    found = sheet and ((_denied(sheet, claim) if claim else None) or _contradicted(sheet, claim, turn))
    if sheet is None or not found:
        return None
    text, key = found
    passage = next((p for p in sheet_passages(sheet) if p.id.endswith(f"#{key}")), sheet_passages(sheet)[0])
    start = "That premise is wrong"
    lead = from_passage(passage, f"{start}: {text}.", "lead", passage.text)
    return subject, Statement(lead.text, "lead", from_passage(passage).citations, basis=f"{passage.text} {sheet.name}")


def _contradicted(sheet: License, claim: str, turn: Turn) -> tuple[str, str] | None:
    """What the sheet says against a claim of openness, of a grant or of the kind of limit, and the passage."""
    text, key = None, "profile"
    metrics = {item.metric for item in sheet.thresholds}
    if claim and says(claim, "claims", "open") and not sheet.osi_approved:
        text = f"{sheet.name} is not an open-source license: it is not OSI-approved and counts as {sheet.category}"
    elif claim and says(claim, "claims", "free") and (sheet.obligations or sheet.thresholds):
        text = f"{sheet.name} has conditions"
    elif claim and says(claim, "claims", "allows") and sheet.commercial_use.value == "no":
        text, key = f"{sheet.name} does not grant commercial use", "commercial-use"
    elif claim and says(claim, "claims", "forbids") and sheet.commercial_use.value not in ("no", "unverified"):
        text, key = f"{sheet.name} grants commercial use", "commercial-use"
    elif says(turn.words, "claims", "revenue") and metrics == {"mau"}:
        limit = sheet.thresholds[0]
        text, key = f"{sheet.name} has no revenue limit; its limit counts users ({limit.clause})", limit.id
    elif says(turn.words, "claims", "users") and metrics and "mau" not in metrics and "business_type" not in metrics:
        limit = sheet.thresholds[0]
        text, key = f"{sheet.name} has no user limit; its limit counts revenue ({limit.clause})", limit.id
    elif (
        says(claim or turn.words, "claims", "eu_ban")
        and not sheet.territory
        and (claim or not says(turn.words, "yes_no"))
    ):
        text = f"{sheet.name} leaves out no country"
    return (text, key) if text else None


_DENIALS = (
    ("no_changes", "modification", "changes, fine-tuning included"),
    ("no_hosting", "hosting", "hosting"),
    ("no_redistribution", "redistribution", "passing on copies"),
)
"""A claim that something is forbidden, the grant of the sheet that says otherwise, and how it is called."""


def _denied(sheet: License, claim: str) -> tuple[str, str] | None:
    """The contradiction to a claim of a limit or a ban that the sheet does not have, and the passage that shows it."""
    for name, field, called in _DENIALS:
        grant = getattr(sheet, field)
        if says(claim, "claims", name) and grant and grant.value == "yes":
            return f"{sheet.name} allows {called}{f' ({grant.clause})' if grant.clause else ''}", field
    if says(claim, "claims", "limited") and not sheet.thresholds and sheet.commercial_use.value == "yes":
        return f"{sheet.name} has no limit by users or revenue", "commercial-use"
    registers = any("regist" in duty.what for duty in sheet.obligations)
    if says(claim, "claims", "registered") and not registers:
        return f"{sheet.name} asks for no registration", "commercial-use"
    if says(claim, "claims", "copyleft") and sheet.category != "copyleft":
        return (
            f"{sheet.name} is no copyleft license and asks nobody to publish source code or weights",
            "redistribution",
        )
    return None


def _short(name: str) -> str:
    return re.split(r"[,(:]| v\d| \d", name)[0].strip().removesuffix(" Privacy")
