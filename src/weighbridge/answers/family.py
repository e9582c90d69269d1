"""Which licenses of a family a question is about, when it names no version."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weighbridge.answers.language import stems

if TYPE_CHECKING:
    from weighbridge.records import License

_QUOTED = re.compile(r"[\"“']([^\"”']{4,60})[\"”']")


def relevant(words: str, sheets: tuple[License, ...], most: int = 4) -> tuple[License, ...]:
    """Sheets that hold what the question quotes or speaks of; all of them when none stands out. Newest first."""
    if len(sheets) < 2:
        return sheets
    quoted = _QUOTED.findall(words)
    texts = {sheet.id: " ".join(_told(sheet)) for sheet in sheets}
    holding = tuple(sheet for sheet in sheets if any(phrase in texts[sheet.id] for phrase in quoted))
    if holding:
        return holding[:most]
    granting = tuple(sheet for sheet in sheets if sheet.commercial_use.value != "no")
    usable = granting if any(sheet.category != "proprietary" for sheet in granting) else sheets
    target = stems(words) - stems(" ".join(sheet.publisher for sheet in sheets))
    common = frozenset.intersection(*(stems(sheet.name) for sheet in usable))
    told = {s.id: frozenset(stem for stem in stems(s.name) - common if stem.isalpha()) for s in usable}
    scores = {
        s.id: len(target & stems(texts[s.id])) + 3 * len(target & (stems(s.name) - common)) - len(told[s.id] - target)
        for s in usable
    }
    best = max(scores.values())
    called = {_plain_name(sheet) for sheet in usable if scores[sheet.id] == best}  # other editions of the same
    return tuple(s for s in usable if scores[s.id] >= best - 1 or _plain_name(s) in called)[:most]


def _plain_name(sheet: License) -> str:
    """The name without its date or version."""
    return re.sub(r"\(.*?\)|\d[\d.]*", "", sheet.name).strip()


def _told(sheet: License) -> list[str]:
    """Duties and limits of a sheet as text."""
    duties = [duty.what for duty in sheet.obligations]
    limits = [limit.duty.what if limit.duty else limit.measured or "" for limit in sheet.thresholds]
    return [*duties, *limits, *sheet.notes]
