"""Typing errors: the one known word that is at most one or two keystrokes away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from weighbridge.answers.language import ordinary, stop_words, token_spans, vocabulary, words

if TYPE_CHECKING:
    from weighbridge.answers.names import NameIndex

_LONG = 8
"""From this length on two errors are allowed."""
_VERY_LONG = 9
_SHORTEST = 4
"""Letters of the shortest word that is put right."""
_PREFIX = 6
"""Letters that tell a word from its typing errors; endings differ."""


def near(word: str, known: Sequence[str]) -> str | None:
    """The single known word within the bound that starts with the same letter; None when none or several fit."""
    bound = 2 if len(word) >= _LONG else 1
    fitting: dict[int, list[str]] = {}
    for other in known:
        if other[0] == word[0] and abs(len(other) - len(word)) <= bound:
            errors = distance(word, other, bound)
            if errors <= bound:
                fitting.setdefault(errors, []).append(other)
    best = fitting[min(fitting)] if fitting else []
    return best[0] if len(best) == 1 else None


def distance(first: str, second: str, bound: int) -> int:
    """Insertions, deletions, replacements and swaps of neighbors between two words; more than `bound` is cut off."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, left in enumerate(first, 1):
        last, before, row = before, row, [i]
        for j, right in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == second[j - 2] and first[i - 2] == right:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > bound:
            return bound + 1
    return row[-1]


def mended(text: str, names: NameIndex, known: Callable[[str], bool]) -> str:
    """A question with typing errors in names and in words of this field put right; other words stay as they are.

    `known` says whether a word is an ordinary one. A short word is taken for a name only where a version follows it or
    a name goes before it, so that no plain word turns into a product.
    """
    tokens = token_spans(text)
    found = [token for token, _, _ in tokens]
    for place, word in enumerate(found):
        if len(word) < _SHORTEST or not word.isalpha() or word in names.words or _plain(word) or known(word):
            continue
        name = near(word, names.sorted_words)
        if name and _goes_on(found[:place], name, found[place + 1 : place + 2], names):
            found[place] = name
        else:
            field = near(word, _field_words())
            found[place] = field if field and distance(word, field, 1) <= 1 + (len(word) > _VERY_LONG) else word
    parts, end = [], 0
    for word, (old, start, stop) in zip(found, tokens, strict=True):
        parts += [text[end:start], text[start:stop] if word == old else word]
        end = stop
    return "".join([*parts, text[end:]])


def _goes_on(before: list[str], name: str, after: list[str], names: NameIndex) -> bool:
    """Whether a name makes sense here: it begins one with the version after it, or ends one with what goes before."""
    if after and after[0][0].isdigit() and names.meaning((name, after[0])):
        return True
    return any(names.meaning((*before[-length:], name)) for length in (1, 2, 3) if len(before) >= length)


def _plain(word: str) -> bool:
    return word in ordinary() or word in stop_words() or word[:_PREFIX] in vocabulary(_PREFIX)


@cache
def _field_words() -> tuple[str, ...]:
    return tuple(sorted(words()["mistyped"]))
