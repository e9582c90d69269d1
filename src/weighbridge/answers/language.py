"""The word lists of `words.yaml`, compiled once, and the tokens that names are compared by."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from weighbridge.plugins import parsecache

_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)*(?:[^\W\d_]+\b)?|\+")


@cache
def words() -> dict[str, Any]:
    """The lists as plain data."""
    data: dict[str, Any] = parsecache.load(Path(__file__).with_name("words.yaml"))
    return data


@lru_cache(maxsize=512)
def pattern(*path: str) -> re.Pattern[str]:
    """One pattern for the list at that path of `words.yaml`, on word borders and without case."""
    found: Any = words()
    for step in path:
        found = found[step]
    parts = [item.replace(" ?", r"\s*").replace(" ", r"\s+") for item in found]
    bordered = [part if part[0] in "^<[(\\" and not part.startswith("(?:") else rf"(?<!\w){part}" for part in parts]
    ended = [part if part[-1] in "?!\\)$" and part.endswith(r"\?") else rf"{part}(?!\w)" for part in bordered]
    return re.compile("|".join(ended), re.IGNORECASE)


@cache
def vocabulary(letters: int) -> frozenset[str]:
    """The first letters of every word that stands in the lists."""
    text = Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
    return frozenset(word[:letters] for word in re.findall(r"[a-z]{4,}", text.lower()))


def says(text: str, *path: str) -> bool:
    """Whether the text has any phrase of that list."""
    return pattern(*path).search(text) is not None


def matching(text: str, *path: str) -> tuple[str, ...]:
    """Keys of the lists at that path that the text matches, in their order."""
    found: Any = words()
    for step in path:
        found = found[step]
    return tuple(key for key in found if says(text, *path, key))


@cache
def ordinary() -> frozenset[str]:
    """Words that are names only when written as names."""
    return frozenset(words()["ordinary"])


@cache
def stop_words() -> frozenset[str]:
    """Words without content."""
    return frozenset(words()["stop"])


@lru_cache(maxsize=50_000)
def name_tokens(name: str) -> tuple[str, ...]:
    """`Name2.5-72B` as (name, 2.5, 72b): letters, versions with their letters, `+` as plus."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return tuple(_token(token) for token in _TOKEN.findall(text))


def token_spans(text: str) -> list[tuple[str, int, int]]:
    """The same tokens of a question with their places in it."""
    folded = unicodedata.normalize("NFKC", text)
    lower = folded.casefold() if len(folded.casefold()) == len(folded) else folded.lower()
    return [(_token(match[0]), match.start(), match.end()) for match in _TOKEN.finditer(lower)]


def _token(raw: str) -> str:
    return "plus" if raw == "+" else raw


def singular(token: str) -> str:
    """`100` for `100s`, several of a kind; other tokens as they are."""
    several = token[0].isdigit() and token[-1] == "s" and token[:-1].replace(".", "").isdigit()
    return token[:-1] if several else token


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """Stemmed content words of a text."""
    from weighbridge.knowledge.tokens import tokenize

    return frozenset(token for token in tokenize(text.replace(":", " ")) if token not in stop_words())
