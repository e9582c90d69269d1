"""The phrases of `llm_words.yaml`, compiled once."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from weighbridge.plugins import parsecache

Stance = str
"""A key of the list: waived, agreement, forbidden or allowed."""


@cache
def phrases() -> dict[str, Any]:
    """The lists as plain data."""
    data: dict[str, Any] = parsecache.load(Path(__file__).with_name("llm_words.yaml"))
    return data


@cache
def any_of(name: str) -> re.Pattern[str]:
    """One pattern for a list."""
    return _compiled(phrases()[name])


@cache
def stance_patterns() -> tuple[tuple[Stance, re.Pattern[str]], ...]:
    """Stances with their patterns, in the order in which they are tried."""
    return tuple((name, _compiled(listed)) for row in phrases()["stances"] for name, listed in row.items())


@cache
def domains() -> re.Pattern[str]:
    """Names and addresses of hosts."""
    return re.compile(phrases()["domains"], re.IGNORECASE)


def _compiled(listed: list[str]) -> re.Pattern[str]:
    parts = (part.replace(" ", r"\s+") for part in listed)
    bordered = (rf"(?<!\w)(?:{part})" + (r"(?!\w)" if re.search(r"[\w*+)]$", part) else "") for part in parts)
    return re.compile("|".join(bordered), re.IGNORECASE)
