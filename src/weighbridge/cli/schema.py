"""`weighbridge schema`: JSON Schemas of the files that people write, for their editors."""

from __future__ import annotations

from pathlib import Path

import click

from weighbridge.scaffold.schemas import NAMES, file_name, schema_text

EXAMPLES = """
\b
Examples:
  weighbridge schema models                   print one
  weighbridge schema --out schemas            write all of them into a folder
\b
Then begin a file with a line such as
  # yaml-language-server: $schema=schemas/models.schema.json
and the editor completes and checks it. Nothing is fetched from a network.
"""


@click.command(name="schema", epilog=EXAMPLES)
@click.argument("name", required=False, type=click.Choice(NAMES))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to write the schemas into.")
def command(name: str | None, out: Path | None) -> None:
    """Print the JSON Schema of a needs file, a policy, or a file of a pack; or write them for an editor."""
    from weighbridge.cli import common

    if out is None:
        if name is None:
            raise click.UsageError(f"Name one of {', '.join(NAMES)}, or a folder with --out.")
        click.echo(schema_text(name), nl=False)
        return
    common.write_all({file_name(item): schema_text(item) for item in (NAMES if name is None else (name,))}, out)
