"""`weighbridge providers`: browse makers and API sellers with their data handling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from weighbridge.cli.browse import Column, Shelf, browse
from weighbridge.cli.common import (
    CatalogRequest,
    catalog_options,
    console,
    format_option,
    open_catalog,
    print_json,
    show_failures,
    table,
)
from weighbridge.reports.shelves import default_posture

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog
    from weighbridge.records import Provider
    from weighbridge.records.provider import Certificate
    from weighbridge.reports.posture import PostureRow

_LEGEND = "Makes, Sells: models and offers. Trains: on your data by default. Days kept: prompts by default."


_EXAMPLES = """\b
Examples:
  weighbridge providers PROVIDER --format json
  weighbridge providers PROVIDER --model MAKER/MODEL
  weighbridge providers PROVIDER --model MAKER/MODEL --tier free --region eu"""


@click.command(epilog=_EXAMPLES)
@click.argument("ref", metavar="[ID]", required=False)
@click.option("--model", metavar="MODEL", help="How the provider handles data for this model, statement by statement.")
@click.option("--tier", default="standard", show_default=True, metavar="TIER", help="Tier of the service, for --model.")
@click.option("--region", metavar="REGION", help="Places of this region alone, for --model.")
@format_option("table", "json")
@catalog_options
def command(
    ref: str | None, model: str | None, tier: str, region: str | None, output: str, request: CatalogRequest
) -> None:
    """List providers, or show one (by ID or name) with the source of every statement on data handling.

    The list shows the posture that holds by default: whether the provider trains on your data, for how many days it
    keeps prompts, and whether it has a SOC 2 report and offers a HIPAA agreement. Other tiers stand on the provider's
    own page. With --model, what holds for that model, tier and region: processing and storage apart, whether it is the
    default, a switch, on request or by contract, and how old the evidence is.
    """
    if model is not None:
        if ref is None:
            raise click.UsageError("Name the provider before --model.")
        _print_posture(ref, model, tier, region, output, request)
        return
    browse(Shelf("providers", _columns, _LEGEND), request, output, ref)


def _print_posture(ref: str, model: str, tier: str, region: str | None, output: str, request: CatalogRequest) -> None:
    from weighbridge.reports.posture import posture_rows

    catalog = open_catalog(request)
    provider, found = catalog.providers.find(ref), catalog.models.find(model)
    rows = posture_rows(catalog, provider, found.id, tier=tier, region=region)
    if output == "json":
        where = {"provider": provider.id, "model": found.id, "tier": tier, "as_of": request.as_of.isoformat()}
        print_json({**where, "posture": [row.to_json() for row in rows]})
    else:
        _print_rows(f"{provider.name}, {found.name}, tier {tier}", rows)
    show_failures(catalog.failures)


def _print_rows(title: str, rows: Sequence[PostureRow]) -> None:
    """A line per statement; conditions stand below by number, as most are long."""
    from rich.markup import escape

    sheet = table(["Topic", "Region", "Says", "How", "Grade", "As of", "Condition"], fold=["Says"])
    notes: dict[str, int] = {}
    for row in rows:
        note = f"[{notes.setdefault(row.condition, len(notes) + 1)}]" if row.condition else ""
        grade = f"{row.grade or '-'}{' *' if row.stale else ''}"
        cells = (row.topic, row.region or "", row.says, row.how.replace("_", " "), grade, row.as_of or "undated", note)
        sheet.add_row(*(escape(cell) for cell in cells))
    out = console()
    out.print(title, style="bold", markup=False)
    out.print(sheet)
    for condition, number in notes.items():
        out.print(f"[{number}] {condition}", markup=False)
    if any(row.stale for row in rows):
        out.print("* The evidence has run out, so it counts one grade less: ask the provider to confirm it.")


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
