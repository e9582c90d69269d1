"""Claims about cost and hardware, recomputed with the catalog's prices; the claims themselves enter no calculation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from weighbridge.errors import DoesNotFit, NoPlan, SizeUnknown, UnknownId
from weighbridge.needs import Infrastructure, Workload
from weighbridge.pricing.compare import offers_of
from weighbridge.pricing.load_plans import Wanted, load_plans
from weighbridge.pricing.monthly import CostRange
from weighbridge.records import Accelerator, Claim, Model, PriceRange

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog

QUERIES_PER_MONTH = 1e6
TOKENS = ((500, 200), (1000, 500), (4000, 1000))
"""Tokens in and out of a short, a usual and a long query: claims that name no tokens are computed for all three."""
BY_API, SELF_HOSTED, DEVICES, INVESTMENT = "by API", "self-hosted", "GPUs", "USD"
"""How the unit of a claim ends that can be recomputed: cost of a month, number of devices, price of hardware."""
SAME_SIZE = 0.02
"""Share by which a model may differ in size and still stand for a claimed one."""


@dataclass(frozen=True)
class ClaimedCost:
    """A claimed monthly cost beside the computed one of a model that exists."""

    claim: Claim
    about: Model
    """The model that the claim names."""
    model: Model
    """The model that was computed: the same, or one that exists in its place."""
    hosting: str
    """cloud_api or self_hosted_cloud."""
    computed: tuple[CostRange | None, ...]
    """USD a month for each size of query; None when nothing is sold or no plan carries it."""
    how: tuple[str | None, ...]
    """Whose offer, or which accelerators."""


@dataclass(frozen=True)
class ClaimedHardware:
    """A claimed number or price of devices beside the computed one."""

    claim: Claim
    about: Model
    model: Model
    accelerator: Accelerator
    precision: str
    count: int | None
    """Devices that hold the model for one user; None when no single server does."""
    price: PriceRange | None
    """USD to buy them."""


def claimed_costs(
    catalog: Catalog, tokens: Sequence[tuple[int, int]] = TOKENS, infrastructure: Infrastructure | None = None
) -> tuple[ClaimedCost, ...]:
    """Every claim of a monthly cost with a value, recomputed for each size of query."""
    loads = [
        Workload(queries_per_month=QUERIES_PER_MONTH, input_tokens=given, output_tokens=written)
        for given, written in tokens
    ]
    found = []
    for claim, model in _claims(catalog, "cost"):
        unit = claim.unit or ""
        if unit.endswith(BY_API):
            computed = [_by_api(catalog, model, load) for load in loads]
            hosting = "cloud_api"
        elif unit.endswith(SELF_HOSTED):
            computed = [_self_hosted(catalog, model, load, infrastructure or Infrastructure()) for load in loads]
            hosting = "self_hosted_cloud"
        else:
            continue
        costs, how = zip(*computed, strict=True)
        found.append(ClaimedCost(claim, catalog.models[claim.about or model.id], model, hosting, costs, how))
    return tuple(found)


def claimed_hardware(catalog: Catalog) -> tuple[ClaimedHardware, ...]:
    """Every claim of devices that a model needs, recomputed at its published precision and the usual smaller ones."""
    claims = _claims(catalog, "hardware")
    devices: dict[str | None, Accelerator] = {}
    for claim, _ in claims:
        if (claim.unit or "").endswith(DEVICES):
            try:
                devices[claim.about] = catalog.accelerators.find((claim.unit or "").split()[0])
            except UnknownId:
                continue
    found = []
    for claim, model in claims:
        device = devices.get(claim.about)
        if device is not None and (claim.unit or "").endswith((DEVICES, INVESTMENT)):
            found += [
                ClaimedHardware(
                    claim, catalog.models[claim.about or model.id], model, device, name, count, _bought(device, count)
                )
                for name, count in _counts(model, device).items()
            ]
    return tuple(found)


def _claims(catalog: Catalog, topic: str) -> list[tuple[Claim, Model]]:
    """Claims of a topic that carry a value, each with every released model that it can be computed for."""
    claims = sorted(catalog.claims.values(), key=lambda claim: claim.id)
    return [
        (claim, model)
        for claim in claims
        if claim.topic == topic and claim.value is not None and (about := catalog.models.get(claim.about or ""))
        for model in _standing_for(catalog, about)
    ]


def _standing_for(catalog: Catalog, model: Model) -> list[Model]:
    """The model itself; for one that nobody released its counterpart, and its maker's nearest in size if closer."""
    if model.status != "claimed":
        return [model]
    counterpart = catalog.models.get(model.actual_counterpart or "")
    if counterpart is None:
        return []
    return [counterpart, *_same_size(catalog.models, model.parameters_b, counterpart)]


def _same_size(models: Mapping[str, Model], wanted_b: float | None, counterpart: Model) -> list[Model]:
    def apart(model: Model) -> float:
        return abs((model.parameters_b or 0.0) / (wanted_b or 1.0) - 1.0)

    if wanted_b is None:
        return []
    near = [
        model
        for model in models.values()
        if model.maker == counterpart.maker
        and model.open_weights
        and model.status != "claimed"
        and model.parameters_b
        and apart(model) < min(SAME_SIZE, apart(counterpart))
    ]
    return sorted(near, key=lambda model: (apart(model), model.id))[:1]


def _by_api(catalog: Catalog, model: Model, load: Workload) -> tuple[CostRange | None, str | None]:
    """What the model costs at its maker's, else where it is cheapest."""
    sold = [row for row in offers_of(catalog, model, load) if row.by_request]
    best = min(sold, key=lambda row: row.offer.provider_id != model.maker, default=None)
    return (None, None) if best is None else (best.cost, best.offer.provider_id)


def _self_hosted(
    catalog: Catalog, model: Model, load: Workload, infrastructure: Infrastructure
) -> tuple[CostRange | None, str | None]:
    devices = [item for item in catalog.accelerators.values() if not item.preliminary]
    try:
        best = load_plans(Wanted(model, load, infrastructure, "self_hosted_cloud", {}), devices)[0]
    except (NoPlan, SizeUnknown):
        return None, None
    name = catalog.accelerators[best.size.accelerator].name
    return best.cost, f"{best.size.accelerator_count} x {name}"


def _counts(model: Model, device: Accelerator) -> dict[str, int | None]:
    """Precision that the device computes in to the number of devices that hold the model for one user."""
    from weighbridge.footprint.fallback import layout
    from weighbridge.footprint.precision import offered, precisions, runs_natively
    from weighbridge.footprint.size import size

    architecture, found = layout(model), dict[str, int | None]()
    for name in offered(architecture) if architecture else ():
        if not runs_natively(device, precisions()[name].compute):
            continue
        try:
            found[name] = size(model, device, name).accelerator_count
        except DoesNotFit:
            found[name] = None
    return found


def _bought(device: Accelerator, count: int | None) -> PriceRange | None:
    price = device.purchase_usd
    if count is None or price == PriceRange():
        return None
    return PriceRange(**{end: None if usd is None else usd * count for end, usd in price})
