"""An answer for a page: the quote within its passage, and questions to begin with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog

LEGAL_KINDS = frozenset({"license_verdict", "license_fact", "comparison", "compliance", "false_premise", "prediction"})
"""Kinds of answers that are shown with the remark that they are no legal advice."""


def highlighted(text: str, quote: str) -> Iterator[tuple[str, bool]]:
    """`text` in parts, each with whether it is the quote; a quote that is not in it word for word marks nothing."""
    before, found, after = text.partition(quote) if quote else (text, "", "")
    for part, marked in ((before, False), (found, True), (after, False)):
        if part:
            yield part, marked


def starters(catalog: Catalog) -> tuple[str, ...]:
    """Questions to begin with, about what most providers sell and what most models are licensed under."""
    offers = catalog.offers_by_model
    opened = [model for model in catalog.models.values() if model.open_weights and model.license_id in catalog.licenses]
    if not opened:
        return ("Who may see the prompts that we send to an API provider?",)
    model = min(opened, key=lambda item: (-len(offers.get(item.id, ())), item.id))
    return (
        f"May we host {model.name} behind our own API?",
        f"What does {model.name} cost for 1 million queries of 1,200 tokens in and 350 out?",
        f"How many GPUs does {model.name} need for 20 users at once?",
        "What does the EU AI Act ask of us if we only use a model?",
    )
