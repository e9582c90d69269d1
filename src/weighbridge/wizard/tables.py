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


def table(
    caption: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Iterable[str] = (),
    widths: Sequence[int] = (),
) -> str:
    """A table of plain texts; the first cell of a row names the row. Columns in `numbers` are set to the right.

    `widths` in percent keep the columns of several tables in line; where the window is narrow, the cells of a row then
    stand below each other, each with its heading.
    """
    cells = ([html(cell) for cell in row] for row in rows)
    return raw_table(caption, headings, cells, numbers=numbers, widths=widths)


def raw_table(
    caption: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Iterable[str] = (),
    widths: Sequence[int] = (),
) -> str:
    """The same of cells that are HTML already."""
    right = set(numbers)
    marks = [' class="number"' if name in right else "" for name in headings]
    head = "".join(
        f'<th scope="col"{_role("columnheader")}{mark}>{html(name)}</th>'
        for name, mark in zip(headings, marks, strict=True)
    )
    body = "".join(_row(headings, marks, row) for row in rows)
    told = f"<caption>{html(caption)}</caption>" if caption else ""
    style = "wb-table wb-stacked" if widths else "wb-table"
    columns = "".join(f'<col style="width:{width}%">' for width in widths)
    told += f"<colgroup>{columns}</colgroup>" if columns else ""
    return (
        f'<div class="wb-scroll" tabindex="0" role="region" aria-label="{html(caption or headings[0])}">'
        f'<table class="{style}"{_role("table")}>{told}<thead{_role("rowgroup")}><tr{_role("row")}>{head}</tr></thead>'
        f"<tbody{_role('rowgroup')}>{body}</tbody></table></div>"
    )


def _row(headings: Sequence[str], marks: Sequence[str], row: Sequence[str]) -> str:
    first = f'<th scope="row"{_role("rowheader")}>{row[0]}</th>'
    rest = "".join(
        f'<td{_role("cell")}{mark} data-heading="{html(name)}">{cell}</td>'
        for name, mark, cell in zip(headings[1:], marks[1:], row[1:], strict=True)
    )
    return f"<tr{_role('row')}>{first}{rest}</tr>"


def _role(name: str) -> str:
    """What the element is, said aloud: a browser forgets it when the style sheet stacks the cells."""
    return f' role="{name}"'


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
