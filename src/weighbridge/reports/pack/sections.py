"""Parts that several papers share: what is asked, what was considered, how the choice scores, what it costs."""

from __future__ import annotations

from weighbridge.ranking.recommendation import Entry, Finding
from weighbridge.reports import words
from weighbridge.reports.pack.blocks import Block, Bullets, Cell, Code, Facts, Grid, Heading, Paragraph
from weighbridge.reports.pack.costs import CostSheet, cost_sheet
from weighbridge.reports.pack.decision import Decision
from weighbridge.reports.pack.risks import risks

APPROVERS = ("Legal", "Security", "Privacy", "Finance", "Architecture")


def standing(decision: Decision) -> str:
    """Rank, score and status in one sentence."""
    chosen, counts = decision.chosen, decision.result.counts
    total = counts["qualified"] + counts["conditional"]
    points = len(chosen.open_points)
    state = (
        "it meets every hard limit" if chosen.status == "qualified" else f"{points} open points must be confirmed first"
    )
    if chosen.status != "qualified" and points == 1:
        state = "one open point must be confirmed first"
    return f"Rank {chosen.rank} of {total:,}, {chosen.score:.1f} of 100 points; {state}."


def leaders_grid(decision: Decision) -> Grid:
    """The first options side by side."""
    return Grid(
        ("#", "Option", "Points", "Cost a month", "License", "To confirm"),
        [
            (
                f"{entry.rank}{' (chosen)' if entry.id == decision.chosen.id else ''}",
                (words.option(entry.view), Code(entry.id)),
                f"{entry.score:.1f}",
                cost_words(entry),
                words.license_words(entry.view),
                str(len(entry.open_points)),
            )
            for entry in decision.leaders
        ],
        frozenset({"#", "Points", "To confirm"}),
        (2.1, 8.8, 1.7, 4.1, 4.6, 2.9),
    )


def cost_words(entry: Entry) -> str:
    """`$6.5k (6.3k - 6.6k)`."""
    row = entry.view.row
    return words.money_range(row["cost_low"], row["cost_expected"], row["cost_high"])


def excluded_grid(decision: Decision, count: int | None = None) -> Grid:
    """Gates by how many options fail them."""
    gates = {gate.name: gate for gate in decision.result.ranking.gates}
    rows = [
        (gates[name].title, f"{number:,}", gates[name].out or "fail it")
        for name, number in list(decision.result.exclusion_counts.items())[:count]
    ]
    return Grid(("Hard limit", "Options out", "They"), rows, frozenset({"Options out"}), (6, 2.2, 7))


def notable_grid(decision: Decision) -> Grid:
    """Options that only one gate keeps out, with the points that they would have."""
    return Grid(
        ("Option", "Points", "Kept out by", "Reason"),
        [
            (
                (words.option(item.entry.view), Code(item.entry.id)),
                f"{item.entry.score:.1f}",
                item.gate.title,
                item.gate.reason,
            )
            for item in decision.notable
        ],
        frozenset({"Points"}),
        (6, 1.7, 4, 6),
    )


def criteria_grid(decision: Decision) -> Grid:
    """What is weighed, in which unit, between which anchors, with which weight."""
    ranking = decision.result.ranking
    return Grid(
        ("Criterion", "Unit", "From 0 to 1", "Weight"),
        [
            (item.title, item.unit, item.anchors, f"{ranking.weights[item.name] * 100:.1f} %")
            for item in ranking.criteria
            if item.name in ranking.weights
        ],
        frozenset({"Weight"}),
        (3, 4, 9, 2),
    )


def scores_grid(decision: Decision) -> Grid:
    """Value, score, weight, points and evidence of the chosen option per criterion."""
    return Grid(
        ("Criterion", "Value", "Score", "Weight", "Points", "Why", "Evidence"),
        [
            (
                item.title,
                value_words(item),
                f"{item.score or 0:.2f}",
                f"{(item.weight or 0) * 100:.0f} %",
                f"{(item.score or 0) * (item.weight or 0) * 100:.1f}",
                item.reason,
                evidence_words(decision, item),
            )
            for item in decision.criteria
        ],
        frozenset({"Score", "Weight", "Points"}),
        (2.6, 3, 1.5, 1.7, 1.6, 6, 5),
    )


def points_grid(decision: Decision) -> Grid:
    """Points of the leaders per criterion."""
    leaders = decision.leaders
    by_option = [tuple(entry.criteria(weighted_only=True)) for entry in leaders]
    rows: list[tuple[Cell, ...]] = [
        (finding.title, *(f"{(row[at].score or 0) * (row[at].weight or 0) * 100:.1f}" for row in by_option))
        for at, finding in enumerate(decision.criteria)
    ]
    rows.append(("Total", *(f"{entry.score:.1f}" for entry in leaders)))
    columns = [f"#{entry.rank}" for entry in leaders]
    return Grid(("Criterion", *columns), rows, frozenset(columns), (4, *(2.0 for _ in columns)))


def value_words(item: Finding) -> str:
    """The raw value with its unit; unknown stays unknown."""
    if item.value is None:
        return f"unknown ({item.unit})"
    unit = item.unit or ""
    return f"{item.value:,.4g} {unit.removesuffix('s') if item.value == 1 else unit}"


