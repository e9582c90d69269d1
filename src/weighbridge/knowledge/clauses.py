"""A license text cut into its clauses, each a verbatim part of it under the number that people cite."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = re.compile(
    r"^\s*(?:(?:(?:section|article|clause)\s+|§\s*)(\d{1,2}(?:\.\d{1,2})*)(?=[\s.:)]|$)"
    r"|(\d{1,2}(?:\.\d{1,2})+)[.):]?(?=\s|$)|(\d{1,2})\\?(?:\*\*)?[.):](?=[\s*A-Z]|$))",
    re.IGNORECASE,
)
"""`Section 4`, `5.2 ...`, `1. ...`; a bare number that begins a line of prose is none."""
_ROMAN_SECTION = re.compile(r"^\s*(?:(?:section|article)\s+)?([IVX]{1,5})[.)]\s")
_LETTER = re.compile(r"^\s*(?:\(([a-z])\)|([a-z])[.)])\s")
_ROMAN = re.compile(r"^\s*(?:\(([ivx]{1,5})\)|([ivx]{1,5})[.)])\s")
_POINTER = re.compile(
    r"(?:§+|\bcond\.|\bsection\b|\bclause\b|\bart\.)\s*(\d+(?:\.\d+)*|[IVX]+)((?:[.(]+[a-z0-9]+\)?)*)", re.IGNORECASE
)
_ELSEWHERE = re.compile(r"\b(?:AUP|PUP|policy|appendix|annex|att\.|attachment|ex\.|exhibit|definition)", re.IGNORECASE)
"""Pointers into another document than the license itself, or to a place without a number."""
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its own words, without those of the clauses below it."""

    id: str
    """`2`, `1.b.v`, `5.2.a`; `preamble` for what stands before the first; `p3` for a third unnumbered paragraph."""
    text: str
    """Verbatim, outer blanks removed."""
    line: int
    """Line of the text on which it begins, from 1."""


def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a text in order. A text without numbers is cut at its blank lines."""
    lines = text.splitlines()
    starts = _starts(lines)
    if len(starts) < 2:
        return _paragraphs(lines)
    found = []
    if starts[0][0] > 0:
        found.append(_clause("preamble", lines, 0, starts[0][0]))
    ends = [number for number, _ in starts[1:]] + [len(lines)]
    seen: dict[str, int] = {}
    for (number, name), end in zip(starts, ends, strict=True):
        seen[name] = seen.get(name, 0) + 1
        unique = name if seen[name] == 1 else f"{name}-{seen[name]}"
        found.append(_clause(unique, lines, number, end))
    return tuple(clause for clause in found if clause.text)


def pointed_at(pointer: str, found: tuple[Clause, ...]) -> Clause | None:
    """The clause that a pointer such as `§1.b.v`, `§5(a)` or `last paragraph` means; its nearest parent if need be.

    None rather than a guess: for pointers into a use policy or an annex, and for numbers that the text does not have.
    """
    if _ELSEWHERE.search(pointer):
        return None
    if "last para" in pointer.casefold():
        return found[-1] if found else None
    by_id = {clause.id: clause for clause in found}
    match = _POINTER.search(pointer)
    if match is None:
        return None
    path = [*match[1].casefold().split("."), *re.findall(r"[a-z0-9]+", match[2].casefold())]
    for length in range(len(path), 0, -1):
        clause = by_id.get(".".join(path[:length]))
        if clause is not None:
            return clause
    return None


def _clause(name: str, lines: list[str], start: int, end: int) -> Clause:
    return Clause(name, "\n".join(lines[start:end]).strip(), start + 1)


def _paragraphs(lines: list[str]) -> tuple[Clause, ...]:
    found: list[Clause] = []
    start = 0
    for number in range(len(lines) + 1):
        if number == len(lines) or not lines[number].strip():
            if any(line.strip() for line in lines[start:number]):
                found.append(_clause(f"p{len(found) + 1}", lines, start, number))
            start = number + 1
    return tuple(found)


def _starts(lines: list[str]) -> list[tuple[int, str]]:
    """Line and id of every clause that is numbered."""
    found: list[tuple[int, str]] = []
    section, letter = "", ""
    for number, line in enumerate(lines):
        if match := _NUMBER.match(line) or _ROMAN_SECTION.match(line):
            section, letter = next(part for part in match.groups() if part).casefold(), ""
            found.append((number, section))
        elif section and (name := _below(line, letter)):
            level, value = name
            if level == "letter":
                letter = value
                found.append((number, f"{section}.{value}"))
            else:
                parent = f"{section}.{letter}" if letter else section
                found.append((number, f"{parent}.{value}"))
    return found


def _below(line: str, letter: str) -> tuple[str, str] | None:
    """Level and mark of a line that begins a clause below a section; `i` after `h` is a letter, else a numeral."""
    roman, plain = _ROMAN.match(line), _LETTER.match(line)
    if roman:
        value = roman[1] or roman[2]
        follows = bool(letter) and len(value) == 1 and ord(value) == ord(letter) + 1
        if value in _ROMANS and not follows:
            return "roman", value
    if plain:
        return "letter", plain[1] or plain[2]
    return None
