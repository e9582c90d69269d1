"""`weighbridge report`: the decision pack, one file or all of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from weighbridge.cli import common
from weighbridge.cli.common import CatalogRequest

if TYPE_CHECKING:
    from weighbridge.ranking.recommendation import Recommendation

FORMATS = ("adr", "html", "pdf", "xlsx", "obligations", "questions", "bom", "record", "all")
EXAMPLES = """
\b
Formats:
  adr          decision record in Markdown, to keep in git
  html, pdf    paper for the board, with charts, to print
  xlsx         score sheet: change a weight and the ranking follows
  obligations  what the license makes you do
  questions    open points, as questions to named parties
  bom          bill of materials of the chosen option (CycloneDX 1.6)
  record       everything to repeat the decision: weighbridge recheck reads it
  all          all of them, in a folder or a .zip
\b
Examples:
  weighbridge report examples/claims-assistant.yaml --format adr
  weighbridge report needs.yaml --policy policy.yaml --format pdf --out board.pdf
  weighbridge report needs.yaml --option MODEL@PROVIDER:eu --format all --out pack.zip
"""


@click.command(name="report", epilog=EXAMPLES)
@click.argument("needs", metavar="NEEDS.yaml", type=click.Path(path_type=Path))
@click.option("--policy", metavar="P.yaml", type=click.Path(path_type=Path), help="Guardrails to apply.")
@click.option("--option", metavar="ID", help="Option to decide for. [default: the recommended one, else the first]")
@click.option("--format", "output", required=True, type=click.Choice(FORMATS), help="What to write; see below.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write; for `all` a folder, or a file in .zip.")
@common.catalog_options
def command(
    needs: Path, policy: Path | None, option: str | None, output: str, out: Path | None, request: CatalogRequest
) -> None:
    """Write the decision for NEEDS.yaml as the file that each stakeholder needs."""
    from weighbridge.advisor import Advisor
    from weighbridge.needs import load_needs
    from weighbridge.policy import load_policy

    stated, rules = load_needs(needs), load_policy(policy) if policy else None
    if output == "all" and out is None:
        raise click.UsageError("--format all needs --out with a folder, or a file that ends in .zip.")
    result = Advisor(common.open_catalog(request)).rank(stated, rules)
    common.show_failures(result.failures)
    if output == "all":
        assert out is not None  # noqa: S101  # checked above
        _write_all(result, option, out)
    else:
        _write_one(result, output, option, out)


def _write_one(result: Recommendation, name: str, option: str | None, out: Path | None) -> None:
    from weighbridge.errors import BinaryToTerminal
    from weighbridge.reports.pack import PACK_FORMATS, render_pack

    form = PACK_FORMATS[name]
    if out is None and form.binary and on_terminal():
        raise BinaryToTerminal(name, form.file_name)
    content = render_pack(name, result, option)
    if out is not None:
        common.write(content, out / form.file_name if out.is_dir() else out)
    else:
        click.echo(content if form.binary else content.decode(), nl=False)


def _write_all(result: Recommendation, option: str | None, out: Path) -> None:
    from weighbridge.reports.pack.bundle import bundle, zipped

    files = bundle(result, option)
    if out.suffix == ".zip":
        common.write(zipped(files), out)
    else:
        common.write_all(files, out)


def on_terminal() -> bool:
    """Whether what is printed would be read by a person."""
    return sys.stdout.isatty()
