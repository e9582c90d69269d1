"""Small tables in HTML: readable by a screen reader, wrapping on a narrow window, every cell escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from weighbridge.wizard.text import html

GRADES: Mapping[str, str] = MappingProxyType({
    "measured": "Measured: somebody ran it and wrote down the result.",
    "primary": "Primary: the maker, seller or text itself says so.",
    "secondary": "Secondary: a third party says so.",
    "claimed": "Claimed: said in public, and not checked by anyone.",
    "estimated": "Estimated: computed or inferred; the note says from what.",
})  # fmt: skip
"""Grade to what it means, best first."""


def table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Iterable[str] = ()) -> str:
    """A table of plain texts; the first cell of a row names the row. Columns in `numbers` are set to the right."""
    return raw_table(caption, headings, ([html(cell) for cell in row] for row in rows), numbers=numbers)


def raw_table(
    caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Iterable[str] = ()
) -> str:
    """The same of cells that are HTML already."""
    right = set(numbers)
    marks = [' class="number"' if name in right else "" for name in headings]
    head = "".join(f'<th scope="col"{mark}>{html(name)}</th>' for name, mark in zip(headings, marks, strict=True))
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>'
        + "".join(f"<td{mark}>{cell}</td>" for cell, mark in zip(row[1:], marks[1:], strict=True))
        + "</tr>"
        for row in rows
    )
    told = f"<caption>{html(caption)}</caption>" if caption else ""
    return (
        f'<div class="wb-scroll" tabindex="0" role="region" aria-label="{html(caption or headings[0])}">'
        f'<table class="wb-table">{told}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def grade(name: str | None) -> str:
    """A grade as a badge, with what it means for who points at it."""
    if name is None:
        return ""
    return f'<span class="wb-grade" title="{html(GRADES.get(name, name))}">{html(name)}</span>'


def of_markdown(text: str) -> str:
    """A Markdown table, whose cells are data, as HTML."""
    lines = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines()]
    rows = [cells for cells in lines if not all(set(cell) <= set(":- ") for cell in cells)]
    width = max((len(cells) for cells in rows), default=0)
    padded = [[*cells, *[""] * (width - len(cells))] for cells in rows]
    return table("", padded[0], padded[1:]) if padded else ""
