"""`weighbridge rank`: the main job."""

from __future__ import annotations

from pathlib import Path

import click

from weighbridge.cli import common
from weighbridge.cli.common import CatalogRequest

EXAMPLES = """
\b
Examples:
  weighbridge rank examples/claims-assistant.yaml
  weighbridge rank needs.yaml --policy policy.yaml --top 5
  weighbridge rank needs.yaml --pack our-prices/ --format markdown --out decision.md
"""


@click.command(name="rank", epilog=EXAMPLES)
@click.argument("needs", metavar="NEEDS.yaml", type=click.Path(path_type=Path))
@click.option("--policy", metavar="P.yaml", type=click.Path(path_type=Path), help="Guardrails to apply.")
@click.option("--top", type=click.IntRange(min=1), help="Ranked options to show. [default: 10; all in json and csv]")
@click.option(
    "--format",
    "output",
    default="table",
    show_default=True,
    help="table, json, markdown, html, csv, or a format that a plugin adds.",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file instead.")
@common.catalog_options
def command(
    needs: Path, policy: Path | None, top: int | None, output: str, out: Path | None, request: CatalogRequest
) -> None:
    """Rank every way of running every model for what NEEDS.yaml states."""
    from weighbridge.advisor import Advisor
    from weighbridge.needs import load_needs
    from weighbridge.policy import load_policy

    stated, rules = load_needs(needs), load_policy(policy) if policy else None
    advisor = Advisor(common.open_catalog(request))
    result = advisor.rank(stated, rules)
    common.show_failures(result.failures)
    if output == "table" and out is None:
        from weighbridge.reports.summary import summarize
        from weighbridge.reports.table import print_summary

        print_summary(summarize(result, top or 10), common.console(), str(needs))
        return
    from weighbridge.reports.render import render

    common.write(render(result, output, top, str(needs)), out)
