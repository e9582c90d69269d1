"""Allow and deny lists, and the files they stand in."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.errors import InvalidField
from weighbridge.policy import Listing, Policy, load_policy

NAMES = st.sampled_from(["maker/a-1", "maker/a-2", "other/b"])
PATTERNS = st.lists(st.sampled_from(["*", "maker/*", "*/a-?", "other/b", "nobody/*"]), max_size=3).map(tuple)
DEFAULTS: st.SearchStrategy[Literal["allow", "deny"]] = st.sampled_from(["allow", "deny"])


@pytest.mark.parametrize(
    ("listing", "default", "passes", "rule"),
    [
        (Listing(), "allow", True, "default: allow"),
        (Listing(), "deny", False, "default: deny"),
        (Listing(deny=("maker/*",)), "allow", False, "deny: maker/*"),
        (Listing(allow=("maker/*",)), "deny", True, "allow: maker/*"),
        (Listing(allow=("other/*",)), "allow", False, "not on the allow list"),
        (Listing(allow=()), "allow", False, "not on the allow list"),
        (Listing(allow=("maker/*",), deny=("*-preview",)), "allow", True, "allow: maker/*"),
        (Listing(allow=("*",), deny=("maker/a-1",)), "allow", False, "deny: maker/a-1"),
    ],
)
def test_a_listing_decides_and_names_its_rule(
    listing: Listing, default: Literal["allow", "deny"], passes: bool, rule: str
) -> None:
    assert listing.decide("maker/a-1", default) == (passes, rule)


@given(name=NAMES, allow=st.none() | PATTERNS, deny=PATTERNS, default=DEFAULTS, more=PATTERNS)
def test_denying_more_never_lets_a_name_in_and_allowing_more_never_puts_it_out(
    name: str,
    allow: tuple[str, ...] | None,
    deny: tuple[str, ...],
    default: Literal["allow", "deny"],
    more: tuple[str, ...],
) -> None:
    before = Listing(allow=allow, deny=deny).decide(name, default)[0]
    assert Listing(allow=allow, deny=(*deny, *more)).decide(name, default)[0] <= before
    if allow is not None:
        assert Listing(allow=(*allow, *more), deny=deny).decide(name, default)[0] >= before


def test_an_empty_policy_allows_everything(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("name: Ours\n")
    policy = load_policy(path)
    assert policy.unknown == "conditional"
    assert all(
        listing.decide("any/thing", policy.default)[0]
        for listing in (policy.models, policy.makers, policy.providers, policy.licenses)
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("unknwon: exclude", "did you mean 'unknown'"),
        ("unknown: maybe", "'conditional' or 'exclude'"),
        ("certificates_required: [soc2]", "soc2_type2"),
        ("hosting_by_data_class: {secret: [edge]}", "hosting_by_data_class"),
        ("models: {allowed: ['*']}", "did you mean 'allow'"),
        ("processing_countries: {deny: [China]}", "processing_countries.deny.0"),
        ("models: {deny: acme}", "models.deny"),
    ],
)
def test_what_a_policy_cannot_say_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(text)
    with pytest.raises(InvalidField) as caught:
        load_policy(path)
    assert said in str(caught.value)


def test_the_example_policy_can_be_read() -> None:
    policy = load_policy(Path(__file__).parents[1] / "examples" / "policy.yaml")
    assert policy != Policy()
