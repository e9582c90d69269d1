"""Blocks as Markdown, with texts that cannot start markup of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from weighbridge.reports.pack.blocks import Block, Bullets, Cell, Code, Facts, Grid, Heading, Paragraph, lines
from weighbridge.reports.words import one_line

_SPECIAL = re.compile(r"[\\`*\[\]|~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_STARTS = re.compile(r"^(\d*)([-+>=#.)])(?=[\s#=-]|$)")


def markdown(blocks: Iterable[Block]) -> str:
    """The paper; a figure appears as its caption, for the table beside it says the same."""
    return "\n".join([*(part for block in blocks for part in (*_lines(block), ""))])


def escaped(text: str) -> str:
    """Text that reads the same and is never markup, HTML or a line of its own."""
    plain = one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(lambda mark: f"\\{mark.group()}", plain)


def _alone(text: str) -> str:
    """Text that stands at the start of a line, where a dash or a number would begin a list."""
    return _STARTS.sub(r"\1\\\2", escaped(text))


def _lines(block: Block) -> Sequence[str]:
    if isinstance(block, Heading):
        return (f"{'#' * block.level} {escaped(block.text)}",)
    if isinstance(block, Paragraph):
        return (f"**{escaped(block.text)}**" if block.strong else _with_code(block.text),)
    if isinstance(block, Bullets):
        return [f"- {_with_code(item)}" for item in block.items]
    if isinstance(block, Facts):
        return ["| | |", "|---|---|", *(f"| {escaped(label)} | {_cell(value)} |" for label, value in block.pairs)]
    if isinstance(block, Grid):
        rule = "|".join("---:" if name in block.numeric else "---" for name in block.columns)
        head = " | ".join(escaped(name) for name in block.columns)
        return [f"| {head} |", f"|{rule}|", *(f"| {' | '.join(map(_cell, row))} |" for row in block.rows)]
    return (f"*{escaped(block.caption)}*",)


def _with_code(text: str) -> str:
    """A sentence, or a command on its own."""
    return _code(text) if isinstance(text, Code) else _alone(text)


def _cell(cell: Cell) -> str:
    return "<br>".join(_code(line) if isinstance(line, Code) else escaped(line) for line in lines(cell))


def _code(text: str) -> str:
    """A code span; the marks that could end it or the cell are taken out."""
    plain = one_line(text).replace("`", "'").replace("|", "\\|")
    return f"`{plain}`" if plain else ""
