"""Questions and duties of one option as table, Markdown, CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from weighbridge.ranking.recommendation import Entry
from weighbridge.reports import words
from weighbridge.reports.questionnaire import GROUPS, Question, questions
from weighbridge.reports.register import DUE, OWNERS, ROLES, Duty, duties

WIDTH = 98
T = TypeVar("T")
FORMATS = ("table", "markdown", "json", "csv")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings that a spreadsheet would take for a formula."""


@dataclass(frozen=True)
class Listing:
    """A title, and lines under headings, ready for any form."""

    title: str
    option: str
    intro: str
    sections: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """Heading, then pairs of what stands first and what stands below it."""
    data: dict[str, Any]
    rows: tuple[dict[str, Any], ...]
    closing: str = "Not legal advice."


def questionnaire(entry: Entry) -> Listing:
    """The questions of an option."""
    found = questions(entry)
    decide = sum(item.decides for item in found)
    settles = {0: "none of them decides", 1: "one of them decides"}.get(decide, f"{decide} of them decide")
    intro = f"{len(found)} questions; {settles} whether the option may be used."
    sections = _grouped(
        found, lambda item: f"{GROUPS[item.group]}: {item.party}" if item.group in _NAMED else item.party
    )
    lines = tuple((heading, tuple(_question(item) for item in items)) for heading, items in sections)
    return _listing("Questions to ask", entry, intro, lines, "questions", [item.to_json() for item in found])


def register(entry: Entry) -> Listing:
    """The duties of an option."""
    found = duties(entry)
    done = sum(item.status == "done" for item in found)
    intro = f"{len(found)} things to do, {done} of them done by what you stated."
    sections = _grouped(found, lambda item: f"{DUE[item.due][0].upper()}{DUE[item.due][1:]}")
    lines = tuple((heading, tuple(_duty(item) for item in items)) for heading, items in sections)
    return _listing("Obligations register", entry, intro, lines, "obligations", [item.to_json() for item in found])


_NAMED = ("vendor", "maker")


def _listing(
    title: str,
    entry: Entry,
    intro: str,
    sections: tuple[tuple[str, tuple[tuple[str, str], ...]], ...],
    name: str,
    rows: list[dict[str, Any]],
) -> Listing:
    snapshot = entry.ranking.context.catalog.snapshot
    data = {
        "option": entry.id,
        "status": entry.status,
        "snapshot": snapshot.id,
        "as_of": snapshot.as_of.isoformat(),
        name: rows,
    }
    return Listing(title, f"{words.option(entry.view)} ({entry.id})", intro, sections, data, tuple(rows))


def _grouped(items: Sequence[T], heading: Callable[[T], str]) -> list[tuple[str, list[T]]]:
    return [(name, list(group)) for name, group in groupby(items, heading)]


def _question(item: Question) -> tuple[str, str]:
    mark = "(decides) " if item.decides else ""
    answer = f" State it as {item.answer_as}." if item.answer_as else ""
    clause = f" [{item.clause}]" if item.clause and item.clause not in item.why else ""
    return f"{mark}{item.question}", f"Why: {item.why}{clause}{answer}"


def _duty(item: Duty) -> tuple[str, str]:
    mark = {"to_do": "[ ]", "done": "[x]", "later": "[>]"}[item.status]
    day = f"by {item.date}; " if item.date else ""
    what = f"{mark} {item.what}"
    return (
        what,
        f"{day}{OWNERS[item.owner]}, as {ROLES.get(item.role, item.role)}; {item.rests_on}; when: {item.trigger}",
    )


def render(listing: Listing, form: str) -> str:
    """The listing in one of `FORMATS`."""
    if form == "json":
        return json.dumps(listing.data, indent=2, ensure_ascii=False) + "\n"
    if form == "csv":
        return _csv(listing)
    return _markdown(listing) if form == "markdown" else _table(listing)


def _table(listing: Listing) -> str:
    lines = [listing.title, *textwrap.wrap(listing.option, WIDTH), listing.intro]
    for heading, items in listing.sections:
        lines += ["", heading]
        for first, second in items:
            lines += _wrapped(first, "  ", "    ")
            lines += _wrapped(second, "      ", "      ")
    return words.printable("\n".join([*lines, "", listing.closing, ""]))


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False)


def _markdown(listing: Listing) -> str:
    lines = [f"# {listing.title}", "", _safe(listing.option), "", listing.intro]
    for heading, items in listing.sections:
        lines += ["", f"## {_safe(heading)}", ""]
        for first, second in items:
            lines.append(f"- {_safe(first)}<br>")
            lines.append(f"  {_safe(second)}")
    return "\n".join([*lines, "", listing.closing, ""])


def _safe(text: str) -> str:
    """Text that starts no markup of its own."""
    cleaned = words.printable(" ".join(text.split())).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return cleaned.replace("|", "\\|").replace("`", "\\`").replace("*", "\\*").replace("[", "\\[").replace("]", "\\]")


def _csv(listing: Listing) -> str:
    text = io.StringIO()
    columns = list(listing.rows[0]) if listing.rows else ["id"]
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["option", *columns])
    for row in listing.rows:
        writer.writerow([_cell(listing.data["option"]), *(_cell(row[name]) for name in columns)])
    return text.getvalue()


def _cell(value: Any) -> str:
    text = "" if value is None else {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
