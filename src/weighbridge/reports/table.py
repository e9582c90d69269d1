"""A recommendation as text for the terminal, at most 100 columns wide."""

from __future__ import annotations

from textwrap import fill, wrap
from typing import TYPE_CHECKING

from weighbridge.reports import words
from weighbridge.reports.summary import BARRED_LINES, Row, Summary

if TYPE_CHECKING:
    from rich.console import Console

_NUMBER, _SCORE, _COST, _LICENSE, _OPEN = 3, 5, 22, 22, 4
_GAPS = 10
"""Two spaces between six columns."""


def print_summary(summary: Summary, out: Console, needs_path: str) -> None:
    """Print the ranking with its reasons and where to look next."""
    say = Printer(out)
    say.line(summary.title, style="bold")
    say.paragraph(summary.load)
    say.paragraph(f"{summary.weighed} {summary.snapshot}.")
    say.line()
    if summary.rows:
        _print_rows(summary.rows, say)
    else:
        say.paragraph("Every option is out.")
    for mark in dict.fromkeys(mark for row in summary.rows for mark in row.marks):
        say.paragraph(f"* {mark}")
    say.line()
    if summary.why:
        lead = "Why 1 leads" if summary.recommended else "Why 1 is ahead, though not yet qualified"
        say.paragraph(f"{lead}: {'; '.join(item.rstrip('.') for item in summary.why)}.")
    if summary.firm:
        say.paragraph(summary.firm)
    if summary.out:
        say.paragraph(f"Out: {', '.join(summary.out)}.")
    _print_barred(summary.barred, say)
    if summary.relaxations:
        say.paragraph(f"To open more: {', '.join(summary.relaxations)}.")
    for note in summary.notes:
        say.paragraph(f"Note: {note}")
    if summary.rows:
        say.paragraph(f"More: weighbridge explain {needs_path} {summary.rows[0].id}")
    say.paragraph("Not legal advice.")


def _print_barred(barred: tuple[str, ...], say: Printer) -> None:
    """Models that their license keeps out, a line per deciding clause."""
    if barred:
        say.line("Kept out by their license:")
    for line in barred[:BARRED_LINES]:
        say.paragraph(f"  - {line}.", indent="    ")
    if len(barred) > BARRED_LINES:
        say.line(f"  and {len(barred) - BARRED_LINES} more licenses; --format markdown names them all.")


def _print_rows(rows: tuple[Row, ...], say: Printer) -> None:
    """Two lines an option: what it is and costs, then the id to type."""
    option_width = say.width - _NUMBER - _SCORE - _COST - _LICENSE - _OPEN - _GAPS
    say.line(_columns(("#", "Option", "Score", "Cost a month (range)", "License", "Open"), option_width), style="bold")
    for row in rows:
        names = wrap(row.option + (" *" if row.marks else ""), option_width)
        licenses = _license_lines(row.license)
        figures = (f"{row.score:.0f}", row.cost, licenses[0], str(row.open_points))
        style = None if row.status == "qualified" else "italic"
        say.line(_columns((str(row.rank), names[0], *figures), option_width), style=style)
        for index in range(1, max(len(names), len(licenses))):
            name = names[index] if index < len(names) else ""
            said = licenses[index] if index < len(licenses) else ""
            say.line(_columns(("", name, "", "", said, ""), option_width), style=style)
        say.line(f"{'':{_NUMBER}}  {row.id}", style="dim")
    if any(row.status != "qualified" for row in rows):
        say.paragraph("Open: points to confirm before the option qualifies; explain lists them.")


def _license_lines(text: str) -> list[str]:
    """Wrapped; an id is cut, at a hyphen, only when it is wider than the column."""
    too_long = any(len(word) > _LICENSE for word in text.split())
    return wrap(text, _LICENSE, break_on_hyphens=too_long) or [""]


def _columns(cells: tuple[str, ...], option_width: int) -> str:
    number, option, score, cost, license_name, open_points = cells
    return (
        f"{number:>{_NUMBER}}  {option:<{option_width}}  {score:>{_SCORE}}  {cost:<{_COST}}  "
        f"{license_name:<{_LICENSE}}  {open_points:>{_OPEN}}"
    ).rstrip()


class Printer:
    """Prints plain text; nothing in it is taken for markup."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self.width = out.width

    def line(self, text: str = "", *, style: str | None = None) -> None:
        """One line as it is."""
        self._out.print(words.printable(text), markup=False, highlight=False, soft_wrap=True, style=style)

    def paragraph(self, text: str, indent: str = "", *, style: str | None = None) -> None:
        """Text wrapped at the width of the console, never inside a word or an id; later lines are indented."""
        wrapped = fill(text, self.width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        self.line(wrapped, style=style)
