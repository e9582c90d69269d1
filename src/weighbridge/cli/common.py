"""What commands share: options that choose the catalog, output formats, tables, JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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
    from weighbridge.plugins.selection import Selection
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
    locked: Path | None = None
    """Lock file that plugins and packs must agree with."""

    @property
    def selection(self) -> Selection:
        """The plugins to load."""
        from weighbridge.plugins.selection import Selection

        only = None if self.only_plugins is None else frozenset(self.only_plugins)
        return Selection(without=frozenset(self.no_plugins), only=only)


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
    """Add --as-of, --pack, --no-plugin, --only-plugins and --locked; the command receives them as `request`."""

    @click.option("--as-of", type=_Day(), help="Day to take as today, so that a run can be repeated. [default: today]")
    @click.option(
        "--pack",
        "packs",
        multiple=True,
        metavar="DIR",
        type=click.Path(path_type=Path),
        help="Folder of YAML with models, prices or GPUs of your own, or the name of an installed pack. Repeatable.",
    )
    @click.option("--no-plugin", "no_plugins", multiple=True, metavar="NAME", help="Leave a plugin out. Repeatable.")
    @click.option("--only-plugins", metavar="A,B", help="Load only these plugins.")
    @click.option(
        "--locked",
        is_flag=False,
        flag_value="weighbridge.lock",
        metavar="[FILE]",
        type=click.Path(path_type=Path),
        help="Refuse plugins and packs other than those in the lock file. [FILE: weighbridge.lock]",
    )
    @wraps(function)
    def wrapper(
        *args: Any,
        as_of: date | None,
        packs: tuple[Path, ...],
        no_plugins: tuple[str, ...],
        only_plugins: str | None,
        locked: Path | None,
        **kwargs: Any,
    ) -> Any:
        only = None if only_plugins is None else tuple(name.strip() for name in only_plugins.split(",") if name.strip())
        folders = tuple(pack_folder(pack) for pack in packs)
        request = CatalogRequest(as_of or today(), folders, no_plugins, only, locked)
        return function(*args, request=request, **kwargs)

    return wrapper  # type: ignore[return-value]  # click's decorators keep the function callable


def format_option(*formats: str) -> Callable[[Command], Command]:
    """Add --format with the first of `formats` as the default; the command receives `output`."""
    return click.option(
        "--format", "output", type=click.Choice(formats), default=formats[0], show_default=True, help="Output format."
    )


def pack_folder(named: Path) -> Path:
    """The folder of a pack: as it is named, or where an installed bundle keeps the pack of that name."""
    if named.exists() or len(named.parts) != 1 or named.name != str(named):
        return named
    from weighbridge.knowledge.place import data_folder, installed_packs

    installed = installed_packs(data_folder())
    return installed.get(named.name, named)


def open_catalog(request: CatalogRequest, hooks: Collection[str] | None = None) -> Catalog:
    """Load the catalog that the options ask for; with `hooks`, only those kinds of records.

    Raises LockBroken before anything is loaded when plugins or packs are not those of the lock file asked for.
    """
    from weighbridge.catalog import RECORD_HOOKS, load_catalog

    contents = locked_contents(request)
    catalog = load_catalog(request.as_of, packs=request.packs, selection=request.selection, hooks=hooks or RECORD_HOOKS)
    return catalog if contents is None else catalog.with_contents(contents)


def locked_contents(request: CatalogRequest) -> dict[str, str] | None:
    """Hash of every plugin and pack when a lock file was asked for. Raises LockBroken; no plugin is imported."""
    if request.locked is None:
        return None
    from weighbridge.trust.lock import check_lock

    return check_lock(request.locked, request.packs, request.selection)


def open_entry(needs: Path, option: str, policy: Path | None, request: CatalogRequest) -> Entry:
    """Rank for a needs file and find one option by id or rank number. Raises the errors of reading and of ranking."""
    from weighbridge.advisor import Advisor
    from weighbridge.needs import load_needs
    from weighbridge.policy import load_policy

    stated, rules = load_needs(needs), load_policy(policy) if policy else None
    result = Advisor(open_catalog(request)).rank(stated, rules)
    show_failures(result.failures)
    return result.at(int(option)) if option.isdecimal() else result.find(option)


def snapshot_of(catalog: Catalog) -> dict[str, Any]:
    """What a result was computed from, as the key `snapshot` of JSON."""
    from weighbridge.reports.snapshot import snapshot_json

    return {"snapshot": snapshot_json(catalog.snapshot)}


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


def write_all(texts: Mapping[str, str | bytes], folder: Path) -> None:
    """Write files into a folder, made where it is missing. Raises NotWritable."""
    from weighbridge.errors import NotWritable

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritable(folder, error.strerror or str(error)) from error
    for name, text in texts.items():
        write(text, folder / name)


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
