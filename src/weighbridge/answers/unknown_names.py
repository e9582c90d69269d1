"""Names in a question that look like a model's or a provider's and that the catalog does not have."""

from __future__ import annotations

import re

from weighbridge.answers.language import ordinary, says, stop_words
from weighbridge.answers.names import Meaning, NameIndex

VERSION = re.compile(r"\d+(?:\.\d+)*[a-z]*")
_UNKNOWN = re.compile(
    r"(?<![\w.§/-])[A-Z][A-Za-z]+(?:[ -](?:[A-Z][A-Za-z]*[ -])?)?[vV]?\d+(?:\.\d+)*[A-Za-z]*(?:-[\w.]+)*"
)
_NAMED = re.compile(r"\b(?:model|provider|vendor|hoster) (?:called |named )?[\"“']?([A-Z][\w.-]*[A-Za-z0-9])")
_NOT_A_MODEL = re.compile(
    r"(?:art(?:icle)?|annex|chapter|section|clause|title|part|recital|rule|cfr|soc|iso|type|usd|eur|gbp|level|class|tier|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|in|by|since|until|from|for|"
    r"of|top|about|over|under|with|the|and|or|at|is|to|if|q|v|int|fp|bf|mxfp|nf|pcie|sxm|gb|gpu|are|does|do|on|than|"
    r"nist|us|eu|pci|dss|tp|pp|step|phase|law|form|only|our|we|as|what|which|will|would|can|how|when|number|version)$",
    re.IGNORECASE,
)


_LONGER = re.compile(r"(?:-[A-Za-z][A-Za-z]+)+-\d[\w.]*(?:-[\w.]*\w)*")
"""How a hyphenated name goes on after its first word."""


_COINED = re.compile(
    r"(?:[ -]([A-Z][a-z]{2,}))(?:[ -][A-Z][a-z]+)?[ -]v?\d+(?:\.\d+)*(?:-?[\w.]*\w)?(?! (?:million|billion))"
)
"""A word and a version after the name of a family or a maker."""


def _is_coined(match: re.Match[str], index: NameIndex) -> bool:
    """Whether the word after a name belongs to nothing known and is no plain word."""
    word = match[1].casefold()
    version = re.search(r"\d[\w.]*", match[0])
    plain = word in stop_words() or bool(_NOT_A_MODEL.match(word)) or says(word, "license_noun")
    own = index.meaning((word,)) or (version and index.meaning((word, version[0].casefold())))
    return not plain and not own


def end_of_unknown(question: str, end: int, length: int, meaning: Meaning, index: NameIndex) -> int | None:
    """Where a name that begins with a known one and that nobody has ends; None when it is no such name."""
    longer = _LONGER.match(question, end)
    if longer and (length == 1 or not meaning.exact) and any(char.isdigit() for char in longer[0]):
        return longer.end()  # `Family-Word-900B`
    coined = None if any(kind == "model" for kind, _ in meaning.exact) else _COINED.match(question, end)
    return coined.end() if coined and _is_coined(coined, index) else None  # `Family Word 3`


def missing_version(question: str, tokens: list[tuple[str, int, int]], after: int, text: str) -> str | None:
    """`Family 9`, when the family is known and nothing in it begins with that version."""
    if says(text, "license_noun"):
        return None
    if after >= len(tokens) or not text.replace(" ", "").replace("-", "").isalpha():
        return None
    token, start, end = tokens[after]
    gap = question[tokens[after - 1][2] : start]
    if (
        gap not in ("", " ", "-")
        or not VERSION.fullmatch(token)
        or re.match(r"\s*(?:million|billion|x\b)", question[end:])
    ):
        return None
    if re.fullmatch(r"\d+(?:\.\d+)?b", token):
        return None
    return question[tokens[after - 1][2] - len(text) : end]


def unknown_names(question: str, taken: tuple[tuple[int, int], ...]) -> list[str]:
    """The names outside the spans of known ones."""
    found = []
    known = [question[start:end].casefold() for start, end in taken]
    for match in [*_UNKNOWN.finditer(question), *_NAMED.finditer(question)]:
        name = match[1] if match.re is _NAMED else match[0]
        start = match.start(1) if match.re is _NAMED else match.start()
        words = re.split(r"[ -]?\d", name)[0].strip(" -").split(" ")
        plain = all(_NOT_A_MODEL.match(word) or word.casefold() in stop_words() for word in words if word)
        lettered = re.fullmatch(r"[A-Z]{1,3}\d{1,2}", name)
        if plain or lettered or any(begin < start + len(name) and start < end for begin, end in taken):
            continue
        if any(word.casefold() in known for word in words) or says(name, "license_noun") or says(name, "not_models"):
            continue
        if _NOT_A_MODEL.match(words[-1]) or (match.re is _NAMED and name.casefold() in ordinary() | stop_words()):
            continue
        found.append(name)
    return found
