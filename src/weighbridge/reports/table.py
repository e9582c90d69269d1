"""A recommendation as text for the terminal, at most 100 columns wide."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from weighbridge.reports.summary import Summary

if TYPE_CHECKING:
    from rich.console import Console


def print_summary(summary: Summary, out: Console, needs_path: str) -> None:
    """Print the ranking with its reasons and where to look next."""
    from rich.table import Table
    from rich.text import Text

    say = _Printer(out)
    out.print(Text(summary.title, style="bold"))
    say.paragraph(summary.load)
    say.paragraph(f"{summary.weighed} {summary.snapshot}.")
    out.print()
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("#", justify="right")
    table.add_column("Option", ratio=1, overflow="fold")
    table.add_column("Score", justify="right")
    table.add_column("Cost a month (range)", no_wrap=True)
    table.add_column("License", max_width=22, overflow="fold")
    table.add_column("Open", justify="right")
    for row in summary.rows:
        name = Text(row.option + (" *" if row.marks else ""))
        name.append(f"\n{row.id}", style="dim")
        style = "" if row.status == "qualified" else "italic"
        table.add_row(
            str(row.rank), name, f"{row.score:.0f}", row.cost, row.license, str(row.open_points), style=style
        )
    if summary.rows:
        out.print(table)
        if any(row.open_points for row in summary.rows):
            say.paragraph("Open: points to confirm before the option qualifies; explain lists them.")
    else:
        say.paragraph("Every option is out.")
    for mark in dict.fromkeys(mark for row in summary.rows for mark in row.marks):
        say.paragraph(f"* {mark}")
    out.print()
    if summary.why:
        lead = "Why 1 leads" if summary.recommended else "Why 1 is ahead, though not yet qualified"
        say.paragraph(f"{lead}: {'; '.join(item.rstrip('.') for item in summary.why)}.")
    if summary.firm:
        say.paragraph(summary.firm)
    if summary.out:
        say.paragraph(f"Out: {', '.join(summary.out)}.")
    if summary.relaxations:
        say.paragraph(f"To open more: {', '.join(summary.relaxations)}.")
    for note in summary.notes:
        say.paragraph(f"Note: {note}")
    if summary.rows:
        say.paragraph(f"More: weighbridge explain {needs_path} {summary.rows[0].id}")
    say.paragraph("Not legal advice.")


class _Printer:
    def __init__(self, out: Console) -> None:
        self._out = out

    def paragraph(self, text: str) -> None:
        """Text wrapped at the width of the console, never inside a word or an id."""
        wrapped = fill(text, width=self._out.width, break_long_words=False, break_on_hyphens=False)
        self._out.print(wrapped, markup=False, soft_wrap=True)
