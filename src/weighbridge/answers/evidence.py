"""Passages turned into statements: which sentences speak to a question, and the words that a citation quotes."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from weighbridge.answers.answer import Citation, Role, Statement
from weighbridge.answers.language import says, stems
from weighbridge.knowledge.passage import Hit, Passage

_END = re.compile(r"(?<=[.!?:;])\s+(?=[A-Z\"“(§0-9-])|\n+(?=\s*(?:[-*|]|\d+\.|\S))")
_SHORT_FORMS = re.compile(
    r"(?:\b(?:Art|Arts|No|Nr|Ch|Sec|e\.g|i\.e|vs|approx|St|Inc|Ltd|Corp|U\.S|para|Rec|Att|cond|incl)\.|[:;])$"
)
_BULLET = re.compile(r"^\s*(?:[-*]|\d+\.)\s+")
_BARE = re.compile(r"^(?:yes|no|likely|probably|only|not)\b[^a-z]*$", re.IGNORECASE)
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
    shown = re.sub(r"(\*\*|`)", "", _BULLET.sub("", text.strip()))
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


def ranked_sentences(question: str, hits: Sequence[Hit], boost: Iterable[str] = (), names: str = "") -> list[Sentence]:
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
        weight = sum((FIGURE if stem[0].isdigit() else 1.0) / math.log2(2 + seen[stem]) for stem in asked & held)
        weight += 0.5 * sum(1.0 / math.log2(2 + seen[stem]) for stem in helped & held)
        heading = len(asked & stems(passage.section)) * 0.4
        closeness = 2.4 * hits[rank].score / top
        opening = 0.6 if number == 0 else 0.0
        aside = _aside(passage, question)
        item = bool(_BULLET.match(text))
        score = weight + heading + closeness + opening - 2.0 * aside - 0.8 * item
        found.append(Sentence(text, passage, (rank, number), score))
    return found


def _aside(passage: Passage, question: str) -> bool:
    """Whether a section speaks only to questions of another kind: lists of models, comparisons."""
    if says(passage.section, "comparison_sections"):
        return not says(question, "kinds", "comparison")
    return says(passage.section, "side_sections") and not says(question, "topics", "family")


def by_heading(words: str, hits: Sequence[Hit], boost: Iterable[str] = (), names: str = "") -> list[Hit]:
    """The hits again, those first whose headings and first sentences speak of what is asked; side sections last."""
    asked = stems(words) - stems(names)
    helped = frozenset(stem for phrase in boost for stem in stems(phrase)) - asked
    if not asked:
        return list(hits)
    hits = [hit for hit in hits if not _aside(hit.passage, words)] or hits
    held = [stems(f"{hit.passage.section} {hit.passage.text}") for hit in hits]
    weight = {stem: 1.0 / math.log2(2 + sum(stem in one for one in held)) for stem in asked | helped}
    whole = sum(weight[stem] for stem in asked)
    found = []
    for hit in hits:
        parts = sentences(hit.passage.text)
        heading = stems(hit.passage.section or hit.passage.title)
        opening = heading | stems(parts[0] if parts else "")
        match = sum(weight[stem] for stem in asked & heading) + 0.6 * sum(weight[stem] for stem in asked & opening)
        match += 0.35 * sum(weight[stem] for stem in helped & opening)
        found.append(Hit(hit.passage, hit.score * (0.4 + match / whole)))
    return _sections_whole(sorted(found, key=lambda hit: (-hit.score, hit.passage.id)))


def _sections_whole(hits: Sequence[Hit]) -> list[Hit]:
    """Passages of one section follow each other in the order of the document, where the best of them stands."""
    groups: dict[tuple[str, str], list[Hit]] = {}
    for hit in hits:
        groups.setdefault((hit.passage.document_id, hit.passage.section or hit.passage.id), []).append(hit)
    for group in groups.values():
        group.sort(key=lambda hit: _part(hit.passage))
    best = [max(hit.score for hit in group) for group in groups.values()]
    return [Hit(hit.passage, score) for group, score in zip(groups.values(), best, strict=True) for hit in group]


def _part(passage: Passage) -> tuple[int, str]:
    """Where a passage stands in its document: the first line of its locator."""
    match = re.search(r":(\d+)-\d+$", passage.locator)
    return (int(match[1]) if match else 0, passage.id)


def pick(ranked: Sequence[Sentence], words: int, known: str = "", most: int = 9) -> list[Sentence]:
    """The leading passage in its order, then the best sentences of the others, within a number of words.

    A sentence that leans on the one before it comes only with that; one that answers the question of another heading
    (`Yes, ...`) does not come at all.
    """
    said: set[str] = set(stems(known))
    chosen: dict[tuple[int, int], Sentence] = {}
    own = sorted((item for item in ranked if item.place[0] == 0), key=lambda item: item.place)
    rest = sorted((item for item in ranked if item.place[0] != 0), key=lambda item: (-item.score, item.place))
    left = words
    for sentence in (*own, *rest):
        new = stems(sentence.text) - said
        foreign = sentence.place[0] != 0 and (says_yes_or_no(sentence.shown) or sentence.shown.startswith("None"))
        alone = sentence.place[1] > 0 and (sentence.place[0], sentence.place[1] - 1) not in chosen
        length = len(sentence.text.split())
        if len(chosen) == most or length > left or foreign or not _worth(sentence, new):
            continue
        if alone and _LEANS.match(sentence.shown):
            continue
        chosen[sentence.place] = sentence
        said |= new
        left -= length
    return [chosen[place] for place in sorted(chosen)]


FIGURE = 2.0
"""How much more a figure of the question counts than a word of it."""
AHEAD = 1.25
"""The same for an item of a list against the next best item."""
CLEARLY = 1.6
"""How many times the words asked about a sentence must hold, against the opening, to come first instead of it."""


def unless_silent(chosen: list[Sentence], ranked: Sequence[Sentence], words: str, names: str = "") -> list[Sentence]:
    """The sentences again; when opening and heading have no word asked about, the sentence with most of them first.

    Of its own passage one word is enough; of another passage of the document it takes two.
    """
    if not chosen or _is_list(chosen[0].passage.text) or says_yes_or_no(chosen[0].shown):
        return chosen
    asked, opening = stems(words) - stems(names), chosen[0]
    if asked & (stems(opening.text) | stems(opening.passage.section)):
        return chosen
    own = [item for item in ranked if item.place[0] == opening.place[0] and stands(item)]
    document = opening.passage.document_id
    others = [item for item in chosen if item.passage.document_id == document and stands(item)]
    for candidates, least in ((own, 1), (others, 2)):
        best = max(candidates, key=lambda item: (len(asked & stems(item.text)), -item.place[1]), default=None)
        if best is not None and len(asked & stems(best.text)) >= least:
            return [best, *(item for item in chosen if item is not best and not _bereft(item, best, chosen))]
    return chosen


def best_first(chosen: list[Sentence], ranked: Sequence[Sentence], words: str) -> list[Sentence]:
    """The sentences again, the one that speaks most clearly to the question first when the opening does not.

    An opening that leans on the heading above it (`It is ...`) gives way to any sentence that stands alone.
    """
    if not chosen:
        return chosen
    asked = stems(words)
    seen = Counter(stem for sentence in ranked for stem in stems(sentence.text))

    def clear(sentence: Sentence) -> float:
        return sum(1.0 / math.log2(2 + seen[stem]) for stem in asked & stems(sentence.text))

    if _is_list(chosen[0].passage.text):
        return _item_first(chosen, ranked, asked, clear)
    own = [item for item in ranked if item.place[0] == chosen[0].place[0] and stands(item)]
    alone = own or [item for item in chosen if stands(item)]
    best = max(alone, key=lambda item: (clear(item), [-part for part in item.place]), default=chosen[0])
    opening = chosen[0]
    settled = says_yes_or_no(opening.shown) is not None and len(opening.shown.split()) >= SHORT
    if best is opening or settled or (stands(opening) and clear(best) < CLEARLY * max(clear(opening), 0.01)):
        return chosen
    return [best, *(item for item in chosen if item is not best and not _bereft(item, best, chosen))]


def _item_first(
    chosen: list[Sentence], ranked: Sequence[Sentence], asked: frozenset[str], clear: Callable[[Sentence], float]
) -> list[Sentence]:
    """A list with the item first that speaks to the question far more clearly than every other one."""
    own = [item for item in ranked if item.place[0] == chosen[0].place[0] and _BULLET.match(item.text)]
    ordered = sorted(own, key=clear, reverse=True)
    if not ordered or _LEANS.match(ordered[0].shown) or len(asked & stems(ordered[0].text)) < 2:  # more than chance
        return chosen
    if len(ordered) < 2 or clear(ordered[0]) < AHEAD * max(clear(ordered[1]), 0.01):  # one item has no rival
        return chosen
    return [ordered[0], *(item for item in chosen if item is not ordered[0])]


def _is_list(text: str) -> bool:
    """Whether a passage is mostly a list, whose items follow each other."""
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines) > 1 and sum(bool(_BULLET.match(line)) for line in lines) > len(lines) / 2


def stands(sentence: Sentence) -> bool:
    """Whether a sentence is understood without the one before it."""
    text = sentence.shown
    aside = _BULLET.match(sentence.text) or re.search(r"\b(?:too|as well|also)\.$", text)
    aside = aside or re.match(r"\w+(?: \w+)?:\s", text)
    return not (
        aside or _LEANS.match(text) or text.startswith("|") or _BARE.match(text) or text.endswith(("?", ":.", ":"))
    )


def _bereft(sentence: Sentence, moved: Sentence, chosen: list[Sentence]) -> bool:
    """Whether a sentence leaned on the one that moved to the front and now follows another."""
    after = (moved.place[0], moved.place[1] + 1) == sentence.place
    return bool(after and chosen[0] is not moved and _LEANS.match(sentence.shown))


def _worth(sentence: Sentence, new: Collection[str]) -> bool:
    """Whether a sentence says something of its own: not a table row, a bare yes or no, or what was said."""
    text = sentence.text.strip()
    if text.startswith("|") or _BARE.match(text) or text.endswith("?"):
        return False
    return len(new) >= 0.34 * max(1, len(stems(text)))


_SAYS_YES_OR_NO = re.compile(r"^(yes|no|likely yes|likely no|only|not)\b", re.IGNORECASE)
_LEANS = re.compile(
    r"^(?:it|its|they|that|this|these|those|he|she|the same|the rest|such|there|but|however|then|without them|"
    r"without it|the way out|a team|some|both|none|neither|one|the clause|customers, partners|weights|examples)\b",
    re.IGNORECASE,
)


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
