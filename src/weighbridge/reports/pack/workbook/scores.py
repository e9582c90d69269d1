"""Weights, options and ranking: three sheets tied by formulas, so that a new weight gives a new order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from weighbridge.extensions import Criterion
from weighbridge.options.view import OptionView
from weighbridge.ranking.recommendation import Entry
from weighbridge.reports import words
from weighbridge.reports.pack.decision import Decision
from weighbridge.reports.pack.workbook.sheet import Book, Sheet

MAX_OPTIONS = 3000
"""Ranked options in the sheet; more would make a workbook slow."""
FIRST = 4
"""Row of the first data row in every sheet here, counted from 0."""
FIXED = 5
"""Columns of the options sheet before the criteria: id, option, status, cost, tie order."""


def weights(book: Book, decision: Decision) -> None:
    """One input cell a criterion, and the share it stands for."""
    sheet = book.sheet("Weights", (24, 12, 12, 34, 80), "#C99700")
    sheet.title("Weights", "Change a yellow cell: shares, points and ranking follow. Any scale will do, e.g. 0 to 100.")
    sheet.head(FIRST - 1, ("Criterion", "Weight", "Share", "Unit of the value", "Score from 0 to 1"))
    criteria, stated = decision.result.ranking.criteria, decision.needs.weights
    last = FIRST + len(criteria) - 1
    span = _weight_cells(criteria)
    for row, item in enumerate(criteria, start=FIRST):
        sheet.put(row, 0, item.title)
        sheet.put(row, 1, float(stated.get(item.name, 0.0)), "input")
        share = decision.result.ranking.weights.get(item.name, 0.0)
        sheet.formula(row, 2, f"=IF(SUM({span})>0,B{row + 1}/SUM({span}),0)", share, "share")
        sheet.put(row, 3, item.unit)
        sheet.put(row, 4, item.anchors)
    sheet.worksheet.data_validation(
        FIRST,
        1,
        last,
        1,
        {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": 1_000_000,
            "error_title": "Weight",
            "error_message": "A weight is a number from 0 to 1,000,000.",
        },
    )


def ranking(book: Book, decision: Decision) -> None:
    """The options in order of rank, looked up from the options sheet."""
    rows = listed(decision)
    sheet = book.sheet("Ranking", (8, 74, 14, 11, 16, 36, 12, 60), "#1F3A5F")
    note = "Follows the weights. Conditional options stand behind qualified ones, whatever their points."
    sheet.title(f"Ranking: {decision.needs.name}", note)
    sheet.head(FIRST - 1, ("Rank", "Option", "Status", "Points", "USD a month", "License", "Open points", "Id"))
    count = len(rows)
    rank_span = _span(len(decision.result.ranking.criteria), "rank", count)
    sources = {
        1: ("B", "line"),
        2: ("C", "line"),
        3: (_column(decision, "points"), "points"),
        4: ("D", "usd"),
        5: (_column(decision, "license"), "line"),
        6: (_column(decision, "open"), "whole"),
        7: ("A", "line"),
    }
    for position, entry in enumerate(rows, start=1):
        row = FIRST + position - 1
        sheet.put(row, 0, float(position), "whole")
        for column, (letter, style) in sources.items():
            span = f"Options!${letter}${FIRST + 1}:${letter}${FIRST + count}"
            formula = f"=INDEX({span},MATCH($A{row + 1},{rank_span},0))"
            sheet.formula(row, column, formula, _shown(entry, column), style)


def options(book: Book, decision: Decision) -> None:
    """Every ranked option: per criterion its value and score as numbers, its points as a formula; total and rank."""
    criteria = decision.result.ranking.criteria
    rows = listed(decision)
    widths = (50, 60, 13, 14, 10, *(13.0 for _ in range(3 * len(criteria))), 11, 16, 9, 30, 12)
    sheet = book.sheet("Options", widths)
    cut = decision.result.counts["qualified"] + decision.result.counts["conditional"] - len(rows)
    more = f" The last {cut:,} options are left out." if cut else ""
    sheet.title("Options and criteria", f"Points = score x share of the weight x 100. An unknown value scores 0.{more}")
    names = [name for item in criteria for name in _criterion_heads(item)]
    head = ("Id", "Option", "Status", "USD a month", "Tie order", *names)
    sheet.head(FIRST - 1, (*head, "Points", "Sort key", "Rank", "License", "Open points"), frozen_columns=2)
    for row, (entry, tie) in enumerate(zip(rows, _tie_orders(rows), strict=True), start=FIRST):
        _option_row(sheet, row, entry, tie, criteria, len(rows))


def listed(decision: Decision) -> tuple[Entry, ...]:
    """The options in the sheets, in the order of rank."""
    return decision.result.top(MAX_OPTIONS)


def _option_row(sheet: Sheet, row: int, entry: Entry, tie: int, criteria: tuple[Criterion, ...], count: int) -> None:
    view, number = entry.view, row + 1
    for column, text in enumerate((entry.id, words.option(view), entry.status)):
        sheet.put(row, column, text, "line")
    sheet.put(row, 3, view.row["cost_expected"], "usd")
    sheet.put(row, 4, float(tie), "whole")
    terms = []
    for position, item in enumerate(criteria):
        column = FIXED + 3 * position
        score = float(view.row[f"score:{item.name}"])
        sheet.put(row, column, view.row[f"value:{item.name}"], "value")
        sheet.put(row, column + 1, score, "score")
        letter, share = _letter(column + 1), f"Weights!$C${FIRST + 1 + position}"
        points = score * entry.ranking.weights.get(item.name, 0.0) * 100
        sheet.formula(row, column + 2, f"={letter}{number}*{share}*100", points, "points")
        terms.append(f"{_letter(column + 2)}{number}")
    total = FIXED + 3 * len(criteria)
    points_at, key_at = _letter(total), _letter(total + 1)
    sheet.formula(row, total, f"=ROUND({'+'.join(terms)},6)", entry.score, "points")
    # One number that sorts as the product does: qualified first, then points, then the tie order.
    key = f'=IF(C{number}="qualified",1000,0)+{points_at}{number}-E{number}/10^10'
    sheet.formula(row, total + 1, key, (1000 if entry.status == "qualified" else 0) + entry.score - tie / 1e10, "value")
    keys = f"${key_at}${FIRST + 1}:${key_at}${FIRST + count}"
    sheet.formula(row, total + 2, f"=RANK({key_at}{number},{keys},0)", float(entry.rank or 0), "whole")
    sheet.put(row, total + 3, words.license_words(view), "line")
    sheet.put(row, total + 4, float(len(entry.open_points)), "whole")


def _criterion_heads(item: Criterion) -> tuple[str, str, str]:
    return (f"{item.title}: {item.unit}", f"{item.title}: score", f"{item.title}: points")


def _tie_orders(rows: Iterable[Entry]) -> list[int]:
    """Position among options with equal points: the cheaper first, unknown costs last, then catalog order."""
    entries = list(rows)
    frame = pl.DataFrame(
        {
            "cost": [entry.view.row["cost_expected"] for entry in entries],
            "option_ix": [entry.view.row["option_ix"] for entry in entries],
        },
        schema={"cost": pl.Float64, "option_ix": pl.Int64},
    ).with_row_index("at")
    order = frame.sort("cost", "option_ix", nulls_last=True)["at"].to_list()
    places = {at: place for place, at in enumerate(order, start=1)}
    return [places[at] for at in range(len(entries))]


def _shown(entry: Entry, column: int) -> Any:
    view: OptionView = entry.view
    cost = view.row["cost_expected"]
    return {
        1: words.option(view),
        2: entry.status,
        3: entry.score,
        4: "unknown" if cost is None else cost,
        5: words.license_words(view),
        6: len(entry.open_points),
        7: entry.id,
    }[column]


def _weight_cells(criteria: tuple[Criterion, ...]) -> str:
    return f"$B${FIRST + 1}:$B${FIRST + len(criteria)}"


_AFTER = {"points": 0, "key": 1, "rank": 2, "license": 3, "open": 4}


def _column(decision: Decision, name: str) -> str:
    """Letter of a column behind the criteria."""
    return _letter(FIXED + 3 * len(decision.result.ranking.criteria) + _AFTER[name])


def _span(criteria: int, name: str, count: int) -> str:
    letter = _letter(FIXED + 3 * criteria + _AFTER[name])
    return f"Options!${letter}${FIRST + 1}:${letter}${FIRST + count}"


def _letter(column: int) -> str:
    """`A` for 0, `AA` for 26."""
    name = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
