"""Recommendations: the first options of a ranking for the volume that a question states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge.answers.answer import Draft, Figure, Statement
from weighbridge.answers.compose_knowledge import beside
from weighbridge.answers.evidence import from_passage
from weighbridge.answers.quantities import first

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.turn import Turn
    from weighbridge.needs import Needs


def recommend(turn: Turn, desk: Desk) -> Draft | None:
    """The first options of a ranking, when a volume is stated; else what is missing."""
    from weighbridge.needs import Needs

    queries = first(turn.entities.quantities, "queries_month")
    tokens_in, tokens_out = (
        first(turn.entities.quantities, "input_tokens"),
        first(turn.entities.quantities, "output_tokens"),
    )
    if queries is None or tokens_in is None or tokens_out is None or desk.rank is None:
        text = (
            "A recommendation needs your volume: queries a month, input and output tokens per query; then where data "
            "may go, and what the use is."
        )
        guide = beside(turn, desk, ("choosing-a-model", "hosting-patterns", "choosing-a-license"), 80)
        then = Statement("Write them into a needs file and run `weighbridge rank`, or tell me here.", "do")
        return Draft(
            "recommend", (Statement(text, "lead"), *guide, then), "needs_more", ("weighbridge rank NEEDS.yaml",)
        )
    stated = turn.stated.facts
    needs = Needs.model_validate(
        {
            "workload": {
                "queries_per_month": queries,
                "input_tokens": int(tokens_in),
                "output_tokens": int(tokens_out),
            },
            "organization": {"country": stated.region if stated.region and len(stated.region) == 2 else None,
                             "annual_revenue_usd": stated.annual_revenue_usd, "monthly_active_users": stated.mau},
            "use": {"purpose": stated.purpose or "internal_business", "fine_tunes": bool(stated.fine_tunes)},
            "data": {"residency": ["EU"] if "EU" in turn.entities.places else []},
        }
    )  # fmt: skip
    return _ranked(desk, needs)


def _ranked(desk: Desk, needs: Needs) -> Draft | None:
    """The first three options with score and monthly cost."""
    assert desk.rank is not None  # noqa: S101  # the caller checked
    result = desk.rank(needs)
    entries = result.top(3)
    if not entries:
        text = f"None of the {result.weighed} options weighed passes every gate for what you stated."
        return Draft("recommend", (Statement(text, "lead", basis=str(result.weighed)),), "answered")
    parts: list[Statement] = []
    for entry in entries:
        model, value = entry.view.model, entry.view.row["cost_expected"]
        figures = [Figure(f"{entry.id} score", round(entry.score, 1), "points of 100", "weighted sum of the criteria")]
        told = f"{entry.rank}. {model.name} ({entry.id}): {entry.score:.0f} points, {entry.status}"
        if value is not None:
            figures.append(Figure(f"{entry.id} cost", float(value), "USD a month", "the stated volume at list prices"))
            told += f", about ${value:,.0f} a month"
        passage = desk.passage(f"model:{model.id}#profile")
        cited = from_passage(passage).citations if passage else ()
        parts.append(Statement(f"{told}.", "why", cited, tuple(figures), f"{entry.id} {model.name} {entry.rank}"))
    first = entries[0]
    lead = f"{first.view.model.name} leads for what you stated, out of {result.weighed:,} options weighed."
    figure = Figure("options weighed", result.weighed, "options", "every way of running every model")
    parts.insert(0, Statement(lead, "lead", parts[0].citations, (figure,), first.view.model.name))
    return Draft("recommend", tuple(parts), "answered", ("weighbridge rank NEEDS.yaml",))
