"""Dates of questions and of records: found in words, told in words."""

from __future__ import annotations

import re

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
_NAMES = "jan\\w*|feb\\w*|mar\\w*|apr\\w*|may|june?|july?|aug\\w*|sep\\w*|oct\\w*|nov\\w*|dec\\w*"
PARTIAL = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)? (?:of )?)?(?:(?P<month>{_NAMES}) (?:of )?)?(?P<year>20\d\d)\b",
    re.IGNORECASE,
)
"""A year, with its month and day where they are said."""
_FULL = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th|\.)? (?:of )?({_NAMES}) (20\d\d)\b", re.IGNORECASE)


def in_words(date: str) -> str:
    """`2 August 2026` of an ISO date."""
    year, month, day = date.split("-")
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}"


def full_dates(text: str) -> set[str]:
    """Whole dates of a text as ISO dates."""
    found = {f"{m[3]}-{month_number(m[2]):02d}-{int(m[1]):02d}" for m in _FULL.finditer(text)}
    return found | set(re.findall(r"\b20\d\d-\d\d-\d\d\b", text))


def agrees(date: str, said: re.Match[str]) -> bool:
    """Whether an ISO date is what was said, as far as it was said."""
    year, month, day = date.split("-")
    if said["year"] != year or (said["month"] and month_number(said["month"]) != int(month)):
        return False
    return not (said["day"] and said["month"]) or int(said["day"]) == int(day)


def month_number(name: str) -> int:
    """1 to 12 of a name or its beginning."""
    return 1 + next(n for n, month in enumerate(MONTHS) if month.lower().startswith(name.lower()[:3]))
