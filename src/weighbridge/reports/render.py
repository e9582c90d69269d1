"""A recommendation in any written form, by name."""

from __future__ import annotations

import csv
import io
import json

from weighbridge.errors import FormatFailed, UnknownFormat
from weighbridge.ranking.recommendation import Recommendation
from weighbridge.reports import words
from weighbridge.reports.record import recommendation_json
from weighbridge.reports.summary import Summary, summarize

DEFAULT_TOP = 10
BUILT_IN = ("table", "json", "markdown", "html", "csv")
CSV_COLUMNS = (
    "rank",
    "id",
    "status",
    "model",
    "provider",
    "hosting",
    "region",
    "precision",
    "accelerator",
    "accelerator_count",
    "score",
    "monthly_usd_low",
    "monthly_usd_expected",
    "monthly_usd_high",
    "license",
    "verdict",
    "open_points",
)


def render(result: Recommendation, form: str, top: int | None, needs_path: str) -> str | bytes:
    """A recommendation as table, json, csv, markdown, html, or in a format that a plugin adds.

    Raises UnknownFormat for a name that nobody defines, and FormatFailed when a plugin's format does.
    """
    if form == "json":
        return json.dumps(recommendation_json(result, top), indent=2, ensure_ascii=False) + "\n"
    if form == "csv":
        return _csv(result, top)
    if form in BUILT_IN:
        return _written(summarize(result, top or DEFAULT_TOP), form, needs_path)
    return _contributed(result, form)


def _written(summary: Summary, form: str, needs_path: str) -> str:
    if form == "markdown":
        return _markdown(summary, needs_path)
    if form == "html":
        from weighbridge.reports.html import page

        return page(summary, needs_path)
    return _plain(summary, needs_path)


def _contributed(result: Recommendation, form: str) -> str | bytes:
    """A format of a plugin; what it raises is told as that plugin's fault."""
    formats = {item.name: (plugin, item) for plugin, item in result.ranking.context.catalog.report_formats}
    if form not in formats:
        raise UnknownFormat(form, [*BUILT_IN, *formats])
    plugin, found = formats[form]
    try:
        return found.render(result)
    except Exception as error:
        raise FormatFailed(form, plugin, f"{type(error).__name__}: {error}") from error


def _plain(summary: Summary, needs_path: str) -> str:
    from rich.console import Console

    from weighbridge.reports.table import print_summary

    text = io.StringIO()
    print_summary(summary, Console(file=text, width=100, highlight=False), needs_path)
    return text.getvalue()


def _csv(result: Recommendation, top: int | None) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for entry in result.top(top):
        view = entry.view
        plan = view.plan or {}
        writer.writerow(
            [
                entry.rank,
                entry.id,
                entry.status,
                view.model.id,
                view.supply.provider.id if view.supply.provider else "",
                view.hosting,
                view.region.id,
                plan.get("precision", ""),
                plan.get("accelerator_id", ""),
                view.row["accelerator_count"],
                f"{entry.score:.2f}",
                *(_amount(view.row[f"cost_{level}"]) for level in ("low", "expected", "high")),
                view.model.license_id or "unknown",
                view.verdict.verdict,
                len(entry.open_points),
            ]
        )
    return text.getvalue()


def _amount(usd: float | None) -> str:
    return "unknown" if usd is None else f"{usd:.2f}"


def _markdown(summary: Summary, needs_path: str) -> str:
    lines = [f"# {_cell(summary.title)}", "", summary.load, "", f"{summary.weighed} {summary.snapshot}.", ""]
    head = ["| # | Option | Score | Cost a month | License | Open |", "|---:|---|---:|---|---|---:|"]
    lines += head if summary.rows else ["Every option is out."]
    lines += [
        f"| {row.rank} | {_cell(row.option)}<br>`{row.id}` | {row.score:.0f} | {_cell(row.cost)} | "
        f"{_cell(row.license)} | {row.open_points} |"
        for row in summary.rows
    ]
    lines += [""]
    lines += [f"- {_cell(mark)}" for mark in dict.fromkeys(mark for row in summary.rows for mark in row.marks)]
    for heading, items in (
        ("Why 1 leads" if summary.recommended else "Why 1 is ahead, though not yet qualified", summary.why),
        ("How firm that is", (summary.firm,) if summary.firm else ()),
        ("Out", summary.out),
        ("Kept out by their license", summary.barred),
        ("To open more", summary.relaxations),
        ("Notes", summary.notes),
    ):
        if items:
            lines += ["", f"## {heading}", "", *(f"- {_cell(item)}" for item in items)]
    if summary.rows:
        lines += ["", f"More: `weighbridge explain {needs_path} {summary.rows[0].id}`"]
    return "\n".join([*lines, "", "Not legal advice.", ""])


def _cell(text: str) -> str:
    """Text that cannot break out of a table cell or start markup of its own."""
    cleaned = words.printable(" ".join(text.split()))
    for mark in ("\\", "|", "<", ">", "`", "[", "]"):
        cleaned = cleaned.replace(mark, f"\\{mark}" if mark not in "<>" else {"<": "&lt;", ">": "&gt;"}[mark])
    return cleaned
