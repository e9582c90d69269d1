"""First sentences about the legal side of a license: patents, its end, law and court, outputs, price."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weighbridge.answers.consequences import at_clause, limits_in_words

if TYPE_CHECKING:
    from weighbridge.answers.turn import Turn
    from weighbridge.records import License

Told = tuple[str, str]
"""A sentence, and the topic of the passage that holds what it says."""
_PATENTS = (
    (r"explicit(.*)", "grants patents expressly{}", "Yes"),
    (r"none express(.*)|not express(.*)|not separately express(.*)", "grants no patents expressly{}", "No"),
    (r"none: (.*)", "grants no patents: {}", "No"),
    (r"excluded", "leaves patents out", "No"),
    (r"not addressed", "does not address patents", "No"),
)
"""How sheets word a grant, the sentence made of it, and the answer to whether there is one."""


_LEFT_TO_YOU = ("not addressed", "not claimed", "none claimed", "claims none", "you own", "customer", "no restriction")
"""Wordings of sheets that claim no outputs."""


def patent(turn: Turn, named: str, sheet: License) -> Told | None:
    """Whether patents are granted, and what ends the grant where that is asked."""
    if turn.says("sues") and sheet.patent.termination:
        return f"Under {named}, {sheet.patent.termination}{at_clause(sheet.patent.clause)}.", "patent"
    grant = sheet.patent.grant or "unverified"
    clause = at_clause(sheet.patent.clause)
    ends = f"; the grant ends: {sheet.patent.termination}" if sheet.patent.termination else ""
    ends = ends if turn.says("ends_it") or "termination" in turn.topics else ""
    for pattern, sentence, answer in _PATENTS:
        match = re.fullmatch(pattern, grant)
        if match:
            more = next((part for part in match.groups() if part), "")
            start = f"{answer}: " if turn.says("yes_no") else ""
            return f"{start}{named} {sentence.format(more)}{clause}{ends}.", "patent"
    if grant in ("unverified", "not verified"):
        return f"Whether {named} grants patents has not been verified.", "patent"
    return f"On patents {named} says: {grant}{clause}.", "patent"


def termination(turn: Turn, named: str, sheet: License) -> Told | None:
    """What ends the rights, where the question asks for that."""
    if not (sheet.termination and turn.says("ends_it")):
        return None
    told = "; ".join(f"{fact.value}{at_clause(fact.clause)}" for fact in sheet.termination)
    if not turn.says("yes_no"):
        return f"{named} ends in these cases: {told}.", "termination"
    free = any(re.search(r"any time|revocable", str(fact.value)) for fact in sheet.termination)
    start = "Yes" if free else "Only in these cases"
    return f"{start}: {named} can be ended: {told}.", "termination"


def law(turn: Turn, named: str, sheet: License) -> Told | None:
    """The court, or who the contract is with, where just that is asked."""
    rules = sheet.governing_law
    clause = at_clause(rules.clause)
    if turn.says("party") and rules.contracting_party:
        return f"The contract of {named} is with {rules.contracting_party}{clause}.", "governing-law"
    if turn.says("forum") and rules.forum:
        of = f"; the law is that of {rules.law}" if rules.law else ""
        return f"Disputes about {named} belong before: {rules.forum}{clause}{of}.", "governing-law"
    return None


def ownership(turn: Turn, named: str, sheet: License) -> Told | None:
    """Who owns outputs, when the sheet says so."""
    owner = sheet.outputs.ownership
    if not owner or turn.says("topics", "modification"):
        return None
    clause = at_clause(sheet.outputs.clause)
    if any(word in owner for word in _LEFT_TO_YOU):
        more = owner.partition("; ")[2]
        but = f"; {more}" if more else ""
        return f"You keep what {named} writes: the license does not claim outputs{clause}{but}.", "outputs"
    return None


def inherited(turn: Turn, named: str, sheet: License) -> Told | None:
    """Whether a model trained on outputs carries the terms."""
    if not (turn.says("yes_no") and turn.says("inherits") and turn.stated.facts.trains_on_output):
        return None
    if sheet.outputs.train_other_models != "derivative_terms_follow":
        return None
    return f"Yes: a model trained on outputs of {named} carries its terms{at_clause(sheet.outputs.clause)}.", "outputs"


def fee(turn: Turn, named: str, sheet: License) -> Told | None:
    """Whether the license asks for money."""
    if sheet.category == "proprietary" or sheet.commercial_use.value == "unverified":
        return None
    asked = turn.says("yes_no")
    if sheet.commercial_use.value == "no" or not sheet.commercial_use.value.startswith("yes"):
        start = "Not for what it allows" if asked else "No fee for what it allows"
        text = f"{start}: {named} leaves other uses to an agreement with {sheet.publisher}, which may set a price"
        return f"{text}{at_clause(sheet.commercial_use.clause)}.", "commercial-use"
    text = f"{'No: ' if asked else ''}{named} asks for no fee or royalty"
    agreed = [limit for limit in sheet.thresholds if limit.effect == "needs_vendor_agreement"]
    if agreed:
        text += f" up to its limit; above it the licensor must agree and may set a price: {limits_in_words(sheet)}"
    return f"{text}.", agreed[0].id if agreed else "commercial-use"
