"""Sources: which snapshot this is, how well its facts are known, and what should be read again."""

from __future__ import annotations

from weighbridge.wizard import frame, sources_view

frame.header("Sources", "How well the catalog is known: its facts by grade and age, and what should be read again.")
sources_view.draw()
