"""Answers that are computed: monthly cost and accelerators needed, by the engines behind `cost` and `size`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Citation, Draft, Figure, Statement
from weighbridge.answers.compose_knowledge import beside
from weighbridge.answers.figure_sources import cited, one_per_subject
from weighbridge.answers.quantities import first

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.turn import Turn
    from weighbridge.records import Model

COST_METHOD = "cost-method"
_OFFERS = 4
TYPICAL = (1_000, 500)
"""Tokens in and out of a query that is taken as typical where none are stated; the answer says so."""


def cost(turn: Turn, desk: Desk) -> Draft | None:
    """What a stated volume costs a month; or the list prices, with the question for the volume."""
    from weighbridge.needs import Workload
    from weighbridge.pricing.compare import compare

    models = one_per_subject(turn)
    if not models:
        return None
    queries = first(turn.entities.quantities, "queries_month", "users")
    tokens_in, tokens_out = _tokens(turn)
    assumed = queries is not None and (tokens_in is None or tokens_out is None)
    if assumed:
        tokens_in, tokens_out = tokens_in or TYPICAL[0], tokens_out or TYPICAL[1]
    if queries is None or tokens_in is None or tokens_out is None:
        return _prices(turn, desk, models, queries, tokens_in, tokens_out)
    workload = Workload(
        queries_per_month=queries, input_tokens=tokens_in, output_tokens=tokens_out, batch=turn.says("kinds", "batch")
    )
    parts: list[Statement] = []
    for model in models[:3]:
        parts += _month(desk, compare(desk.full, model, workload), workload)
    if not parts:
        return None
    parts[0] = replace(parts[0], role="lead")
    flags = f"--queries {queries:.0f} --input-tokens {tokens_in} --output-tokens {tokens_out}"
    command = f"weighbridge cost {models[0].id} {flags}"
    parts += beside(turn, desk, (COST_METHOD,), 35)
    if assumed:
        text = (
            f"Assumption: {tokens_in:,} input and {tokens_out:,} output tokens per query, because you did not say. "
            "Tell me your token counts for your own figure."
        )
        parts.append(Statement(text, "ask", basis=text))
    return Draft("cost", tuple(parts), "needs_more" if assumed else "answered", (command,))


def _month(desk: Desk, found: object, workload: object) -> list[Statement]:
    from weighbridge.needs import Workload
    from weighbridge.pricing.compare import Comparison

    assert isinstance(found, Comparison) and isinstance(workload, Workload)  # noqa: S101  # typed lazily above
    model, queries = found.model, workload.queries_per_month
    per = f"{workload.input_tokens:,} input and {workload.output_tokens:,} output tokens each"
    known = [row for row in found.offers if row.cost.expected is not None and not row.retired]
    cite = cited(desk, f"model:{model.id}#profile")
    parts: list[Statement] = []
    figures = []
    for row in known[:_OFFERS]:
        price, expected = row.offer.price, row.cost.expected or 0.0
        rate = (
            f"{price.input_usd_per_mtok} and {price.output_usd_per_mtok} USD per million tokens in and out"
            if price
            else ""
        )
        basis = f"{queries:,.0f} queries x ({per}) at {rate}, {row.offer.id}"
        figures.append(Figure(f"{model.id}@{row.offer.provider_id}", expected, "USD a month", basis))
    if figures:
        names = [desk.catalog.providers[row.offer.provider_id].name for row in known[:_OFFERS]]
        listed = "; ".join(
            f"{_usd(figure.value)} at {name}" for figure, name in zip(figures[1:], names[1:], strict=True)
        )
        then = f" Next: {listed}." if listed else ""
        text = f"{model.name} costs about {_usd(figures[0].value)} a month for {queries:,.0f} queries of {per}, "
        text += f"at {names[0]}.{then}"
        parts.append(Statement(text, "why", cite, tuple(figures), f"{model.name} {' '.join(names)}"))
        parts.append(Statement(f"Computed: {figures[0].basis}.", "why", (), tuple(figures[:1]), figures[0].basis))
    else:
        text = f"No price by token is known for {model.name}; unknown is not free."
        parts.append(Statement(text, "why", cite, basis=model.name))
    parts += _hosting(found, cite)
    return parts


def _hosting(found: object, cite: tuple[Citation, ...]) -> list[Statement]:
    from weighbridge.pricing.compare import Comparison

    assert isinstance(found, Comparison)  # noqa: S101  # typed lazily above
    row = next((row for row in found.hardware if row.cost.expected is not None), None)
    if row is None:
        if found.model.open_weights:
            return []
        text = f"{found.model.name} cannot be self-hosted: the weights are not published."
        return [Statement(text, "why", cite, basis=found.model.name)]
    how = "rented" if row.hosting == "self_hosted_cloud" else "bought"
    value = row.cost.expected or 0.0
    notes = " ".join(row.cost.notes)
    basis = f"{row.accelerator_count} x {row.accelerator.name} {how}, {row.precision}, parts {row.cost.parts}; {notes}"
    figures = [Figure(f"{found.model.id}@{row.hosting}", value, "USD a month", basis)]
    plan = f"{row.accelerator_count} x {row.accelerator.name} {how} at {row.precision}"
    text = f"Self-hosted, the cheapest plan is {plan}: about {_usd(value)} a month."
    meeting = row.break_even
    if meeting is not None and meeting.expected is not None:
        volume = meeting.expected
        against = found.against.offer.id if found.against else "the offer"
        figures.append(
            Figure(
                "break_even",
                volume,
                "queries a month",
                f"cost of the plan over the price of a query at {against}",
            )
        )
        text += f" It breaks even at about {volume:,.0f} queries a month."
    elif meeting is not None:
        text += " At no volume does it undercut the cheapest offer."
    if row.cost.notes:
        text += f" {' '.join(row.cost.notes)}"
    return [Statement(text, "why", cite, tuple(figures), f"{found.model.name} {basis} {' '.join(row.cost.notes)}")]


def _prices(
    turn: Turn, desk: Desk, models: list[Model], queries: float | None, tokens_in: int | None, tokens_out: int | None
) -> Draft:
    """List prices per million tokens, and what is missing for a monthly figure."""
    parts: list[Statement] = []
    for model in models[:4]:
        offers = desk.full.offers_by_model.get(model.id, ())
        priced = [offer for offer in offers if offer.price and not offer.hourly_usd]
        own = [offer for offer in priced if offer.provider_id == model.maker] or sorted(
            priced,
            key=lambda o: (o.price.input_usd_per_mtok + o.price.output_usd_per_mtok, o.id) if o.price else (0.0, o.id),
        )
        cite = cited(desk, f"model:{model.id}#profile")
        if not own or own[0].price is None:
            parts.append(
                Statement(
                    f"No token price is known for {model.name}; unknown is not free.", "why", cite, basis=model.name
                )
            )
            continue
        offer, price = own[0], own[0].price
        name = desk.catalog.providers[offer.provider_id].name
        basis = f"list price of {offer.id}"
        figures = (
            Figure(f"{model.id} input", price.input_usd_per_mtok, "USD per million tokens", basis),
            Figure(f"{model.id} output", price.output_usd_per_mtok, "USD per million tokens", basis),
        )
        text = (
            f"{model.name} costs ${price.input_usd_per_mtok:g} per million input tokens and "
            f"${price.output_usd_per_mtok:g} per million output tokens at {name}."
        )
        parts.append(Statement(text, "why", cite, figures, f"{model.name} {name} {basis}"))
    missing = [
        word
        for word, value in (
            ("queries a month", queries),
            ("input tokens per query", tokens_in),
            ("output tokens per query", tokens_out),
        )
        if value is None
    ]
    if turn.says("claims", "weights"):
        parts += beside(turn, desk, (COST_METHOD,), 60)
    asked = turn.says("refusals", "vague") or queries is not None or "month" in turn.words.lower()
    parts[0] = replace(parts[0], role="lead")
    parts.append(Statement(f"For a monthly figure tell me: {', '.join(missing)}.", "ask"))
    return Draft("cost", tuple(parts), "needs_more" if asked else "answered", (f"weighbridge cost {models[0].id}",))


def _tokens(turn: Turn) -> tuple[int | None, int | None]:
    """Tokens in and out, as stated; two plain token counts are taken as in, then out."""
    found = turn.entities.quantities
    given_in, given_out = first(found, "input_tokens"), first(found, "output_tokens")
    plain = [item.value for item in found if item.unit == "tokens"]
    if given_in is None and plain:
        given_in = plain.pop(0)
    if given_out is None and plain:
        given_out = plain.pop(0)
    return (int(given_in) if given_in else None), (int(given_out) if given_out else None)


def _usd(value: float) -> str:
    return f"${value:,.0f}" if value >= 100 else f"${value:,.2f}"
