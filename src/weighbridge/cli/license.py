"""`weighbridge license`: what a license allows in your circumstances, and what you must do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import click

from weighbridge.cli import common
from weighbridge.licensing.circumstances import AI_WORK_ASSISTANT, Circumstances
from weighbridge.records.docstrings import field_texts

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog

MAX_USE_BYTES = 1_000_000

_EXAMPLES = """\b
Examples:
  weighbridge license LICENSE --purpose product --distributes-weights
  weighbridge license MAKER/MODEL --purpose product --region DE --mau 2000000
  weighbridge license LICENSE --use examples/claims-assistant.yaml --format json
  weighbridge license LICENSE OTHER-LICENSE MAKER/MODEL --purpose product --mau 2000000
  weighbridge license "LICENSE AND (OTHER OR THIRD)" --purpose product
  weighbridge license other/LICENSE_NAME --repository OWNER/NAME"""

Command = Callable[..., Any]


class _Place(click.ParamType[str]):
    """A country or a group of countries; a misspelt one would lie outside every limit and look harmless."""

    name = "code"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code in capitals."""
        from weighbridge import codes

        try:
            return codes.known_place(value.upper())
        except ValueError as error:
            self.fail(f"{error}, not {value!r}.", param, ctx)


def _options(function: Command) -> Command:
    """One flag per circumstance, with its type and description."""
    for name, info in reversed(Circumstances.model_fields.items()):
        kinds = [kind for kind in (get_args(info.annotation) or (info.annotation,)) if kind is not type(None)]
        flag, text = "--" + name.replace("_", "-"), field_texts(Circumstances).get(name, "").split("\n")[0] or None
        kind = kinds[0]
        if name == "tags":
            function = click.option("--tag", "tags", multiple=True, metavar="TAG", help=text)(function)
        elif name == "use_countries":
            function = click.option("--use-country", name, multiple=True, type=_Place(), metavar="CODE", help=text)(
                function
            )
        elif name == "region":
            function = click.option(flag, name, type=_Place(), metavar="CODE", help=text)(function)
        elif kind is bool:
            function = click.option(f"{flag}/--no-{flag[2:]}", name, default=None, help=text)(function)
        elif get_origin(kind) is Literal:
            function = click.option(flag, name, type=click.Choice(get_args(kind)), help=text)(function)
        else:
            shape: Any = {int: click.IntRange(min=0), float: click.FloatRange(min=0)}.get(kind, str)
            metavar = {int: "USERS", float: "USD"}.get(kind, "TEXT")
            function = click.option(flag, name, type=shape, metavar=metavar, help=text)(function)
    return function


@click.command(epilog=_EXAMPLES)
@click.argument("named", metavar="LICENSE_OR_MODEL...", nargs=-1, required=True)
@click.option(
    "--use",
    "use_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="YAML with your circumstances, or a needs file.",
)
@click.option("--repository", metavar="OWNER/NAME", help="Repository that carries a label which fits several texts.")
@click.option("--trace", is_flag=True, help="Every rule with the fact it looked at, its clause and when it was read.")
@_options
@common.catalog_options
@common.format_option("table", "json")
def command(
    named: tuple[str, ...],
    use_file: Path | None,
    repository: str | None,
    trace: bool,
    request: common.CatalogRequest,
    output: str,
    **flags: Any,
) -> None:
    """Judge a license, all licenses of a model, or a license expression for your use; several are compared.

    What you leave out is asked for when it matters, never assumed. Flags win over the file of --use.
    """
    from weighbridge.licensing.subject import find_subject

    catalog = common.open_catalog(request)
    subjects = [find_subject(catalog, ref, repository=repository) for ref in named]
    stated = {key: value for key, value in flags.items() if value is not None and value != ()}
    _refuse_unknown_tags(catalog, stated.get("tags", ()))
    facts = _circumstances(use_file).model_copy(update=stated)
    judged = [(subject, subject.judge(facts)) for subject in subjects]
    if output == "json":
        from weighbridge.reports.license_json import comparison_json, license_output

        one = len(judged) == 1
        told = license_output(*judged[0]) if one else comparison_json(judged)
        common.print_json(told | common.snapshot_of(catalog))
    elif len(judged) == 1:
        from weighbridge.reports.license_text import verdict_text

        click.echo(verdict_text(*judged[0], request.as_of, trace=trace))
    else:
        from weighbridge.reports.license_comparison import comparison_text

        click.echo(comparison_text(judged))
    common.show_failures(catalog.failures)


def _circumstances(path: Path | None) -> Circumstances:
    """Circumstances from a file of circumstances or of needs.

    Raises InvalidField, or the errors of reading YAML.
    """
    from weighbridge import yamlfile
    from weighbridge.needs import Needs

    if path is None:
        return Circumstances()
    file = yamlfile.read(path, MAX_USE_BYTES)
    if isinstance(file.data, dict) and "workload" in file.data:
        needs = yamlfile.validate(file, Needs, "needs")
        return Circumstances.from_needs(needs, model_multimodal=None, via_vendor=None)
    return yamlfile.validate(file, Circumstances, "use")


def _refuse_unknown_tags(catalog: Catalog, tags: tuple[str, ...]) -> None:
    """A misspelt tag would match no ban and look harmless."""
    from difflib import get_close_matches

    from weighbridge.licensing.tags import known_tags

    known = known_tags(catalog.licenses.values()) | {AI_WORK_ASSISTANT}
    for tag in tags:
        if tag not in known:
            near = get_close_matches(tag, known, n=2, cutoff=0.5) or sorted(known)
            raise click.BadParameter(f"no license asks about {tag!r}; try {', '.join(near)}.", param_hint="--tag")
