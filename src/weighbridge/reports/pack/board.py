"""The paper for the board: the decision on two to four pages, the same on screen and in print."""

from __future__ import annotations

from weighbridge.reports import words
from weighbridge.reports.pack import sections
from weighbridge.reports.pack.blocks import Block, Bullets, Code, Facts, Figure, Grid, Heading, Paragraph
from weighbridge.reports.pack.costs import cost_sheet
from weighbridge.reports.pack.decision import Decision
from weighbridge.reports.pack.figures import cost_chart, memory_chart, points_chart
from weighbridge.reports.pack.lists import by_party, due_words, no_obligations
from weighbridge.reports.pack.risks import risks
from weighbridge.reports.pack.sensitivity import sensitivity
from weighbridge.reports.questionnaire import questions
from weighbridge.reports.register import OWNERS, duties

GATES = 6
RISKS = 7
DUTIES = 8
QUESTIONS = 10
NOT_ADVICE = "A help for your counsel, not legal advice."


def board_blocks(decision: Decision) -> list[Block]:
    """The paper, most important first."""
    return [
        *_proposal(decision),
        *_why(decision),
        *_cost(decision),
        *_machines(decision),
        *_considered(decision),
        *_risks(decision),
        *_duties(decision),
        *_open(decision),
        *_closing(decision),
    ]


def _proposal(decision: Decision) -> list[Block]:
    view = decision.chosen.view
    return [
        Heading(f"{decision.needs.name}: which language model, run where", 1),
        Paragraph(f"Proposal: {decision.option}", strong=True),
        Paragraph(sections.standing(decision)),
        Facts(
            [
                ("Monthly cost", sections.cost_words(decision.chosen)),
                ("License", words.license_words(view)),
                ("Data", decision.criteria_reason("privacy") or "see the score sheet"),
                ("Load", words.load(decision.needs)),
                ("Open questions", _open_words(decision)),
                ("Review by", decision.review_on.isoformat()),
            ]
        ),
    ]


def _open_words(decision: Decision) -> str:
    asked = questions(decision.chosen)
    deciding = sum(item.decides for item in asked)
    if not asked:
        return "none"
    if not deciding:
        return f"{len(asked)} in all; none of them decides whether it may be used"
    return f"{len(asked)} in all; the answer to {deciding} of them decides whether it may be used"


def _why(decision: Decision) -> list[Block]:
    rows = [
        (
            item.title,
            f"{(item.weight or 0) * 100:.0f} %",
            f"{item.score or 0:.2f}",
            f"{(item.score or 0) * (item.weight or 0) * 100:.1f}",
            item.reason,
            sections.grade_words(decision, item),
        )
        for item in decision.criteria
    ]
    return [
        Heading("Why this one"),
        Figure(
            points_chart(decision),
            "Points of the leading options by criterion, of 100. Hard limits first decide who is ranked at all.",
        ),
        Grid(
            ("Criterion", "Weight", "Score", "Points", "Why", "Evidence"),
            rows,
            frozenset({"Weight", "Score", "Points"}),
            (3, 1.7, 1.5, 1.6, 9, 2.2),
        ),
        Bullets(sensitivity(decision)[:5]),
    ]


def _cost(decision: Decision) -> list[Block]:
    blocks: list[Block] = [Heading("What it costs")]
    chart = cost_chart(decision)
    if chart is not None:
        blocks.append(Figure(*chart))
    sheet = cost_sheet(decision.chosen.view)
    return [*blocks, sections.cost_facts(sheet), Bullets(sheet.assumptions)]


def _machines(decision: Decision) -> list[Block]:
    drawing, facts = memory_chart(decision.chosen.view), sections.machine_facts(decision)
    if drawing is None or facts is None:
        return []
    return [Heading("What it runs on"), Figure(drawing, drawing.description), facts]


def _considered(decision: Decision) -> list[Block]:
    result = decision.result
    counts = result.counts
    blocks: list[Block] = [
        Heading("What else was considered"),
        Paragraph(
            f"{result.weighed:,} ways of running {result.reach[0]:,} models were weighed: {counts['qualified']:,} "
            f"qualify, {counts['conditional']:,} would if something is confirmed, {counts['excluded']:,} are out."
        ),
        sections.leaders_grid(decision),
    ]
    if decision.result.exclusion_counts:
        blocks.append(sections.excluded_grid(decision, GATES))
    return blocks


def _risks(decision: Decision) -> list[Block]:
    found = risks(decision)[:RISKS]
    rows = [(item.what, item.mitigation, item.residual) for item in found]
    if not rows:
        return [Heading("Risks"), Paragraph("None of the facts on record points to a particular risk.")]
    return [Heading("Risks"), Grid(("Risk", "Mitigation", "What remains"), rows, widths=(7, 7, 4))]


def _duties(decision: Decision) -> list[Block]:
    open_duties = [duty for duty in duties(decision.chosen) if duty.status != "done"]
    said = words.license_words(decision.chosen.view)
    if not decision.chosen.view.verdict.obligations:
        said = f"{said}. {no_obligations(decision.chosen).removesuffix('.')}"
    blocks: list[Block] = [Heading("Obligations"), Paragraph(f"{said}. {NOT_ADVICE}")]
    rows = [(words.sentence(duty.what), OWNERS[duty.owner], due_words(duty)) for duty in open_duties[:DUTIES]]
    if rows:
        blocks.append(Grid(("What to do", "Owner", "Due"), rows, widths=(12, 4, 3)))
    return [*blocks, *_more(len(open_duties) - DUTIES, "obligations")]


def _open(decision: Decision) -> list[Block]:
    asked = questions(decision.chosen)
    if not asked:
        return []
    shown = [
        (party, f"{item.question}{' *' if item.decides else ''}")
        for party, items in by_party(asked[:QUESTIONS]).items()
        for item in items
    ]
    blocks: list[Block] = [Heading("Open questions"), Grid(("To", "Question"), shown, widths=(4, 14))]
    if any(item.decides for item in asked):
        blocks.append(Paragraph("* decides whether the option may be used."))
    return [*blocks, *_more(len(asked) - QUESTIONS, "open questions")]


def _more(number: int, paper: str) -> list[Block]:
    return [Paragraph(f"{number} more in the paper on {paper} of this pack.")] if number > 0 else []


def _closing(decision: Decision) -> list[Block]:
    snapshot = decision.snapshot
    return [
        Heading("Approvals"),
        sections.approvals_grid(),
        Heading("Review", 3),
        Paragraph(
            f"By {decision.review_on.isoformat()}, or as soon as one of these happens: "
            f"{' '.join(sections.triggers(decision)[:-1])}"
        ),
        Facts(
            [
                ("Decision", Code(decision.id)),
                ("Option", Code(decision.chosen.id)),
                ("Catalog", f"{snapshot.id} of {snapshot.as_of.isoformat()}, {len(snapshot.plugins)} plugins"),
                ("Repeat it", Code("weighbridge recheck decision-record.json --same-day")),
            ]
        ),
    ]
