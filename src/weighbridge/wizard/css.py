"""Rules for what the wizard sets in HTML. Colors come from the theme by `currentColor`, so both themes keep contrast."""

from __future__ import annotations

STYLE = """
.wb { font-size: .93rem; line-height: 1.45; }
.wb table { border-collapse: collapse; width: 100%; }
"""
