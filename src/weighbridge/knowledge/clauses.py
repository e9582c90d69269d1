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
_ANNEX = re.compile(
    r"^\W*(?:Attachment|Appendix|Annex|Exhibit|ATTACHMENT|APPENDIX|ANNEX|EXHIBIT)\s+([A-Z]|\d)\s*(?:$|[^\w\s]|[A-Z])"
)
"""A heading, not a sentence that goes on with `Attachment A of this License`."""
_ANNEX_ITEM = re.compile(r"^\s*(?:\(([a-z]|\d{1,2})\)|([a-z]|\d{1,2})[.)])\s")
_ANNEX_POINTER = re.compile(
    r"\b(?:att|attachment|app|appendix|annex|ex|exhibit)\.?\s*([A-Z]|\d)\b(?:\s*\(?([a-z]\b|\d+))?", re.IGNORECASE
)
_ELSEWHERE = re.compile(r"\b(?:AUP|PUP|policy|definition)", re.IGNORECASE)
"""Pointers into another document than the license itself, or to a place without a number."""
_CONDITION = re.compile(r"\bcond\. (\d)")
_NAMED = {
    "grant": re.compile(r"\bpermission is hereby granted\b|\bredistribution and use in\b", re.IGNORECASE),
    "condition": re.compile(r"\bthe above copyright notice and this permission notice\b", re.IGNORECASE),
    "distribution": re.compile(r"\bif you distribute\b", re.IGNORECASE),
    "litigation": re.compile(r"\blawsuit\b", re.IGNORECASE),
    "outputs": re.compile(r"\boutputs\b", re.IGNORECASE),
}
"""What people call a paragraph of a short text without numbers, and the words that only it has."""
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its own words, without those of the clauses below it."""

    id: str
    """`2`, `1.b.v`, `5.2.a`; `annex-a.4` in an attachment; `preamble` for what stands before the first; `p3` for the
    third paragraph of a text without numbers."""
    text: str
    """Verbatim, outer blanks removed."""
    line: int
    """Line of the text on which it begins, from 1."""

    @property
    def numbered(self) -> bool:
        """Whether the id is a number that people cite after `§`."""
        return not self.id.startswith(("p", "annex"))


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
    """The clause that a pointer such as `§1.b.v`, `Att. A(d)` or `last paragraph` means; its nearest parent if need be.

    None rather than a guess: for pointers into a use policy, for numbers that the text does not have, and for the name
    of a paragraph that several fit.
    """
    if _ELSEWHERE.search(pointer):
        return None
    if "last para" in pointer.casefold():
        return found[-1] if found else None
    by_id = {clause.id: clause for clause in found}
    match = _POINTER.search(pointer)
    annex = _ANNEX_POINTER.search(pointer)
    if annex and (match is None or annex.start() < match.start()):
        return _in_annex(annex, by_id)
    if match is None or (match[1].isdigit() and not any(clause.id[0].isdigit() for clause in found)):
        return _by_name(pointer, found)
    path = [*match[1].casefold().split("."), *re.findall(r"[a-z0-9]+", match[2].casefold())]
    for length in range(len(path), 0, -1):
        clause = by_id.get(".".join(path[:length]))
        if clause is not None:
            return clause
    return None


def _in_annex(pointer: re.Match[str], by_id: dict[str, Clause]) -> Clause | None:
    name = f"annex-{pointer[1].casefold()}"
    return by_id.get(f"{name}.{pointer[2].casefold()}" if pointer[2] else name)


def _by_name(pointer: str, found: tuple[Clause, ...]) -> Clause | None:
    """The paragraph of a text without numbers that a pointer calls by what it is about."""
    if match := _CONDITION.search(pointer):
        heads = [number for number, clause in enumerate(found) if clause.text.endswith("conditions are met:")]
        place = heads[0] + int(match[1]) if len(heads) == 1 else len(found)
        return found[place] if place < len(found) else None
    called = re.match(r"(\w+)(?:\s+para|$|\s+\+)", pointer)
    words = _NAMED.get(called[1].casefold()) if called else None
    fitting = [clause for clause in found if words and words.search(clause.text)]
    return fitting[0] if len(fitting) == 1 else None


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
    section, letter, annex = "", "", ""
    for number, line in enumerate(lines):
        if heading := _ANNEX.match(line):
            annex = f"annex-{heading[1].casefold()}"
            found.append((number, annex))
        elif annex:
            if item := _ANNEX_ITEM.match(line):
                found.append((number, f"{annex}.{item[1] or item[2]}"))
        elif match := _NUMBER.match(line) or _ROMAN_SECTION.match(line):
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
