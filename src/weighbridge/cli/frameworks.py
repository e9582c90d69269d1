"""`weighbridge frameworks`: browse compliance frameworks with their checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from weighbridge.cli.browse import Column, Shelf, browse
from weighbridge.cli.common import CatalogRequest, catalog_options, format_option

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog


@click.command(epilog="Example: weighbridge frameworks gdpr")
@click.argument("ref", metavar="[ID]", required=False)
@format_option("table", "json")
@catalog_options
def command(ref: str | None, output: str, request: CatalogRequest) -> None:
    """List compliance frameworks, or show one (by ID or name) with its checks, clauses and dates.

    Name the IDs under `compliance` in a needs file to have every option checked, and answer what they ask under
    `answers`. Not legal advice.
    """
    browse(Shelf("frameworks", _columns), request, output, ref)


def _columns(_catalog: Catalog) -> Sequence[Column]:
    return (
        Column("ID", lambda framework: framework.id),
        Column("Name", lambda framework: framework.name, wrap=True),
        Column("Reaches", lambda framework: framework.applicability, wrap=True),
        Column("Checks", lambda framework: str(len(framework.checks)), right=True),
    )
