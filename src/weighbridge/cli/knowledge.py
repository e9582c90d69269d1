"""`weighbridge knowledge`: the packed index, and documents of your own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from weighbridge.cli import common
from weighbridge.cli.common import CatalogRequest

if TYPE_CHECKING:
    from weighbridge.knowledge.ingest import FileProgress, Outcome
    from weighbridge.knowledge.lint import Problem

EXAMPLES = """
\b
Examples:
  weighbridge knowledge add ./policies
  weighbridge knowledge import-licenses ./scancode_toolkit-32.5.0.whl
  weighbridge knowledge list
  weighbridge knowledge check --as-of 2026-11-23
"""

_DATA = click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where your documents are kept. [default: WEIGHBRIDGE_DATA_DIR, or the system's place for user data]",
)


@click.group(name="knowledge", epilog=EXAMPLES)
def command() -> None:
    """What questions are answered from: shipped documents, and your own.

    Your own documents need the extra 'knowledge'. They stay on this machine, or on the Chroma server that
    WEIGHBRIDGE_CHROMA_URL names.
    """


@command.command(epilog="Stopped runs are taken up where they ended; unchanged files are passed over.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@_DATA
@common.format_option("table", "json")
def add(paths: tuple[Path, ...], data_dir: Path | None, output: str) -> None:
    """Add Markdown, text, HTML, DOCX or PDF files, or folders of them. Exit code 1 when a file was refused."""
    from weighbridge.knowledge import ingest
    from weighbridge.knowledge.company import CompanyDocuments

    company = CompanyDocuments.open(_place(data_dir))
    outcomes: list[Outcome] = []
    with _progress() as (shown, progress):
        for path in paths:
            for outcome in ingest.add(path, company, common.today(), progress):
                outcomes.append(outcome)
                if output == "table":
                    shown(_told(outcome))
    refused = sum(outcome.status == "refused" for outcome in outcomes)
    if output == "json":
        common.print_json({"files": [asdict(outcome) for outcome in outcomes], "refused": refused})
    else:
        passages = sum(outcome.passages for outcome in outcomes)
        embedded = sum(outcome.embedded for outcome in outcomes)
        click.echo(f"{len(outcomes)} files, {passages:,} passages, {embedded:,} embedded now, {refused} refused.")
    if refused:
        sys.exit(1)


@command.command(name="list")
@_DATA
@common.format_option("table", "json")
def list_documents(data_dir: Path | None, output: str) -> None:
    """Documents of your own, with their passages."""
    from weighbridge.knowledge.company import CompanyDocuments

    company = CompanyDocuments.existing(_place(data_dir))
    rows = company.rows() if company else {}
    if output == "json":
        common.print_json({"documents": [{"id": key, **row} for key, row in rows.items()]})
        return
    if not rows:
        click.echo("No documents of your own yet. Add some with: weighbridge knowledge add PATH")
        return
    from rich.markup import escape

    shown = common.table(
        ("Id", "Title", "Passages", "Added", "File"), right=("Passages",), fold=("Id", "Title", "File")
    )
    for key, row in rows.items():
        shown.add_row(*(escape(str(cell)) for cell in (key, row["title"], row["passages"], row["added"], row["path"])))
    common.console().print(shown)


@command.command(
    name="import-licenses", epilog="Texts stay on this machine; importing again replaces those of the same key."
)
@click.argument("source", metavar="PATH", type=click.Path(path_type=Path))
@_DATA
@common.catalog_options
@common.format_option("table", "json")
def import_licenses(source: Path, data_dir: Path | None, request: CatalogRequest, output: str) -> None:
    """Read verbatim license texts, match them to license sheets and make their clauses citable.

    PATH is a scancode-toolkit wheel, the folder it is installed in, or a folder of license files of your own. Of a
    wheel, only texts that a sheet is about are taken; of a folder, all. A text of your own is matched to the sheet in
    your pack whose id is its file name.
    """
    from weighbridge.knowledge.clauses import clauses
    from weighbridge.knowledge.license_texts import SCANCODE_FOLDER, LicenseTexts, matched, read_source

    catalog = common.open_catalog(request, hooks=("licenses",))
    whole = source.is_file() or (source / SCANCODE_FOLDER).is_dir()
    read = list(matched(read_source(source), catalog.licenses.values()))
    taken = [text for text in read if text.license_id or not whole]
    LicenseTexts(_place(data_dir)).add(taken)
    rows = [
        {
            "key": text.key,
            "license": text.license_id,
            "matched_by": text.matched_by,
            "clauses": len(clauses(text.text)),
            "sha256": text.sha256,
            "origin": text.origin,
        }
        for text in taken
    ]
    if output == "json":
        common.print_json({"read": len(read), "texts": rows})
    else:
        from rich.markup import escape

        shown = common.table(("Key", "License sheet", "Matched by", "Clauses"), right=("Clauses",), fold=("Key",))
        for row in rows:
            cells = (
                row["key"],
                row["license"] or "none: cited under its own name",
                row["matched_by"] or "-",
                row["clauses"],
            )
            shown.add_row(*(escape(str(cell)) for cell in cells))
        common.console().print(shown)
        click.echo(f"{len(read):,} texts read, {len(taken)} kept, {sum(bool(row['license']) for row in rows)} matched.")
    common.show_failures(catalog.failures)


@command.command()
@click.argument("document_id", metavar="ID")
@_DATA
def remove(document_id: str, data_dir: Path | None) -> None:
    """Forget a document of your own."""
    from weighbridge.errors import UnknownId
    from weighbridge.knowledge.company import CompanyDocuments

    company = CompanyDocuments.existing(_place(data_dir))
    rows = company.rows() if company else {}
    if company is None or document_id not in rows:
        from difflib import get_close_matches

        raise UnknownId("document", document_id, get_close_matches(document_id, rows), "knowledge list")
    company.remove(document_id)
    click.echo(f"Removed {document_id}.")


@command.command(epilog="Exit code 1 when something is wrong; stale reviews alone are warnings.")
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@common.catalog_options
@common.format_option("table", "json")
def check(folder: Path | None, request: CatalogRequest, output: str) -> None:
    """Check front matter, links, ids and stale reviews of the shipped documents, or of those in FOLDER."""
    from weighbridge.errors import NotAFolder
    from weighbridge.knowledge.documents import knowledge_root
    from weighbridge.knowledge.lint import check as find_problems

    root = folder or knowledge_root()
    if not root.is_dir():
        raise NotAFolder(root)
    problems = find_problems(root, common.open_catalog(request))
    errors = sum(problem.severity == "error" for problem in problems)
    if output == "json":
        common.print_json({"ok": not errors, "problems": [asdict(problem) for problem in problems]})
    else:
        for problem in problems:
            click.echo(_line(problem))
        click.echo(f"{errors} errors, {len(problems) - errors} warnings.")
    if errors:
        sys.exit(1)


@command.command()
@_DATA
def build(data_dir: Path | None) -> None:
    """Make the packed index of a clone again, and embed your own documents again after a change of model."""
    from weighbridge.knowledge.build import build as build_index
    from weighbridge.knowledge.company import CompanyDocuments
    from weighbridge.knowledge.documents import is_clone

    if is_clone():
        built = build_index()
        click.echo(f"{built.documents} documents, {built.passages} passages, vectors: {built.vectors}.")
    company = CompanyDocuments.existing(_place(data_dir))
    if company is not None:
        with _progress() as (_, progress):
            again = company.embed_again(lambda done, all_: progress(Path("your documents"), done, all_))
        click.echo(f"Your own documents: {again} embedded again, {len(company.rows()) - again} in step.")


@contextmanager
def _progress() -> Iterator[tuple[Any, FileProgress]]:
    """A function that prints a line, and one that shows how far a file has come on a terminal."""
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=common.console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, visible=False)

        def advance(path: Path, done: int, total: int) -> None:
            bar.update(task, description=escape(path.name), completed=done, total=total, visible=done < total)

        yield (lambda line: bar.console.print(escape(line), soft_wrap=True)), advance


def _told(outcome: Outcome) -> str:
    if outcome.status == "refused":
        return f"refused: {outcome.reason}"
    return f"{outcome.status}: {outcome.path} as {outcome.document_id}, {outcome.passages} passages"


def _line(problem: Problem) -> str:
    place = problem.path if problem.line is None else f"{problem.path}:{problem.line}"
    return f"{problem.severity}: {place}: {problem.what}"


def _place(data_dir: Path | None) -> Path:
    from weighbridge.knowledge.place import data_folder, documents_folder

    return documents_folder(data_dir or data_folder())
