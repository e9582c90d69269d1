"""Sheets without formulas: what this is, who is out and why, evidence, obligations, questions."""

from __future__ import annotations

from weighbridge.ranking.recommendation import Finding
from weighbridge.reports import words
from weighbridge.reports.pack.decision import Decision
from weighbridge.reports.pack.lists import STATUS, due_words, no_obligations
from weighbridge.reports.pack.workbook.sheet import Book, Sheet
from weighbridge.reports.questionnaire import questions
from weighbridge.reports.register import OWNERS, duties

EXPLAINED = 5
"""Leading options whose evidence is listed fact by fact."""


def read_me(book: Book, decision: Decision) -> None:
    """What the workbook is and how to use it."""
    sheet = book.sheet("Read me", (26, 110))
    sheet.title(f"Score sheet: {decision.needs.name}")
    snapshot = decision.snapshot
    rows = (
        ("Decided for", decision.option),
        ("Option id", decision.chosen.id),
        ("Decision id", decision.id),
        ("Date", snapshot.as_of.isoformat()),
        ("Catalog", f"{snapshot.id}, {len(snapshot.plugins)} plugins"),
        ("Load", words.load(decision.needs)),
        ("Weights", "Change a yellow cell there; every share, every point and the order of the ranking follow."),
        ("Ranking", "Options in order. Conditional ones stand behind qualified ones until their points are confirmed."),
        ("Options", "Value, score and points of every ranked option. Scores stand on fixed anchors, see Weights."),
        ("Costs", "Monthly cost of the leaders, with the formula in the cell."),
        ("Excluded", "Options that break a hard limit, with the limits; these do not depend on weights."),
        ("Evidence", "Where the facts about the leaders come from: grade, day, source."),
        ("Obligations", "What the license of the chosen option makes you do, with the clause."),
        ("Questions", "Open points of the chosen option, as questions to named parties."),
        ("unknown", "A fact that nobody has on record. It earns no points and is never taken as zero or as yes."),
    )
    for row, (name, text) in enumerate(rows, start=2):
        sheet.put(row, 0, name, "strong")
        sheet.put(row, 1, text)
    sheet.put(len(rows) + 3, 1, "A help for your counsel, not legal advice.")


def excluded(book: Book, decision: Decision) -> None:
    """Every excluded option with the gates it fails, and the points it would have."""
    sheet = book.sheet("Excluded", (54, 60, 10, 90))
    sheet.title("Excluded options", "Points are those it would have without the hard limits, at the stated weights.")
    sheet.head(3, ("Id", "Option", "Points", "Hard limits broken"))
    limit = 1 if decision.context.policy.unknown == "exclude" else 0
    gates = [(f"gate:{gate.name}", gate.title) for gate in decision.result.ranking.gates]
    entries = sorted(decision.result.excluded(), key=lambda entry: (-entry.score, entry.id))
    for row, entry in enumerate(entries, start=4):
        failed = [title for column, title in gates if entry.view.row[column] < limit]
        sheet.put(row, 0, entry.id, "line")
        sheet.put(row, 1, words.option(entry.view), "line")
        sheet.put(row, 2, entry.score, "points")
        sheet.put(row, 3, "; ".join(failed), "line")
    if entries:
        sheet.worksheet.autofilter(3, 0, 3 + len(entries), 3)


def evidence(book: Book, decision: Decision) -> None:
    """Gates and criteria of the leaders with reason, grade, day and source."""
    sheet = book.sheet("Evidence", (50, 10, 34, 12, 70, 12, 12, 70))
    sheet.title("Evidence", "Grades, best first: measured, primary, secondary, claimed, estimated; empty is unknown.")
    sheet.head(3, ("Option", "Kind", "Fact", "Outcome", "Reason", "Grade", "As of", "Source"))
    row = 4
    for entry in decision.leaders[:EXPLAINED]:
        name = words.option(entry.view)
        for kind, finding in (
            *(("criterion", item) for item in entry.criteria()),
            *(("hard limit", item) for item in entry.gates()),
        ):
            _finding(sheet, row, name, kind, finding)
            row += 1
    sheet.worksheet.autofilter(3, 0, max(row - 1, 4), 7)


def _finding(sheet: Sheet, row: int, name: str, kind: str, finding: Finding) -> None:
    found = finding.evidence
    outcome = finding.outcome or ("unknown" if finding.value is None else f"{finding.score or 0:.3f}")
    cells = (name, kind, finding.title, outcome, finding.reason)
    for column, text in enumerate(cells):
        sheet.put(row, column, text)
    if found is not None:
        for column, text in enumerate((found.grade, found.as_of or "undated", found.source), start=5):
            sheet.put(row, column, text)
    elif finding.citation:
        sheet.put(row, 7, finding.citation)


def obligations(book: Book, decision: Decision) -> None:
    """Everything to do, with an empty column for the day it was done."""
    sheet = book.sheet("Obligations", (6, 80, 24, 18, 40, 28, 30, 12, 14))
    sheet.title("Obligations", "A help for your counsel, not legal advice.")
    sheet.head(3, ("#", "What to do", "Owner", "Due", "When it applies", "Source", "Clause", "State", "Done on"))
    found = duties(decision.chosen)
    for row, duty in enumerate(found, start=4):
        sheet.put(row, 0, float(row - 3), "whole")
        owner, due, state = OWNERS[duty.owner], due_words(duty), STATUS[duty.status]
        what, trigger = words.sentence(duty.what), words.sentence(duty.trigger)
        cells = (what, owner, due, trigger, duty.source_name, duty.clause or "", state)
        for column, text in enumerate(cells, start=1):
            sheet.put(row, column, text)
    if not decision.chosen.view.verdict.obligations:
        sheet.put(len(found) + 5, 1, no_obligations(decision.chosen))


def questions_sheet(book: Book, decision: Decision) -> None:
    """Open points with empty columns for the answer."""
    sheet = book.sheet("Questions", (24, 80, 60, 12, 40, 40))
    sheet.title("Open points as questions", "Those that decide come first for each party.")
    sheet.head(3, ("To", "Question", "Why it matters", "Decides", "Answer as", "Answer"))
    asked = questions(decision.chosen)
    for row, item in enumerate(asked, start=4):
        cells = (item.party, item.question, item.why, "yes" if item.decides else "no", item.answer_as or "")
        for column, text in enumerate(cells):
            sheet.put(row, column, text)
    if not asked:
        sheet.put(4, 0, "Nothing is open.")
