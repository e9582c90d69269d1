"""Duties and open points, each as a paper of its own for the people who must act on them."""

from __future__ import annotations

from collections.abc import Iterable

from weighbridge.licensing.subject import of_model
from weighbridge.ranking.recommendation import Entry
from weighbridge.reports import words
from weighbridge.reports.pack.blocks import Block, Bullets, Code, Facts, Grid, Heading, Paragraph
from weighbridge.reports.pack.decision import Decision
from weighbridge.reports.pack.markdown import markdown
from weighbridge.reports.questionnaire import Question, questions
from weighbridge.reports.register import DUE, OWNERS, Duty, duties

STATUS = {"to_do": "to do", "done": "done", "later": "later"}
CHANGES = 8
"""Ways to another verdict that are named."""


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
    """The obligations as Markdown."""
    return markdown([*_head(f"Obligations: {decision.option}", decision), *obligation_blocks(decision)])


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
        [str(number), duty.what, OWNERS[duty.owner], due_words(duty), duty.rests_on, STATUS[duty.status]]
        for number, duty in enumerate(duties(decision.chosen), start=1)
    ]
    if rows:
        columns = ["#", "What to do", "Owner", "Due", "Source and clause", "State"]
        blocks.append(Grid(columns, rows, frozenset({"#"}), (1, 11, 4, 3, 5, 2)))
    changes = _changes(decision.chosen)
    if changes:
        blocks += [Heading("What would change the verdict on the license", 3), Bullets(changes)]
    return blocks


def _changes(entry: Entry) -> list[str]:
    """What alone would give another verdict on the license, the better ones first."""
    subject = of_model(entry.ranking.context.catalog, entry.view.model.id)
    return [
        f"{'Better' if item.better else 'Worse'}, {words.VERDICTS[item.verdict]}: {item.what}"
        f"{f' ({item.clause})' if item.clause else ''}"
        for item in subject.changes(entry.view.verdict)[:CHANGES]
    ]


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
