"""Page."""

from __future__ import annotations

from weighbridge.wizard import frame

frame.header("needs")
