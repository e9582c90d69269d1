"""`weighbridge recheck`: an old decision on today's catalog."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from weighbridge.cli import common
from weighbridge.cli.common import CatalogRequest

if TYPE_CHECKING:
    from weighbridge.reports.pack.recheck_contract import Recheck

CHANGED = 3
"""Exit code when the decision no longer holds."""
KINDS = {
    "snapshot": "Catalog",
    "plugin": "Plugins",
    "price": "Prices",
    "license": "Licenses",
    "retirement": "Retirement",
    "status": "Standing",
    "option": "Options",
    "open_point": "Open points",
    "score": "Scores",
    "rank": "Ranks",
}
SHOWN = 8
EXAMPLES = """
\b
Exit codes:
  0  the decision holds
  1  the record or another input cannot be used
  2  wrong use of the command
  3  the decision does not hold: the option is out, conditional now, or another is ahead
\b
Examples:
  weighbridge recheck decision-record.json
  weighbridge recheck decision-record.json --pack our-prices/ --format json
  weighbridge recheck decision-record.json --same-day
"""


@click.command(name="recheck", epilog=EXAMPLES)
@click.argument("record", metavar="RECORD.json", type=click.Path(path_type=Path))
@click.option("--same-day", is_flag=True, help="Take the record's own day as today, so that only the catalog differs.")
@common.format_option("table", "json")
@common.catalog_options
def command(record: Path, same_day: bool, output: str, request: CatalogRequest) -> None:
    """Whether the decision in RECORD.json still holds, and what changed since.

    RECORD.json is what `weighbridge report --format record` writes; needs, policy and weights are read from it.
    """
    from weighbridge.advisor import Advisor
    from weighbridge.errors import RecordUnusable
    from weighbridge.reports.pack.recheck import compare
    from weighbridge.reports.pack.record_file import read_record

    old = read_record(record)
    if same_day:
        try:
            request = replace(request, as_of=date.fromisoformat(old.date))
        except ValueError:
            raise RecordUnusable(record, f"date: {old.date!r} is no day") from None
    result = Advisor(common.open_catalog(request)).rank(old.needs, old.policy)
    common.show_failures(result.failures)
    found = compare(old, result)
    if output == "json":
        common.print_json(found.model_dump(mode="json"))
    else:
        _print(found)
    if not found.holds:
        click.get_current_context().exit(CHANGED)


def _print(found: Recheck) -> None:
    from weighbridge.reports.table import Printer

    say = Printer(common.console())
    say.line(("Holds." if found.holds else "Does not hold."), style="bold green" if found.holds else "bold red")
    for reason in found.because or [found.verdict]:
        say.paragraph(reason)
    say.paragraph(f"Decision {found.id} of {found.date_then} for {found.chosen}, checked on {found.date_now}.")
    now = found.recommended_now or "nothing"
    say.paragraph(f"Recommended then: {found.recommended_then or 'nothing'}; now: {now}.")
    for kind, title in KINDS.items():
        changes = [change for change in found.changes if change.kind == kind]
        if not changes:
            continue
        say.line()
        say.line(title, style="bold")
        for change in changes[:SHOWN]:
            say.paragraph(f"- {change.what}", indent="  ")
        if len(changes) > SHOWN:
            say.line(f"  and {len(changes) - SHOWN} more; --format json lists them.")
