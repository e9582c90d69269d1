"""An answer for a page: quotes within their passages, and questions to begin with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weighbridge.answers.answer import Citation
    from weighbridge.catalog import Catalog

LEGAL_KINDS = frozenset({"license_verdict", "license_fact", "comparison", "compliance", "false_premise", "prediction"})
"""Kinds of answers that are shown with the remark that they are no legal advice."""


def highlighted(text: str, quotes: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """`text` in parts, each with whether a quote holds it; a quote that is not in it word for word marks nothing."""
    marked = [False] * len(text)
    for quote in quotes:
        start = text.find(quote) if quote else -1
        if start >= 0:
            marked[start : start + len(quote)] = [True] * len(quote)
    for mark, letters in groupby(zip(text, marked, strict=True), key=lambda item: item[1]):
        yield "".join(letter for letter, _ in letters), mark


def by_passage(citations: Iterable[Citation]) -> list[tuple[Citation, tuple[str, ...]]]:
    """The first citation of each passage, with everything quoted from it, in the order of the answer."""
    found: dict[str, tuple[Citation, list[str]]] = {}
    for citation in citations:
        found.setdefault(citation.passage, (citation, []))[1].append(citation.quote)
    return [(citation, tuple(quotes)) for citation, quotes in found.values()]


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
