"""Commands that write a paper about one option of a ranking: the same arguments, another paper."""

from __future__ import annotations

from pathlib import Path

import click

from weighbridge.cli import common
from weighbridge.cli.common import CatalogRequest


def option_paper(name: str, paper: str, text: str, examples: str) -> click.Command:
    """The command `name` with its help; `paper` is the function of `reports.listing` that makes what it writes."""

    @click.command(name=name, help=text, epilog=examples)
    @click.argument("needs", metavar="NEEDS.yaml", type=click.Path(path_type=Path))
    @click.argument("option", metavar="OPTION_ID")
    @click.option("--policy", metavar="P.yaml", type=click.Path(path_type=Path), help="Guardrails to apply.")
    @common.format_option("table", "markdown", "json", "csv")
    @click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file instead.")
    @common.catalog_options
    def command(
        needs: Path, option: str, policy: Path | None, output: str, out: Path | None, request: CatalogRequest
    ) -> None:
        from weighbridge.reports import listing

        entry = common.open_entry(needs, option, policy, request)
        common.write(listing.render(getattr(listing, paper)(entry), output), out)

    return command
