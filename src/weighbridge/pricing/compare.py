"""One model's month: every offer beside every plan on hardware, and where the two meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from weighbridge.needs import Infrastructure, Workload
from weighbridge.pricing.break_even import BreakEven
from weighbridge.pricing.monthly import ENDS, CostRange
from weighbridge.pricing.plans import SETTINGS, for_servers, tokens_millions
from weighbridge.pricing.price_table import offer_costs
from weighbridge.pricing.quotes import owned_counts, quoted
from weighbridge.pricing.self_hosting import SelfHosting, self_hosting_cost
from weighbridge.pricing.undercut import Undercut, copies_of, per_request, undercuts
from weighbridge.pricing.volume import Copies
from weighbridge.records import Accelerator, Claim, Model, Offer

if TYPE_CHECKING:
    import polars as pl

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

    @property
    def by_request(self) -> bool:
        """Whether it can be had today at a known price per request, so that it costs the same at any volume."""
        return self.cost.known and not self.retired and self.billing in ("tokens", "batch")


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
    usd_per_mtok: CostRange
    """USD per million tokens at the stated volume, prompts and answers together."""
    copies: Copies
    """What more or less volume would cost."""
    plan: Mapping[str, Any]
    """The plan: a row of `footprint.plan.plan_table`."""
    break_even: BreakEven | None
    """Against `Comparison.against`; None when a cost is unknown or nothing is sold."""


@dataclass(frozen=True)
class Comparison:
    """Offers and hardware, each cheapest first with unknown costs last."""

    model: Model
    offers: tuple[OfferCost, ...]
    hardware: tuple[HardwareCost, ...]
    against: OfferCost | None
    """The cheapest offer by token with a known price that is still served."""
    undercuts: tuple[Undercut, ...]
    """For each such offer, how self-hosting undercuts it at the least volume: renting, then buying."""
    claims: tuple[Claim, ...]
    """What is claimed about the cost of this model, or of the unreleased one it is the counterpart of."""


def compare(
    catalog: Catalog, model: Model, workload: Workload, infrastructure: Infrastructure | None = None
) -> Comparison:
    """Price a workload on one model in every way the catalog knows.

    What you own is free of its price in the costs of the stated volume; break-even counts copies that are bought.
    Raises UnknownId for an accelerator, owned or quoted, that the catalog does not have.
    """
    stated = infrastructure or Infrastructure()
    offers = offers_of(catalog, model, workload)
    sold = [row for row in offers if row.by_request]
    requests = {row.offer.id: per_request(row.cost, workload) for row in sold}
    against = sold[0] if sold else None
    accelerators, owned = quoted(catalog.accelerators, stated), owned_counts(catalog.accelerators, stated)
    plans = _plans(model, accelerators, workload, stated)
    hardware = [
        _priced(plan, accelerators[plan["accelerator_id"]], hosting, workload, stated, owned)
        for plan in _smallest(plans, accelerators)
        for hosting in _hostings(accelerators[plan["accelerator_id"]])
    ]
    if against is not None:
        hardware = [replace(row, break_even=row.copies.break_even(requests[against.offer.id])) for row in hardware]
    return Comparison(
        model,
        offers,
        tuple(sorted(hardware, key=lambda row: (_rank(row.cost), row.accelerator.id, row.hosting))),
        against,
        undercuts(requests, plans, accelerators, workload, stated),
        _claims(catalog, model),
    )


def offers_of(catalog: Catalog, model: Model, workload: Workload) -> tuple[OfferCost, ...]:
    """Every offer of a model with what it costs a month: those still served first, then by cost, unknown costs last."""
    offers = catalog.offers_by_model.get(model.id, ())
    rows = []
    for offer, row in zip(offers, offer_costs(offers, workload).iter_rows(named=True), strict=True):
        cost = CostRange(low=row["low"], expected=row["expected"], high=row["high"])
        day = catalog.as_of.isoformat()
        retired = offer.retires is not None and offer.retires < day[: len(offer.retires)]
        rows.append(OfferCost(offer, cost, row["billing"], row["hour_dependent"], retired))
    return tuple(sorted(rows, key=lambda row: (row.retired, _rank(row.cost), row.offer.id)))


def _plans(
    model: Model, accelerators: Mapping[str, Accelerator], workload: Workload, infrastructure: Infrastructure
) -> pl.DataFrame | None:
    """Every plan that carries the workload; None for a model that nobody else can run."""
    from weighbridge.footprint.demand import of_workload
    from weighbridge.footprint.plan import plans

    if not model.open_weights or model.status == "claimed":
        return None
    return plans([model], tuple(accelerators.values()), of_workload(workload, spare=infrastructure.spare_replica))


def _smallest(plans: pl.DataFrame | None, accelerators: Mapping[str, Accelerator]) -> list[dict[str, Any]]:
    """The plan with the fewest devices of each kind, on servers at precisions that a server would use.

    A precision that the maker publishes goes first: quantizing further changes the answers, so it is not compared.
    """
    import polars as pl

    if plans is None:
        return []
    usual = SETTINGS["self_hosted_cloud"]
    on_server = pl.col("accelerator_id").is_in([item.id for item in accelerators.values() if item.setting in usual])
    kept = pl.concat([for_servers(plans.filter(on_server)), plans.filter(~on_server)])
    order = ("derived", "accelerator_count", "seconds_per_token", "precision")
    return kept.sort(*order).unique("accelerator_id", keep="first", maintain_order=True).to_dicts()


def _priced(
    plan: Mapping[str, Any],
    accelerator: Accelerator,
    hosting: SelfHosting,
    workload: Workload,
    infrastructure: Infrastructure,
    owned: Mapping[str, int],
) -> HardwareCost:
    mine = 0 if hosting == "self_hosted_cloud" else owned.get(accelerator.id, 0)
    cost = self_hosting_cost(accelerator, plan["accelerator_count"], infrastructure, hosting, owned=mine)
    tokens = tokens_millions(workload)
    return HardwareCost(
        accelerator,
        hosting,
        plan["precision"],
        plan["derived"],
        plan["accelerator_count"],
        plan["replicas"],
        cost,
        CostRange(**{end: None if (usd := getattr(cost, end)) is None else usd / tokens for end in ENDS}),
        copies_of(plan, accelerator, hosting, workload, infrastructure),
        plan,
        None,
    )


def _hostings(accelerator: Accelerator) -> tuple[SelfHosting, ...]:
    """Ways to get such a device: rent by the hour where that is sold, and purchase."""
    rented: tuple[SelfHosting, ...] = () if accelerator.setting == "edge" else ("self_hosted_cloud",)
    return (*rented, "on_premises")


def _claims(catalog: Catalog, model: Model) -> tuple[Claim, ...]:
    about = {model.id, *(other.id for other in catalog.models.values() if other.actual_counterpart == model.id)}
    return tuple(claim for claim in catalog.claims.values() if claim.topic == "cost" and claim.about in about)


def _rank(cost: CostRange) -> tuple[bool, float]:
    return (cost.expected is None, cost.expected or 0.0)
