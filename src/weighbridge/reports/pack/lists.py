"""License obligations and open points, each as a paper of its own for the people who must act on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from weighbridge.ranking.recommendation import Entry
from weighbridge.reports import words
from weighbridge.reports.pack.blocks import Block, Bullets, Code, Facts, Grid, Heading, Paragraph
from weighbridge.reports.pack.decision import Decision
from weighbridge.reports.pack.markdown import markdown


@dataclass(frozen=True)
class Obligation:
    """Something that the license makes you do."""

    id: str
    what: str
    clause: str
    license: str


@dataclass(frozen=True)
class Question:
    """An open point as a question to a named party."""

    party: str
    question: str
    why: str
    source: str
    blocks: bool
    """Whether the option cannot qualify before it is answered."""
    answer_as: str | None = None
    """Key under `answers:` of the needs file that settles it."""


def obligations_of(entry: Entry) -> tuple[Obligation, ...]:
    """The duties of an option's license for the stated use, in the order of the sheet."""
    name = entry.view.license.name if entry.view.license else "license not on record"
    return tuple(Obligation(duty.id, duty.what, duty.clause, name) for duty in entry.view.verdict.obligations)


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


def questions_of(entry: Entry) -> tuple[Question, ...]:
    """What must be confirmed before the option qualifies, then what frameworks and license leave open beside."""
    view = entry.view
    vendor = view.maker_name if view.supply.provider is None else view.supply.label
    found = {}
    for point in entry.open_points:
        party = vendor if point.party == view.supply.label else point.party
        found[party, point.question] = Question(party, point.question, point.reason, point.source, blocks=True)
    for item in view.assessments.values():
        name = view.table.context.catalog.frameworks[item.framework_id].name
        for check in item.open_points:
            party = vendor if check.party == "vendor" else check.party.replace("_", " ")
            state = "not met" if check.result == "fail" else "not known yet"
            why = f"{name}, {check.clause}: {state}."
            asked = Question(party, check.question, why, item.framework_id, blocks=False, answer_as=check.attribute)
            known = found.setdefault((party, check.question), asked)
            if known.answer_as is None and known.source == item.framework_id:
                found[party, check.question] = Question(
                    known.party, known.question, known.why, known.source, known.blocks, check.attribute
                )
    for ask in view.verdict.open_asks:
        worse = words.VERDICTS[ask.could_become]
        why = f"The license could turn out {worse} ({ask.clause or 'see the sheet'})."
        question = f"What holds for us: {ask.name.replace('_', ' ')}?"
        found.setdefault(("you", question), Question("you", question, why, "license", blocks=False))
    return tuple(sorted(found.values(), key=lambda item: not item.blocks))


def by_party(questions: Sequence[Question]) -> dict[str, list[Question]]:
    """Questions of each party, parties in the order in which they are first asked."""
    found: dict[str, list[Question]] = {}
    for question in questions:
        found.setdefault(question.party, []).append(question)
    return found


def obligations_paper(decision: Decision) -> str:
    """The obligations as Markdown."""
    return markdown([*_head(f"License obligations: {decision.option}", decision), *obligation_blocks(decision)])


def obligation_blocks(decision: Decision) -> list[Block]:
    """Verdict, duties with their clauses, and what would change the verdict."""
    view = decision.chosen.view
    sheet, verdict = view.license, view.verdict
    duties = obligations_of(decision.chosen)
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
    if duties:
        rows = [[str(number), duty.what, duty.clause, "", ""] for number, duty in enumerate(duties, start=1)]
        blocks.append(Grid(["#", "What to do", "Clause", "Owner", "Done on"], rows, frozenset({"#"}), (1, 12, 4, 4, 3)))
    else:
        blocks.append(Paragraph(no_obligations(decision.chosen)))
    if verdict.changes:
        blocks += [Heading("What would change this", 3), Bullets(list(verdict.changes))]
    return blocks


def questions_paper(decision: Decision) -> str:
    """The open points as Markdown, one section a party."""
    questions = questions_of(decision.chosen)
    blocks: list[Block] = _head(f"Open questions: {decision.option}", decision)
    if not questions:
        blocks.append(Paragraph("Nothing is open."))
    waiting = sum(question.blocks for question in questions)
    if waiting:
        blocks.append(
            Paragraph(f"{waiting} of {len(questions)} must be answered before the option qualifies; they are marked *.")
        )
    for party, asked in by_party(questions).items():
        rows = [
            [f"{number}{' *' if item.blocks else ''}", item.question, item.why, Code(item.answer_as or ""), ""]
            for number, item in enumerate(asked, start=1)
        ]
        blocks += [
            Heading(f"To {party}"),
            Grid(["#", "Question", "Why it matters", "Answer as", "Answer"], rows, frozenset({"#"})),
        ]
    if any(question.answer_as for question in questions):
        blocks.append(
            Paragraph("An answer goes under `answers:` of the needs file by its name in the column Answer as.")
        )
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
