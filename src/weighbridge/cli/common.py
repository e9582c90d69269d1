"""What commands share: options that choose the catalog, output formats, tables, JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from weighbridge.catalog import Catalog
    from weighbridge.plugins.failures import PluginFailure
    from weighbridge.ranking.recommendation import Entry

WIDTH = 100
"""Columns that every table fits."""

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class CatalogRequest:
    """Which catalog a command works on."""

    as_of: date
    packs: tuple[Path, ...] = ()
    no_plugins: tuple[str, ...] = ()
    only_plugins: tuple[str, ...] | None = None


class _Day(click.ParamType[date]):
    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date; write it as 2026-11-23.", param, ctx)


def day_option(function: Command) -> Command:
    """Add --as-of; the command receives `as_of`."""
    words = "Day to take as today, so that a run can be repeated. [default: today]"
    return click.option("--as-of", type=_Day(), default=today, help=words)(function)


def catalog_options(function: Command) -> Command:
    """Add --as-of, --pack, --no-plugin and --only-plugins; the command receives them as `request`."""

    @click.option("--as-of", type=_Day(), help="Day to take as today, so that a run can be repeated. [default: today]")
    @click.option(
        "--pack",
        "packs",
        multiple=True,
        metavar="DIR",
        type=click.Path(path_type=Path),
        help="Folder of YAML with models, prices or GPUs of your own. Repeatable.",
    )
    @click.option("--no-plugin", "no_plugins", multiple=True, metavar="NAME", help="Leave a plugin out. Repeatable.")
    @click.option("--only-plugins", metavar="A,B", help="Load only these plugins.")
    @wraps(function)
    def wrapper(
        *args: Any,
        as_of: date | None,
        packs: tuple[Path, ...],
        no_plugins: tuple[str, ...],
        only_plugins: str | None,
        **kwargs: Any,
    ) -> Any:
        only = None if only_plugins is None else tuple(name.strip() for name in only_plugins.split(",") if name.strip())
        request = CatalogRequest(as_of or today(), packs, no_plugins, only)
        return function(*args, request=request, **kwargs)

    return wrapper  # type: ignore[return-value]  # click's decorators keep the function callable


def format_option(*formats: str) -> Callable[[Command], Command]:
    """Add --format with the first of `formats` as the default; the command receives `output`."""
    return click.option(
        "--format", "output", type=click.Choice(formats), default=formats[0], show_default=True, help="Output format."
    )


def open_catalog(request: CatalogRequest, hooks: Collection[str] | None = None) -> Catalog:
    """Load the catalog that the options ask for; with `hooks`, only those kinds of records."""
    from weighbridge.catalog import RECORD_HOOKS, load_catalog
    from weighbridge.plugins.host import Selection

    selection = Selection(
        without=frozenset(request.no_plugins),
        only=None if request.only_plugins is None else frozenset(request.only_plugins),
    )
    return load_catalog(request.as_of, packs=request.packs, selection=selection, hooks=hooks or RECORD_HOOKS)


def open_entry(needs: Path, option: str, policy: Path | None, request: CatalogRequest) -> Entry:
    """Rank for a needs file and find one option by id or rank number. Raises the errors of reading and of ranking."""
    from weighbridge.advisor import Advisor
    from weighbridge.needs import load_needs
    from weighbridge.policy import load_policy

    stated, rules = load_needs(needs), load_policy(policy) if policy else None
    result = Advisor(open_catalog(request)).rank(stated, rules)
    show_failures(result.failures)
    return result.at(int(option)) if option.isdecimal() else result.find(option)


def print_json(value: Any) -> None:
    """Print JSON with a stable layout."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def write(text: str | bytes, path: Path | None) -> None:
    """Print a text, or write it to a file whole: a stopped run leaves the old file as it was.

    Raises NotWritable when the file cannot be written.
    """
    if path is None:
        click.echo(text, nl=False)
        return
    from weighbridge.errors import NotWritable

    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(text.encode() if isinstance(text, str) else text)
        draft.replace(path)
    except OSError as error:
        raise NotWritable(path, error.strerror or str(error)) from error
    click.echo(f"Written to {path}.", err=True)


def console(*, stderr: bool = False) -> Console:
    """A console of at most `WIDTH` columns; plain when the output is no terminal."""
    from rich.console import Console

    found = Console(stderr=stderr, highlight=False, soft_wrap=False)
    return Console(stderr=stderr, highlight=False, width=min(WIDTH, found.width) if found.is_terminal else WIDTH)


def table(columns: Sequence[str], *, right: Iterable[str] = (), fold: Iterable[str] = ()) -> Table:
    """An empty table without ruling lines; columns in `right` are right-aligned, those in `fold` may wrap."""
    from rich.table import Table

    numeric, wrapping = set(right), set(fold)
    result = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in columns:
        result.add_column(
            name,
            justify="right" if name in numeric else "left",
            no_wrap=name not in wrapping,
            overflow="fold" if name in wrapping else "ellipsis",
        )
    return result


def show_failures(failures: Sequence[PluginFailure]) -> None:
    """Name on standard error what failed; the command works on without it."""
    if not failures:
        return
    from rich.text import Text

    out = console(stderr=True)
    for failure in failures[:5]:
        said = f" plugin {failure.plugin} ({failure.stage}): {failure.reason}"
        out.print(Text.assemble(("Left out:", "yellow"), said), soft_wrap=True)
    more = f" and {len(failures) - 5} more" if len(failures) > 5 else ""
    out.print(f"{len(failures)} plugin problem(s){more}. Details: weighbridge plugins doctor")


def today() -> date:
    """The day on this machine's calendar."""
    from datetime import datetime

    return datetime.now().astimezone().date()
