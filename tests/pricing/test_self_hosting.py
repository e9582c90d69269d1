"""Hardware to money: rent, purchase, power, staff, and what happens when a price is missing."""

from math import sqrt
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.needs import Infrastructure
from weighbridge.pricing import self_hosting_cost
from weighbridge.pricing.self_hosting import market_spreads, power_factors
from weighbridge.records import Accelerator, PriceRange


def device(**changes: Any) -> Accelerator:
    fields = {
        "id": "board-80",
        "name": "Board 80",
        "vendor": "Maker",
        "setting": "datacenter",
        "memory_gb": 80,
        "power_w": 700,
        "hourly_usd": PriceRange(low=1.5, typical=3.0, high=7.0),
        "purchase_usd": PriceRange(low=20_000, high=30_000),
    }
    return Accelerator.model_validate({**fields, **changes})


def test_rent_is_count_times_price_times_730_hours() -> None:
    cost = self_hosting_cost(device(), 8, Infrastructure(), "self_hosted_cloud")
    assert (cost.low, cost.expected, cost.high) == (8 * 1.5 * 730, 8 * 3.0 * 730, 8 * 7.0 * 730)


@pytest.mark.parametrize(("level", "hourly"), [("low", 1.5), ("typical", 3.0), ("high", 7.0)])
def test_the_price_level_chooses_the_expected_cost(level: Literal["low", "typical", "high"], hourly: float) -> None:
    cost = self_hosting_cost(device(), 1, Infrastructure(price_level=level), "self_hosted_cloud")
    assert cost.expected == pytest.approx(hourly * 730)


def test_a_missing_typical_price_is_the_geometric_mean_and_said_so() -> None:
    ends_only = device(hourly_usd=PriceRange(low=2.0, high=8.0))
    cost = self_hosting_cost(ends_only, 1, Infrastructure(), "self_hosted_cloud")
    assert cost.expected == pytest.approx(sqrt(16) * 730)
    assert any("geometric mean" in note for note in cost.notes)


@pytest.mark.parametrize(
    ("known", "place"), [(PriceRange(low=1.8), 0.0), (PriceRange(typical=1.8), 0.5), (PriceRange(high=1.8), 1.0)]
)
def test_a_single_price_gets_the_usual_spread_around_it_and_is_said_so(known: PriceRange, place: float) -> None:
    cost = self_hosting_cost(device(hourly_usd=known), 1, Infrastructure(), "self_hosted_cloud")
    spread = market_spreads().rent
    assert cost.low is not None and cost.expected is not None and cost.high is not None
    assert cost.high / cost.low == pytest.approx(spread)
    assert cost.expected == pytest.approx(sqrt(cost.low * cost.high))
    assert cost.low * spread**place == pytest.approx(1.8 * 730)
    assert any("only price known" in note for note in cost.notes)


def test_a_site_factor_of_your_own_replaces_the_usual_range() -> None:
    stated = Infrastructure(power_usd_per_kwh=0.2, power_usage_effectiveness=1.1)
    cost = self_hosting_cost(device(), 1, stated, "on_premises", owned=1)
    host = power_factors().host_factor["datacenter"]
    kwh = 0.7 * 1.1 * 730 * 0.2
    assert (cost.low, cost.expected, cost.high) == pytest.approx((kwh * host.low, kwh * host.typical, kwh * host.high))


def test_people_who_serve_other_uses_too_are_paid_in_part() -> None:
    stated = Infrastructure(staff_usd_per_month=10_000, staff_share=0.25)
    cost = self_hosting_cost(device(), 1, stated, "self_hosted_cloud")
    assert cost.parts["staff"] == 2_500
    assert Infrastructure(staff_share=0.25).staff_usd is None, "a share of an unknown figure is unknown"


