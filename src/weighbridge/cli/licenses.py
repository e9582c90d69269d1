"""`weighbridge licenses`: browse license sheets, each fact with its clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from weighbridge.cli.browse import Column, Shelf, browse
from weighbridge.cli.common import CatalogRequest, catalog_options, format_option

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog

_LEGEND = "Limits: thresholds and excluded places. Not legal advice."


@click.command(epilog="Example: weighbridge licenses LICENSE --format json")
@click.argument("ref", metavar="[ID]", required=False)
@format_option("table", "json")
@catalog_options
def command(ref: str | None, output: str, request: CatalogRequest) -> None:
    """List license sheets, or show one (by ID or name) with every fact and its clause.

    What a license means for you depends on your circumstances: see `weighbridge license`. Not legal advice.
    """
    browse(Shelf("licenses", _columns, _LEGEND), request, output, ref)


def _columns(catalog: Catalog) -> Sequence[Column]:
    models = Counter(model.license_id for model in catalog.models.values())
    return (
        Column("ID", lambda sheet: sheet.id, wrap=True),
        Column("Kind", lambda sheet: _words(sheet.category)),
        Column("Commercial use", lambda sheet: _words(sheet.commercial_use.value), wrap=True),
        Column("Limits", lambda sheet: str(len(sheet.thresholds) + len(sheet.territory) or "-"), right=True),
        Column("Text read", lambda sheet: "yes" if sheet.text_basis.verified else "no"),
        Column("Models", lambda sheet: str(models[sheet.id] or "-"), right=True),
    )


def _words(name: str) -> str:
    return name.replace("_", " ")
