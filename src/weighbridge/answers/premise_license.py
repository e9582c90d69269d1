"""Whether a model is under the license that a question says it is under."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Draft, Statement
from weighbridge.answers.evidence import from_passage
from weighbridge.answers.judged import told_of_several
from weighbridge.answers.language import says
from weighbridge.answers.sheet_facts import for_topics, sheet_passages

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.entities import Mention
    from weighbridge.answers.premise_terms import Fault
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
_UNDER = re.compile(r"^(?!.*\bnot\b).{0,60}\bunder\b(?: the| an?)?\W*$", re.IGNORECASE)
"""The same in a statement, where more words may stand between: `has been put under`."""
_OF = re.compile(
    r"^\W*(?:licen[cs]e|terms|text|grant|copyleft|s|\s)*\W*(?:of|on|for|that covers|covering)\W+(?:the\W+)?$",
    re.IGNORECASE,
)
"""The same the other way around: `LICENSE license of MODEL`."""


def wrong_license(turn: Turn, desk: Desk, claim: str | None) -> Fault | None:
    """`MODEL is under LICENSE` or `the LICENSE of MODEL`, where the model has another one."""
    mentions = sorted(turn.entities.mentions, key=lambda item: item.start)
    for first in mentions:
        for second in mentions:
            if second.start < first.end or not _is_pair(first, second, turn, mentions, claim):
                continue
            gap = turn.words[first.end : second.start]
            under = _BETWEEN.match(gap) or (
                claim and _UNDER.match(gap) and first.text in claim and second.text in claim
            )
            model, licensed = (first, second) if under else (second, first) if _OF.match(gap) else (None, None)
            if model is None or licensed is None:
                continue
            subject = _subject_of(model, turn)
            if subject is None or not subject.sheets or set(licensed.ids) & {sheet.id for sheet in subject.sheets}:
                continue
            if licensed.kind != "license" or model.kind == "provider":
                continue
            return subject, _under_another(subject, desk.catalog.licenses[licensed.ids[0]], turn, claim)
    return None


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


def _is_pair(first: Mention, second: Mention, turn: Turn, mentions: list[Mention], claim: str | None) -> bool:
    """Whether two names stand side by side, one of a model and one of a license that is no model's name."""
    plain = {(m.start, m.end) for m in mentions if m.kind == "model" and not says(m.text, "license_noun")}
    kinds = [(m.start, m.end) in plain for m in (first, second)]
    between = any(first.end <= other.start and other.end <= second.start for other in mentions)
    compares = turn.says("kinds", "comparison") and not claim
    return kinds.count(True) == 1 and not between and not compares


def _subject_of(mention: Mention, turn: Turn) -> Subject | None:
    for subject in turn.subjects:
        if set(mention.ids) & {*(model.id for model in subject.models), *(sheet.id for sheet in subject.sheets)}:
            return subject
    return None


def _under_another(subject: Subject, other: License, turn: Turn, claim: str | None) -> Statement:
    sheet = subject.sheets[0]
    asked = turn.words.lower().startswith(("is ", "are ", "was ")) and not claim
    start = "No" if asked else "That premise is wrong"
    copyleft = ""
    if other.category == "copyleft" and sheet.category != "copyleft":
        copyleft = " It is no copyleft license, so it brings no duty to publish your source code."
    text = f"{start}: {subject.label} is under the {sheet.name}, not under {other.name}.{copyleft}"
    profile = sheet_passages(sheet)[0]
    basis = f"{sheet.name} {other.name} {subject.label} {profile.text}"
    return Statement(text, "lead", from_passage(profile).citations, basis=basis)
