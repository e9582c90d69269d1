"""What a sentence says about permission, and whether it denies; enough to see that two sentences say the opposite."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from weighbridge.answers.llm_words import any_of, stance_patterns

Stance = Literal["waived", "agreement", "forbidden", "allowed"]
"""waived: no agreement is needed; agreement: one is needed."""

_OPPOSED: dict[Stance, frozenset[Stance]] = {
    "allowed": frozenset({"agreement", "forbidden"}),
    "waived": frozenset({"agreement", "forbidden"}),
    "agreement": frozenset({"allowed", "waived", "forbidden"}),
    "forbidden": frozenset({"allowed", "waived", "agreement"}),
}
_YES_NO = re.compile(r"\W*(yes|no)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Said:
    """What a sentence says about permission."""

    stances: frozenset[Stance]
    conditional: bool
    """Whether it says so only for a case it names."""
    yes: bool | None
    """Its first word, when that is yes or no."""
    denials: tuple[bool, bool]
    """Whether any word denies, and whether an odd number of words do."""


def said(text: str) -> Said:
    """Read one sentence."""
    rest = re.sub(r"(?<=\d)\.(?=\d)", "_", text)
    first = _YES_NO.match(rest)
    stances: set[Stance] = set()
    for stance, pattern in stance_patterns():
        rest, count = pattern.subn(" , ", rest)
        if count:
            stances.add(stance)  # type: ignore[arg-type]  # the names of the file are these
    conditional = any_of("conditions").search(text) is not None
    body = any_of("emphasis").sub(" ", text[first.end() :] if first else text)
    count = len(any_of("negations").findall(body))
    yes = None if first is None else first[1].lower() == "yes"
    return Said(frozenset(stances), conditional, yes, (count > 0, count % 2 == 1))


def contradicts(shown: Said, lead: Said) -> bool:
    """Whether a sentence denies the verdict of the computed answer's first sentence.

    A sentence about a case of its own (`below 700 million ...`) denies nothing.
    """
    if not lead.stances or shown.conditional:
        return False
    opposed = frozenset[Stance]().union(*(_OPPOSED[stance] for stance in lead.stances)) - lead.stances
    return bool(shown.stances & opposed) and not shown.stances & lead.stances


def leads_elsewhere(shown: Said, lead: Said) -> bool:
    """Whether a first sentence gives another verdict than the computed one, or none where there is one."""
    if shown.yes is not None and lead.yes is not None and shown.yes != lead.yes:
        return True
    if not lead.stances:
        return bool(shown.stances) and not shown.conditional
    wanted = lead.stances | ({"waived"} if "allowed" in lead.stances else set())
    return not shown.stances or not shown.stances <= wanted
