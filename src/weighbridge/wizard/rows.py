"""The ranked list in HTML: one row an option, readable at a glance. Every text is escaped."""

from __future__ import annotations

from collections.abc import Sequence

from weighbridge.reports.glance import Glance, Part
from weighbridge.wizard.text import html

MARKS = {
    "free to use": ("wb-good", "\u2713"),
    "with duties": ("wb-good", "\u2713"),
    "needs an agreement": ("wb-warn", "!"),
    "forbidden": ("wb-bad", "\u2715"),
    "unknown": ("wb-warn", "?"),
}
"""Verdict to its class and its sign; the word always stands beside it."""
COLORS = 7
"""Colors of segments in wizard.css, `wb-c0` and on; more criteria begin again."""
_SHOWN_FROM = 7.0
"""Points from which a segment is wide enough for its figure."""


def legend(parts: Sequence[Part]) -> str:
    """Which color is which criterion, with its weight."""
    items = "".join(
        f'<span><i class="wb-c{at % COLORS}" aria-hidden="true"></i>{html(part.title)} (of {part.of:.0f})</span>'
        for at, part in enumerate(parts)
    )
    return f'<div class="wb wb-legend">{items}</div>'


def head() -> str:
    """The names of the columns."""
    names = ("#", "Option", "Score of 100", "Cost a month", "License", "To confirm", "Evidence")
    return f'<div class="wb wb-row wb-head">{"".join(f"<div>{name}</div>" for name in names)}</div>'


def row(item: Glance) -> str:
    """One option."""
    style, sign = MARKS[item.verdict]
    waits = f"{item.open_points} open" if item.open_points else "nothing"
    marks = "".join(f'<div class="wb-small">* {html(mark)}</div>' for mark in item.marks)
    grade = "unknown" if item.grade is None else item.grade
    return (
        '<div class="wb wb-row">'
        f'<div class="wb-rank">{item.rank}</div>'
        f'<div class="wb-what"><div class="wb-name">{html(item.option)}</div>'
        f'<div class="wb-id">{html(item.id)}</div>{marks}</div>'
        f"{score(item)}"
        f'<div class="wb-cell wb-num"><div class="wb-label">Cost a month</div>{_cost(item.cost)}</div>'
        '<div class="wb-cell"><div class="wb-label">License</div>'
        f'<span class="{style}">{sign} {html(item.verdict)}</span>'
        f'<div class="wb-small">{html(item.license)}</div></div>'
        f'<div class="wb-cell"><div class="wb-label">To confirm</div>{waits}</div>'
        f'<div class="wb-cell"><div class="wb-label">Weakest evidence</div>{html(grade)}</div>'
        "</div>"
    )


def _cost(words: str) -> str:
    """The expected cost, with its range below it."""
    expected, _, spread = words.partition(" (")
    below = f'<div class="wb-small">{html(spread.rstrip(")"))}</div>' if spread else ""
    return f"<b>{html(expected)}</b>{below}"


def score(item: Glance) -> str:
    """The score with its parts as a bar; the parts are read out as text."""
    said = ", ".join(f"{part.title} {part.points:.0f} of {part.of:.0f}" for part in item.parts)
    segments = "".join(_segment(at, part) for at, part in enumerate(item.parts))
    return (
        f'<div class="wb-score"><b>{item.score:.0f}</b>'
        f'<div class="wb-bar" role="img" aria-label="{html(said)}">{segments}</div></div>'
    )


def _segment(at: int, part: Part) -> str:
    figure = f"{part.points:.0f}" if part.points >= _SHOWN_FROM else ""
    title = f"{html(part.title)} {part.points:.1f}"
    return f'<span class="wb-c{at % COLORS}" style="width:{part.points:.2f}%" title="{title}">{figure}</span>'
