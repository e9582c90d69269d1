"""The monthly cost of the leaders as visible formulas: tokens times rates, or accelerators times their cost."""

from __future__ import annotations

from weighbridge.ranking.recommendation import Entry
from weighbridge.reports import words
from weighbridge.reports.pack.costs import PARTS, cost_sheet, own_cost, rates_of
from weighbridge.reports.pack.decision import Decision
from weighbridge.reports.pack.workbook.sheet import Book, Sheet

SHOWN = 20
LOAD = 4
"""Row of the first figure of the workload, counted from 0."""
HEAD = LOAD + 6
COLUMNS = (
    "Rank",
    "Option",
    "USD per M tokens in",
    "USD per M cached",
    "USD per M out",
    "USD a request",
    *PARTS.values(),
    "Expected USD a month",
    "Low",
    "High",
    "As ranked",
    "Assumed",
)


def costs(book: Book, decision: Decision) -> None:
    """The workload as input cells, then one row an option."""
    sheet = book.sheet("Costs", (28, 60, *(14.0 for _ in range(12)), 100))
    sheet.title(
        "Cost a month, USD",
        "Change the volume: what is priced by token follows. Accelerators are planned for the stated load, so their "
        "cost does not follow.",
    )
    work = decision.needs.workload
    load = (
        ("Queries a month", work.queries_per_month),
        ("Tokens in per query", float(work.input_tokens)),
        ("Share of them from the cache", work.cached_input_share),
        ("Tokens out per query", float(work.output_tokens)),
    )
    for row, (name, value) in enumerate(load, start=LOAD - 1):
        sheet.put(row, 0, name)
        sheet.put(row, 1, value, "input")
    sheet.head(HEAD, COLUMNS)
    entries = decision.result.top(SHOWN)
    if decision.chosen.id not in {entry.id for entry in entries}:
        entries = (*entries, decision.chosen)
    for row, entry in enumerate(entries, start=HEAD + 1):
        _cost_row(sheet, row, entry)


def _cost_row(sheet: Sheet, row: int, entry: Entry) -> None:
    view, number = entry.view, row + 1
    figures = cost_sheet(view)
    sheet.put(row, 0, float(entry.rank or 0), "whole")
    sheet.put(row, 1, words.option(view))
    rates, own = rates_of(view), own_cost(view)
    formula = None
    if rates is not None:
        for column, rate in enumerate(rates, start=2):
            sheet.put(row, column, rate, "value")
        queries, tokens, cached, out = (f"$B${LOAD + offset}" for offset in range(4))
        formula = (
            f"={queries}*(({tokens}*(1-{cached})*C{number}+{tokens}*{cached}*D{number}+{out}*E{number})/10^6+F{number})"
        )
    elif own is not None:
        for column, part in enumerate(PARTS, start=6):
            if part in own.parts:
                sheet.put(row, column, own.parts[part], "usd")
        formula = f"=SUM(G{number}:J{number})"
    if formula is not None and figures.expected is not None:
        sheet.formula(row, 10, formula, figures.expected, "usd")
    else:
        sheet.put(row, 10, figures.expected, "usd")
    sheet.put(row, 11, figures.low, "usd")
    sheet.put(row, 12, figures.high, "usd")
    sheet.put(row, 13, figures.expected, "usd")
    sheet.put(row, 14, " ".join(figures.assumptions))
