"""Claims about laws and standards - in force, mandatory, since when, certified models - held against their records."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Statement
from weighbridge.answers.consequences import at_clause
from weighbridge.answers.dates import PARTIAL, agrees, in_words
from weighbridge.answers.evidence import from_passage
from weighbridge.answers.language import says, stems
from weighbridge.answers.premise_terms import WRONG

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.premise_terms import Fault
    from weighbridge.answers.turn import Turn
    from weighbridge.records.framework import Framework

ENOUGH = 2
"""Words that a claim and a milestone must share."""


def fault(turn: Turn, desk: Desk, claim: str | None) -> Fault | None:
    """A claim about a framework that its record contradicts."""
    found = _certified_model(turn, desk)
    if found is not None or claim is None:
        return found
    return _in_force(turn, desk, claim) or _binding(turn, desk, claim) or _begins(turn, desk, claim)


def short_name(name: str) -> str:
    """`EU AI Act` of its full title."""
    return re.split(r"[,(:]| v\d| \d\.", name)[0].strip().removesuffix(" Privacy")


def _in_force(turn: Turn, desk: Desk, claim: str) -> Fault | None:
    """A framework that the question takes to be gone, and whose record says that it is in force."""
    if not (turn.frameworks and says(claim, "claims", "repealed")):
        return None
    framework = desk.catalog.frameworks[turn.frameworks[0]]
    return _status(framework, desk) if framework.status.startswith(("in force", "current")) else None


def _binding(turn: Turn, desk: Desk, claim: str) -> Fault | None:
    """A voluntary standard taken for a law, or a law for something voluntary."""
    if not turn.frameworks:
        return None
    framework = desk.catalog.frameworks[turn.frameworks[0]]
    optional = framework.status.startswith("voluntary")
    law = framework.status.startswith(("in force", "current"))
    free = says(claim, "claims", "voluntary")
    if (optional and not free and says(claim, "claims", "mandatory")) or (law and free):
        return _status(framework, desk)
    return None


def _status(framework: Framework, desk: Desk) -> Fault | None:
    passage = desk.passage(f"framework:{framework.id}#profile")
    if passage is None:
        return None
    plain = framework.status.startswith("current")
    told = (
        f"of {short_name(framework.name)} the {framework.status}"
        if plain
        else f"{short_name(framework.name)} is {framework.status}"
    )
    text = f"{WRONG}: {told}."
    return None, from_passage(passage, text, "lead", passage.text)


def _begins(turn: Turn, desk: Desk, claim: str) -> Fault | None:
    """A first day that is not the one on record for what the claim speaks of."""
    stated = list(PARTIAL.finditer(claim))
    if not stated or not says(claim, "claims", "begins"):
        return None
    asked = stems(PARTIAL.sub(" ", claim))
    rules = [desk.catalog.frameworks[i] for i in turn.frameworks] or list(desk.catalog.frameworks.values())
    scored = [
        (len(asked & stems(f"{milestone.what} {milestone.clause}")), framework, number, milestone)
        for framework in rules
        for number, milestone in enumerate(framework.dates, 1)
    ]
    best = max((score for score, *_ in scored), default=0)
    if best < ENOUGH:
        return None
    nearest = [item for item in scored if item[0] == best]
    if any(agrees(milestone.date, when) for *_, milestone in nearest for when in stated):
        return None
    _, framework, number, milestone = nearest[0]
    passage = desk.passage(f"framework:{framework.id}#date-{number}")
    if passage is None:
        return None
    name, clause = short_name(framework.name), at_clause(milestone.clause)
    text = f"{WRONG}: the {name} sets {in_words(milestone.date)} for {milestone.what}{clause}."
    return None, from_passage(passage, text, "lead", passage.text)


def _certified_model(turn: Turn, desk: Desk) -> Fault | None:
    """A certificate under a framework cannot belong to a model."""
    models = bool(turn.subjects) or turn.says("claims", "certified_models")
    if not (turn.frameworks and models and turn.says("claims", "certified")):
        return None
    framework = desk.catalog.frameworks[turn.frameworks[0]]
    label = f" such as {turn.subjects[0].label}" if turn.subjects else ""
    if label and turn.subjects[0].label.casefold() in {item.text.casefold() for item in turn.entities.of("provider")}:
        return None
    text = (
        f"{WRONG}: a model{label} holds no {short_name(framework.name)} certificate; such "
        f"rules bind organizations and the services that they run, not weights."
    )
    found = desk.search(f"{turn.words} certification", (framework.id,), limit=4)
    hits = [hit for hit in found if hit.passage.document_id == framework.id]
    citations = from_passage(hits[0].passage, None, "lead", turn.words).citations if hits else ()
    return None if not hits else (None, Statement(text, "lead", citations, basis=f"{framework.name} {label}"))
