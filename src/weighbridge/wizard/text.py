"""Texts from records, plugins, files and users, made safe to show."""

from __future__ import annotations

import re
from html import escape

from weighbridge.reports import words

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&@^=])")


def plain(text: str) -> str:
    """Text that Markdown shows as it is: no link, no picture, no formula, no emphasis."""
    return _MARKS.sub(r"\\\1", words.printable(" ".join(text.split())))


def html(text: object) -> str:
    """Text that HTML shows as it is."""
    return escape(words.printable(str(text)), quote=True)
