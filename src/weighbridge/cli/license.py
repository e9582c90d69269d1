"""`weighbridge license`: what a license allows in your circumstances, and what you must do."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import click

from weighbridge.cli import common
from weighbridge.licensing.circumstances import AI_WORK_ASSISTANT, Circumstances
from weighbridge.records.docstrings import field_texts
from weighbridge.reports.sources import STALE_AFTER_DAYS

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog
    from weighbridge.licensing.verdict import Ask, Verdict
    from weighbridge.records import License, Model

MAX_USE_BYTES = 1_000_000

_VERDICTS = {
    "allowed": "Allowed.",
    "allowed_with_obligations": "Allowed, with duties.",
    "unknown": "Unknown: it cannot be judged from what is known.",
    "needs_vendor_agreement": "Needs an agreement with {publisher} first.",
    "forbidden": "Not allowed.",
}
_SOURCES = {
    "scancode_text": "full text read (ScanCode license database)",
    "repository_text": "full text read (license file of a repository)",
    "scancode_text+repository_text": "full text read (ScanCode license database and a repository)",
    "verbatim_copy_in_third_party_file": "full text read, in a copy kept by a third party",
    "secondary_summary": "summaries only; the full text was not read",
}
_EXAMPLES = """\b
Examples:
  weighbridge license LICENSE --purpose product --distributes-weights
  weighbridge license MAKER/MODEL --purpose product --region DE --mau 2000000
  weighbridge license LICENSE --use examples/claims-assistant.yaml --format json"""
_GRANT_RULES = ("commercial_use", "territory", "output_training", "threshold")

Command = Callable[..., Any]


def _options(function: Command) -> Command:
    """One flag per circumstance, with its type and description."""
    for name, info in reversed(Circumstances.model_fields.items()):
        kinds = [kind for kind in (get_args(info.annotation) or (info.annotation,)) if kind is not type(None)]
        flag, text = "--" + name.replace("_", "-"), field_texts(Circumstances).get(name, "").split("\n")[0] or None
        kind = kinds[0]
        if name == "tags":
            function = click.option("--tag", "tags", multiple=True, metavar="TAG", help=text)(function)
        elif name == "use_countries":
            function = click.option("--use-country", name, multiple=True, metavar="CODE", help=text)(function)
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
@click.argument("license_or_model")
@click.option(
    "--use",
    "use_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="YAML with your circumstances, or a needs file.",
)
@_options
@common.catalog_options
@common.format_option("table", "json")
def command(
    license_or_model: str, use_file: Path | None, request: common.CatalogRequest, output: str, **flags: Any
) -> None:
    """Judge a license, or all licenses of a model, for your use; the strictest of them counts.

    What you leave out is asked for when it matters, never assumed. Flags win over the file of --use.
    """
    from weighbridge.licensing import judge, judge_model

    catalog = common.open_catalog(request)
    sheet, model = _subject(catalog, license_or_model)
    multimodal = model.multimodal if model else None
    stated = {key: value for key, value in flags.items() if value is not None and value != ()}
    _refuse_unknown_tags(catalog, stated.get("tags", ()))
    facts = _circumstances(use_file, multimodal).model_copy(update=stated)
    verdict = judge_model(model, catalog.licenses.get, facts) if model else judge(sheet, facts)
    if output == "json":
        common.print_json({"model": model.id if model else None, **verdict.to_json()})
    else:
        sheets = [sheet] if sheet else _sheets(catalog, model)
        click.echo(_text(verdict, sheets, model, request.as_of))
    common.show_failures(catalog.failures)


def _subject(catalog: Catalog, ref: str) -> tuple[License | None, Model | None]:
    """The sheet or the model that is named, the other None.

    Raises UnknownId or AmbiguousId.
    """
    from weighbridge.errors import AmbiguousId, UnknownId
    from weighbridge.licensing.tags import resolve_tag

    by_tag = resolve_tag(ref, catalog.licenses.values())
    if ref not in catalog.licenses and len(by_tag) > 1:
        raise AmbiguousId("license", ref, by_tag)
    try:
        return catalog.licenses.find(by_tag[0] if len(by_tag) == 1 else ref), None
    except UnknownId as unknown:
        try:
            return None, catalog.models.find(ref)
        except UnknownId as neither:
            raise (neither if "/" in ref else unknown) from None


def _sheets(catalog: Catalog, model: Model | None) -> list[License]:
    """The sheets on record of all licenses of a model."""
    ids = (model.license_id, *model.also_licensed_under) if model else ()
    return [sheet for license_id in ids if license_id and (sheet := catalog.licenses.get(license_id))]


def _circumstances(path: Path | None, multimodal: bool | None) -> Circumstances:
    """Circumstances from a file of circumstances or of needs.

    Raises InvalidField, or the errors of reading YAML.
    """
    from weighbridge import yamlfile
    from weighbridge.needs import Needs

    if path is None:
        return Circumstances(model_multimodal=multimodal)
    file = yamlfile.read(path, MAX_USE_BYTES)
    if isinstance(file.data, dict) and "workload" in file.data:
        needs = yamlfile.validate(file, Needs, "needs")
        return Circumstances.from_needs(needs, model_multimodal=multimodal, via_vendor=None)
    found = yamlfile.validate(file, Circumstances, "use")
    return found if found.model_multimodal is not None else found.model_copy(update={"model_multimodal": multimodal})


def _refuse_unknown_tags(catalog: Catalog, tags: tuple[str, ...]) -> None:
    """A misspelt tag would match no ban and look harmless."""
    from difflib import get_close_matches

    from weighbridge.licensing.tags import known_tags

    known = known_tags(catalog.licenses.values()) | {AI_WORK_ASSISTANT}
    for tag in tags:
        if tag not in known:
            near = get_close_matches(tag, known, n=2, cutoff=0.5) or sorted(known)
            raise click.BadParameter(f"no license asks about {tag!r}; try {', '.join(near)}.", param_hint="--tag")


def _text(verdict: Verdict, sheets: Sequence[License], model: Model | None, as_of: date) -> str:
    title = ", and ".join(sheet.name for sheet in sheets) or verdict.license_id
    sheet = next((sheet for sheet in sheets if sheet.id == verdict.license_id), None)
    subject = f"{model.name}: {title}" if model else title
    publisher = sheet.publisher if sheet else "the licensor"
    holds = " It holds only if the questions below turn out well." if verdict.conditional else ""
    parts = [subject, f"Verdict: {_VERDICTS[verdict.verdict].format(publisher=publisher)}{holds}"]
    parts += _section("Why", _reasons(verdict))
    parts += _section("To do", [f"[ ] {duty.what} ({duty.clause})" for duty in verdict.obligations], bullet="")
    parts += _section("Tell us to be sure", [_question(ask) for ask in verdict.asks])
    parts += ["", *(line for each in sheets for line in _source(each, as_of, len(sheets))), "Not legal advice."]
    return "\n".join(parts)


def _reasons(verdict: Verdict) -> list[str]:
    """The rules that decided; for a yes, the grant and the limits that were not met."""
    deciding = [step for step in verdict.trace if step.outcome == verdict.verdict]
    steps = deciding or [step for step in verdict.trace if step.rule.startswith(_GRANT_RULES)]
    return [f"{step.detail} ({step.clause})" if step.clause else step.detail for step in steps]


def _question(ask: Ask) -> str:
    text = field_texts(Circumstances).get(ask.name, "").split("\n")[0].rstrip(".")
    meaning = f": {text}" if text else ""
    verdict = ask.could_become.replace("_", " ")
    clause = f" ({ask.clause})" if ask.clause else ""
    basis = f" Taken from {ask.stand_in} so far." if ask.stand_in else ""
    return f"{ask.name}{meaning}. It could make the verdict: {verdict}{clause}.{basis}"


def _source(sheet: License, as_of: date, count: int) -> list[str]:
    named = f"{sheet.id}, " if count > 1 else ""
    lines = [f"Based on: {named}{_SOURCES[sheet.text_basis.kind]}, reviewed {sheet.reviewed}."]
    try:
        age = (as_of - date.fromisoformat(sheet.reviewed)).days
    except ValueError:
        age = None
    if age is not None and age > STALE_AFTER_DAYS["licenses"]:
        lines.append(f"The review is {age} days old: check the text for changes.")
    return lines


def _section(title: str, lines: list[str], bullet: str = "- ") -> list[str]:
    if not lines:
        return []
    shown = ["", f"{title}:"]
    hanging = " " * (2 + (len(bullet) or len("[ ] ")))
    for line in lines:
        shown += textwrap.wrap(bullet + line, common.WIDTH - 2, initial_indent="  ", subsequent_indent=hanging)
    return shown
