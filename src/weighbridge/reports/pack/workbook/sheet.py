"""A thin layer over the writer: sheets with a head, frozen panes, widths, and formulas that carry their result."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

from weighbridge.reports.words import one_line

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

LINE = 15
"""Height of a line of text, in points."""
WRAPPED = ("text", "strong", "head")
MAX_TEXT = 32_000
"""A cell holds 32,767 characters."""


class Book:
    """The workbook and the few formats that its sheets share."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.formats: dict[str, Format] = {
            "title": self._format(bold=True, font_size=14),
            "head": self._format(bold=True, text_wrap=True, bg_color="#1F3A5F", font_color="#FFFFFF", valign="vcenter"),
            "text": self._format(text_wrap=True, align="left", indent=1),
            "line": self._format(align="left", indent=1),
            "input": self._format(bg_color="#FFF4CC", border=1, border_color="#8A6D00", num_format="0.##"),
            "share": self._format(num_format="0.0 %"),
            "score": self._format(num_format="0.000"),
            "points": self._format(num_format="0.0"),
            "whole": self._format(num_format="#,##0"),
            "usd": self._format(num_format="$#,##0.00"),
            "value": self._format(num_format="#,##0.####"),
            "strong": self._format(bold=True, text_wrap=True),
        }

    def _format(self, **properties: Any) -> Format:
        return self.workbook.add_format({"valign": "top", "font_name": "Calibri", **properties})

    def sheet(self, name: str, widths: Sequence[float], color: str | None = None) -> Sheet:
        """A new sheet with these column widths."""
        worksheet = self.workbook.add_worksheet(name)
        for column, width in enumerate(widths):
            worksheet.set_column(column, column, width)
        worksheet.set_landscape()
        worksheet.set_paper(9)
        worksheet.fit_to_pages(1, 0)
        worksheet.hide_gridlines(2)
        if color:
            worksheet.set_tab_color(color)
        return Sheet(self, worksheet, widths)


class Sheet:
    """One sheet. Rows and columns count from 0."""

    def __init__(self, book: Book, worksheet: Worksheet, widths: Sequence[float]) -> None:
        self.book = book
        self.worksheet = worksheet
        self._widths = widths
        self._lines: dict[int, int] = {}

    def put(self, row: int, column: int, value: str | float | None, style: str = "text") -> None:
        """A text, which never becomes a formula, a number, or `unknown` for None."""
        form = self.book.formats[style]
        if value is None:
            self.worksheet.write_string(row, column, "unknown", self.book.formats["text"])
        elif isinstance(value, str):
            shown = one_line(value)[:MAX_TEXT]
            self.worksheet.write_string(row, column, shown, form)
            if style in WRAPPED:
                self._make_room(row, column, shown)
        else:
            self.worksheet.write_number(row, column, value, form)

    def _make_room(self, row: int, column: int, text: str) -> None:
        """A row as high as its longest text needs; not every program sees to that by itself."""
        needed = ceil(len(text) * 1.05 / self._widths[column])
        if needed > self._lines.get(row, 1):
            self._lines[row] = needed
            self.worksheet.set_row(row, LINE * needed)

    def formula(self, row: int, column: int, text: str, result: str | float, style: str) -> None:
        """A formula, with the result that a reader without a calculator shows."""
        shown = one_line(result)[:MAX_TEXT] if isinstance(result, str) else result
        self.worksheet.write_formula(row, column, text, self.book.formats[style], shown)

    def head(self, row: int, names: Sequence[str], *, freeze: bool = True, frozen_columns: int = 0) -> None:
        """The head of a table, which stays in view and repeats on paper."""
        for column, name in enumerate(names):
            self.put(row, column, name, "head")
        if freeze:
            self.worksheet.freeze_panes(row + 1, frozen_columns)
            self.worksheet.repeat_rows(row)

    def title(self, text: str, note: str = "") -> None:
        """The title in the first row, a note in the second."""
        self.worksheet.write_string(0, 0, one_line(text), self.book.formats["title"])
        if note:
            self.worksheet.write_string(1, 0, note)
