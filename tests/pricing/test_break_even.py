"""The volume from which self-hosting is cheaper, against a brute-force search."""

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.pricing import CostRange, break_even, break_even_requests


def monthly_usd(volume: float, replica: float, capacity: float, fixed: float, spare: int) -> float:
    return fixed + (max(1, ceil(volume / capacity)) + spare) * replica


def test_one_replica_pays_for_itself_where_the_lines_cross() -> None:
    assert break_even_requests(0.01, 1000, 200_000) == pytest.approx(100_000)


def test_a_spare_replica_and_staff_move_it_up() -> None:
    assert break_even_requests(0.01, 1000, 500_000, spare_replicas=1) == pytest.approx(200_000)
    assert break_even_requests(0.01, 1000, 500_000, fixed_usd=500) == pytest.approx(150_000)


def test_never_when_a_full_replica_does_not_beat_the_offer() -> None:
    assert break_even_requests(0.001, 1000, 900_000) is None
    assert break_even_requests(0.0, 1000, 900_000) is None


def test_more_replicas_when_the_first_is_full_before_it_pays() -> None:
    # One replica earns 200 at most above its own cost, and 500 of staff must be carried: it takes three.
    assert break_even_requests(0.012, 1000, 100_000, fixed_usd=500) == pytest.approx(3500 / 0.012)


@given(
    request=st.floats(1e-5, 1),
    replica=st.floats(10, 1e5),
    capacity=st.floats(1e3, 1e8),
    fixed=st.floats(0, 1e5),
    spare=st.integers(0, 1),
)
def test_self_hosting_costs_no_more_there_and_more_at_every_smaller_volume(
    request: float, replica: float, capacity: float, fixed: float, spare: int
) -> None:
    volume = break_even_requests(request, replica, capacity, fixed_usd=fixed, spare_replicas=spare)
    if volume is None:
        # No full set of replicas pays, so nothing in between does.
        sets = [1, 2, 3, 10, 100]
        assert all(
            monthly_usd(n * capacity, replica, capacity, fixed, spare) >= n * capacity * request * (1 - 1e-9)
            or fixed + spare * replica > 1e6 * (capacity * request - replica)
            for n in sets
        )
        return
    inside = volume * (1 + 1e-9)
    replicas = ceil(volume / capacity * (1 - 1e-9))
    assert fixed + (max(1, replicas) + spare) * replica <= inside * request * (1 + 1e-6)
    for share in (0.999, 0.9, 0.5, 0.1):
        smaller = volume * share
        assert monthly_usd(smaller, replica, capacity, fixed, spare) >= smaller * request * (1 - 1e-6)


def test_the_band_takes_doubt_for_and_against_self_hosting() -> None:
    band = break_even(
        CostRange(low=0.008, expected=0.01, high=0.012),
        CostRange(low=800, expected=1000, high=2000),
        (150_000, 200_000, 300_000),
    )
    assert band is not None
    assert band.low == pytest.approx(800 / 0.012)
    assert band.expected == pytest.approx(1000 / 0.01)
    assert band.high is None, "with every doubt against it, a full replica does not beat the offer"


def test_an_unknown_cost_gives_no_band() -> None:
    assert break_even(CostRange(), CostRange(low=1, expected=1, high=1), (1, 1, 1)) is None
    assert break_even(CostRange(expected=1), CostRange(), (1, 1, 1)) is None