@pytest.mark.parametrize("hosting", ["self_hosted_cloud", "on_premises"])
def test_a_missing_price_makes_the_cost_unknown(hosting: Literal["self_hosted_cloud", "on_premises"]) -> None:
    unpriced = device(hourly_usd=PriceRange(), purchase_usd=PriceRange())
    cost = self_hosting_cost(unpriced, 2, Infrastructure(staff_usd_per_month=100, power_usd_per_kwh=0.2), hosting)
    assert cost.low is cost.expected is cost.high is None
    assert not cost.known
    assert any("no price is known" in note for note in cost.notes)


def test_hardware_you_own_costs_power_and_staff_only() -> None:
    paid = Infrastructure(power_usd_per_kwh=0.2, staff_usd_per_month=5_000)
    cost = self_hosting_cost(device(), 8, paid, "on_premises", owned=8)
    assert set(cost.parts) == {"power", "staff"}
    factors = power_factors()
    host, site = factors.host_factor["datacenter"], factors.power_usage_effectiveness["datacenter"]
    assert cost.parts["power"] == pytest.approx(8 * 0.7 * host.typical * site.typical * 730 * 0.2)


def test_hardware_you_own_is_unknown_not_free_when_nothing_about_it_is_stated() -> None:
    cost = self_hosting_cost(device(), 8, Infrastructure(), "on_premises", owned=8)
    assert cost.expected is None
    assert any("power_usd_per_kwh" in note for note in cost.notes)


def test_only_what_is_not_owned_is_bought() -> None:
    years = Infrastructure(depreciation_years=4, price_level="high")
    cost = self_hosting_cost(device(), 8, years, "on_premises", owned=6)
    assert cost.parts["accelerators_bought"] == pytest.approx(2 * 30_000 / 48)


def test_unknown_board_power_leaves_power_out_and_says_so() -> None:
    stated = Infrastructure(power_usd_per_kwh=0.2)
    cost = self_hosting_cost(device(power_w=None), 1, stated, "on_premises")
    assert set(cost.parts) == {"accelerators_bought"}
    assert any("power draw" in note for note in cost.notes)


@settings(deadline=None)
@given(
    count=st.integers(1, 64),
    owned=st.integers(0, 64),
    level=st.sampled_from(["low", "typical", "high"]),
    kwh=st.none() | st.floats(0, 1),
    staff=st.none() | st.floats(0, 1e5),
    low=st.floats(0.1, 10),
    spread=st.floats(1, 5),
)
def test_ranges_are_ordered_and_parts_add_up(  # noqa: PLR0917  # one argument per strategy
    count: int,
    owned: int,
    level: Literal["low", "typical", "high"],
    kwh: float | None,
    staff: float | None,
    low: float,
    spread: float,
) -> None:
    stated = Infrastructure(price_level=level, power_usd_per_kwh=kwh, staff_usd_per_month=staff)
    range_ = PriceRange(low=low, high=low * spread)
    for hosting in ("self_hosted_cloud", "on_premises"):
        cost = self_hosting_cost(device(hourly_usd=range_, purchase_usd=range_), count, stated, hosting, owned=owned)
        if cost.expected is None:
            assert not cost.parts
            continue
        assert cost.low is not None and cost.high is not None
        assert cost.low <= cost.expected * (1 + 1e-9)
        assert cost.expected <= cost.high * (1 + 1e-9)
        assert sum(cost.parts.values()) == pytest.approx(cost.expected)


def test_every_power_factor_has_its_source() -> None:
    factors = power_factors()
    assert set(factors.evidence) == {
        f"{name}.{setting}"
        for name in ("host_factor", "power_usage_effectiveness")
        for setting in ("datacenter", "workstation", "consumer", "edge")
    }


def test_power_of_a_datacenter_board_brackets_the_published_all_in_figure() -> None:
    factors = power_factors()
    host, site = factors.host_factor["datacenter"], factors.power_usage_effectiveness["datacenter"]
    # InferenceX counts 1.73 kW for a 700 W board with its share of host, network and building.
    assert 0.7 * host.low * site.low < 1.73 < 0.7 * host.high * site.high
    assert 0.7 * host.typical * site.typical == pytest.approx(1.73, rel=0.15)
