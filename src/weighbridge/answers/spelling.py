"""Typing errors in a question put right: names of the catalog, and words of this field."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from weighbridge.answers.keystrokes import distance, near
from weighbridge.answers.language import ordinary, stop_words, token_spans, vocabulary, words
from weighbridge.answers.names import NameIndex

_VERY_LONG = 9
_SHORTEST = 4
"""Letters of the shortest word that is put right."""
_PREFIX = 6
"""Letters that tell a word from its typing errors; endings differ."""


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
