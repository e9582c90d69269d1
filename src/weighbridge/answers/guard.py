"""Commands to the machine inside a question are left out; what remains of it is answered."""

from __future__ import annotations

import re
from dataclasses import dataclass

from weighbridge.answers.language import says

MAX_CHARACTERS = 2_000
"""A longer question is cut; nobody asks at such length, and whoever pastes a document wants it searched, not obeyed."""
_SEGMENTS = re.compile(r"(?<=[.!?])\s+|\n+|\s+[-\u2013\u2014|]{1,3}\s+|;\s*|(?<=[\])>])\s+")
_PIECES = re.compile(r",\s+|:\s+|\s+(?:and then|and|then|but|after that)\s+")


@dataclass(frozen=True)
class Cleaned:
    """A question and whether it held commands."""

    words: str
    """What is asked; empty when nothing but commands was said."""
    commanded: bool


def clean(question: str) -> Cleaned:
    """Leave out sentences that give orders; of one that also asks, keep the part that asks."""
    text = " ".join(
        re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]", "", question[:MAX_CHARACTERS]).split(" ")
    )
    segments = [part.strip() for part in _SEGMENTS.split(text) if part and part.strip()]
    if not any(says(part, "injection") for part in segments):
        return Cleaned(" ".join(text.split()), commanded=False)
    kept = [part for part in segments if not says(part, "injection")]
    asking = [part for part in kept if _asks(part)]
    if asking:
        return Cleaned(" ".join(kept), commanded=True)
    for part in segments:
        pieces = [piece for piece in _PIECES.split(part) if piece and not says(piece, "injection")]
        kept += [piece for piece in pieces if _asks(piece)] if says(part, "injection") else []
    return Cleaned(" ".join(kept), commanded=True)


def _asks(text: str) -> bool:
    return (
        "?" in text
        or says(text, "yes_no")
        or says(text, "kinds", "how_to")
        or says(text, "permission")
        or says(text, "asking")
    )
