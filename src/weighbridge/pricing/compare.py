"""One model's month: every offer beside every plan on hardware, and where the two meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weighbridge.needs import Infrastructure, Workload
from weighbridge.pricing.break_even import BreakEven, break_even
from weighbridge.pricing.monthly import CostRange
from weighbridge.pricing.rates import offer_costs
from weighbridge.pricing.self_hosting import SelfHosting, self_hosting_cost
from weighbridge.records import Accelerator, Claim, Model, Offer

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog


@dataclass(frozen=True)
class OfferCost:
    """What an offer costs a month."""

    offer: Offer
    cost: CostRange
    billing: str | None
    """tokens, batch, hours, or None when the price is unknown."""
    hour_dependent: bool
    retired: bool
    """Whether the provider has stopped serving it by the catalog's day."""


@dataclass(frozen=True)
class HardwareCost:
    """What the smallest plan on one kind of accelerator costs a month.

    The precision is one that the maker publishes, where the accelerator can run one.
    """

    accelerator: Accelerator
    hosting: SelfHosting
    """self_hosted_cloud is rented, on_premises is bought."""
    precision: str
    quantized_by_you: bool
    accelerator_count: int
    replicas: int
    cost: CostRange
    break_even: BreakEven | None
    """Against `Comparison.against`; None when a cost is unknown or nothing is sold."""


@dataclass(frozen=True)
class Comparison:
    """Offers and hardware, each cheapest first with unknown costs last."""

    model: Model
    offers: tuple[OfferCost, ...]
    hardware: tuple[HardwareCost, ...]
    against: OfferCost | None
    """The cheapest offer with a known price that is still served."""
    claims: tuple[Claim, ...]
    """What is claimed about the cost of this model, or of the unreleased one it is the counterpart of."""


def compare(
    catalog: Catalog, model: Model, workload: Workload, infrastructure: Infrastructure | None = None
) -> Comparison:
    """Price a workload on one model in every way the catalog knows."""
    offers = _offers(catalog, model, workload)
    usable = (row for row in offers if row.cost.known and not row.retired)
    against = next(usable, None)
    hardware = _hardware(catalog, model, workload, infrastructure or Infrastructure(), against)
    return Comparison(model, offers, hardware, against, _claims(catalog, model))


def _offers(catalog: Catalog, model: Model, workload: Workload) -> tuple[OfferCost, ...]:
    offers = catalog.offers_by_model.get(model.id, ())
    rows = []
    for offer, row in zip(offers, offer_costs(offers, workload).iter_rows(named=True), strict=True):
        cost = CostRange(low=row["low"], expected=row["expected"], high=row["high"])
        day = catalog.as_of.isoformat()
        retired = offer.retires is not None and offer.retires < day[: len(offer.retires)]
        rows.append(OfferCost(offer, cost, row["billing"], row["hour_dependent"], retired))
    return tuple(sorted(rows, key=lambda row: (row.retired, _rank(row.cost), row.offer.id)))


def _hardware(
    catalog: Catalog, model: Model, workload: Workload, infrastructure: Infrastructure, against: OfferCost | None
) -> tuple[HardwareCost, ...]:
    from weighbridge.footprint.demand import Demand
    from weighbridge.footprint.plan import plans

    if not model.open_weights or model.status == "claimed":
        return ()
    demand = Demand(
        queries_per_month=workload.queries_per_month,
        input_tokens=workload.input_tokens,
        output_tokens=workload.output_tokens,
        cached_input_share=workload.cached_input_share,
        peak_factor=workload.peak_factor,
        peak_concurrency=workload.peak_concurrency,
        max_seconds_per_token=workload.max_seconds_per_token,
        spare_replica=infrastructure.spare_replica,
    )
    table = plans([model], tuple(catalog.accelerators.values()), demand)
    # A precision that the maker publishes goes first: quantizing further changes the answers, so it is not compared.
    smallest = table.sort("derived", "accelerator_count", "seconds_per_token", "precision").unique(
        "accelerator_id", keep="first", maintain_order=True
    )
    rows = []
    for plan in smallest.iter_rows(named=True):
        accelerator = catalog.accelerators[plan["accelerator_id"]]
        for hosting in _hostings(accelerator):
            cost = self_hosting_cost(accelerator, plan["accelerator_count"], infrastructure, hosting)
            meeting = None
            if against is not None:
                meeting = _meeting(plan, accelerator, hosting, workload, infrastructure, against)
            rows.append(
                HardwareCost(
                    accelerator,
                    hosting,
                    plan["precision"],
                    plan["derived"],
                    plan["accelerator_count"],
                    plan["replicas"],
                    cost,
                    meeting,
                )
            )
    return tuple(sorted(rows, key=lambda row: (_rank(row.cost), row.accelerator.id, row.hosting)))


def _hostings(accelerator: Accelerator) -> tuple[SelfHosting, ...]:
    """Ways to get such a device: rent by the hour where that is sold, and purchase."""
    rented: tuple[SelfHosting, ...] = () if accelerator.setting == "edge" else ("self_hosted_cloud",)
    return (*rented, "on_premises")


def _meeting(
    plan: Mapping[str, Any],
    accelerator: Accelerator,
    hosting: SelfHosting,
    workload: Workload,
    infrastructure: Infrastructure,
    against: OfferCost,
) -> BreakEven | None:
    """The volume at which replicas of this plan undercut the offer."""
    from weighbridge.footprint.constants import constants

    queries = workload.queries_per_month
    without_staff = infrastructure.model_copy(update={"staff_usd_per_month": None})
    per_replica = plan["accelerator_count"] // plan["replicas"]
    # `utilization` is the share of all copies' speed that the busiest hour takes; plans fill up to the target share.
    served = queries * constants().load.target_share / (plan["utilization"] * plan["replicas"])
    speed = plan["output_tokens_per_s"]
    return break_even(
        CostRange(**{end: None if (usd := getattr(against.cost, end)) is None else usd / queries for end in _ENDS}),
        self_hosting_cost(accelerator, per_replica, without_staff, hosting),
        (served * plan["low"] / speed, served, served * plan["high"] / speed),
        fixed_usd=infrastructure.staff_usd_per_month or 0.0,
        spare_replicas=int(infrastructure.spare_replica),
    )


def _claims(catalog: Catalog, model: Model) -> tuple[Claim, ...]:
    about = {model.id, *(other.id for other in catalog.models.values() if other.actual_counterpart == model.id)}
    return tuple(claim for claim in catalog.claims.values() if claim.topic == "cost" and claim.about in about)


def _rank(cost: CostRange) -> tuple[bool, float]:
    return (cost.expected is None, cost.expected or 0.0)


_ENDS = ("low", "expected", "high")
