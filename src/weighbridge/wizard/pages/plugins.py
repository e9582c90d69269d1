"""Plugins: what is loaded, what each brings, and what is wrong with which."""

from __future__ import annotations

from weighbridge.wizard import frame, plugins_view

frame.header(
    "Plugins", "Every fact comes from a plugin. Each is loaded alone: what fails is named here, and the rest works on."
)
plugins_view.draw()
