"""What a question speaks about: models, licenses, providers, frameworks, accelerators, places, numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from weighbridge.answers.language import matching, ordinary, pattern, says, singular, stop_words, token_spans
from weighbridge.answers.names import LONGEST, Kind, Meaning, NameIndex
from weighbridge.answers.quantities import Quantity, counting, quantities
from weighbridge.answers.unknown_names import VERSION, end_of_unknown, missing_version, unknown_names


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the question and what it stands for."""

    text: str
    start: int
    end: int
    kind: Kind
    ids: tuple[str, ...]
    """One id, or several where the words fit several records."""
    family: bool = False
    """Whether the words are the beginning of several names."""


@dataclass(frozen=True)
class Entities:
    """Everything recognized."""

    mentions: tuple[Mention, ...] = ()
    places: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    unknown: tuple[str, ...] = ()
    """Names that look like a model's and that the catalog does not have."""

    def of(self, kind: Kind) -> tuple[Mention, ...]:
        """Mentions of one kind."""
        return tuple(mention for mention in self.mentions if mention.kind == kind)

    @property
    def named(self) -> bool:
        """Whether a model or license is named."""
        return any(mention.kind in ("model", "license") for mention in self.mentions)


def recognize(question: str, index: NameIndex) -> Entities:
    """Longest names first, left to right; then places, numbers and unknown names in what is left."""
    tokens = token_spans(question)
    mentions: list[Mention] = []
    unknown: list[str] = []
    position = 0
    while position < len(tokens):
        found = _longest(question, tokens, position, index)
        if found is None:
            position += 1
            continue
        mention, length, missing = found
        mentions += mention
        unknown += missing
        position += length
        if mention:
            more, position = _siblings(question, tokens, position - length, position, index)
            mentions += more
    taken = tuple((mention.start, mention.end) for mention in mentions)
    mentions = _outside_quotes(question, mentions)
    missed = tuple((at, at + len(name)) for name in unknown if (at := question.find(name)) >= 0)
    unknown += unknown_names(question, (*taken, *missed))
    names = tuple(dict.fromkeys(unknown))
    spans = (*taken, *((at, at + len(name)) for name in names if (at := question.find(name)) >= 0))
    devices = (mention.start for mention in mentions if mention.kind == "accelerator")
    numbers = counting(question, quantities(question, spans), devices)
    return Entities(tuple(mentions), _places(question), numbers, names)


_QUOTED = re.compile(r"[\"\u201c][^\"\u201c\u201d]{3,80}[\"\u201d]")


def _outside_quotes(question: str, mentions: list[Mention]) -> list[Mention]:
    """Mentions without the names inside a quoted mark, `"Made with NAME"`, where something else is named outside."""
    spans = [match.span() for match in _QUOTED.finditer(question)]
    outside = [item for item in mentions if not any(a <= item.start and item.end <= b for a, b in spans)]
    makers = {(item.start, item.end) for item in outside if item.kind == "provider"}
    named = [item for item in outside if item.kind in ("model", "license") and (item.start, item.end) not in makers]
    return outside if named else mentions


Found = tuple[list[Mention], int, list[str]]


def _longest(question: str, tokens: list[tuple[str, int, int]], position: int, index: NameIndex) -> Found | None:
    """Mentions that begin at a token, how many tokens they take, and a version that nobody has."""
    first = tokens[position][0]
    replaced = first if index.meaning((first,)) or first in stop_words() else index.corrected(first) or first
    best: tuple[Meaning, int] | None = None
    for length in range(1, min(LONGEST, len(tokens) - position) + 1):
        run = (replaced, *(token for token, _, _ in tokens[position + 1 : position + length]))
        meaning = index.meaning(run) or index.meaning((*run[:-1], singular(run[-1])))
        if meaning:
            best = (meaning, length)
    if best is None:
        return None
    meaning, length = best
    if length > 1 and not meaning.exact and says(tokens[position + length - 1][0], "license_noun"):
        # `FAMILY license` means any license of the family, not only those called just that.
        meaning = (
            index.meaning((replaced, *(token for token, _, _ in tokens[position + 1 : position + length - 1])))
            or meaning
        )
    start, end = tokens[position][1], tokens[position + length - 1][2]
    text = question[start:end]
    if length == 1 and not _is_name(question, text, start, meaning, replaced):
        return None
    stop = end_of_unknown(question, end, length, meaning, index)
    if stop:
        return [], sum(token[1] < stop for token in tokens) - position, [question[start:stop]]
    missing = missing_version(question, tokens, position + length, text)
    if missing:
        known = _other_ways(tokens, position, length, index)
        if known is None:
            return [], length + 1, [missing]
        return _mentions(missing, start, start + len(missing), known), length + 1, []
    return _mentions(text, start, end, meaning), length, []


