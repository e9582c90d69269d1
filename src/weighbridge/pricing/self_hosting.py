"""Accelerators to money: what a month of running a model on your own or rented hardware costs.

Rented: hourly price x 730 hours. Owned: electricity and staff only, the hardware being paid for. Bought: its purchase
price spread over the years of depreciation, beside electricity and staff. Rent includes electricity. Where the market
shows one price only, its range is as wide as that of a usual accelerator (`market.yaml`).
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


class Spreads(Record):
    """High end over low end of a usual market price."""

    rent: float
    purchase: float
    evidence: dict[str, Evidence]


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
        power = _power(accelerator, count, infrastructure, notes)
        if power is not None:
            parts["power"] = power
    staff = infrastructure.staff_usd
    if staff is None:
        notes.append("Staff is left out; state staff_usd_per_month (--staff) to add it.")
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
    what = f"Rent of {accelerator.name}"
    price = _ends(accelerator.hourly_usd, level, market_spreads().rent, what, notes)
    return None if price is None else _scaled(price, count * HOURS_PER_MONTH)


def _depreciation(
    accelerator: Accelerator, count: int, infrastructure: Infrastructure, notes: list[str]
) -> _Range | None:
    what = f"Purchase of {accelerator.name}"
    price = _ends(accelerator.purchase_usd, infrastructure.price_level, market_spreads().purchase, what, notes)
    if price is None:
        return None
    notes.append(
        f"{count} x {accelerator.name} bought, paid off over {infrastructure.depreciation_years:g} years; "
        "servers, network and space around them are not included."
    )
    return _scaled(price, count / (infrastructure.depreciation_years * 12))


def _power(accelerator: Accelerator, count: int, infrastructure: Infrastructure, notes: list[str]) -> _Range | None:
    usd_per_kwh = infrastructure.power_usd_per_kwh
    if usd_per_kwh is None:
        notes.append("Electricity is left out; state power_usd_per_kwh (--power) to add it.")
        return None
    kw = _power_kw(accelerator, count, infrastructure.power_usage_effectiveness)
    if kw is None:
        notes.append(f"Electricity is left out: the power draw of {accelerator.name} is unknown.")
        return None
    notes.append(f"{kw.expected:,.2f} kW at the meter, at full load around the clock.")
    return _scaled(kw, usd_per_kwh * HOURS_PER_MONTH)


def _power_kw(accelerator: Accelerator, count: int, site_factor: float | None) -> _Range | None:
    if accelerator.power_w is None:
        return None
    factors, kw = power_factors(), accelerator.power_w * count / 1000
    host, site = factors.host_factor[accelerator.setting], factors.power_usage_effectiveness[accelerator.setting]
    if site_factor is not None:
        site = Factor(low=site_factor, typical=site_factor, high=site_factor)
    return _Range(kw * host.low * site.low, kw * host.typical * site.typical, kw * host.high * site.high)


def _ends(price: PriceRange, level: str, spread: float, what: str, notes: list[str]) -> _Range | None:
    """The ends of a market price and the value at `level`; None, with a note, when nothing is known.

    Without a typical price it is the geometric mean of the ends. A single price gets `spread` between its ends.
    """
    known = [value for value in (price.low, price.typical, price.high) if value is not None]
    if not known:
        notes.append(f"{what}: no price is known.")
        return None
    low, high = min(known), max(known)
    if len(known) == 1:
        notes.append(f"{what}: ${low:,.2f} is the only price known, so a usual spread of {spread:g} times is assumed.")
        if price.typical is not None:
            low, high = low / sqrt(spread), high * sqrt(spread)
        else:
            low, high = (low, low * spread) if price.low is not None else (high / spread, high)
    typical = sqrt(low * high) if price.typical is None else price.typical
    if price.typical is None and level == "typical":
        notes.append(f"{what}: ${typical:,.2f} is the geometric mean of ${low:,.2f} and ${high:,.2f}.")
    return _Range(low, {"low": low, "typical": typical, "high": high}[level], high)


def _scaled(amount: _Range, factor: float) -> _Range:
    return _Range(*(value * factor for value in amount))


@cache
def power_factors() -> PowerFactors:
    """The factors of `power.yaml`, with their sources."""
    return yamlfile.validate(yamlfile.read(Path(__file__).with_name("power.yaml")), PowerFactors, "power factors")


@cache
def market_spreads() -> Spreads:
    """The spreads of `market.yaml`, with their sources."""
    return yamlfile.validate(yamlfile.read(Path(__file__).with_name("market.yaml")), Spreads, "market spreads")
