"""`weighbridge explain`: one option in full."""

from __future__ import annotations

from pathlib import Path

import click

from weighbridge.cli import common
from weighbridge.cli.common import CatalogRequest

EXAMPLES = """
\b
Examples:
  weighbridge explain examples/claims-assistant.yaml 1
  weighbridge explain examples/claims-assistant.yaml MAKER/MODEL@on_premises
  weighbridge explain needs.yaml MODEL@PROVIDER:eu --policy policy.yaml --format json
"""


@click.command(name="explain", epilog=EXAMPLES)
@click.argument("needs", metavar="NEEDS.yaml", type=click.Path(path_type=Path))
@click.argument("option", metavar="OPTION_ID")
@click.option("--policy", metavar="P.yaml", type=click.Path(path_type=Path), help="Guardrails to apply.")
@common.format_option("table", "json")
@common.catalog_options
def command(needs: Path, option: str, policy: Path | None, output: str, request: CatalogRequest) -> None:
    """Explain one option: why it stands where it stands, or why it is out and what would let it in.

    OPTION_ID is an id that rank shows, or a rank number.
    """
    from weighbridge.advisor import Advisor
    from weighbridge.needs import load_needs
    from weighbridge.policy import load_policy

    stated, rules = load_needs(needs), load_policy(policy) if policy else None
    advisor = Advisor(common.open_catalog(request))
    result = advisor.rank(stated, rules)
    common.show_failures(result.failures)
    entry = result.at(int(option)) if option.isdecimal() else result.find(option)
    if output == "json":
        from weighbridge.reports.record import explanation_json

        common.print_json(explanation_json(result, entry))
        return
    from weighbridge.reports.explanation import print_explanation

    print_explanation(result, entry, common.console())
