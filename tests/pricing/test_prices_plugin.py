"""How a genai-prices price becomes a rate card, and how a broken join shows."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import copytree

import pytest
from genai_prices.types import ModelPrice, Tier, TieredPrices

from weighbridge.errors import InvalidField
from weighbridge.pricing import request_cost_usd
from weighbridge.records import Offer
from weighbridge_prices import plugin
from weighbridge_prices.joins import load
from weighbridge_prices.rate_cards import rate_card
from weighbridge_prices.walk import walk


def offer(day: date, offer_id: str) -> Offer:
    return next(found for found in plugin.offers(as_of=day) if found.id == offer_id)


@pytest.mark.parametrize("known", [{}, {"input_mtok": Decimal(1)}, {"output_mtok": Decimal(1)}])
def test_a_price_that_is_not_whole_is_unknown_not_zero(known: dict[str, Decimal]) -> None:
    assert rate_card(ModelPrice(**known)) is None


def test_prices_per_thousand_requests_become_a_charge_per_request() -> None:
    card = rate_card(ModelPrice(input_mtok=Decimal(1), output_mtok=Decimal(1), requests_kcount=Decimal(12)))
    assert card is not None
    assert card.request_usd == pytest.approx(0.012)


def test_a_unit_without_a_tier_of_its_own_keeps_the_last_one_it_reached() -> None:
    price = ModelPrice(
        input_mtok=TieredPrices(Decimal(1), [Tier(100, Decimal(2)), Tier(200, Decimal(3))]),
        output_mtok=TieredPrices(Decimal(10), [Tier(100, Decimal(20))]),
    )
    card = rate_card(price)
    assert card is not None
    assert request_cost_usd(card, 300, 1) == pytest.approx((300 * 3 + 20) / 1e6)
    assert request_cost_usd(card, 150, 1) == pytest.approx((150 * 2 + 20) / 1e6)


def test_the_price_is_the_one_in_force_on_the_day() -> None:
    before, after = (
        offer(date(2026, 8, 1), "deepseek/deepseek-v4-pro"),
        offer(date(2026, 9, 1), "deepseek/deepseek-v4-pro"),
    )
    assert before.price is not None
    assert after.price is not None
    assert before.price.input_usd_per_mtok == pytest.approx(0.435)
    assert after.price.input_usd_per_mtok == pytest.approx(0.66)


def test_every_price_says_where_and_when_it_is_from() -> None:
    for found in plugin.offers(as_of=date(2026, 11, 23)):
        evidence = found.evidence_for("price")
        assert evidence is not None
        assert evidence.source.startswith("genai-prices ")
        assert evidence.grade == "secondary"


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[str, str], Path]:
    """A copy of the plugin's folder with one text replaced in aliases.yaml."""

    def edit(old: str, new: str) -> Path:
        folder = Path(copytree(plugin.folder, tmp_path / "prices"))
        aliases = folder / "aliases.yaml"
        text = aliases.read_text(encoding="utf-8")
        assert old in text
        aliases.write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return edit


def test_a_name_that_genai_prices_no_longer_lists_is_a_gap_with_a_reason(edited: Callable[[str, str], Path]) -> None:
    folder = edited("  anthropic:\n", "  anthropic:\n    gone-model-1: anthropic/claude-2\n")
    gaps = {(provider, name): reason for provider, name, reason in walk(folder, date(2026, 11, 23)).unmatched}
    assert "no longer lists it" in gaps["anthropic", "gone-model-1"]


def test_a_misspelt_key_of_an_alias_is_named(edited: Callable[[str, str], Path]) -> None:
    folder = edited("fallback: true}", "fallbak: true}")
    with pytest.raises(InvalidField, match="fallbak"):
        load(folder)
