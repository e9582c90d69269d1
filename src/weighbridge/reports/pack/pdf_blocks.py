"""Blocks as the flowables of reportlab."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from weighbridge.reports.pack.blocks import Block, Bullets, Cell, Code, Facts, Grid, Heading, Paragraph, lines
from weighbridge.reports.pack.drawing import Drawing, Label, Line, Rect, Shape
from weighbridge.reports.pack.pdf_fonts import shown

BLUE, INK, MUTED, RULE = "#1F3A5F", "#1B1F24", "#57606A", "#C9D1D9"
BODY, SMALL = 8.5, 7.5


class Setter:
    """Sets blocks to a width in points."""

    def __init__(self, width: float) -> None:
        from reportlab.lib.colors import HexColor
        from reportlab.lib.styles import ParagraphStyle

        self.width = width
        ink, muted = HexColor(INK), HexColor(MUTED)
        body = ParagraphStyle("body", fontName="Body", bulletFontName="Body", fontSize=BODY, leading=12, textColor=ink)
        body.spaceAfter = 5
        cell = ParagraphStyle("cell", body, fontSize=SMALL, leading=9.6, spaceAfter=0, splitLongWords=1)
        self.styles = {
            "body": body,
            "strong": ParagraphStyle("strong", body, fontName="Body-Bold", fontSize=11, leading=14),
            "cell": cell,
            "number": ParagraphStyle("number", cell, alignment=2),
            "head": ParagraphStyle("head", cell, fontName="Body-Bold"),
            "head number": ParagraphStyle("head number", cell, fontName="Body-Bold", alignment=2),
            "label": ParagraphStyle("label", cell, textColor=muted),
            "caption": ParagraphStyle("caption", body, fontSize=SMALL, leading=9.6, textColor=muted, spaceAfter=6),
            "bullet": ParagraphStyle("bullet", body, leftIndent=10, bulletIndent=0, spaceAfter=2),
            1: self._heading(1, 15, 18, 0, 6),
            2: self._heading(2, 11, 13, 10, 4),
            3: self._heading(3, 9, 11, 6, 2),
        }

    def _heading(self, level: int, size: float, leading: float, before: float, after: float) -> Any:
        from reportlab.lib.colors import HexColor
        from reportlab.lib.styles import ParagraphStyle

        return ParagraphStyle(
            f"h{level}",
            fontName="Body-Bold",
            bulletFontName="Body",
            fontSize=size,
            leading=leading,
            spaceBefore=before,
            spaceAfter=after,
            textColor=HexColor(BLUE),
            keepWithNext=1,
        )

    def set(self, block: Block) -> Iterable[Any]:
        """The flowables of one block."""
        if isinstance(block, Heading):
            yield self._paragraph(block.text, block.level)
        elif isinstance(block, Paragraph):
            yield self._paragraph(block.text, "strong" if block.strong else "body")
        elif isinstance(block, Bullets):
            for item in block.items:
                yield self._paragraph(item, "bullet", bullet="\u2022")
        elif isinstance(block, Facts):
            yield from self._facts(block)
        elif isinstance(block, Grid):
            yield from self._grid(block)
        else:
            yield _chart(block.drawing, self.width)
            yield self._paragraph(block.caption, "caption")

    def _paragraph(self, text: str, style: str | int, bullet: str | None = None) -> Any:
        from reportlab.platypus import Paragraph as Flowable

        return Flowable(_marked(text), self.styles[style], bulletText=bullet)

    def _cell(self, cell: Cell, style: str) -> Any:
        from reportlab.platypus import Paragraph as Flowable

        return Flowable("<br/>".join(_marked(line) for line in lines(cell)), self.styles[style])

    def _facts(self, facts: Facts) -> Iterable[Any]:
        rows = [[self._cell(name, "label"), self._cell(value, "cell")] for name, value in facts.pairs]
        if rows:
            yield self._table(rows, (3.4, 14.6), head=False, height=None)

    def _grid(self, grid: Grid) -> Iterable[Any]:
        kinds = ["number" if name in grid.numeric else "cell" for name in grid.columns]
        heads = ["head number" if kind == "number" else "head" for kind in kinds]
        rows = [[self._cell(name, kind) for name, kind in zip(grid.columns, heads, strict=True)]]
        rows += [[self._cell(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in grid.rows]
        widths = grid.widths or [1.0] * len(grid.columns)
        yield self._table(rows, widths, head=True, height=22 if grid.to_sign else None)

    def _table(self, rows: list[list[Any]], widths: Sequence[float], *, head: bool, height: float | None) -> Any:
        from reportlab.platypus import Table, TableStyle

        total = sum(widths)
        style: list[tuple[Any, ...]] = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("FONT", (0, 0), (-1, -1), "Body", SMALL),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 6),
            ("TOPPADDING", (0, 0), (-1, -1), 2.2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.6),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
        ]
        if head:
            style.append(("LINEBELOW", (0, 0), (-1, 0), 0.9, MUTED))
        heights = None if height is None else [None, *(height for _ in rows[1:])]
        return Table(
            rows,
            colWidths=[self.width * share / total for share in widths],
            rowHeights=heights,
            repeatRows=1 if head else 0,
            style=TableStyle(style),
            spaceAfter=7,
            hAlign="LEFT",
        )


def _marked(text: str) -> str:
    """Text in the markup of a paragraph; whatever it holds is shown, not obeyed."""
    plain = escape(shown(text), quote=False)
    return f'<font size="6.8" color="{MUTED}">{plain}</font>' if isinstance(text, Code) and plain else plain


def _chart(drawing: Drawing, width: float) -> Any:
    """The drawing as vector graphics, scaled to the width."""
    from reportlab.platypus import Flowable

    scale = width / drawing.width

    class Chart(Flowable):
        """Painted straight on the page."""

        def wrap(self, *_room: float) -> tuple[float, float]:
            return width, drawing.height * scale

        def draw(self) -> None:
            self.canv.scale(scale, scale)
            for shape in drawing.shapes:
                _paint(self.canv, shape, drawing.height)

    return Chart()


def _paint(canvas: Any, shape: Shape, height: float) -> None:
    """One shape, turned over: on paper the origin is at the bottom."""
    from reportlab.lib.colors import HexColor

    if isinstance(shape, Rect):
        canvas.setFillColor(HexColor(shape.fill))
        canvas.rect(shape.x, height - shape.y - shape.height, shape.width, shape.height, stroke=0, fill=1)
    elif isinstance(shape, Label):
        # Vera runs wide; a little smaller it takes the room that the shapes were measured for.
        canvas.setFont("Body-Bold" if shape.bold else "Body", shape.size * 0.92)
        canvas.setFillColor(HexColor(shape.color))
        write = {"start": canvas.drawString, "middle": canvas.drawCentredString, "end": canvas.drawRightString}
        write[shape.anchor](shape.x, height - shape.y, shown(shape.text))
    else:
        _paint_line(canvas, shape, height)


def _paint_line(canvas: Any, line: Line, height: float) -> None:
    from reportlab.lib.colors import HexColor

    path = canvas.beginPath()
    (first, *others) = line.points
    path.moveTo(first[0], height - first[1])
    for x, y in others:
        path.lineTo(x, height - y)
    canvas.saveState()
    if line.fill is not None:
        canvas.setFillColor(HexColor(line.fill), alpha=line.opacity)
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)
    else:
        canvas.setStrokeColor(HexColor(line.color))
        canvas.setLineWidth(line.width)
        canvas.setDash(list(line.dash))
        canvas.drawPath(path, stroke=1, fill=0)
    canvas.restoreState()
