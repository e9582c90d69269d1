"""Deep links: what they keep, what they leave out, and that no other text is taken for one."""

from __future__ import annotations

import string
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge import templates, yamlfile
from weighbridge.errors import LinkBroken
from weighbridge.needs import Needs
from weighbridge.wizard.link import CONFIDENTIAL, decode, encode, without_confidential

EXAMPLES = {item.id: dict(item.data) for item in templates.needs_templates()}
SAFE = set(string.ascii_letters + string.digits + "-_")
needs_like = st.fixed_dictionaries(
    {},
    optional={
        "name": st.text(max_size=60),
        "workload": st.fixed_dictionaries(
            {"queries_per_month": st.integers(1, 10**12), "input_tokens": st.integers(1, 10**6)}
        ),
        "organization": st.fixed_dictionaries({"country": st.just("DE"), "annual_revenue_usd": st.integers(0, 10**12)}),
        "budget": st.fixed_dictionaries({"monthly_usd_max": st.integers(1, 10**9)}),
        "weights": st.dictionaries(st.sampled_from(["privacy", "cost"]), st.floats(0, 100)),
    },
)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_link_gives_back_all_but_the_confidential_fields(name: str) -> None:
    needs = EXAMPLES[name]
    link = encode(needs)
    assert set(link) <= SAFE
    assert len(link) < 700
    assert decode(link) == without_confidential(needs)
    assert yamlfile.problems(decode(link), Needs) == ()


@given(needs_like)
def test_links_are_lossless_for_what_they_carry(needs: dict[str, Any]) -> None:
    assert decode(encode(needs)) == without_confidential(needs)


def test_figures_of_the_business_never_travel() -> None:
    needs = {
        "workload": {"queries_per_month": 1},
        "organization": {"country": "DE", "annual_revenue_usd": 5, "monthly_active_users": 7},
        "infrastructure": {"hosting": ["cloud_api"], "owned_accelerators": {"x": 8}},
        "budget": {"monthly_usd_max": 9},
        "answers": {"org.dpia_done": True},
    }
    assert without_confidential(needs) == {
        "workload": {"queries_per_month": 1},
        "organization": {"country": "DE"},
        "infrastructure": {"hosting": ["cloud_api"]},
    }


def test_every_confidential_field_is_one_of_the_needs() -> None:
    for section, fields in CONFIDENTIAL.items():
        shape = Needs.model_fields[section].annotation
        assert set(fields) <= set(getattr(shape, "model_fields", {}))


@pytest.mark.parametrize(
    "text", ["", "0abc", "1", "1!!", "1abcd", "1" + "A" * 9000, encode(EXAMPLES["claims-assistant"])[:-9], "1" + "eNpL"]
)
def test_what_is_no_link_is_refused_in_words(text: str) -> None:
    with pytest.raises(LinkBroken, match="cannot be read"):
        decode(text)


@given(st.text(max_size=200))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with suppress(LinkBroken):
        assert isinstance(decode(text), dict)


def test_a_link_cannot_unpack_to_more_than_its_bound() -> None:
    with pytest.raises(LinkBroken):
        decode(encode({"name": "a" * 200_000}))
