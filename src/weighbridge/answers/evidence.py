"""Passages turned into statements: which sentences speak to a question, and the words that a citation quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from weighbridge.answers.answer import Citation, Role, Statement
from weighbridge.answers.language import stems
from weighbridge.knowledge.passage import Passage

_END = re.compile(r"(?<=[.!?:;])\s+(?=[A-Z\"“(§0-9-])|\n+(?=\s*(?:[-*|]|\d+\.|\S))")
_SHORT_FORMS = re.compile(
    r"(?:\b(?:Art|Arts|No|Nr|Ch|Sec|e\.g|i\.e|vs|approx|St|Inc|Ltd|Corp|U\.S|para|Rec|Att|cond|incl)\.|[:;])$"
)
BULLET = re.compile(r"^\s*(?:[-*]|\d+\.)\s+")
BARE = re.compile(r"^(?:yes|no|likely|probably|only|not)\b[^a-z]*$", re.IGNORECASE)
QUOTE_CHARACTERS = 400
SHORT = 6
"""Words below which an opening cannot stand alone."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage and how well it speaks to the question."""

    text: str
    """Exactly as in the passage."""
    passage: Passage
    place: tuple[int, int]
    """Rank of the passage and number of the sentence in it."""
    score: float = 0.0

    @property
    def shown(self) -> str:
        """Without list marks and Markdown emphasis."""
        return plain(self.text)


def plain(text: str) -> str:
    """A sentence as prose: list marks, emphasis and code marks gone, a full stop at the end."""
    shown = re.sub(r"(\*\*|`)", "", BULLET.sub("", text.strip()))
    shown = " ".join(shown.split())
    return shown if shown[-1:] in '.!?:)"' or not shown else f"{shown.rstrip(';')}."


_ASIDE = re.compile(r"^(?:Measured|Window|Exempt|Triggered by|Where|Updates|Forum|It applies to)\b")


def brief(text: str) -> str:
    """A generated fact without its particulars; the citation still quotes them."""
    told = [plain(part) for part in sentences(text)]
    kept = [part for number, part in enumerate(told) if number == 0 or not _ASIDE.match(part)]
    return " ".join(kept)


def sentences(text: str) -> list[str]:
    """A text cut into sentences, each a verbatim part of it. Tables stay whole rows."""
    found: list[str] = []
    for piece in _END.split(text):
        if found and _SHORT_FORMS.search(found[-1]) and "\n" not in text[text.find(found[-1]) + len(found[-1]) :][:1]:
            joined = text[text.find(found[-1]) : text.find(piece, text.find(found[-1]) + len(found[-1])) + len(piece)]
            found[-1] = joined
        elif piece.strip():
            found.append(piece.strip())
    return found


def cite(passage: Passage, quote: str) -> Citation:
    """A citation of words of a passage."""
    quote = quote.strip()
    if len(quote) > QUOTE_CHARACTERS:
        quote = quote[:QUOTE_CHARACTERS].rsplit(" ", 1)[0]
    return Citation(
        passage.document_id, passage.title, passage.locator, quote, passage.source, passage.as_of, passage.id
    )


def from_passage(passage: Passage, text: str | None = None, role: Role = "why", wanted: str = "") -> Statement:
    """A statement that rests on a passage: the passage's own words, or `text` with its best sentence as the quote."""
    quote = best_sentence(passage, wanted or text or "") if text or wanted else passage.text
    return Statement(text or brief(passage.text), role, (cite(passage, quote),), basis=passage.text)


def best_sentence(passage: Passage, wanted: str) -> str:
    """The sentence of a passage that shares most words with `wanted`."""
    target = stems(wanted)
    parts = sentences(passage.text) or [passage.text]
    return max(parts, key=lambda part: (len(target & stems(part)), -parts.index(part)))


_SAYS_YES_OR_NO = re.compile(r"^(yes|no|likely yes|likely no|only|not)\b", re.IGNORECASE)


def says_yes_or_no(text: str) -> str | None:
    """`yes` or `no` when a sentence begins with it, or says `only`."""
    match = _SAYS_YES_OR_NO.match(text)
    return match[1].lower().removeprefix("likely ") if match else None


def statements(chosen: Iterable[Sentence], role: Role = "why") -> list[Statement]:
    """One statement per sentence; an opening of a few words goes together with the sentence after it."""
    found: list[Statement] = []
    for item in chosen:
        basis = f"{item.passage.title} {item.passage.section} {item.passage.text}"
        made = Statement(item.shown, role, (cite(item.passage, item.text),), basis=basis)
        if len(found) == 1 and len(found[0].text.split()) < SHORT and found[0].basis == made.basis:
            joined = (*found[0].citations, *made.citations)
            found[0] = Statement(f"{found[0].text} {made.text}", role, joined, basis=basis)
        else:
            found.append(made)
    return found
