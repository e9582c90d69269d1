"""Catalog: browse every kind of record, and open one with the evidence of each field."""

from __future__ import annotations

from weighbridge.wizard import catalog_view, frame

frame.header("Catalog", "Everything that is weighed, with the grade, the date and the source behind each field.")
catalog_view.draw()
