"""Countries, groups of them, and scopes that are wider than any list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge import codes, places

PLACES = st.lists(st.sampled_from(["DE", "FR", "US", "GB", "NO", "EU", "EEA", "UK", "GLOBAL", "APAC"]), max_size=4)


@pytest.mark.parametrize(
    ("where", "allowed", "inside"),
    [
        (["DE"], ["EU"], True),
        (["EU"], ["EEA"], True),
        (["EEA"], ["EU"], False),
        (["GB"], ["EU"], False),
        (["UK"], ["GB"], True),
        (["NO"], ["EEA"], True),
        (["DE", "US"], ["EU"], False),
        (["GLOBAL"], ["EU"], False),
        (["EU"], ["GLOBAL"], False),
        (["GLOBAL"], ["GLOBAL"], True),
        ([], ["EU"], True),
        (None, ["EU"], None),
    ],
)
def test_within(where: list[str] | None, allowed: list[str], inside: bool | None) -> None:
    assert places.within(where, allowed) is inside


def test_groups_hold_countries_and_each_other() -> None:
    groups = places.groups()
    overseas = {"AX", "GF", "GP", "MF", "MQ", "RE", "YT"}
    assert len(groups["EU"] - overseas) == 27
    assert overseas < groups["EU"]
    assert groups["EEA"] - groups["EU"] == {"IS", "LI", "NO"}
    assert not groups["EU"] & groups["ADEQUATE"]
    assert not places.open_scopes() & set(groups)
    assert (places.in_eu("DE"), places.in_eu("CH"), places.in_eu(None)) == (True, False, None)


@given(PLACES, PLACES, PLACES)
def test_allowing_more_never_shuts_a_place_out(where: list[str], allowed: list[str], more: list[str]) -> None:
    assert places.within(where, where)
    if places.within(where, allowed):
        assert places.within(where, [*allowed, *more])
    if places.within([*where, *more], allowed):
        assert places.within(where, allowed)


@pytest.mark.parametrize(
    ("code", "fix"),
    [("ZZ", "such as DE"), ("UK", "here GB"), ("EU", "one country, such as AT")],
)
def test_a_country_that_does_not_exist_is_refused_with_the_fix(code: str, fix: str) -> None:
    with pytest.raises(ValueError, match=fix):
        codes.known_country(code)


def test_groups_and_open_scopes_are_places_and_others_are_not() -> None:
    assert [codes.known_place(code) for code in ("DE", "EU", "UK", "GLOBAL", "BM")] == [
        "DE",
        "EU",
        "UK",
        "GLOBAL",
        "BM",
    ]
    with pytest.raises(ValueError, match="or one of EU"):
        codes.known_place("EUROPE")


def test_every_member_of_a_group_is_a_country() -> None:
    members = {code for group in places.groups().values() for code in group}
    assert members <= set(codes.countries())
    assert len(codes.countries()) == 249
