"""What a question takes for granted, held against the catalog: a false premise is corrected before anything else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weighbridge.answers import premise_framework, premise_license, premise_model, premise_terms
from weighbridge.answers.answer import Draft, Statement
from weighbridge.answers.chosen import pick
from weighbridge.answers.consequences import limits_in_words
from weighbridge.answers.evidence import from_passage, statements
from weighbridge.answers.language import matching, pattern, says
from weighbridge.answers.ranked import by_heading, ranked_sentences
from weighbridge.answers.sheet_facts import for_topics, sheet_passages

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.premise_terms import Fault
    from weighbridge.answers.turn import Turn
    from weighbridge.records import License


def correction(turn: Turn, desk: Desk) -> Draft | None:
    """The draft that corrects a false premise; None when none is found."""
    for claim in _claims(turn) or (None,):
        of_model = premise_model.fault(turn, desk, claim)
        if of_model is not None:
            return Draft("false_premise", (of_model[1], *_licenses(turn)), "answered")
        fault = _fault(turn, desk, claim)
        if fault is not None:
            return _corrected(turn, desk, fault)
    return None


def _corrected(turn: Turn, desk: Desk, fault: Fault) -> Draft:
    """The correction with what the license or the framework says."""
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


def _fault(turn: Turn, desk: Desk, claim: str | None) -> Fault | None:
    """The first contradiction between what is taken for granted and what is on record."""
    found = premise_framework.fault(turn, desk, claim) or premise_license.wrong_license(turn, desk, claim)
    if found is not None:
        return found
    for subject in turn.subjects:
        found = premise_terms.fault(subject, claim or "", turn)
        if found is not None:
            return found
    return None


def _licenses(turn: Turn) -> list[Statement]:
    """Under which licenses the models named are, where the question is about terms."""
    if not (turn.says("license_words") or turn.says("license_noun")):
        return []
    told = []
    for subject in turn.subjects:
        if subject.models and len(subject.sheets) == 1:
            sheet = subject.sheets[0]
            profile = sheet_passages(sheet)[0]
            text = f"{subject.label} is under the {sheet.name} ({sheet.id})."
            told.append(Statement(text, "why", from_passage(profile).citations, basis=f"{text} {profile.text}"))
    return told


def _terms(sheet: License) -> Statement:
    """What the license that does apply asks for, in one sentence."""
    asked = "; ".join(f"{duty.what} ({duty.clause})" for duty in sheet.obligations[:3]) or "no duties"
    size = f"{limits_in_words(sheet)}; " if sheet.thresholds else ""
    passage = next(p for p in sheet_passages(sheet) if p.id.endswith("#commercial-use"))
    text = f"Its own conditions are: {size}{asked}."
    return Statement(text, "why", from_passage(passage).citations, basis=text)


_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_TAG = re.compile(
    r"^(.{12,}?),\s*(?:(?:do|does|is|are|has|have|was|were|can|will)(?:n.t| not)?(?: it| they| that)?|right|correct|no|"
    r"yes|true|ok|is that (?:right|true|correct)|am i right)\s*\?",
    re.IGNORECASE,
)
"""A statement with a little question behind it: `..., doesn't it?`."""


def _claims(turn: Turn) -> tuple[str, ...]:
    """The parts of a question that it takes for granted.

    They stand after `since` or `because`, in a sentence that states, or before `doesn't it?`; and who asks for the why,
    when or where of something takes that for granted.
    """
    words = turn.words
    match = pattern("premise").search(words)
    found = [next((value for value in match.groups() if value), match[0])] if match else []
    for sentence in _SENTENCE.split(words):
        tag = _TAG.match(sentence)
        if tag:
            found.append(tag[1])
        elif not sentence.rstrip().endswith("?") and says(sentence, "states") and not says(sentence, "asking"):
            found.append(sentence)
    if not found and says(words, "presupposing") and not turn.says("yes_no"):
        found = [words] if _taken_for_granted(words) else []
    return tuple(dict.fromkeys(found))


def _taken_for_granted(words: str) -> bool:
    """Whether a question for the why or how speaks of something that only some licenses and laws have."""
    if says(words, "claims", "repealed") or says(words, "claims", "mandatory"):
        return True
    return says(words, "claims", "fee") or (says(words, "claims", "bans") and bool(matching(words, "fields")))
