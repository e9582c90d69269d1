"""The command line: a group whose commands are imported only when they are called."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import Any

import click

COMMANDS = {
    "rank": "Rank every way of running every model for your needs.",
    "report": "The decision pack: record, board paper, score sheet, questions, bill of materials.",
    "recheck": "Whether an old decision still holds on today's catalog.",
    "explain": "One option in full: gates, criteria, cost, footprint, license, evidence.",
    "questions": "Open points of one option as questions to vendor, legal, security and others.",
    "obligations": "Everything to do before and while one option is used, with clause, owner and due.",
    "cost": "Monthly cost of a model at every provider and self-hosted, with break-even.",
    "size": "Memory, accelerator plan and speed of a self-hosted model.",
    "license": "What a license allows in your circumstances, and what you must do.",
    "ask": "Ask in plain words and get an answer with its sources.",
    "app": "Open the wizard in a browser.",
    "models": "Browse models, with the evidence of every field.",
    "providers": "Browse providers and how they handle data.",
    "licenses": "Browse license sheets.",
    "accelerators": "Browse accelerators with prices.",
    "frameworks": "Browse compliance frameworks and their checks.",
    "knowledge": "What questions are answered from; add documents of your own.",
    "plugins": "List plugins, check them, start new ones.",
    "schema": "JSON Schemas of the files you write, so that editors complete and check them.",
    "bundle": "Signed packs and documents for machines without a network.",
    "check": "Run a file of cases and compare with what you expect.",
}
"""Command name to its line in --help. The module of the same name in this package holds the command."""


OBJECTS_PER_COLLECTION = 100_000
"""New objects after which Python looks for garbage; its own default is 700."""


class _LazyGroup(click.Group):
    """Lists commands from `COMMANDS` and imports a command's module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"weighbridge.cli.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101  # every command module exposes one
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _print_version(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"weighbridge {version('weighbridge')}")
        ctx.exit()


@click.command(
    cls=_LazyGroup,
    context_settings={"max_content_width": 100},
    epilog="Start with: weighbridge rank examples/claims-assistant.yaml",
)
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version, help="Version.")
def command() -> None:
    """Weigh language models before one goes into production.

    Open weights and closed APIs stand in one ranked list; every number has a source, a date and a grade.
    """


def main() -> None:
    """Run the command line; errors become one line and exit code 1, never a traceback."""
    from weighbridge.errors import WeighbridgeError

    # A command builds its catalog once and keeps it: looking for garbage in it over and over is a fifth of its time.
    gc.set_threshold(OBJECTS_PER_COLLECTION)
    try:
        sys.exit(command(standalone_mode=False) or 0)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        _fail("stopped.", 130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except WeighbridgeError as error:
        _fail(str(error), 1)
    except BrokenPipeError:
        # The reader (head, less) went away; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # the last line of defense: a user never meets a traceback
        if os.environ.get("WEIGHBRIDGE_DEBUG"):
            raise
        _fail(
            f"internal error ({type(error).__name__}: {error}). WEIGHBRIDGE_DEBUG=1 shows where; please report it.", 1
        )


def _fail(message: str, code: int) -> Any:
    click.echo(f"weighbridge: {message}", err=True)
    sys.exit(code)
