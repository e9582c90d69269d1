"""docs/cli.md: the help of every command, as the program prints it."""

from __future__ import annotations

import click

from generator.common import header

WIDTH = 100


def page() -> str:
    """Every command's help at a width of 100 columns."""
    from weighbridge.cli import command

    intro = (
        "Exit codes: 0 done, 1 the input or the catalog is at fault, 2 the command was typed wrongly. "
        "`--format json` exists wherever data is printed."
    )
    parts = [header("the commands in src/weighbridge/cli"), "# Commands", intro]
    return "\n\n".join([*parts, *_sections(command, "weighbridge", None)]) + "\n"


def _sections(command: click.Command, name: str, parent: click.Context | None) -> list[str]:
    settings = {**command.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH}
    context = click.Context(command, info_name=name, parent=parent, **settings)
    title = context.command_path
    help_text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    sections = [f"## {title}", f"```text\n{help_text}\n```"]
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None and not found.hidden:
                sections += _sections(found, child, context)
    return sections
