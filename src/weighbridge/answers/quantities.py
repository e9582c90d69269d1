"""Numbers in a question with magnitude and unit: 800 million users, EUR 900 million a year, 2x H100, 32k context."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Unit = Literal[
    "users", "money_year", "money_month", "money", "queries_month", "input_tokens", "output_tokens", "tokens",
    "context_tokens", "concurrency", "accelerators", "parameters_b", "bits", "percent", "days", "number",
]  # fmt: skip

_MAGNITUDES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "millions": 1e6,
    "b": 1e9, "bn": 1e9, "billion": 1e9, "billions": 1e9, "t": 1e12, "trillion": 1e12,
}  # fmt: skip
_CURRENCIES = {"$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR",
               "euros": "EUR", "£": "GBP", "gbp": "GBP", "pounds": "GBP", "chf": "CHF", "francs": "CHF"}  # fmt: skip
_NUMBER = re.compile(
    r"(?<![\w.^§])(?P<before>[$€£]|(?:usd|eur|gbp|chf)\s?)?(?P<digits>\d{1,3}(?:[,' ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s?-?(?P<magnitude>thousand|millions?|mio|mn|billions?|bn|trillion|[kmbt](?![a-z])))?"
    r"(?:\s?(?P<after>[$€£]|(?:usd|dollars?|eur|euros?|gbp|pounds|chf|francs)\b))?",
    re.IGNORECASE,
)
_A_MILLION = re.compile(r"\b(?:a|one|half a) (million|billion)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of the question."""

    value: float
    unit: Unit
    currency: str | None
    text: str
    start: int
    end: int


