"""Duties and open points, each as a paper of its own for the people who must act on them."""

from __future__ import annotations

from collections.abc import Iterable

from weighbridge.ranking.recommendation import Entry
from weighbridge.reports import words
from weighbridge.reports.pack.blocks import Block, Bullets, Code, Facts, Grid, Heading, Paragraph
from weighbridge.reports.pack.decision import Decision
from weighbridge.reports.pack.markdown import markdown
from weighbridge.reports.questionnaire import Question, questions
from weighbridge.reports.register import DUE, OWNERS, Duty, duties
from weighbridge.reports.traces import framework_trace, license_changes, license_trace

STATUS = {"to_do": "to do", "done": "done", "later": "later"}


def no_obligations(entry: Entry) -> str:
    """What to say when no duty is known: only a license that was judged may be said to ask nothing."""
    verdict = entry.view.verdict.verdict
    if entry.view.license is None:
        return "The license is not on record, so what it asks of you is unknown."
    if verdict in ("allowed", "allowed_with_obligations") and not entry.view.verdict.open_asks:
        return "The license asks nothing of you for the stated use."
    if verdict == "needs_vendor_agreement":
        return "The use needs an agreement with the licensor; what that asks of you is for you to negotiate."
    return "What the license asks of you is not settled; see the open points."


def due_words(duty: Duty) -> str:
    """When a duty is due: `before use`, or the day."""
    return f"by {duty.date}" if duty.date else DUE[duty.due]


def by_party(asked: Iterable[Question]) -> dict[str, list[Question]]:
    """Questions of each party, parties in the order in which they are first asked."""
    found: dict[str, list[Question]] = {}
    for question in asked:
        found.setdefault(question.party, []).append(question)
    return found


def obligations_paper(decision: Decision) -> str:
    """The obligations as Markdown, with the rules and checks they come from."""
    head = _head(f"Obligations: {decision.option}", decision)
    return markdown([*head, *obligation_blocks(decision), *trace_blocks(decision.chosen)])


def trace_blocks(entry: Entry) -> list[Block]:
    """How the license and each framework were judged, rule by rule."""
    rows = [[item.rule, item.outcome, item.said, item.looked_at, item.clause, item.text]
            for item in license_trace(entry.view)]  # fmt: skip
    columns = ["Rule", "Finding", "What it says", "Held against", "Clause", "Text"]
    blocks: list[Block] = [Heading("How the license was judged"), Grid(columns, rows)]
    names = entry.ranking.context.catalog.frameworks
    for framework_id, assessment in entry.view.assessments.items():
        if assessment.status != "not_applicable":
            checks = [[item.question, item.result, item.why, item.clause, item.role]
                      for item in framework_trace(entry, framework_id)]  # fmt: skip
            blocks += [
                Heading(f"How {names[framework_id].short} was judged"),
                Grid(["Check", "Result", "Why", "Clause", "Falls to"], checks),
            ]
    return blocks


def obligation_blocks(decision: Decision) -> list[Block]:
    """Verdict, everything to do with owner, due and clause, and what would change the verdict."""
    view = decision.chosen.view
    sheet, verdict = view.license, view.verdict
    blocks: list[Block] = [
        Facts(
            [
                ("License", f"{sheet.name}, published by {sheet.publisher}" if sheet else "not on record"),
                ("Verdict", words.VERDICTS[verdict.verdict]),
                ("Rests on", ", ".join(verdict.clauses) or "no clause in particular"),
                ("Sheet compared with the text", sheet.reviewed if sheet else "never"),
            ]
        )
    ]
    if not verdict.obligations:
        blocks.append(Paragraph(no_obligations(decision.chosen)))
    rows = [
        [
            str(number),
            words.sentence(duty.what),
            OWNERS[duty.owner],
            due_words(duty),
            duty.rests_on,
            STATUS[duty.status],
        ]
        for number, duty in enumerate(duties(decision.chosen), start=1)
    ]
    if rows:
        columns = ["#", "What to do", "Owner", "Due", "Source and clause", "State"]
        blocks.append(Grid(columns, rows, frozenset({"#"}), (1, 11, 4, 3, 5, 2)))
    changes = license_changes(decision.chosen)
    if changes:
        blocks += [Heading("What would change the verdict on the license", 3), Bullets(changes)]
    return blocks


def questions_paper(decision: Decision) -> str:
    """The open points as Markdown, one section a party."""
    asked = questions(decision.chosen)
    blocks: list[Block] = _head(f"Open questions: {decision.option}", decision)
    if not asked:
        blocks.append(Paragraph("Nothing is open."))
    deciding = sum(question.decides for question in asked)
    if deciding:
        blocks.append(Paragraph(f"{deciding} of {len(asked)} decide whether it may be used; they are marked *."))
    for party, items in by_party(asked).items():
        rows = [
            [f"{number}{' *' if item.decides else ''}", item.question, item.why, Code(item.answer_as or ""), ""]
            for number, item in enumerate(items, start=1)
        ]
        blocks += [
            Heading(f"To {party}"),
            Grid(["#", "Question", "Why it matters", "Answer as", "Answer"], rows, frozenset({"#"})),
        ]
    if any(question.answer_as for question in asked):
        blocks.append(Paragraph("The column Answer as names where an answer goes in the needs file or the policy."))
    return markdown(blocks)


def _head(title: str, decision: Decision) -> list[Block]:
    return [
        Heading(title, 1),
        Facts(
            [
                ("Decision", Code(decision.id)),
                ("Option", Code(decision.chosen.id)),
                ("Use", decision.needs.name),
                ("Date", decision.context.as_of.isoformat()),
                ("Catalog", Code(decision.snapshot.id)),
            ]
        ),
        Paragraph("A help for your counsel, not legal advice."),
    ]
