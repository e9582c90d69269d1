"""Numbers of a language model's answer against those of the evidence: value, magnitude and unit must agree."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from weighbridge.answers.llm_words import any_of, phrases

Kind = Literal["money", "percent", "memory", "time", "name", "count", ""]
"""`name` is a number with a letter before it, as in the name of a device; `count` is any other unit that was stated."""

_MAGNITUDES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "bn": 1e9, "b": 1e9, "billion": 1e9,
               "t": 1e12, "trillion": 1e12}  # fmt: skip
_NUMBER = re.compile(
    r"(?P<money>[$€£]\s?|\b(?:USD|EUR|GBP)\s)?(?<![\d.,])(?P<name>(?<=[A-Za-z]))?(?P<digits>\d+(?:[.,]\d+)*)"
    r"(?:[\s-]?(?P<magnitude>k|mn|million|bn|billion|thousand|trillion|b|m|t)(?![\w]))?"
    r"(?:[\s-]?(?P<unit>%|percent|USD|EUR|GBP|dollars?|euros?|GiB|GB|TB|MiB|MB|KiB|TiB|ms|seconds?|minutes?|hours?|days?|weeks?|months?|years?)(?!\w))?",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("percent", r"%|percent|share"),
    ("money", r"usd|eur|gbp|dollars?|euros?"),
    ("memory", r"[gtmk]i?b"),
    ("time", r"ms|seconds?|minutes?|hours?|days?|weeks?|months?|years?"),
)
_FREE = frozenset({0.0, 1.0})
"""As words such as `no` and `a` they carry nothing that could be invented."""
_ROUNDING = 0.01


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    text: str
    value: float
    kind: Kind
    """What its unit measures, as far as the text says."""
    unit: str
    quantum: float
    """Weight of its last digit that is not a trailing zero: half of it is what rounding may have taken."""


@dataclass(frozen=True, slots=True)
class Exact:
    """A computed number that may be shown rounded."""

    value: float
    kind: Kind


def numbers(text: str) -> Iterator[Number]:
    """The numbers of a text, in digits and in words."""
    for match in _NUMBER.finditer(text):
        magnitude = _MAGNITUDES.get((match["magnitude"] or "").lower(), 1.0)
        value, step = _value(match["digits"])
        unit = (match["unit"] or "").lower()
        kind: Kind = kind_of(unit) if unit else "money" if match["money"] else ""
        if match["name"] is not None:
            kind = "name"
        yield Number(match[0].strip(), value * magnitude, kind, _singular(unit), step * magnitude)
    yield from _in_words(text)


def kind_of(unit: str) -> Kind:
    """What a unit measures; empty when none is stated."""
    words = re.findall(r"%|[a-z]+", unit.lower())
    found = (kind for kind, pattern in _KINDS for word in words[:1] if re.fullmatch(pattern, word))
    return next(found, "count" if words else "")


def unfounded(text: str, evidence: str, exact: Iterable[Exact] = ()) -> tuple[str, ...]:
    """Numbers of a text that neither stand in the evidence nor round one of the exact values, as they are written."""
    known = tuple(numbers(evidence))
    computed = tuple(exact)
    missing = [
        number.text
        for number in numbers(text)
        if number.value not in _FREE
        and not any(_same(number, other) for other in known)
        and not any(_rounds(number, other) for other in computed)
    ]
    spelled = evidence.lower()
    missing += [match[0] for match in any_of("vague").finditer(text) if match[0].lower() not in spelled]
    return tuple(missing)


def _same(shown: Number, known: Number) -> bool:
    if not math.isclose(shown.value, known.value, rel_tol=1e-9):
        return False
    if (shown.kind or "name" in (shown.kind, known.kind)) and shown.kind != known.kind:
        return False
    return shown.kind in ("", "name", "money") or shown.unit == known.unit


def _rounds(shown: Number, exact: Exact) -> bool:
    if shown.kind and exact.kind and shown.kind != exact.kind:
        return False
    scaled = exact.value * 100 if shown.kind == "percent" and abs(exact.value) <= 1 else exact.value
    near = abs(shown.value - scaled) <= shown.quantum / 2 * (1 + 1e-9)
    return near and abs(shown.value - scaled) <= _ROUNDING * abs(scaled)


def _value(digits: str) -> tuple[float, float]:
    """The value of digits with separators, and its quantum."""
    plain = re.sub(r",(?=\d{3}(?!\d))", "", digits).replace(",", ".")
    if plain.count(".") > 1:
        plain = plain.replace(".", "")
    whole, _, decimals = plain.partition(".")
    if decimals:
        return float(plain), 10.0 ** -len(decimals)
    return float(whole), 10.0 ** (len(whole) - len(whole.rstrip("0"))) if whole.strip("0") else 1.0


def _in_words(text: str) -> Iterator[Number]:
    """`seven hundred million`, and `two`."""
    units, magnitudes = phrases()["units"], phrases()["magnitudes"]
    pattern = re.compile(
        rf"\b(?:{'|'.join([*units, *magnitudes])})\b(?:[\s-](?:and\s)?(?:{'|'.join([*units, *magnitudes])})\b)*", re.I
    )
    for match in pattern.finditer(text):
        words = [word for word in re.findall(r"[a-z]+", match[0].lower()) if word != "and"]
        if not any(word in units for word in words):
            continue
        total = part = 0.0
        for word in words:
            if word in units:
                part += units[word]
            elif word == "hundred":
                part = (part or 1.0) * 100
            else:
                total, part = total + (part or 1.0) * magnitudes[word], 0.0
        yield Number(match[0], total + part, "", "", 0.0)


def _singular(unit: str) -> str:
    return unit.removesuffix("s") if len(unit) > 2 else unit