_BELOW_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = {word: value for value, word in enumerate(_BELOW_TWENTY.split())} | {
    word: 10 * value for value, word in enumerate(_TENS.split(), 2)
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_SPELLED = re.compile(
    rf"\b(?:{'|'.join(_UNITS)})(?:[ -](?:{'|'.join([*_UNITS, *_SCALES, 'and'])}))*[ -](?:{'|'.join(_SCALES)})"
    rf"(?:[ -](?:and[ -])?(?:{'|'.join([*_UNITS, *_SCALES])}))*\b",
    re.IGNORECASE,
)


_COUNT_WORD = re.compile(rf"\b({'|'.join(_UNITS)}) (?:x )?$", re.IGNORECASE)
GAP = 4
"""Signs between a number and the name that it counts, at most."""


def _in_digits(text: str) -> str:
    """The text with `nine hundred thousand` as 900000, padded so that every place stays where it was."""
    return _SPELLED.sub(lambda match: f"{_spelled(match[0])}".rjust(len(match[0])), text)


def _spelled(words: str) -> int:
    total = part = 0
    for word in re.split(r"[ -]", words.lower()):
        if word in _UNITS:
            part += _UNITS[word]
        elif word == "hundred":
            part = max(part, 1) * 100
        elif word in _SCALES:
            total, part = total + max(part, 1) * _SCALES[word], 0
    return total + part


def quantities(text: str, taken: tuple[tuple[int, int], ...] = ()) -> tuple[Quantity, ...]:
    """Numbers outside the spans `taken` (names), in the order of the text."""
    found = []
    text = _in_digits(text)
    for match in _NUMBER.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        value = float(re.sub(r"[,' ]", "", match["digits"])) * _MAGNITUDES.get((match["magnitude"] or "").lower(), 1.0)
        money = (match["before"] or match["after"] or "").strip().lower()
        unit = _money_unit(text, match) if money else _unit(text, match)
        found.append(Quantity(value, unit, _CURRENCIES.get(money), match[0].strip(), match.start(), match.end()))
    for match in _A_MILLION.finditer(text):
        value = _MAGNITUDES[match[1].lower()] * (0.5 if match[0].lower().startswith("half") else 1.0)
        found.append(Quantity(value, _unit(text, match), None, match[0], match.start(), match.end()))
    return tuple(sorted(found, key=lambda item: item.start))


def counting(text: str, found: tuple[Quantity, ...], starts: Iterable[int]) -> tuple[Quantity, ...]:
    """The quantities with those that stand right before a device as numbers of devices: `2 H100`, `two H100`."""
    counted = {item.start: item for item in found}
    for start in starts:
        for item in found:
            if item.unit == "number" and 0 <= start - item.end <= GAP:
                counted[item.start] = replace(item, unit="accelerators")
        word = _COUNT_WORD.search(text[:start])
        if word:
            value = float(_UNITS[word[1].lower()])
            counted[word.start(1)] = Quantity(value, "accelerators", None, word[1], word.start(1), word.end(1))
    return tuple(counted[place] for place in sorted(counted))


def first(found: tuple[Quantity, ...], *units: Unit) -> float | None:
    """Value of the first quantity with one of the units."""
    return next((item.value for item in found if item.unit in units), None)


def _money_unit(text: str, match: re.Match[str]) -> Unit:
    around = text[max(0, match.start() - 25) : match.end() + 30].lower()
    if re.search(r"(?:a|per|each|every|/) ?(?:month|mo\b)|monthly", around):
        return "money_month"
    if re.search(r"(?:a|per|each|every|/) ?year|annual|yearly|p\.a\.|revenue|turnover|earn|sales", around):
        return "money_year"
    return "money"


_AFTER: tuple[tuple[str, Unit], ...] = (
    (r"(?:monthly |active |daily |registered )*(?:users?|mau|customers|people|subscribers|members|players)\b", "users"),
    (r"(?:queries|requests|calls|questions|chats|prompts|messages|conversations|documents|tickets|emails)\b",
     "queries_month"),
    (r"(?:concurrent|simultaneous|parallel|users at once|at once|sessions|sequences|streams)", "concurrency"),
    (r"(?:-?token )?context\b|tokens? (?:of )?(?:context|window)", "context_tokens"),
    (r"(?:tokens? )?(?:in\b|input|of input|prompt|tokens in\b)", "input_tokens"),
    (r"(?:tokens? )?(?:out\b|output|of output|answer|completion|tokens out\b)", "output_tokens"),
    (r"tokens?\b", "tokens"),
    (r"(?:x|\u00d7|\*) ?[a-z]|(?:gpus?|cards?|accelerators?)\b", "accelerators"),
    (r"-?bits?\b", "bits"),
    (r"%|percent", "percent"),
    (r"days?\b", "days"),
    (r"(?:b|billion)?[- ]?(?:parameters?|params?)\b", "parameters_b"),
)  # fmt: skip
_BEFORE: tuple[tuple[str, Unit], ...] = (
    (r"context (?:window |length )?(?:of )?$", "context_tokens"),
    (r"(?:input|prompt|in)(?: tokens)?(?: of| is| are|:)? $", "input_tokens"),
    (r"(?:output|answer|out)(?: tokens)?(?: of| is| are|:)? $", "output_tokens"),
    (r"concurrency (?:of )?$", "concurrency"),
)


def _unit(text: str, match: re.Match[str]) -> Unit:
    after, before = text[match.end() :].lstrip(" -").lower(), text[: match.start()].lower()
    if re.match(r"(?:concurrent|simultaneous|parallel)", after) or re.match(
        r"users? at once|users? in parallel", after
    ):
        return "concurrency"
    for pattern, unit in _AFTER:
        if re.match(pattern, after):
            if unit == "users" and re.search(r"(?:serve|for|with) $", before) and float(_digits(match)) < 10_000:
                return "concurrency" if re.search(r"concurren|at once|gpu|vram|memory|size", text.lower()) else "users"
            return unit
    for pattern, unit in _BEFORE:
        if re.search(pattern, before):
            return unit
    magnitude = match.groupdict().get("magnitude")
    if magnitude and magnitude.lower() == "b":
        return "parameters_b"
    return "number"


def _digits(match: re.Match[str]) -> str:
    digits = match.groupdict().get("digits")
    magnitude = match.groupdict().get("magnitude")
    return "1e6" if digits is None or magnitude else re.sub(r"[,' ]", "", digits)
