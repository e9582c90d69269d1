"""Ask: questions in plain words, answered from the catalog and the knowledge with their sources."""

from __future__ import annotations

from weighbridge.wizard import ask_view, frame

frame.header(
    "Ask", "Answers are computed, judged or quoted, never invented. What is not known is said to be not known."
)
ask_view.draw()
