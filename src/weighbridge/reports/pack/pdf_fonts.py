"""The faces of the PDF: Bitstream Vera, which comes with reportlab and may be embedded."""

from __future__ import annotations

import unicodedata
from functools import cache

from weighbridge.reports.words import one_line

FACES = {"Body": "Vera", "Body-Bold": "VeraBd", "Body-Italic": "VeraIt", "Body-BoldItalic": "VeraBI"}
_STAND_INS = {
    "\u2026": "...",
    "\u2011": "-",
    "\u2212": "-",
    "\u2009": " ",
    "\u202f": " ",
    "\u2265": ">=",
    "\u2264": "<=",
}


def register_fonts() -> None:
    """Make the faces known; doing it again changes nothing."""
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    for name, file in FACES.items():
        registerFont(TTFont(name, f"{file}.ttf"))
    for bold in (0, 1):
        for italic in (0, 1):
            addMapping("Body", bold, italic, list(FACES)[bold + 2 * italic])


def shown(text: str) -> str:
    """One line of characters that the face has; others become the letter under the accent, or a question mark."""
    known = _characters()
    plain = one_line(text)
    return "".join(mark if ord(mark) in known else _stand_in(mark, known) for mark in plain)


def _stand_in(mark: str, known: frozenset[int]) -> str:
    base = unicodedata.normalize("NFKD", mark)[0]
    return _STAND_INS.get(mark) or (base if ord(base) in known else "?")


@cache
def _characters() -> frozenset[int]:
    """Code points that the regular face draws."""
    from reportlab.pdfbase.ttfonts import TTFont

    return frozenset(TTFont("Body", f"{FACES['Body']}.ttf").face.charToGlyph)
