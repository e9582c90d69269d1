"""Accelerators to money: what a month of running a model on your own or rented hardware costs.

Rented: hourly price x 730 hours. Owned: electricity and staff only, the hardware being paid for. Bought: its purchase
price spread over the years of depreciation, beside electricity and staff. Rent includes electricity.
"""

from __future__ import annotations

from functools import cache
from math import sqrt
from pathlib import Path
from typing import Literal, NamedTuple

from weighbridge import yamlfile
from weighbridge.needs import Infrastructure
from weighbridge.pricing.monthly import HOURS_PER_MONTH, CostRange
from weighbridge.records import Accelerator, Evidence, PriceRange
from weighbridge.records.accelerator import Setting
from weighbridge.records.base import Record

SelfHosting = Literal["self_hosted_cloud", "on_premises", "edge"]


class Factor(Record):
    """A multiplier with its ends."""

    low: float
    typical: float
    high: float


class PowerFactors(Record):
    """What a server and its building draw beyond the boards, per setting of the accelerator."""

    host_factor: dict[Setting, Factor]
    power_usage_effectiveness: dict[Setting, Factor]
    evidence: dict[str, Evidence]
    check: str


class _Range(NamedTuple):
    """One part of the cost in USD a month."""

    low: float
    expected: float
    high: float


def self_hosting_cost(
    accelerator: Accelerator,
    count: int,
    infrastructure: Infrastructure,
    hosting: SelfHosting,
    *,
    owned: int = 0,
) -> CostRange:
    """USD a month for `count` accelerators, spare replicas included by the caller.

    `owned` of them are already paid for (on premises and edge only). Expected follows `infrastructure.price_level`; low
    and high take the ends of the market. A price that is not known makes the whole cost None: it is never left at 0.
    """
    notes: list[str] = []
    parts: dict[str, _Range | None] = {}
    level = infrastructure.price_level
    if hosting == "self_hosted_cloud":
        parts["accelerators_rented"] = _rent(accelerator, count, level, notes)
    else:
        bought = max(0, count - owned)
        if bought:
            parts["accelerators_bought"] = _depreciation(accelerator, bought, infrastructure, notes)
        power = _power(accelerator, count, infrastructure.power_usd_per_kwh, notes)
        if power is not None:
            parts["power"] = power
    staff = infrastructure.staff_usd_per_month
    if staff is None:
        notes.append("Staff is left out; state staff_usd_per_month to add it.")
    else:
        parts["staff"] = _Range(staff, staff, staff)
    known = [part for part in parts.values() if part is not None]
    if not known or len(known) < len(parts):
        if not parts:
            notes.append("No cost is known for hardware you own; state power_usd_per_kwh or staff_usd_per_month.")
        return CostRange(notes=tuple(notes))
    return CostRange(
        low=sum(part.low for part in known),
        expected=sum(part.expected for part in known),
        high=sum(part.high for part in known),
        parts={name: part.expected for name, part in parts.items() if part is not None},
        notes=tuple(notes),
    )


def _rent(accelerator: Accelerator, count: int, level: str, notes: list[str]) -> _Range | None:
    price = _ends(accelerator.hourly_usd, level, f"Rent of {accelerator.name}", notes)
    return None if price is None else _scaled(price, count * HOURS_PER_MONTH)


def _depreciation(
    accelerator: Accelerator, count: int, infrastructure: Infrastructure, notes: list[str]
) -> _Range | None:
    what = f"Purchase of {accelerator.name}"
    price = _ends(accelerator.purchase_usd, infrastructure.price_level, what, notes)
    if price is None:
        return None
    notes.append(
        f"{count} x {accelerator.name} bought, paid off over {infrastructure.depreciation_years:g} years; "
        "servers, network and space around them are not included."
    )
    return _scaled(price, count / (infrastructure.depreciation_years * 12))


def _power(accelerator: Accelerator, count: int, usd_per_kwh: float | None, notes: list[str]) -> _Range | None:
    if usd_per_kwh is None:
        notes.append("Electricity is left out; state power_usd_per_kwh to add it.")
        return None
    kw = _power_kw(accelerator, count)
    if kw is None:
        notes.append(f"Electricity is left out: the power draw of {accelerator.name} is unknown.")
        return None
    notes.append(f"{kw.expected:,.2f} kW at the meter, at full load around the clock.")
    return _scaled(kw, usd_per_kwh * HOURS_PER_MONTH)


def _power_kw(accelerator: Accelerator, count: int) -> _Range | None:
    if accelerator.power_w is None:
        return None
    factors = power_factors()
    host, site = factors.host_factor[accelerator.setting], factors.power_usage_effectiveness[accelerator.setting]
    boards_kw = accelerator.power_w * count / 1000
    return _Range(
        boards_kw * host.low * site.low, boards_kw * host.typical * site.typical, boards_kw * host.high * site.high
    )


def _ends(price: PriceRange, level: str, what: str, notes: list[str]) -> _Range | None:
    """The ends of a market price and the value at `level`; None, with a note, when nothing is known."""
    values = [value for value in (price.low, price.typical, price.high) if value is not None]
    if not values:
        notes.append(f"{what}: no price is known.")
        return None
    low, high = min(values), max(values)
    typical = price.typical
    if typical is None and price.low is not None and price.high is not None:
        typical = sqrt(price.low * price.high)
        if level == "typical":
            notes.append(f"{what}: ${typical:,.2f} is the geometric mean of ${price.low:,.2f} and ${price.high:,.2f}.")
    if len(values) == 1:
        notes.append(f"{what}: ${values[0]:,.2f} is the only price known, so the range has no width.")
    expected = {"low": low, "typical": low if typical is None else typical, "high": high}[level]
    return _Range(low, expected, high)


def _scaled(amount: _Range, factor: float) -> _Range:
    return _Range(*(value * factor for value in amount))


@cache
def power_factors() -> PowerFactors:
    """The factors of `power.yaml`, with their sources."""
    return yamlfile.validate(yamlfile.read(Path(__file__).with_name("power.yaml")), PowerFactors, "power factors")
