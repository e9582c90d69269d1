"""For each offer: the kind of copy with which self-hosting undercuts it at the least volume."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weighbridge.needs import Infrastructure, Workload
from weighbridge.pricing.break_even import BreakEven, break_even_requests
from weighbridge.pricing.monthly import ENDS, CostRange
from weighbridge.pricing.plans import SETTINGS, for_servers
from weighbridge.pricing.self_hosting import SelfHosting, self_hosting_cost
from weighbridge.pricing.volume import Copies
from weighbridge.records import Accelerator

if TYPE_CHECKING:
    import polars as pl

HOSTINGS: tuple[SelfHosting, ...] = ("self_hosted_cloud", "on_premises")


@dataclass(frozen=True)
class Undercut:
    """One offer against the copies that undercut it first, rented or bought."""

    offer_id: str
    hosting: SelfHosting
    accelerator: Accelerator
    precision: str
    gpus_per_replica: int
    copies: Copies
    break_even: BreakEven


def per_request(cost: CostRange, workload: Workload) -> CostRange:
    """USD per request of an offer that is paid by token."""
    each = {end: None if (usd := getattr(cost, end)) is None else usd / workload.queries_per_month for end in ENDS}
    return CostRange(**each)


def copies_of(
    plan: Mapping[str, Any],
    accelerator: Accelerator,
    hosting: SelfHosting,
    workload: Workload,
    infrastructure: Infrastructure,
) -> Copies:
    """What copies of a plan cost and serve at any volume of the same kind of request.

    `plan` is a row of `footprint.plan.plan_table`. Copies run at most at the target share of their speed in the busiest
    hour; queries in flight, where stated, grow with the volume.
    """
    from weighbridge.footprint.constants import constants

    queries, speed = workload.queries_per_month, plan["output_tokens_per_s"]
    # `utilization` is the share of all copies' speed that the busiest hour takes.
    served = queries * constants().load.target_share / (plan["utilization"] * plan["replicas"])
    room = float("inf")
    if workload.peak_concurrency:
        room = queries * plan["max_concurrency"] / workload.peak_concurrency
    without_staff = infrastructure.model_copy(update={"staff_usd_per_month": None})
    return Copies(
        self_hosting_cost(accelerator, plan["gpus_per_replica"], without_staff, hosting),
        (min(served * plan["low"] / speed, room), min(served, room), min(served * plan["high"] / speed, room)),
        fixed_usd=infrastructure.staff_usd or 0.0,
        spare_replicas=int(infrastructure.spare_replica),
    )


def undercuts(
    requests: Mapping[str, CostRange],
    plans: pl.DataFrame | None,
    accelerators: Mapping[str, Accelerator],
    workload: Workload,
    infrastructure: Infrastructure,
) -> tuple[Undercut, ...]:
    """The least break-even volume against each offer (id to USD per request), renting and buying.

    Every plan competes, not only the smallest: more devices in a copy can serve more per dollar. An offer that nothing
    undercuts stands beside the copies that come closest.
    """
    if plans is None:
        return ()
    found: list[Undercut] = []
    rows = for_servers(plans).to_dicts()
    for hosting in HOSTINGS:
        kinds = _copies(rows, hosting, accelerators, workload, infrastructure)
        for offer_id, request in requests.items():
            if not kinds or request.expected is None:
                continue
            usd = request.expected
            row, copies = min(kinds, key=lambda kind: _order(kind[1], usd))
            meeting = copies.break_even(request)
            if meeting is not None:
                device, split = accelerators[row["accelerator_id"]], row["gpus_per_replica"]
                found.append(Undercut(offer_id, hosting, device, row["precision"], split, copies, meeting))
    place = {offer_id: position for position, offer_id in enumerate(requests)}
    return tuple(sorted(found, key=lambda item: place[item.offer_id]))


def _copies(
    rows: list[dict[str, Any]],
    hosting: SelfHosting,
    accelerators: Mapping[str, Accelerator],
    workload: Workload,
    infrastructure: Infrastructure,
) -> list[tuple[dict[str, Any], Copies]]:
    """Copies of a known price that serve that hosting pattern, with the plans they are of."""
    usual = [row for row in rows if accelerators[row["accelerator_id"]].setting in SETTINGS[hosting]]
    found = (
        (row, copies_of(row, accelerators[row["accelerator_id"]], hosting, workload, infrastructure)) for row in usual
    )
    return [(row, copies) for row, copies in found if copies.replica.known]


def _order(copies: Copies, request_usd: float) -> tuple[float, float]:
    """Least volume first; then, where no volume does, the least cost of a request in a full copy."""
    usd, served = copies.replica.expected or 0.0, copies.requests_per_replica[1]
    volume = break_even_requests(
        request_usd, usd, served, fixed_usd=copies.fixed_usd, spare_replicas=copies.spare_replicas
    )
    return (float("inf") if volume is None else volume, usd / served)
