"""`weighbridge plugins`: what is loaded, what is wrong, whether it keeps the rules, what changed; and a start."""

from __future__ import annotations

import click

from weighbridge.cli.plugins.check import check
from weighbridge.cli.plugins.diff import diff
from weighbridge.cli.plugins.doctor import doctor
from weighbridge.cli.plugins.listing import list_plugins
from weighbridge.cli.plugins.lock import lock
from weighbridge.cli.plugins.new import new


@click.group(
    invoke_without_command=True,
    epilog="A plugin that breaks the program can be left out of any command: --no-plugin NAME.",
)
@click.pass_context
def command(context: click.Context) -> None:
    """List plugins, check them, and start new ones. Without a command of its own it lists them."""
    if context.invoked_subcommand is None:
        context.invoke(list_plugins)


for _command in (list_plugins, doctor, check, new, lock, diff):
    command.add_command(_command)
