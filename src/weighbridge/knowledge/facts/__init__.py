"""The catalog as passages, made when asked for, so that they are always those of the loaded snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from weighbridge.catalog import Catalog
from weighbridge.knowledge.facts import licenses, models, others, providers
from weighbridge.knowledge.passage import Passage


def about(catalog: Catalog, record_id: str) -> Iterator[Passage]:
    """Passages about one record, or none when the catalog does not hold that id. One id may name several kinds."""
    if record_id in catalog.models:
        yield from models.passages(catalog.models[record_id], catalog)
    if record_id in catalog.licenses:
        yield from licenses.passages(catalog.licenses[record_id])
    if record_id in catalog.providers:
        yield from providers.passages(catalog.providers[record_id])
    if record_id in catalog.offers:
        yield models.offer_passage(catalog.offers[record_id], catalog)
    if record_id in catalog.accelerators:
        yield others.accelerator(catalog.accelerators[record_id])
    if record_id in catalog.frameworks:
        yield from others.framework(catalog.frameworks[record_id])
    if record_id in catalog.claims:
        yield others.claim(catalog.claims[record_id])
    if record_id in catalog.services:
        yield others.service(catalog.services[record_id])


def standing(catalog: Catalog) -> Iterator[Passage]:
    """Passages that a search without named subjects reads too: frameworks, claims, services and accelerators.

    What licenses, models and providers state is compared from their records, not searched as text.
    """
    for rules in catalog.frameworks.values():
        yield from others.framework(rules)
    yield from map(others.claim, catalog.claims.values())
    yield from map(others.service, catalog.services.values())
    yield from map(others.accelerator, catalog.accelerators.values())


def find(catalog: Catalog, passage_id: str) -> Passage | None:
    """The fact passage with that id; None when there is none."""
    _, mark, rest = passage_id.partition(":")
    if not mark:
        return None
    record_id = rest.partition("#")[0]
    return next((found for found in about(catalog, record_id) if found.id == passage_id), None)


def claims_about(catalog: Catalog, record_ids: Iterable[str]) -> Iterator[Passage]:
    """Claims about one of these records."""
    wanted = set(record_ids)
    yield from (others.claim(said) for said in catalog.claims.values() if said.about in wanted)
