"""Words of a text as a lexical search compares them: stemmed, with versions and clause numbers kept whole."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

VERSION = 1
"""Raise it when the same text gives other tokens."""

_TOKEN = re.compile(
    r"§{1,2}\s?\d+(?:\.[0-9a-z]+)*"  # §1.b.i
    r"|\d+(?:[.,^:]\d+)*[a-z]*"  # 3.3, 700,000, 10^25, 70b
    r"|[^\W\d_]+(?:\d+(?:\.\d+)*[a-z]*)?"  # words, and names such as acme3.8 or h100
)
_NAME = re.compile(r"([^\W\d_]{3,})(\d.*)")
_STOP_WORDS = frozenset(
    (  # noqa: SIM905  # a list would take a line per word
        "a an and any are as at be been but by can could did do does for from had has have how i if in into "
        "is it its may me my of on or our s shall should so than that the their them then there these they "
        "this those to us was we were what when where which who whom whose why will with would you your"
    ).split()
)


def tokenize(text: str) -> list[str]:
    """Tokens in the order of the text.

    `Acme-3.3` gives `acme` and `3.3`, so versions differ; `Acme3.8` gives itself, `acme` and `3.8`; `§2.a` gives
    itself and `2.a`; `700,000` gives `700000`. Common words are left out, the rest is stemmed (Snowball, English).
    """
    found: list[str] = []
    for raw in _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold()):
        found += _expand(raw)
    return found


@lru_cache(maxsize=200_000)
def _expand(raw: str) -> tuple[str, ...]:
    if raw[0] == "§":
        clause = raw.strip("§ \u00a0")
        return (f"§{clause}", clause)
    if raw[0].isdigit():
        return (re.sub(r",(?=\d{3}(?!\d))", "", raw),)
    if raw in _STOP_WORDS:
        return ()
    name = _NAME.fullmatch(raw)
    if name:
        return (raw, _stemmer().stemWord(name[1]), name[2])
    return (raw,) if raw[-1].isdigit() else (_stemmer().stemWord(raw),)


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")
