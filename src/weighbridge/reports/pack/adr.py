"""The decision record in Markdown: everything behind the choice, in a form that git can compare."""

from __future__ import annotations

from weighbridge.reports import words
from weighbridge.reports.pack import sections
from weighbridge.reports.pack.asked import needs_facts
from weighbridge.reports.pack.blocks import Block, Bullets, Code, Facts, Grid, Heading, Paragraph
from weighbridge.reports.pack.decision import Decision
from weighbridge.reports.pack.lists import by_party, obligation_blocks
from weighbridge.reports.pack.markdown import markdown
from weighbridge.reports.pack.sensitivity import sensitivity
from weighbridge.reports.questionnaire import questions

METHOD = (
    "An option that breaks a hard limit is out. What is left is scored: each criterion gives 0 to 1 on "
    "fixed anchors, times its weight, added up to 100 points. An option is never compared with the others to get its "
    "score, so another entrant cannot change the order. An unknown value earns no points."
)
WEIGHTS_FROM = "The weights are those of the needs file, scaled to 100. Whoever set them signs under Approvals."


def decision_record(decision: Decision) -> str:
    """The record. The same decision gives the same text."""
    return markdown(
        [
            *_head(decision),
            Heading("What is asked"),
            needs_facts(decision),
            *_considered(decision),
            *_excluded(decision),
            *_scores(decision),
            Heading("How firm it is"),
            Bullets(sensitivity(decision)),
            Heading("Cost"),
            *sections.cost_blocks(decision),
            *_machines(decision),
            Heading("Risks"),
            sections.risk_grid(decision),
            Heading("License"),
            *obligation_blocks(decision),
            *_compliance(decision),
            *_open(decision),
            *_closing(decision),
        ]
    )


def _head(decision: Decision) -> list[Block]:
    owner = decision.context.policy.owner
    return [
        Heading(f"Decision: {decision.option}", 1),
        Facts(
            [
                ("Id", Code(decision.id)),
                ("Date", decision.context.as_of.isoformat()),
                ("Status", "proposed (proposed, accepted or superseded)"),
                ("Owner", f"to be named{f'; the policy is owned by {owner}' if owner else ''}"),
                ("Option", Code(decision.chosen.id)),
                ("Standing", sections.standing(decision)),
                ("Review by", decision.review_on.isoformat()),
            ]
        ),
    ]


def _considered(decision: Decision) -> list[Block]:
    result = decision.result
    models, sellers = result.reach
    counts = result.counts
    return [
        Heading("Options considered"),
        Paragraph(
            f"{result.weighed:,} ways of running {models:,} models were weighed, at {sellers:,} providers and on "
            f"machines of your own: {counts['qualified']:,} qualify, {counts['conditional']:,} would if something is "
            f"confirmed, {counts['excluded']:,} are out."
        ),
        sections.leaders_grid(decision),
    ]


def _excluded(decision: Decision) -> list[Block]:
    if not decision.result.exclusion_counts:
        return []
    blocks: list[Block] = [
        Heading("Options excluded"),
        Paragraph("An option may break several hard limits, so the numbers overlap."),
        sections.excluded_grid(decision),
    ]
    if decision.notable:
        blocks += [
            Heading("Close to being in", 3),
            Paragraph("The best of those that one hard limit alone keeps out, with the points they would have."),
            sections.notable_grid(decision),
        ]
    changes = [f"{item.change}: {item.opens:,} more" for item in decision.result.relaxations[:6]]
    return [*blocks, Heading("What would open more", 3), Bullets(changes)] if changes else blocks


def _scores(decision: Decision) -> list[Block]:
    return [
        Heading("Criteria and weights"),
        Paragraph(METHOD),
        Paragraph(WEIGHTS_FROM),
        sections.criteria_grid(decision),
        Heading("How the choice scores"),
        sections.scores_grid(decision),
        Heading("Points of the leaders", 3),
        sections.points_grid(decision),
    ]


def _machines(decision: Decision) -> list[Block]:
    facts = sections.machine_facts(decision)
    return [] if facts is None else [Heading("Accelerators"), facts]


def _compliance(decision: Decision) -> list[Block]:
    items = [item for item in decision.chosen.view.assessments.values() if item.status != "not_applicable"]
    if not items:
        return []
    names = decision.context.catalog.frameworks
    rows = [
        (
            names[item.framework_id].name,
            item.status.replace("_", " "),
            str(len(item.open_points)),
            str(len(item.upcoming)),
        )
        for item in items
    ]
    columns = ("Framework", "Status", "Open", "Binds later")
    return [Heading("Compliance"), Grid(columns, rows, frozenset({"Open", "Binds later"}))]


def _open(decision: Decision) -> list[Block]:
    asked = questions(decision.chosen)
    if not asked:
        return [Heading("Open points"), Paragraph("Nothing is open.")]
    rows = [
        (party, f"{item.question}{' (decides)' if item.decides else ''}", item.why)
        for party, items in by_party(asked).items()
        for item in items
    ]
    return [Heading("Open points"), Grid(("To", "Question", "Why"), rows, widths=(3, 8, 5))]


def _closing(decision: Decision) -> list[Block]:
    marks = [item.reason for item in decision.result.failures]
    blocks: list[Block] = [
        Heading("Approvals"),
        sections.approvals_grid(),
        Heading("Review"),
        Paragraph(f"By {decision.review_on.isoformat()}, or as soon as one of these happens:"),
        Bullets(sections.triggers(decision)),
        *sections.repeat_blocks(decision),
    ]
    if marks:
        blocks += [Heading("Plugin problems", 3), Bullets(marks)]
    return [*blocks, Paragraph(f"{words.load(decision.needs)}. A help for your counsel, not legal advice.")]
