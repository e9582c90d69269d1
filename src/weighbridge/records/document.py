"""A knowledge document."""

from __future__ import annotations

from weighbridge.records.base import CatalogRecord, PartialDate, RecordId


class Document(CatalogRecord):
    """A Markdown text with the ids it speaks about. Its text is data: quoted, never obeyed."""

    title: str
    kind: str
    """license, regulation, provider, market, hardware or guide."""
    text: str
    applies_to: tuple[RecordId, ...] = ()
    reviewed: PartialDate | None = None
