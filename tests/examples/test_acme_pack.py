"""The pack of the tutorial loads and changes the ranking in the three ways that docs/packs.md names."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from weighbridge.advisor import Advisor
from weighbridge.needs import load_needs
from weighbridge.ranking.recommendation import Recommendation

ROOT = Path(__file__).parents[2]
PACK = ROOT / "examples" / "packs" / "acme"
NEEDS = ROOT / "examples" / "claims-assistant.yaml"


@pytest.fixture(scope="module")
def with_pack(as_of: date) -> Advisor:
    return Advisor.load(as_of, packs=[PACK])


@pytest.fixture(scope="module")
def ranked(with_pack: Advisor) -> Recommendation:
    return with_pack.rank(load_needs(NEEDS))


def test_it_loads_without_a_problem(with_pack: Advisor) -> None:
    assert with_pack.catalog.failures == ()
    replaced = {(item.kind, item.id) for item in with_pack.catalog.overrides}
    assert replaced == {("accelerators", "h100-sxm"), ("offers", "azure/data-zone/eu/gpt-6-luna")}


def test_the_private_model_is_ranked(ranked: Recommendation) -> None:
    own = ranked.find("acme/claims-8b@on_premises")
    assert own.status != "excluded"
    assert own.view.row["accelerator_count"] >= 1


def test_the_contract_price_replaces_the_list_price(ranked: Recommendation, advisor: Advisor) -> None:
    before = advisor.rank(load_needs(NEEDS)).find("openai/gpt-6-luna@azure:eu")
    after = ranked.find("openai/gpt-6-luna@azure:eu")
    assert after.view.row["cost_expected"] == pytest.approx(before.view.row["cost_expected"] * 0.75)
    assert after.view.offer is not None
    assert after.view.offer.price_basis == "contract"
    assert after.score > before.score


def test_the_own_rate_of_an_accelerator_counts(with_pack: Advisor, advisor: Advisor) -> None:
    own, listed = (item.catalog.accelerators["h100-sxm"] for item in (with_pack, advisor))
    assert own.hourly_usd.typical == 1.6
    assert own.model_dump(exclude={"overrides", "evidence", "purchase_usd", "hourly_usd"}) == listed.model_dump(
        exclude={"overrides", "evidence", "purchase_usd", "hourly_usd"}
    )
