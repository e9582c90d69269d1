"""What records refer to: makers, models, providers, regions, licenses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from weighbridge.testing.finding import Finding
from weighbridge.testing.subject import Subject


def joined(subject: Subject) -> list[Finding]:
    """Makers, base models and what documents speak about are in the catalog."""
    catalog = subject.catalog
    found: list[Finding] = []
    for _, model in subject.records("models"):
        found += _missing(f"models: {model.id}", "maker", model.maker, catalog.providers, "providers")
        bases = [("derived_from", base.model) for base in model.derived_from]
        for field, named in (*bases, ("actual_counterpart", model.actual_counterpart)):
            found += _missing(f"models: {model.id}", field, named, catalog.models, "models")
    known: dict[str, Any] = {
        **catalog.models,
        **catalog.providers,
        **catalog.licenses,
        **catalog.frameworks,
        **catalog.accelerators,
    }
    for _, document in subject.records("documents"):
        for name in document.applies_to:
            found += _missing(f"documents: {document.id}", "applies_to", name, known, "models, providers or licenses")
    return found


def offers_joined(subject: Subject) -> list[Finding]:
    """An offer's model and provider exist, and the provider describes its tier and regions."""
    catalog = subject.catalog
    found: list[Finding] = []
    for _, offer in subject.records("offers"):
        where = f"offers: {offer.id}"
        found += _missing(where, "model_id", offer.model_id, catalog.models, "models")
        found += _missing(where, "provider_id", offer.provider_id, catalog.providers, "providers")
        provider = catalog.providers.get(offer.provider_id)
        if provider is None or not provider.postures:
            continue
        tiers = {posture.tier: posture for posture in provider.postures}
        found += _missing(where, "tier", offer.tier, tiers, "tiers of its provider")
        regions = {region.id: region for posture in provider.postures for region in posture.regions}
        for region in offer.regions or ():
            found += _missing(where, "regions", region, regions, "regions of its provider")
    return found


def licenses_resolve(subject: Subject) -> list[Finding]:
    """Every license id that a model names has a sheet."""
    sheets = subject.catalog.licenses
    found: list[Finding] = []
    for _, model in subject.records("models"):
        where = f"models: {model.id}"
        for name in (model.license_id, *model.also_licensed_under):
            found += _missing(where, "license", name, sheets, "licenses")
    return found


def _missing(where: str, field: str, name: str | None, known: Mapping[str, Any], kinds: str) -> Iterator[Finding]:
    if name is None or name in known:
        return
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    hint = f"Did you mean {near[0]!r}? " if near else ""
    fix = f"{hint}Add the record, or name one that exists: {kinds}."
    yield Finding(where, f"{field} names {name!r}, which nobody provides.", fix)
