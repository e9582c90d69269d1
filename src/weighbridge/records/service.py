"""A fine-tuning service or tool."""

from __future__ import annotations

from weighbridge.records.base import CatalogRecord, RecordId


class FineTuningService(CatalogRecord):
    """Where a model can be fine-tuned, hosted or on your own machines."""

    name: str
    provider_id: RecordId | None = None
    hosted: bool | None = None
    """False for software you run yourself."""
    status: str | None = None
    """Live, dormant or unverified, in a few words."""
    claimed_users: str | None = None
    claimed_models: str | None = None
    known_otherwise: str | None = None
    """What is known beside the claim."""
