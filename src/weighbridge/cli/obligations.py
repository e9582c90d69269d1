"""`weighbridge obligations`: everything to do before and while one option is used."""

from __future__ import annotations

from pathlib import Path

import click

from weighbridge.cli import common
from weighbridge.cli.common import CatalogRequest

EXAMPLES = """
\b
Examples:
  weighbridge obligations examples/claims-assistant.yaml 1
  weighbridge obligations needs.yaml MODEL@PROVIDER:eu --policy policy.yaml --format markdown --out register.md
  weighbridge obligations needs.yaml 1 --format csv
"""


@click.command(name="obligations", epilog=EXAMPLES)
@click.argument("needs", metavar="NEEDS.yaml", type=click.Path(path_type=Path))
@click.argument("option", metavar="OPTION_ID")
@click.option("--policy", metavar="P.yaml", type=click.Path(path_type=Path), help="Guardrails to apply.")
@common.format_option("table", "markdown", "json", "csv")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file instead.")
@common.catalog_options
def command(
    needs: Path, option: str, policy: Path | None, output: str, out: Path | None, request: CatalogRequest
) -> None:
    """Write the register of one option: what to do, who does it, when it is due, and the clause that asks for it.

    OPTION_ID is an id that rank shows, or a rank number.
    """
    from weighbridge.reports.listing import register, render

    entry = common.open_entry(needs, option, policy, request)
    common.write(render(register(entry), output), out)
