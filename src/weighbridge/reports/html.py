"""A recommendation as one self-contained HTML page: no script, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from weighbridge.reports.summary import Row, Summary

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8886; vertical-align: top; }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; }
code { font-size: .85em; opacity: .75; overflow-wrap: anywhere; }
tr.conditional td { font-style: italic; }
.wide { overflow-x: auto; }
"""


def page(summary: Summary, needs_path: str) -> str:
    """The page. Every text from data is escaped."""
    title = escape(summary.title)
    marks = dict.fromkeys(mark for row in summary.rows for mark in row.marks)
    lead = "Why 1 leads" if summary.recommended else "Why 1 is ahead, though not yet qualified"
    parts = [
        f"<h1>{title}</h1>",
        f"<p>{escape(summary.load)}</p>",
        f"<p>{escape(summary.weighed)} {escape(summary.snapshot)}.</p>",
        _table(summary.rows),
        _list("Marked *", tuple(marks)),
        _list(lead, summary.why),
        f"<p>{escape(summary.firm)}</p>" if summary.firm else "",
        _list("Out", summary.out),
        _list("Kept out by their license", summary.barred),
        _list("To open more", summary.relaxations),
        _list("Notes", summary.notes),
    ]
    if summary.rows:
        parts.append(f"<p>More: <code>weighbridge explain {escape(needs_path)} {escape(summary.rows[0].id)}</code></p>")
    body = "\n".join(part for part in parts if part)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n<p>Not legal advice.</p>\n</body>\n</html>\n"
    )


def _table(rows: Sequence[Row]) -> str:
    if not rows:
        return "<p>Every option is out.</p>"
    head = (
        '<tr><th class="number">#</th><th>Option</th><th class="number">Score</th><th>Cost a month (range)</th>'
        '<th>License</th><th class="number">Open points</th></tr>'
    )
    body = "\n".join(
        f'<tr class="{row.status}"><td class="number">{row.rank}</td>'
        f"<td>{escape(row.option)}{' *' if row.marks else ''}<br><code>{escape(row.id)}</code></td>"
        f'<td class="number">{row.score:.0f}</td><td>{escape(row.cost)}</td><td>{escape(row.license)}</td>'
        f'<td class="number">{row.open_points}</td></tr>'
        for row in rows
    )
    return f'<div class="wide"><table>\n<thead>{head}</thead>\n<tbody>\n{body}\n</tbody>\n</table></div>'


def _list(heading: str, items: Sequence[str]) -> str:
    if not items:
        return ""
    entries = "\n".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<h2>{escape(heading)}</h2>\n<ul>\n{entries}\n</ul>"