def grade_words(decision: Decision, item: Finding) -> str:
    """Grade of the evidence; what is computed for the option has none of its own, anything else is unknown."""
    if item.evidence is not None:
        return item.evidence.grade
    grain = next(found.grain for found in decision.result.ranking.criteria if found.name == item.name)
    return "computed" if grain == "option" and item.value is not None else "unknown"


def evidence_words(decision: Decision, item: Finding) -> Cell:
    """Grade and day, then the source."""
    if item.evidence is None:
        grade = grade_words(decision, item)
        return f"{grade} ({item.citation})" if item.citation else grade
    return (f"{item.evidence.grade}, {item.evidence.as_of or 'undated'}", item.evidence.source)


def cost_blocks(decision: Decision) -> list[Block]:
    """Range, parts, assumptions."""
    sheet = cost_sheet(decision.chosen.view)
    return [cost_facts(sheet), Paragraph("Assumed:"), Bullets(sheet.assumptions)]


def cost_facts(sheet: CostSheet) -> Facts:
    """Expected cost, its range where it has one, and the parts where there are several."""
    pairs: list[tuple[str, Cell]] = [("Expected", exact(sheet.expected))]
    if sheet.low != sheet.high:
        pairs.append(("Range", f"{exact(sheet.low)} to {exact(sheet.high)}"))
    if len(sheet.parts) > 1:
        pairs += [(name, exact(usd)) for name, usd in sheet.parts]
    return Facts(pairs)


def exact(usd: float | None) -> str:
    """Whole dollars a month, cents below a hundred."""
    if usd is None:
        return "unknown"
    return f"${usd:,.2f} a month" if usd < 100 else f"${usd:,.0f} a month"


def machine_facts(decision: Decision) -> Facts | None:
    """The accelerator plan; None for an API."""
    plan = decision.chosen.view.plan
    if plan is None:
        return None
    device = decision.context.catalog.accelerators[plan["accelerator_id"]].name
    copies = f"{plan['replicas']} cop{'ies' if plan['replicas'] > 1 else 'y'}"
    memory = (
        f"weights {plan['weights_gib']:.1f} + cache {plan['kv_cache_gib']:.1f} + overhead {plan['overhead_gib']:.1f} = "
        f"{plan['total_gib']:.1f} GiB"
    )
    speed = (
        f"{plan['output_tokens_per_s']:,.0f} tokens a second in all ({plan['low']:,.0f} to {plan['high']:,.0f}), "
        f"{plan['utilization']:.0%} used at the peak"
    )
    each = f"{plan['gpus_per_replica']} {device}"
    known = plan["basis"] == "layout"
    basis = "the model's layout" if known else f"an {plan['basis']}, for the model's layers are not on record"
    left = f"{plan['margin_share']:.0%} of what may be filled is left"
    fill = f"{plan['per_accelerator_gib']:.1f} of {plan['usable_gib']:.1f} GiB; {left}"
    return Facts(
        [
            (
                "Plan",
                f"{copies} of the model on {each} each at {plan['precision']}, {plan['accelerator_count']} in all",
            ),
            ("Memory of one copy", memory),
            ("Per accelerator", fill),
            ("Speed", speed),
            ("Computed from", basis),
        ]
    )


def risk_grid(decision: Decision) -> Block:
    """Risks with their mitigation and what remains."""
    found = risks(decision)
    if not found:
        return Paragraph("None of the facts on record points to a particular risk.")
    rows = [(str(number), item.what, item.mitigation, item.residual) for number, item in enumerate(found, start=1)]
    return Grid(("#", "Risk", "Mitigation", "What remains"), rows, frozenset({"#"}), (0.8, 7, 7, 4))


def approvals_grid() -> Grid:
    """Empty lines to sign."""
    rows = [(role, "", "", "") for role in APPROVERS]
    return Grid(("Role", "Name", "Decision", "Date"), rows, widths=(3, 5, 5, 3), to_sign=True)


def triggers(decision: Decision) -> list[str]:
    """What should bring the decision back on the table before its review."""
    from weighbridge.reports.pack.sensitivity import price_rise_to_lose

    rise = price_rise_to_lose(decision)
    view = decision.chosen.view
    said = ["The price rises by more than 20 %." if rise is None or rise > 0.2 else f"The price rises by {rise:.0%}."]
    said += ["A retirement date is announced.", "The license or the seller's terms change."]
    if view.plan is not None:
        said.append("A load test or live use needs more accelerators than planned.")
    said.append("The monthly volume doubles or halves.")
    said.append("weighbridge recheck on the record of this pack ends with exit code 3.")
    return said


def repeat_blocks(decision: Decision) -> list[Block]:
    """What the result was computed with, and the command that computes it again."""
    from importlib.metadata import version

    snapshot = decision.snapshot
    plugins = ", ".join(f"{item.name} {item.version or 'without version'}" for item in snapshot.plugins)
    return [
        Heading("Repeat it"),
        Facts(
            [
                ("Catalog", Code(snapshot.id)),
                ("Day", snapshot.as_of.isoformat()),
                ("Tool", f"weighbridge {version('weighbridge')}"),
                ("Plugins", plugins or "none"),
                ("Command", Code("weighbridge recheck decision-record.json --same-day")),
            ]
        ),
    ]
