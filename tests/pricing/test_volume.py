"""Cost against volume, and the laws that break-even must keep on it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.pricing import CostRange
from weighbridge.pricing.volume import Copies, series, volumes

REQUEST = CostRange(low=0.008, expected=0.01, high=0.012)
COPIES = Copies(CostRange(low=800, expected=1000, high=2000), (150_000, 200_000, 300_000), fixed_usd=500)

copies_of_any_kind = st.builds(
    lambda usd, width, served, spread, fixed, spare: Copies(
        CostRange(low=usd / width, expected=usd, high=usd * width),
        (served / spread, served, served * spread),
        fixed_usd=fixed,
        spare_replicas=spare,
    ),
    st.floats(10, 1e5),
    st.floats(1, 4),
    st.floats(1e3, 1e8),
    st.floats(1, 2),
    st.floats(0, 1e5),
    st.integers(0, 2),
)


def test_volumes_span_both_ends_evenly_on_a_logarithmic_axis() -> None:
    found = volumes(1e3, 1e6, per_decade=2)
    assert (len(found), found[0], found[-1]) == (7, 1e3, 1e6)
    assert found[2] == pytest.approx(1e4)
    assert volumes(5, 5) == (5,)
    with pytest.raises(ValueError, match="low"):
        volumes(0, 10)


def test_a_series_holds_both_costs_with_their_bands() -> None:
    (point,) = series(REQUEST, COPIES, [250_000])
    assert point.replicas == 2
    assert point.offer == (2000, 2500, 3000)
    assert point.self_hosted == (500 + 800, 500 + 2000, 500 + 4000)


def test_what_is_unknown_is_left_out_and_never_zero() -> None:
    (point,) = series(CostRange(), Copies(CostRange(), (1, 1, 1)), [10])
    assert point.offer is None
    assert point.self_hosted is None
    (alone,) = series(None, COPIES, [10])
    assert alone.offer is None


def test_a_load_that_just_fills_a_copy_needs_no_other() -> None:
    assert [COPIES.replicas(volume) for volume in (1, 200_000, 200_001)] == [1, 1, 2]


@given(copies_of_any_kind, st.floats(1, 1e9), st.floats(1, 1e9))
def test_more_volume_never_costs_less(copies: Copies, a: float, b: float) -> None:
    little, much = (copies.cost(volume) for volume in sorted((a, b)))
    assert little is not None and much is not None
    assert all(low <= high for low, high in zip(little, much, strict=True))
    assert little.low <= little.expected <= little.high


@given(copies_of_any_kind, st.floats(1, 1e9))
def test_a_spare_copy_is_never_cheaper(copies: Copies, volume: float) -> None:
    spared = Copies(copies.replica, copies.requests_per_replica, copies.fixed_usd, copies.spare_replicas + 1)
    plain, with_spare = copies.cost(volume), spared.cost(volume)
    assert plain is not None and with_spare is not None
    assert all(one <= other for one, other in zip(plain, with_spare, strict=True))


@given(copies_of_any_kind, st.floats(1e-5, 1))
def test_below_the_break_even_the_offer_is_cheaper_and_with_full_copies_above_it_self_hosting_is(
    copies: Copies, usd: float
) -> None:
    found = copies.break_even(CostRange(expected=usd))
    assert found is not None
    if found.expected is None:
        return
    below = copies.cost(found.expected * 0.999)
    assert below is not None
    assert below.expected >= found.expected * 0.999 * usd * (1 - 1e-6)
    served = copies.requests_per_replica[1]
    first = copies.replicas(found.expected) - copies.spare_replicas
    for busy in (first, first + 1, first * 10):
        full = copies.cost(busy * served)
        assert full is not None
        assert full.expected <= busy * served * usd * (1 + 1e-6)


@given(copies_of_any_kind, st.floats(1e-5, 1))
def test_the_band_is_in_order(copies: Copies, usd: float) -> None:
    found = copies.break_even(CostRange(expected=usd))
    assert found is not None
    ends = [float("inf") if end is None else end for end in (found.low, found.expected, found.high)]
    assert ends == sorted(ends)
