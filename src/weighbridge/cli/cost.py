"""`weighbridge cost`: what a model costs a month at every provider and on hardware, with the break-even volume."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from weighbridge.cli.common import (
    CatalogRequest,
    catalog_options,
    console,
    format_option,
    open_catalog,
    print_json,
    show_failures,
    table,
)
from weighbridge.reports.words import money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from weighbridge.needs import Workload
    from weighbridge.pricing.break_even import BreakEven
    from weighbridge.pricing.compare import Comparison, HardwareCost, OfferCost
    from weighbridge.pricing.monthly import CostRange

SHOWN = 12
"""Rows of each table; JSON has them all."""
PLANS_SHOWN = 6
"""Rows of each table of plans."""
NAME_WIDTH = 28
BASES = {"fallback": "maker's list", "contract": "contract", "claimed": "claimed"}
LEFT_OUT = {"servers": "servers, network and space", "power": "electricity (--power)", "staff": "staff (--staff)"}
APPLIES = {"rented": ("staff",), "bought": ("servers", "power", "staff")}
"""What a cost can be made of beside the accelerators, by how they are had; servers are never priced."""


@click.command(epilog="Example: weighbridge cost MAKER/MODEL --queries 1000000 --input-tokens 1000 --output-tokens 500")
@click.argument("ref", metavar="MODEL")
@click.option("--queries", type=click.FloatRange(0, 1e12, min_open=True), required=True, help="Queries a month.")
@click.option(
    "--input-tokens", type=click.IntRange(1, 100_000_000), required=True, help="Mean prompt length in tokens."
)
@click.option(
    "--output-tokens", type=click.IntRange(1, 100_000_000), required=True, help="Mean answer length in tokens."
)
@click.option("--cached-share", type=click.FloatRange(0, 1), default=0.0, help="Share of the prompt read from a cache.")
@click.option("--batch", is_flag=True, help="Answers may take hours, so batch prices apply.")
@click.option(
    "--power", type=click.FloatRange(0, 1000), metavar="USD", help="Electricity for bought hardware, per kWh."
)
@click.option("--staff", type=click.FloatRange(0, 1e12), metavar="USD", help="People who run the hardware, per month.")
@format_option("table", "json")
@catalog_options
def command(  # noqa: PLR0913, PLR0917  # one argument per option
    ref: str,
    queries: float,
    input_tokens: int,
    output_tokens: int,
    cached_share: float,
    batch: bool,
    power: float | None,
    staff: float | None,
    output: str,
    request: CatalogRequest,
) -> None:
    """Monthly cost of MODEL (id, name or alias) at every provider and self-hosted, cheapest first.

    Every price is a list price in USD with its source; unknown prices are shown as unknown, never as 0.
    """
    from weighbridge.needs import Infrastructure, Workload
    from weighbridge.pricing.compare import compare

    catalog = open_catalog(request)
    workload = Workload(
        queries_per_month=queries,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cached_input_share=cached_share,
        batch=batch,
    )
    infrastructure = Infrastructure(power_usd_per_kwh=power, staff_usd_per_month=staff)
    found = compare(catalog, catalog.models.find(ref), workload, infrastructure)
    if output == "json":
        print_json(as_json(found, workload))
    else:
        _print(found, workload)
    show_failures(catalog.failures)


def as_json(found: Comparison, workload: Workload) -> dict[str, Any]:
    """The comparison as plain data."""
    return {
        "model": found.model.id,
        "workload": workload.model_dump(mode="json"),
        "offers": [_offer_json(row, workload) for row in found.offers],
        "self_hosted": [_hardware_json(row) for row in found.hardware],
        "break_even_against": None if found.against is None else found.against.offer.id,
        "claimed": [
            claim.model_dump(mode="json", include={"id", "statement", "value", "unit", "about", "known_otherwise"})
            for claim in found.claims
        ],
    }


def _cost_json(cost: CostRange) -> dict[str, Any]:
    return {"low": cost.low, "expected": cost.expected, "high": cost.high, "currency": "USD", "parts": cost.parts}


def _offer_json(row: OfferCost, workload: Workload) -> dict[str, Any]:
    offer, evidence = row.offer, row.offer.evidence_for("price")
    expected = row.cost.expected
    return {
        "offer": offer.id,
        "provider": offer.provider_id,
        "name": offer.provider_model_name,
        "regions": offer.regions,
        "monthly_cost": _cost_json(row.cost),
        "query_usd": None if expected is None else expected / workload.queries_per_month,
        "billing": row.billing,
        "price_basis": offer.price_basis,
        "hour_dependent": row.hour_dependent,
        "retires": offer.retires,
        "retired": row.retired,
        "note": offer.note,
        "evidence": None if evidence is None else evidence.model_dump(mode="json"),
    }


def _hardware_json(row: HardwareCost) -> dict[str, Any]:
    return {
        "accelerator": row.accelerator.id,
        "accelerator_count": row.accelerator_count,
        "hosting": row.hosting,
        "precision": row.precision,
        "replicas": row.replicas,
        "monthly_cost": _cost_json(row.cost),
        "notes": row.cost.notes,
        "break_even_queries_per_month": None if row.break_even is None else row.break_even.model_dump(),
    }


def _print(found: Comparison, workload: Workload) -> None:
    out = console()
    cached = f", {workload.cached_input_share:.0%} of the prompt cached" if workload.cached_input_share else ""
    batch = ", batch" if workload.batch else ""
    out.print(
        f"{found.model.name} ({found.model.id}): {workload.queries_per_month:,.0f} queries a month, "
        f"{workload.input_tokens:,} tokens in / {workload.output_tokens:,} out{cached}{batch}",
        markup=False,
    )
    _print_offers(out, found, workload)
    _print_hardware(out, found)
    _print_claims(out, found)


def _print_offers(out: Console, found: Comparison, workload: Workload) -> None:
    out.print()
    if not found.offers:
        counterpart = found.model.actual_counterpart
        instead = f" The closest released model is {counterpart}." if counterpart else ""
        out.print(f"No offer by token is known.{instead}", markup=False)
        return
    shown = found.offers[:SHOWN]
    sheet = table(
        ["Provider", "Name there", "USD a month", "Per 1,000", "Note"],
        right=["USD a month", "Per 1,000"],
        fold=["Note"],
    )
    for row in shown:
        expected = row.cost.expected
        per_thousand = None if expected is None else expected / workload.queries_per_month * 1000
        name = _shortened(row.offer.provider_model_name or "", NAME_WIDTH)
        sheet.add_row(row.offer.provider_id, name, money(expected), money(per_thousand), _marks(row))
    out.print(sheet)
    _print_more(out, len(found.offers), "offers")


def _print_hardware(out: Console, found: Comparison) -> None:
    out.print()
    if not found.model.open_weights:
        out.print("Self-hosting: not possible, the weights are not published.")
        return
    if not found.hardware:
        out.print("Self-hosting: no accelerator plan is known for this model.")
        return
    for title, rented in (("rented", True), ("bought", False)):
        rows = [row for row in found.hardware if (row.hosting == "self_hosted_cloud") is rented]
        if rows:
            _print_plans(out, title, rows)
    if found.against is not None:
        out.print(
            f"Break-even is against {found.against.offer.id}; its range takes every doubt for and against it.",
            markup=False,
        )


def _print_plans(out: Console, title: str, rows: Sequence[HardwareCost]) -> None:
    shown = rows[:PLANS_SHOWN]
    sheet = table(
        [f"Self-hosted, {title}", "Precision", "USD a month", "Range", "Break-even queries"],
        right=["USD a month", "Range", "Break-even queries"],
    )
    for row in shown:
        precision = row.precision + ("*" if row.quantized_by_you else "")
        device = f"{row.accelerator_count} x {row.accelerator.name}"
        sheet.add_row(device, precision, money(row.cost.expected), _range(row.cost), _volumes(row.break_even))
    out.print(sheet)
    left_out = [text for key, text in LEFT_OUT.items() if key not in shown[0].cost.parts and key in APPLIES[title]]
    not_in = f"Not in these figures: {', '.join(left_out)}. " if left_out else ""
    starred = "* quantized by you. " if any(row.quantized_by_you for row in shown) else ""
    more = f"{len(shown)} of {len(rows)} plans; --format json has them all." if len(rows) > len(shown) else ""
    out.print(f"{not_in}{starred}{more}", markup=False)
    out.print()


def _print_claims(out: Console, found: Comparison) -> None:
    if not found.claims:
        return
    out.print()
    out.print("Claimed elsewhere, never used in a calculation:")
    for claim in found.claims:
        beside = f" Known otherwise: {claim.known_otherwise}" if claim.known_otherwise else ""
        out.print(f"- {claim.statement}{beside}", markup=False)


def _print_more(out: Console, count: int, what: str) -> None:
    if count > SHOWN:
        out.print(f"{SHOWN} of {count} {what}; --format json has them all.")


def _range(cost: CostRange) -> str:
    if cost.low is None or cost.high is None or cost.low == cost.high:
        return ""
    return f"{money(cost.low)} - {money(cost.high)}"


def _marks(row: OfferCost) -> str:
    """Whose price it is, and what to know about it."""
    offer = row.offer
    marks = [BASES[offer.price_basis]] if offer.price_basis in BASES else []
    if row.billing == "batch":
        marks.append("batch")
    if row.billing == "hours":
        marks.append("by the hour")
    if row.hour_dependent and row.billing == "tokens" and _range(row.cost):
        marks.append(f"{_range(row.cost)} by time of day")
    if offer.regions is not None:
        marks.append("/".join(offer.regions))
    if offer.retires is not None:
        marks.append(f"{'retired' if row.retired else 'retires'} {offer.retires}")
    return ", ".join(marks)


def _shortened(text: str, width: int) -> str:
    """The end of a long name, where names of models differ."""
    return text if len(text) <= width else f"...{text[3 - width :]}"


def _volumes(found: BreakEven | None) -> str:
    if found is None:
        return ""
    if found.expected is None:
        return "never" if found.low is None else f"never, at best {_short(found.low)}"
    ends = f" ({_short(found.low)} - {_short(found.high)})"
    return f"{_short(found.expected)}{ends}"


def _short(volume: float | None) -> str:
    """A volume in three figures."""
    if volume is None:
        return "never"
    for divisor, suffix in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if volume >= divisor:
            return f"{volume / divisor:.3g}{suffix}"
    return f"{volume:.0f}"
