"""What a paper consists of before it is laid out: headings, paragraphs, lists, tables and figures.

Every text in a block is data: a writer escapes it for its medium.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weighbridge.reports.pack.drawing import Drawing


class Code(str):
    """An id or a command, set in a fixed-width face."""

    __slots__ = ()


Cell = str | tuple[str, ...]
"""A text, or lines under one another."""


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the title of the paper."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """One paragraph."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: Sequence[str]


@dataclass(frozen=True)
class Facts:
    """Labels and values, one pair a line."""

    pairs: Sequence[tuple[str, Cell]]


@dataclass(frozen=True)
class Grid:
    """A table with a head."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numeric: frozenset[str] = frozenset()
    """Columns that are aligned right."""
    widths: Sequence[float] = ()
    """Relative widths of the columns on paper; equal when empty."""
    to_sign: bool = False
    """Whether the rows are lines to fill in by hand."""


@dataclass(frozen=True)
class Figure:
    """A chart with its sentence."""

    drawing: Drawing
    caption: str


Block = Heading | Paragraph | Bullets | Facts | Grid | Figure


def lines(cell: Cell) -> tuple[str, ...]:
    """The lines of a cell."""
    return (cell,) if isinstance(cell, str) else cell
