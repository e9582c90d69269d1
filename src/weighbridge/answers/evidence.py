"""Passages turned into statements: which sentences speak to a question, and the words that a citation quotes."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from weighbridge.answers.answer import Citation, Role, Statement
from weighbridge.answers.language import stems
from weighbridge.knowledge.passage import Hit, Passage

_END = re.compile(r"(?<=[.!?:;])\s+(?=[A-Z\"“(§0-9-])|\n+(?=\s*(?:[-*|]|\d+\.|\S))")
_SHORT_FORMS = re.compile(r"(?:\b(?:Art|Arts|No|Nr|Ch|Sec|e\.g|i\.e|vs|approx|St|Inc|Ltd|Corp|U\.S|para|Rec|Att|cond|incl)\.|[:;])$")
_BULLET = re.compile(r"^\s*(?:[-*]|\d+\.)\s+")
_BARE = re.compile(r"^(?:yes|no|likely|probably|only|not)\b[^a-z]{0,2}\.?$", re.IGNORECASE)
QUOTE_CHARACTERS = 400


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
    shown = re.sub(r"(\*\*|`)", "", _BULLET.sub("", text.strip()))
    shown = " ".join(shown.split())
    return shown if shown[-1:] in ".!?:)\"" or not shown else f"{shown.rstrip(';')}."


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
    return Statement(text or plain(passage.text), role, (cite(passage, quote),), basis=passage.text)


def best_sentence(passage: Passage, wanted: str) -> str:
    """The sentence of a passage that shares most words with `wanted`."""
    target = stems(wanted)
    parts = sentences(passage.text) or [passage.text]
    return max(parts, key=lambda part: (len(target & stems(part)), -parts.index(part)))


def ranked_sentences(
    question: str, hits: Sequence[Hit], boost: Iterable[str] = (), names: str = ""
) -> list[Sentence]:
    """Sentences of the hits with scores: shared words weighed by rarity, the passage's rank, its heading.

    `boost` holds words that texts use for what is asked; `names` those of the subject, which tell nothing apart.
    """
    parts = [
        (rank, number, text, hit.passage)
        for rank, hit in enumerate(hits)
        for number, text in enumerate(sentences(hit.passage.text))
    ]
    seen = Counter(stem for _, _, text, _ in parts for stem in stems(text))
    asked = stems(question) - stems(names)
    helped = frozenset(stem for phrase in boost for stem in stems(phrase)) - asked
    top = max((hit.score for hit in hits), default=1.0) or 1.0
    found = []
    for rank, number, text, passage in parts:
        held = stems(text)
        weight = sum(1.0 / math.log2(2 + seen[stem]) for stem in asked & held)
        weight += 0.5 * sum(1.0 / math.log2(2 + seen[stem]) for stem in helped & held)
        heading = len(asked & stems(passage.section)) * 0.4
        closeness = 2.4 * hits[rank].score / top
        opening = 0.6 if number == 0 else 0.0
        found.append(Sentence(text, passage, (rank, number), weight + heading + closeness + opening))
    return found


def pick(ranked: Sequence[Sentence], words: int, known: str = "", most: int = 8) -> list[Sentence]:
    """The best sentences within a number of words, in reading order, without what `known` already says."""
    said = set(stems(known))
    chosen: list[Sentence] = []
    left = words
    for sentence in sorted(ranked, key=lambda item: (-item.score, item.place)):
        length = len(sentence.text.split())
        new = stems(sentence.text) - said
        if len(chosen) == most or length > left or not new or _BARE.match(sentence.text.strip()):
            continue
        if len(new) < 0.34 * max(1, len(stems(sentence.text))) or sentence.text.lstrip().startswith("|"):
            continue
        chosen.append(sentence)
        said |= new
        left -= length
    return sorted(chosen, key=lambda item: item.place)


_SAYS_YES_OR_NO = re.compile(r"^(yes|no|likely yes|likely no|only)\b", re.IGNORECASE)
_LEANS = re.compile(r"^(?:it|its|they|that|this|these|those|he|she|the same|the rest|such|there|but|however|then|weights owe|"
                    r"the way out|a team|some|both|none|neither|one|the clause)\b", re.IGNORECASE)  # fmt: skip


def says_yes_or_no(text: str) -> str | None:
    """`yes` or `no` when a sentence begins with it, or says `only`."""
    match = _SAYS_YES_OR_NO.match(text)
    return match[1].lower().removeprefix("likely ") if match else None


def led_by_best(chosen: Sequence[Sentence]) -> list[Sentence]:
    """The same sentences, the most telling one first, unless it leans on those before it."""
    able = [item for item in chosen if not _LEANS.match(item.shown) and len(item.shown.split()) > 4]
    if not able:
        return list(chosen)
    best = next((item for item in able if item.place == (0, 0) and says_yes_or_no(item.shown)), None)
    best = best or max(able, key=lambda item: (item.score, -item.place[0]))
    same = [item for item in chosen if item.place[0] == best.place[0] and item.place > best.place]
    others = [item for item in chosen if item is not best and item not in same]
    return [best, *same, *others]


def statements(chosen: Iterable[Sentence], role: Role = "why") -> list[Statement]:
    """One statement per sentence."""
    return [
        Statement(item.shown, role, (cite(item.passage, item.text),), basis=f"{item.passage.section} {item.passage.text}")
        for item in chosen
    ]
