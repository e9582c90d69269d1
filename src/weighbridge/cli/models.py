"""`weighbridge models`: browse models, and see what the price list names that no model matches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from weighbridge.cli.browse import Column, Shelf, amount, browse, print_list
from weighbridge.cli.common import CatalogRequest, catalog_options, format_option, open_catalog, print_json

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog
    from weighbridge.records import Model


@click.command(epilog="Examples: weighbridge models --open --search 70b    weighbridge models --unmatched")
@click.argument("ref", metavar="[ID]", required=False)
@click.option(
    "--open/--closed", "open_weights", default=None, help="Only models with open, or only with closed weights."
)
@click.option("--maker", metavar="M", help="Only models of this maker.")
@click.option("--search", metavar="TEXT", help="Only models whose id, name or alias holds TEXT.")
@click.option("--unmatched", is_flag=True, help="List priced model names that no model of the catalog matches.")
@format_option("table", "json")
@catalog_options
def command(  # noqa: PLR0913, PLR0917  # one argument per option
    ref: str | None,
    open_weights: bool | None,
    maker: str | None,
    search: str | None,
    unmatched: bool,
    output: str,
    request: CatalogRequest,
) -> None:
    """List models, or show one (by ID, name or alias) with the source of every field.

    Size is all parameters, in billions, and those used per token if fewer; context is in tokens. A star marks a model
    that an article or vendor names and nobody has released.
    """
    if unmatched:
        _print_unmatched(request, output)
        return

    def keep(model: Model) -> bool:
        names = (model.id, model.name, *model.aliases)
        return (
            (open_weights is None or model.open_weights == open_weights)
            and (maker is None or model.maker == maker.casefold())
            and (search is None or any(search.casefold() in name.casefold() for name in names))
        )

    browse(Shelf("models", _columns, "*: announced or claimed, not released."), request, output, ref, keep)


def _columns(catalog: Catalog) -> Sequence[Column]:
    offers = catalog.offers_by_model
    return (
        Column("ID", lambda model: model.id + (" *" if model.status == "claimed" else ""), wrap=True),
        Column("Weights", lambda model: "open" if model.open_weights else "closed"),
        Column("Size (B)", _size, right=True),
        Column("Context", lambda model: amount(model.context_tokens), right=True),
        Column("License", lambda model: model.license_id or "unknown", wrap=True),
        Column("Released", lambda model: model.release_date or "?"),
        Column("Offers", lambda model: str(len(offers.get(model.id, ()))), right=True),
    )


def _size(model: Model) -> str:
    if model.parameters_b is None:
        return "?"
    active = model.active_parameters_b
    part = "" if active is None or active == model.parameters_b else f"/{active:.3g}"
    return f"{model.parameters_b:.4g}{part}"


def _print_unmatched(request: CatalogRequest, output: str) -> None:
    """Names that a price source lists and no model matches, with the reason."""
    rows = sorted(open_catalog(request).unmatched_offers, key=lambda row: (row.provider, row.name))
    if output == "json":
        print_json([{"provider": row.provider, "name": row.name, "reason": row.reason} for row in rows])
        return
    columns = (
        Column("Provider", lambda row: row.provider),
        Column("Name in the price list", lambda row: row.name, wrap=True),
        Column("Why it is not offered", lambda row: row.reason, wrap=True),
    )
    print_list("unmatched names", rows, columns)
