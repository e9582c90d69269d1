"""Which of the ranked sentences an answer takes, and which comes first."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence

from weighbridge.answers.evidence import BARE, BULLET, SHORT, Sentence, says_yes_or_no
from weighbridge.answers.language import stems


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
    own = [item for item in ranked if item.place[0] == chosen[0].place[0] and BULLET.match(item.text)]
    ordered = sorted(own, key=clear, reverse=True)
    if not ordered or _LEANS.match(ordered[0].shown) or len(asked & stems(ordered[0].text)) < 2:  # more than chance
        return chosen
    if len(ordered) < 2 or clear(ordered[0]) < AHEAD * max(clear(ordered[1]), 0.01):  # one item has no rival
        return chosen
    return [ordered[0], *(item for item in chosen if item is not ordered[0])]


def _is_list(text: str) -> bool:
    """Whether a passage is mostly a list, whose items follow each other."""
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines) > 1 and sum(bool(BULLET.match(line)) for line in lines) > len(lines) / 2


def stands(sentence: Sentence) -> bool:
    """Whether a sentence is understood without the one before it."""
    text = sentence.shown
    aside = BULLET.match(sentence.text) or re.search(r"\b(?:too|as well|also)\.$", text)
    aside = aside or re.match(r"\w+(?: \w+)?:\s", text)
    return not (
        aside or _LEANS.match(text) or text.startswith("|") or BARE.match(text) or text.endswith(("?", ":.", ":"))
    )


def _bereft(sentence: Sentence, moved: Sentence, chosen: list[Sentence]) -> bool:
    """Whether a sentence leaned on the one that moved to the front and now follows another."""
    after = (moved.place[0], moved.place[1] + 1) == sentence.place
    return bool(after and chosen[0] is not moved and _LEANS.match(sentence.shown))


def _worth(sentence: Sentence, new: Collection[str]) -> bool:
    """Whether a sentence says something of its own: not a table row, a bare yes or no, or what was said."""
    text = sentence.text.strip()
    if text.startswith("|") or BARE.match(text) or text.endswith(("?", ":")):
        return False
    return len(new) >= 0.34 * max(1, len(stems(text)))


_LEANS = re.compile(
    r"^(?:it|its|they|that|this|these|those|he|she|the same|the rest|such|there|but|however|then|without them|"
    r"without it|the way out|a team|some|both|none|neither|one|the clause|customers, partners|weights|examples)\b",
    re.IGNORECASE,
)
