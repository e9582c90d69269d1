"""What `weighbridge cost` prints: offers, plans on hardware, break-even against each offer, and what is claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge.cli.common import table
from weighbridge.reports.words import money, money_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from weighbridge.needs import Workload
    from weighbridge.pricing.break_even import BreakEven
    from weighbridge.pricing.claims import ClaimedCost, ClaimedHardware
    from weighbridge.pricing.compare import Comparison, HardwareCost, OfferCost
    from weighbridge.pricing.monthly import CostRange
    from weighbridge.pricing.undercut import Undercut
    from weighbridge.records import Accelerator

SHOWN = 12
"""Rows of each table; JSON has them all."""
PLANS_SHOWN = 6
"""Rows of each table of plans, and offers in the table of break-even volumes."""
NAME_WIDTH = 28
DEVICE_WIDTH = 26
BASES = {"fallback": "maker's list", "contract": "contract", "claimed": "claimed"}
LEFT_OUT = {"servers": "servers, network and space", "power": "electricity (--power)", "staff": "staff (--staff)"}
APPLIES = {"rented": ("staff",), "bought": ("servers", "power", "staff")}
"""What a cost can be made of beside the accelerators, by how they are had; servers are never priced."""
HOW = {"self_hosted_cloud": "rent", "on_premises": "buy"}


def print_comparison(out: Console, found: Comparison, workload: Workload, notes: Sequence[str]) -> None:
    """Everything that is known about the month of one model."""
    cached = f", {workload.cached_input_share:.0%} of the prompt cached" if workload.cached_input_share else ""
    batch = ", batch" if workload.batch else ""
    out.print(
        f"{found.model.name} ({found.model.id}): {workload.queries_per_month:,.0f} queries a month, "
        f"{workload.input_tokens:,} tokens in / {workload.output_tokens:,} out{cached}{batch}",
        markup=False,
    )
    for note in notes:
        out.print(f"Files: {note}", style="dim", markup=False)
    _print_offers(out, found, workload)
    _print_hardware(out, found)
    _print_undercuts(out, found)
    _print_claimed(out, found)


def print_claims(
    out: Console,
    costs: Sequence[ClaimedCost],
    hardware: Sequence[ClaimedHardware],
    tokens: Sequence[tuple[int, int]],
) -> None:
    """Claims beside the same figures computed from the catalog, by size of query where they name none."""
    if not costs and not hardware:
        out.print("No plugin brings claims about cost or hardware.")
        return
    sizes = [f"{given:,} / {written:,}" for given, written in tokens]
    out.print("Claimed cost of 1,000,000 queries a month, beside what they cost at today's prices.", style="bold")
    out.print("The claims name no tokens per query, so the columns show several: tokens in / out.")
    sheet = table(["Claimed", "", "Says", "Computed for", *sizes], right=["Says", *sizes], fold=["Computed for"])
    for row in costs:
        way = "API" if row.hosting == "cloud_api" else "own"
        same = "the same" if row.model is row.about else row.model.name
        sheet.add_row(
            row.about.name, way, money(row.claim.value), same, *(_claimed_cost(cost) for cost in row.computed)
        )
    out.print(sheet)
    out.print("API: the maker's list price. Own: the cheapest sound plan to rent, with its range; staff not included.")
    for name in dict.fromkeys(item.about.name for item in hardware):
        _print_claimed_hardware(out, name, [item for item in hardware if item.about.name == name])


def _print_claimed_hardware(out: Console, name: str, rows: Sequence[ClaimedHardware]) -> None:
    """What one model is claimed to need, and what the models that exist in its place need for one user."""
    said = dict.fromkeys(item.claim.statement for item in rows)
    out.print()
    out.print(f"Claimed of {name}:", style="bold", markup=False)
    for statement in said:
        out.print(f"- {statement}", markup=False)
    sheet = table(["Computed for", "Precision", "Needs, for one user", "To buy"], right=["To buy"])
    for item in rows:
        if item.claim is not rows[0].claim:
            continue
        needs = f"{item.count} x {_device(item.accelerator)}" if item.count else "more than four nodes hold"
        price = "" if item.price is None else f"{money(item.price.low)} - {money(item.price.high)}"
        sheet.add_row(item.model.name, item.precision, needs, price)
    out.print(sheet)
    out.print("Bought: the devices alone, without servers, network, power and people.")


def _claimed_cost(cost: CostRange | None) -> str:
    return "unknown" if cost is None else money_range(cost.low, cost.expected, cost.high).replace(" - ", "-")


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
    if len(found.offers) > SHOWN:
        out.print(f"{SHOWN} of {len(found.offers)} offers; --format json has them all.")


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


def _print_plans(out: Console, title: str, rows: Sequence[HardwareCost]) -> None:
    shown = rows[:PLANS_SHOWN]
    right = ["USD a month (range)", "Per M tokens", "Busy"]
    sheet = table([f"Self-hosted, {title}", "Copies", "Precision", *right], right=right)
    for row in shown:
        precision = row.precision + ("*" if row.quantized_by_you else "")
        device = f"{row.accelerator_count} x {_device(row.accelerator)}"
        cost = money_range(row.cost.low, row.cost.expected, row.cost.high)
        copies, busy = f"{row.replicas} x {row.plan['gpus_per_replica']}", f"{row.plan['utilization']:.0%}"
        sheet.add_row(device, copies, precision, cost, money(row.usd_per_mtok.expected), busy)
    out.print(sheet)
    left_out = [text for key, text in LEFT_OUT.items() if key not in shown[0].cost.parts and key in APPLIES[title]]
    not_in = f"Not in these figures: {', '.join(left_out)}. " if left_out else ""
    starred = "* quantized by you. " if any(row.quantized_by_you for row in shown) else ""
    more = f"{len(shown)} of {len(rows)} plans; --format json has them all." if len(rows) > len(shown) else ""
    out.print(f"{not_in}{starred}{more}", markup=False)
    out.print()


def _print_undercuts(out: Console, found: Comparison) -> None:
    """From which volume self-hosting undercuts each offer, rented and bought."""
    offers = list(dict.fromkeys(row.offer_id for row in found.undercuts))
    if not offers:
        return
    providers = {row.offer.id: row.offer.provider_id for row in found.offers}
    out.print("From how many queries a month self-hosting costs less than each offer:")
    right = ["Break-even (range)", "Serves", "Costs"]
    sheet = table(["Against", "How", right[0], "Copies of", *right[1:]], right=right)
    before = None
    for row in found.undercuts:
        if row.offer_id not in offers[:PLANS_SHOWN]:
            continue
        sheet.add_row(*_undercut_cells(row, "" if row.offer_id == before else providers[row.offer_id]))
        before = row.offer_id
    out.print(sheet)
    out.print(
        "Serves and costs are per copy and month, without what is not in the figures above: with it, break-even comes "
        "later. The range takes every doubt about price and speed for and against self-hosting; above a full set of "
        "copies the next one is idle at first."
    )
    if len(offers) > PLANS_SHOWN:
        out.print(f"{PLANS_SHOWN} of {len(offers)} offers; --format json has them all.")


def _undercut_cells(row: Undercut, provider: str) -> tuple[str, ...]:
    copies = _shortened_end(f"{row.gpus_per_replica} x {_device(row.accelerator)}", DEVICE_WIDTH)
    serves, costs = _short(row.copies.requests_per_replica[1]), money(row.copies.replica.expected)
    return provider, HOW.get(row.hosting, row.hosting), _volumes(row.break_even), copies, serves, costs


def _print_claimed(out: Console, found: Comparison) -> None:
    if not found.claims:
        return
    out.print()
    out.print("Claimed elsewhere, never used in a calculation (weighbridge cost --article recomputes it):")
    for claim in found.claims:
        beside = f" Known otherwise: {claim.known_otherwise}" if claim.known_otherwise else ""
        out.print(f"- {claim.statement}{beside}", markup=False)


def _device(accelerator: Accelerator) -> str:
    return accelerator.name.removeprefix(f"{accelerator.vendor} ")


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


def _shortened_end(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 3]}..."


def _volumes(found: BreakEven) -> str:
    if found.expected is None:
        return "never" if found.low is None else f"never (at best {_short(found.low)})"
    return f"{_short(found.expected)} ({_short(found.low)} - {_short(found.high)})"


def _short(volume: float | None) -> str:
    """A volume in three figures."""
    if volume is None:
        return "never"
    for divisor, suffix in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if volume >= divisor:
            return f"{volume / divisor:.3g}{suffix}"
    return f"{volume:.0f}"
