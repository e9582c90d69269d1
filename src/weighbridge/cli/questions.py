"""`weighbridge questions`: every open point of one option as a question to a named party."""

from __future__ import annotations

from pathlib import Path

import click

from weighbridge.cli import common
from weighbridge.cli.common import CatalogRequest

EXAMPLES = """
\b
Examples:
  weighbridge questions examples/claims-assistant.yaml 1
  weighbridge questions needs.yaml MODEL@PROVIDER:eu --policy policy.yaml --format markdown --out questionnaire.md
  weighbridge questions needs.yaml 1 --format csv
"""


@click.command(name="questions", epilog=EXAMPLES)
@click.argument("needs", metavar="NEEDS.yaml", type=click.Path(path_type=Path))
@click.argument("option", metavar="OPTION_ID")
@click.option("--policy", metavar="P.yaml", type=click.Path(path_type=Path), help="Guardrails to apply.")
@common.format_option("table", "markdown", "json", "csv")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file instead.")
@common.catalog_options
def command(
    needs: Path, option: str, policy: Path | None, output: str, out: Path | None, request: CatalogRequest
) -> None:
    """Write the questionnaire of one option: whom to ask what, why it matters, and the clause behind it.

    OPTION_ID is an id that rank shows, or a rank number.
    """
    from weighbridge.reports.listing import questionnaire, render

    entry = common.open_entry(needs, option, policy, request)
    common.write(render(questionnaire(entry), output), out)
