"""`weighbridge providers`: browse makers and API sellers with their data handling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from weighbridge.cli.browse import Column, Shelf, browse
from weighbridge.cli.common import CatalogRequest, catalog_options, format_option
from weighbridge.reports.shelves import default_posture

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog
    from weighbridge.records import Provider
    from weighbridge.records.provider import Certificate

_LEGEND = "Makes, Sells: models and offers. Trains: on your data by default. Days kept: prompts by default."


@click.command(epilog="Example: weighbridge providers PROVIDER --format json")
@click.argument("ref", metavar="[ID]", required=False)
@format_option("table", "json")
@catalog_options
def command(ref: str | None, output: str, request: CatalogRequest) -> None:
    """List providers, or show one (by ID or name) with the source of every statement on data handling.

    The list shows the posture that holds by default: whether the provider trains on your data, for how many days it
    keeps prompts, and whether it has a SOC 2 report and offers a HIPAA agreement. Other tiers stand on the provider's
    own page.
    """
    browse(Shelf("providers", _columns, _LEGEND), request, output, ref)


def _columns(catalog: Catalog) -> Sequence[Column]:
    offers = Counter(offer.provider_id for offer in catalog.offers.values())
    made = Counter(model.maker for model in catalog.models.values())
    return (
        Column("ID", lambda provider: provider.id, wrap=True),
        Column("Country", lambda provider: provider.country or "?"),
        Column("Makes", lambda provider: str(made[provider.id] or "-"), right=True),
        Column("Sells", lambda provider: str(offers[provider.id] or "-"), right=True),
        Column("Trains", _trains),
        Column("Days kept", _retention, right=True),
        Column("SOC 2", lambda provider: _certificate(provider, "soc2_type2")),
        Column("HIPAA", lambda provider: _certificate(provider, "hipaa_baa")),
    )


def _trains(provider: Provider) -> str:
    posture = default_posture(provider)
    return _stance(provider, posture.trains_on_data.value if posture else None)


def _retention(provider: Provider) -> str:
    posture = default_posture(provider)
    days = posture.retention.days if posture else None
    return f"{days:g}" if days is not None else _stance(provider, None)


def _certificate(provider: Provider, name: Certificate) -> str:
    posture = default_posture(provider)
    fact = posture.certificates.get(name) if posture else None
    return _stance(provider, fact.value if fact else None)


def _stance(provider: Provider, value: str | None) -> str:
    """A provider that sells no API handles nobody's data."""
    return value or ("unknown" if "api" in provider.roles else "-")