def _siblings(
    question: str, tokens: list[tuple[str, int, int]], begin: int, end: int, index: NameIndex
) -> tuple[list[Mention], int]:
    """Further versions or sizes after a name, `Name 2.5 3b and 7b`, and the first token after them."""
    run = _plain(tokens[begin:end])
    found: list[Mention] = []
    if len(run) < 2 or not run[-1][0].isdigit():
        return found, end
    stem = question[tokens[begin][1] : tokens[end - 2][2]]
    while end < len(tokens):
        ahead = end + (tokens[end][0] in _JOINS)
        if ahead >= len(tokens) or not _JOINED.fullmatch(question[tokens[end - 1][2] : tokens[ahead][1]]):
            break
        parts = [part for part in (1, 2) if ahead + part <= len(tokens)]
        meanings = {part: index.meaning((*run[:-1], *_plain(tokens[ahead : ahead + part]))) for part in parts}
        part = next((part for part in (2, 1) if meanings.get(part) and VERSION.fullmatch(tokens[ahead][0])), 0)
        meaning = meanings.get(part)
        if meaning is None:
            break
        start, end = tokens[ahead][1], ahead + part
        last = tokens[end - 1][2]
        found += _mentions(f"{stem} {question[start:last]}", start, last, meaning)
    return found, end


_JOINS = frozenset(["and", "or", "vs", "versus", "to", "than", "from", "against", "with"])
_JOINED = re.compile(r"[\s,/&]+(?:(?:and|or|vs\.?|versus|to|than|from|against|with)\s+)?(?:the\s+)?", re.IGNORECASE)


def _plain(tokens: list[tuple[str, int, int]]) -> tuple[str, ...]:
    return tuple(token for token, _, _ in tokens)


def _other_ways(tokens: list[tuple[str, int, int]], position: int, length: int, index: NameIndex) -> Meaning | None:
    """A name with its version by the initials of the name, or by the major version alone."""
    run = [token for token, _, _ in tokens[position : position + length]]
    version = tokens[position + length][0]
    initials = "".join(token[0] for token in run)
    for tried in ((initials, version), (*run, version.partition(".")[0])):
        meaning = index.meaning(tried)
        if meaning and meaning.exact:
            return meaning
    return None


def _is_name(question: str, text: str, start: int, meaning: Meaning, token: str) -> bool:
    """One word alone is a name when it is no ordinary word, or is written as a name."""
    plain = token in ordinary() or token in stop_words() or (not meaning.exact and len(token) < 3)
    if not plain:
        return True
    written = text[:1].isupper() and start > 0 and question[start - 2 : start - 1] not in (".", "?", "!")
    return written and token not in stop_words() and bool(meaning.exact)


def _mentions(text: str, start: int, end: int, meaning: Meaning) -> list[Mention]:
    """One mention per kind; an exact name wins over the beginning of longer ones."""
    kinds: dict[Kind, list[str]] = {}
    exact = {kind for kind, _ in meaning.exact}
    for kind, record_id in (*meaning.exact, *meaning.family):
        if kind not in exact or (kind, record_id) in meaning.exact:
            kinds.setdefault(kind, []).append(record_id)
    if "framework" in kinds and len(kinds) > 1:
        # `PHI` is health information, `Phi` a model.
        kinds = {kind: ids for kind, ids in kinds.items() if (kind == "framework") == text.isupper()} or kinds
    return [
        Mention(text, start, end, kind, tuple(sorted(set(ids))), kind not in exact and len(set(ids)) > 1)
        for kind, ids in kinds.items()
    ]


def _places(question: str) -> tuple[str, ...]:
    """Codes of the places named; `US` counts in capitals only, because `us` is a pronoun."""
    found = list(matching(question, "places"))
    if re.search(r"\bUS\b", question) and "US" not in found:
        found.append("US")
    return tuple(found)


def at_home(question: str, place: str) -> bool:
    """Whether the place is where the one who asks is based, rather than only a place spoken of."""
    for match in (
        pattern("places", place).finditer(question) if place != "US" else re.finditer(r"\bUS\b|\bUSA\b", question)
    ):
        around = question[max(0, match.start() - 30) : match.end() + 25]
        if says(question[max(0, match.start() - 22) : match.start()], "place_is_others"):
            continue
        if says(around, "place_is_home"):
            return True
    return False
