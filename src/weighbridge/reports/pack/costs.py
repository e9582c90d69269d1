"""What the monthly cost of an option is made of, and what was assumed for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from weighbridge.options.view import OptionView
from weighbridge.reports import words

if TYPE_CHECKING:
    from weighbridge.pricing import CostRange
    from weighbridge.pricing.rates import Rates
    from weighbridge.pricing.self_hosting import SelfHosting

BASES = {
    "own": "the seller's list price",
    "fallback": "the maker's list price, for the seller's own is not on record",
    "contract": "your contract",
    "claimed": "a claim",
}
PARTS = {
    "accelerators_rented": "Accelerators, rented",
    "accelerators_bought": "Accelerators bought, paid off monthly",
    "power": "Electricity",
    "staff": "Staff",
}


@dataclass(frozen=True)
class CostSheet:
    """USD a month. None is unknown."""

    low: float | None
    expected: float | None
    high: float | None
    parts: tuple[tuple[str, float], ...]
    assumptions: tuple[str, ...]


def cost_sheet(view: OptionView) -> CostSheet:
    """Range, parts and assumptions of an option's cost."""
    row = view.row
    parts, notes = _offer(view) if view.offer is not None else _own(view)
    work = view.table.context.needs.workload
    cached = work.cached_input_share
    load = (
        f"{words.count(work.queries_per_month)} queries a month of {work.input_tokens:,} tokens in and "
        f"{work.output_tokens:,} out{f', {cached:.0%} of the input read from a prompt cache' if cached else ''}."
    )
    return CostSheet(row["cost_low"], row["cost_expected"], row["cost_high"], parts, (load, *notes))


def rates_of(view: OptionView) -> Rates | None:
    """USD per million tokens that the workload pays at an offer; None when it is not priced by token."""
    from weighbridge.pricing import rates_for

    offer, work = view.offer, view.table.context.needs.workload
    if offer is None:
        return None
    card = offer.batch_price if work.batch and offer.batch_price is not None else offer.price
    return None if card is None else rates_for(card, work.input_tokens)


def own_cost(view: OptionView) -> CostRange | None:
    """Cost of the accelerator plan with its parts and notes; None for an API or without a plan."""
    from weighbridge.pricing import self_hosting_cost

    plan = view.plan
    if plan is None:
        return None
    context = view.table.context
    return self_hosting_cost(
        context.catalog.accelerators[plan["accelerator_id"]],
        plan["accelerator_count"],
        context.needs.infrastructure,
        cast("SelfHosting", view.hosting),
        owned=plan["owned"],
    )


def _offer(view: OptionView) -> tuple[tuple[tuple[str, float], ...], list[str]]:
    offer, expected, rates = view.offer, view.row["cost_expected"], rates_of(view)
    assert offer is not None  # noqa: S101  # asked for offers alone
    notes = [f"Priced by {BASES.get(offer.price_basis or '', 'an unknown basis')}."]
    if rates is not None:
        notes.append(
            f"USD per million tokens: {rates.input:g} in, {rates.cached:g} from the cache, {rates.output:g} out"
            f"{f', and {rates.request:g} a request' if rates.request else ''}."
        )
    elif offer.hourly_usd is not None:
        notes.append(f"Dedicated endpoints at ${offer.hourly_usd:g} an hour, sized for the busiest hour.")
    if offer.lowest_price is not None or offer.highest_price is not None:
        notes.append("Prices depend on the hour; the range takes the cheapest and the dearest.")
    evidence = offer.evidence_for("price")
    if evidence is not None:
        notes.append(f"Price: {evidence.grade}, {evidence.as_of or 'undated'}, {evidence.source}.")
    if offer.note:
        notes.append(offer.note)
    return (() if expected is None else (("Use of the API", float(expected)),)), notes


def _own(view: OptionView) -> tuple[tuple[tuple[str, float], ...], list[str]]:
    cost = own_cost(view)
    if cost is None:
        return (), ["No accelerator plan holds the load, so no cost is known."]
    level = view.table.context.needs.infrastructure.price_level
    parts = tuple((PARTS[name], usd) for name, usd in cost.parts.items())
    market = [f"Accelerators at the {level} market price; the range takes the lowest and the highest."]
    return parts, [*(market if any(name.startswith("accelerators") for name in cost.parts) else []), *cost.notes]
