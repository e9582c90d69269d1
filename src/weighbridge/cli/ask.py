"""`weighbridge ask`: questions in plain words, answered with sources - one, or a conversation."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from weighbridge.cli import common
from weighbridge.reports.citing import LEGAL_KINDS

if TYPE_CHECKING:
    from weighbridge.answers import Answer, Session
    from weighbridge.answers.desk import Desk
    from weighbridge.needs import Needs
    from weighbridge.ranking.recommendation import Recommendation

LLM_VARIABLE = "WEIGHBRIDGE_LLM"
PROMPT = "> "
NOT_ADVICE = "Not legal advice."
_HELP = "Ask in plain words. /sources shows the sources of the last answer, /new forgets, /quit leaves."
_EXAMPLES = """\b
Examples:
  weighbridge ask "May we host MODEL behind our own API?"
  weighbridge ask "What does MODEL cost for 1 million queries of 1,200 tokens in and 350 out?" --format json
  weighbridge ask            (a conversation; /quit leaves)"""


@click.command(epilog=_EXAMPLES)
@click.argument("question", required=False)
@click.option(
    "--llm",
    metavar="SPEC",
    help=f"Chat model that may rephrase the answer, checked word for word. [default: {LLM_VARIABLE}, else none]",
)
@common.catalog_options
@common.format_option("table", "json")
def command(question: str | None, llm: str | None, request: common.CatalogRequest, output: str) -> None:
    """Answer QUESTION from the catalog and the knowledge, with citations; without one, open a conversation.

    Answers are computed, judged or quoted, never invented: what is not known is said to be not known. No model is
    needed; with --llm one may rephrase, and what it says is shown only if every source and number holds.
    """
    desk = _desk(request)
    session = _session(desk)
    respond = _responder(session, desk, llm or os.environ.get(LLM_VARIABLE) or None, output)
    if question is None:
        _converse(session, respond)
    elif not question.strip():
        raise click.UsageError('the question is empty. Try: weighbridge ask "Who may use MODEL?"')
    else:
        respond(question)
    common.show_failures(desk.catalog.failures)


def _desk(request: common.CatalogRequest) -> Desk:
    """A desk over the catalog without offers; those are loaded when a question is about prices."""
    from weighbridge.answers.desk import LIGHT_HOOKS, Desk

    load_full = partial(common.open_catalog, request)
    return Desk(common.open_catalog(request, hooks=LIGHT_HOOKS), load_full, partial(_rank, load_full))


def _rank(load_full: Callable[[], Any], needs: Needs) -> Recommendation:
    from weighbridge.advisor import Advisor

    return Advisor(load_full()).rank(needs)


def _session(desk: Desk) -> Session:
    from weighbridge.answers.session import Session

    return Session(desk)


def _responder(session: Session, desk: Desk, llm: str | None, output: str) -> Callable[[str], None]:
    """How a question is answered and shown: as it is, or worded by the chat model that `llm` names."""
    if llm is None:
        return lambda question: _show(session.ask(question), output, desk)
    return lambda question: _show_worded(session, question, desk, llm, output)


def _show_worded(session: Session, question: str, desk: Desk, llm: str, output: str) -> None:
    """Show a model's wording as far as it holds: on a terminal each sentence as soon as it is checked, never before."""
    from weighbridge.answers.llm import improve

    shown: list[str] = []

    def live(text: str) -> None:
        shown.append(text)
        click.echo(text, nl=False)

    on_token = live if output != "json" and sys.stdout.isatty() else None
    outcome = improve(session.ask(question), desk, llm, on_token)
    session.history[-1] = outcome.answer
    if shown:
        click.echo("\n")
    click.echo(outcome.reason, err=True)
    if shown and outcome.accepted:
        _show_sources(outcome.answer)
    else:
        _show(outcome.answer, output, desk)


def _converse(session: Session, respond: Callable[[str], None]) -> None:
    """Read questions from standard input until /quit or its end."""
    interactive = sys.stdin.isatty()
    if interactive:
        click.echo(_HELP)
    while True:
        if interactive:
            click.echo(PROMPT, nl=False)
        line = sys.stdin.readline()
        if not line or line.strip() == "/quit":
            return
        text = line.strip()
        if text == "/sources":
            click.echo(
                "\n".join(_sources(session.history[-1], quotes=True)) if session.history else "Nothing was asked yet."
            )
        elif text == "/new":
            session.forget()
            click.echo("Forgotten.")
        elif text.startswith("/"):
            click.echo(_HELP)
        elif text:
            respond(text)
            click.echo()


def _show(answer: Answer, output: str, desk: Desk) -> None:
    if output == "json":
        common.print_json(answer.to_json() | common.snapshot_of(desk.loaded))
        return
    for paragraph in answer.text.split("\n\n"):
        click.echo(paragraph if paragraph.startswith("|") else textwrap.fill(paragraph, common.WIDTH))
        click.echo()
    _show_sources(answer)


def _show_sources(answer: Answer) -> None:
    """Where the answer comes from, and that it is no legal advice."""
    sources = _sources(answer, quotes=False)
    if sources:
        click.echo("\n".join(sources))
    if answer.kind in LEGAL_KINDS:
        click.echo(NOT_ADVICE)


def _sources(answer: Answer, *, quotes: bool) -> list[str]:
    """Sources, each document once, with its places; with the words quoted when asked for."""
    by_document: dict[str, list[Any]] = {}
    for citation in answer.citations:
        by_document.setdefault(citation.id, []).append(citation)
    lines = ["Sources:"] if by_document else ["No sources."] if quotes else []
    for document, found in by_document.items():
        as_of = f", as of {found[0].as_of}" if found[0].as_of else ""
        places = "; ".join(dict.fromkeys(item.locator for item in found[:4]))
        lines += textwrap.wrap(
            f"- {found[0].title} [{document}]: {places}{as_of}", common.WIDTH, subsequent_indent="  "
        )
        for item in found if quotes else ():
            lines += textwrap.wrap(f'"{item.quote}"', common.WIDTH, initial_indent="    ", subsequent_indent="    ")
            lines += textwrap.wrap(f"({item.source})", common.WIDTH, initial_indent="    ", subsequent_indent="    ")
    return lines
