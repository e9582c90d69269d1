"""`weighbridge plugins new`: a complete plugin to start from."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from weighbridge.cli.common import format_option, print_json, today
from weighbridge.scaffold import KINDS

if TYPE_CHECKING:
    from weighbridge.scaffold import Created

EXAMPLES = (
    "Examples: weighbridge plugins new acme --kind provider; "
    "weighbridge plugins new our-rules --kind criterion --out plugins --title 'Our rules'"
)


@click.command(epilog=EXAMPLES)
@click.argument("name")
@click.option("--kind", type=click.Choice(list(KINDS)), help="What it brings; asked for when it is left out.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Folder in which the new folder is made. [default: this one]",
)
@click.option("--title", metavar="TEXT", help="What people read. [default: from the name]")
@format_option("text", "json")
def new(name: str, kind: str | None, out: Path, title: str | None, output: str) -> None:
    """Write a new plugin that passes its own tests; nothing that exists is touched.

    A provider, license sheets, a criterion or documents become a Python distribution; a pack is a folder of YAML.
    """
    from weighbridge.scaffold import create

    chosen = kind or _ask()
    created = create(name, chosen, out, today(), title)
    steps = _next_steps(created, chosen)
    if output == "json":
        folder = str(created.folder)
        print_json({"kind": chosen, "folder": folder, "files": list(created.files), "next": list(steps)})
        return
    click.echo(f"{created.folder}: {KINDS[chosen]}.")
    for path in created.files:
        click.echo(f"  {path}")
    click.echo("\nNext:")
    for step in steps:
        click.echo(f"  {step}")


def _ask() -> str:
    """The kind, from the person at the terminal. Raises UsageError where nobody sits."""
    if not sys.stdin.isatty():
        raise click.UsageError(f"Say what it brings with --kind: {', '.join(KINDS)}.")
    for kind, brings in KINDS.items():
        click.echo(f"  {kind:<10} {brings}", err=True)
    chosen: str = click.prompt("What does it bring?", type=click.Choice(list(KINDS)), show_choices=False, err=True)
    return chosen


def _next_steps(created: Created, kind: str) -> tuple[str, str, str]:
    """Three commands that work as they are."""
    folder = shlex.quote(str(created.folder))
    if kind == "pack":
        return (
            f"weighbridge plugins check {folder}",
            f"weighbridge plugins list --pack {folder}",
            f"weighbridge models {created.folder.name}/{created.folder.name}-1 --pack {folder}",
        )
    return (f"pip install -e {folder}", f"python -m pytest {folder}", f"weighbridge plugins check {folder}")
