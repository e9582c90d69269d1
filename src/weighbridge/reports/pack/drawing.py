"""A chart as plain shapes, so that a page and a PDF show the same picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from weighbridge.reports.words import one_line

Anchor = Literal["start", "middle", "end"]
INK, MUTED, RULE = "#1B1F24", "#57606A", "#C9D1D9"


@dataclass(frozen=True)
class Rect:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True)
class Line:
    """A line through points, or an area when `fill` is given."""

    points: Sequence[tuple[float, float]]
    color: str
    width: float = 1.0
    dash: Sequence[float] = ()
    fill: str | None = None
    opacity: float = 1.0
    """Of the fill."""


@dataclass(frozen=True)
class Label:
    """One line of text; `y` is its base line."""

    x: float
    y: float
    text: str
    size: float = 8.0
    color: str = INK
    anchor: Anchor = "start"
    bold: bool = False


Shape = Rect | Line | Label


@dataclass(frozen=True)
class Drawing:
    """Shapes on a canvas in points, from the top left corner."""

    width: float
    height: float
    shapes: Sequence[Shape]
    description: str
    """What the chart shows, for those who cannot see it."""


def fitted(text: str, width: float, size: float) -> str:
    """The text, cut with an ellipsis where it would pass `width` points. Widths are those of a wide sans face."""
    room = int(width / (size * 0.56))
    return text if len(text) <= room else f"{text[: max(1, room - 1)].rstrip()}…"


def two_lines(text: str, width: float, size: float) -> tuple[str, ...]:
    """The text on one or two lines, broken between words, the second cut where it is still too long."""
    room = int(width / (size * 0.56))
    if len(text) <= room:
        return (text,)
    at = text.rfind(" ", 0, room + 1)
    at = room if at <= 0 else at
    return (text[:at].rstrip(), fitted(text[at:].lstrip(), width, size))


def svg(drawing: Drawing) -> str:
    """The drawing as an inline SVG that scales with the page."""
    body = "".join(_element(shape) for shape in drawing.shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(one_line(drawing.description))}" '
        f'viewBox="0 0 {drawing.width:g} {drawing.height:g}">{body}</svg>'
    )


def _element(shape: Shape) -> str:
    if isinstance(shape, Rect):
        box = f'x="{shape.x:.2f}" y="{shape.y:.2f}" width="{shape.width:.2f}" height="{shape.height:.2f}"'
        return f'<rect {box} fill="{shape.fill}"/>'
    if isinstance(shape, Label):
        weight = ' font-weight="700"' if shape.bold else ""
        return (
            f'<text x="{shape.x:.2f}" y="{shape.y:.2f}" font-size="{shape.size:g}" fill="{shape.color}" '
            f'text-anchor="{shape.anchor}"{weight}>{escape(one_line(shape.text))}</text>'
        )
    points = " ".join(f"{x:.2f},{y:.2f}" for x, y in shape.points)
    if shape.fill is not None:
        return f'<polygon points="{points}" fill="{shape.fill}" fill-opacity="{shape.opacity:g}"/>'
    dash = f' stroke-dasharray="{" ".join(f"{length:g}" for length in shape.dash)}"' if shape.dash else ""
    return f'<polyline points="{points}" fill="none" stroke="{shape.color}" stroke-width="{shape.width:g}"{dash}/>'


def together(*groups: Iterable[Shape]) -> tuple[Shape, ...]:
    """Shapes in the order in which they are painted."""
    return tuple(shape for group in groups for shape in group)
