"""A claim: what an article or vendor states, beside what is known otherwise."""

from __future__ import annotations

from weighbridge.records.base import CatalogRecord, RecordId


class Claim(CatalogRecord):
    """A market statement, graded `claimed` and never used in a calculation."""

    topic: str
    """market, model, benchmark, license, cost, fine-tuning, deployment, adoption, hardware, safety, governance or
    outlook."""
    statement: str
    value: float | None = None
    unit: str | None = None
    about: RecordId | None = None
    """Model, provider or license the claim is about, when the catalog has it."""
    known_otherwise: str | None = None
    """What is known beside the claim; None when nothing was found."""
