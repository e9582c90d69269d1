"""The workbook as a whole: its sheets in order, and bytes that do not change between runs."""

from __future__ import annotations

import io
from datetime import UTC, datetime, time

from weighbridge.errors import MissingExtra
from weighbridge.reports.pack.decision import Decision
from weighbridge.reports.pack.workbook import facts, money, scores
from weighbridge.reports.pack.workbook.sheet import Book
from weighbridge.reports.words import one_line


def score_sheet(decision: Decision) -> bytes:
    """The workbook. Raises MissingExtra when XlsxWriter is not installed."""
    try:
        import xlsxwriter
    except ImportError:
        raise MissingExtra("The score sheet", "report") from None
    target = io.BytesIO()
    # Texts of the catalog are data: none of them may become a formula or a link.
    inert = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(target, inert) as workbook:
        workbook.set_properties(
            {
                "title": f"Score sheet {decision.id}",
                "subject": one_line(decision.needs.name),
                "author": "weighbridge",
                "created": datetime.combine(decision.context.as_of, time(), UTC).replace(tzinfo=None),
            }
        )
        workbook.set_calc_mode("auto")
        book = Book(workbook)
        facts.read_me(book, decision)
        scores.weights(book, decision)
        scores.ranking(book, decision)
        scores.options(book, decision)
        money.costs(book, decision)
        facts.excluded(book, decision)
        facts.evidence(book, decision)
        facts.obligations(book, decision)
        facts.questions_sheet(book, decision)
    return target.getvalue()
