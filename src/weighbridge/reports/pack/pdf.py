"""The board paper as PDF: the same blocks as the page, on A4, with embedded fonts and fixed bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from weighbridge.errors import MissingExtra
from weighbridge.reports.pack.blocks import Figure, Grid, Heading
from weighbridge.reports.pack.board import board_blocks
from weighbridge.reports.pack.decision import Decision

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from weighbridge.reports.pack.pdf_blocks import Setter

MM = 72 / 25.4
MARGIN = 16 * MM
FOOT = 8 * MM
SHORT = 8
"""Rows up to which a table is not split between pages."""
PADDING = 6
"""Points that the library keeps free inside its frames."""


def board_pdf(decision: Decision) -> bytes:
    """The paper. The same decision gives the same bytes.

    Raises MissingExtra when reportlab is not installed.
    """
    try:
        from reportlab.lib.pagesizes import A4
        from reportlab.platypus import SimpleDocTemplate
    except ImportError:
        raise MissingExtra("The board paper as PDF", "report") from None
    from weighbridge.reports.pack.pdf_blocks import Setter
    from weighbridge.reports.pack.pdf_fonts import register_fonts, shown

    register_fonts()
    target = io.BytesIO()
    title = shown(f"{decision.needs.name}: {decision.option}")
    document = SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=MARGIN - PADDING,
        rightMargin=MARGIN - PADDING,
        topMargin=MARGIN,
        bottomMargin=MARGIN + 2 * MM,
        title=title,
        author="weighbridge",
        subject=decision.id,
        invariant=1,
        lang="en-US",
    )
    setter = Setter(A4[0] - 2 * MARGIN)
    footer = _Footer(f"{decision.id}   catalog {decision.snapshot.id} of {decision.snapshot.as_of.isoformat()}")
    document.build(list(_flow(setter, decision)), canvasmaker=footer.canvas_class())
    return target.getvalue()


def _flow(setter: Setter, decision: Decision) -> Iterable[Any]:
    """Figures and short tables stay whole, and a heading stays with what follows it."""
    from reportlab.platypus import KeepTogether

    above: list[Any] = []
    for block in board_blocks(decision):
        found = list(setter.set(block))
        if isinstance(block, Heading):
            yield from above
            above = found
            continue
        if isinstance(block, Figure):
            yield KeepTogether([*above, *found])
        elif isinstance(block, Grid) and not above and len(block.rows) <= SHORT:
            yield KeepTogether(found)
        else:
            yield from (*above, *found)
        above = []


class _Footer:
    """`Page 2 of 4` needs the number of pages, so pages are kept until all are set."""

    def __init__(self, text: str) -> None:
        self.text = text

    def canvas_class(self) -> type[Canvas]:
        """A canvas that draws the footer on every page when it is saved."""
        from reportlab.lib.pagesizes import A4
        from reportlab.pdfgen.canvas import Canvas

        text, left = self.text, MARGIN
        right = A4[0] - MARGIN

        class Numbered(Canvas):
            """Keeps finished pages and numbers them at the end."""

            def __init__(self, *arguments: Any, **options: Any) -> None:
                super().__init__(*arguments, **{**options, "initialFontName": "Body"})
                self._finished: list[dict[str, Any]] = []

            def showPage(self) -> None:  # noqa: N802  # the library's name
                self._finished.append(dict(self.__dict__))
                self._startPage()  # type: ignore[attr-defined]  # the stubs leave it out

            def save(self) -> None:
                for number, page in enumerate(self._finished, start=1):
                    self.__dict__.update(page)
                    self.setFont("Body", 7)
                    self.setFillColorRGB(0.34, 0.38, 0.42)
                    self.drawString(left, FOOT, text)
                    self.drawRightString(right, FOOT, f"page {number} of {len(self._finished)}")
                    super().showPage()
                super().save()

        return Numbered
