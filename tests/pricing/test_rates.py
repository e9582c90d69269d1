"""Prices equal those of genai-prices to the cent, for one request times the number of requests, on every offer."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pytest
from genai_prices import Usage, data_snapshot
from genai_prices.types import ModelInfo, Provider
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weighbridge.needs import Workload
from weighbridge.pricing import PriceTable, offer_costs, request_cost_usd
from weighbridge.records import Offer, RateCard, RateTier
from weighbridge_prices import plugin
from weighbridge_prices.joins import load

AS_OF = date(2026, 11, 23)
NOON = datetime.combine(AS_OF, time(12), tzinfo=UTC)
CARD = RateCard(
    input_usd_per_mtok=2.0,
    cached_input_usd_per_mtok=0.5,
    output_usd_per_mtok=8.0,
    request_usd=0.01,
    tiers=(
        RateTier(input_tokens_over=1000, input_usd_per_mtok=4.0),
        RateTier(
            input_tokens_over=5000, input_usd_per_mtok=6.0, cached_input_usd_per_mtok=1.0, output_usd_per_mtok=9.0
        ),
    ),
)


@cache
def priced_offers() -> tuple[Offer, ...]:
    return tuple(plugin.offers(as_of=AS_OF))


@cache
def genai_provider_ids() -> dict[str, str]:
    joins = load(plugin.folder)
    return {joins.provider_id(provider.id): provider.id for provider in data_snapshot.get_snapshot().providers}


def listed(offer: Offer) -> tuple[Provider, ModelInfo]:
    """What genai-prices itself takes for the offer's name."""
    snapshot = data_snapshot.get_snapshot()
    provider_id = genai_provider_ids()[offer.provider_id]
    provider = next(provider for provider in snapshot.providers if provider.id == provider_id)
    own = next((model for model in provider.models if model.id == offer.provider_model_name), None)
    if own is not None:
        return provider, own
    return snapshot.find_provider_model(offer.provider_model_name or "", None, provider_id, None)


def oracle_usd(
    offer: Offer, input_tokens: int, cached_tokens: int, output_tokens: int, *, at: datetime = NOON, batch: bool = False
) -> float:
    provider, model = listed(offer)
    usage = Usage(input_tokens=input_tokens, cache_read_tokens=cached_tokens, output_tokens=output_tokens)
    context = {"processing": "batch"} if batch else None
    return float(model.calc_price(usage, provider, genai_request_timestamp=at, price_context=context).total_price)


def ours_usd(card: RateCard, input_tokens: int, cached_tokens: int, output_tokens: int) -> float:
    return request_cost_usd(card, input_tokens, output_tokens, cached_tokens / input_tokens)


PRICED = [offer for offer in priced_offers() if offer.price is not None]
EDGES = (1_000, 128_000, 128_001, 200_000, 200_001, 256_001, 272_000, 272_001, 512_001, 1_000_000)


def test_every_priced_offer_costs_what_genai_prices_says() -> None:
    requests = 1_000_000
    for offer in PRICED:
        assert offer.price is not None
        for input_tokens in EDGES:
            mine = ours_usd(offer.price, input_tokens, input_tokens // 4, 500) * requests
            theirs = oracle_usd(offer, input_tokens, input_tokens // 4, 500) * requests
            assert mine == pytest.approx(theirs, abs=0.005), (offer.id, input_tokens)


def test_every_batch_price_costs_what_genai_prices_says() -> None:
    listed_batch = [offer for offer in PRICED if offer.batch_price is not None and offer.provider_id != "openrouter"]
    assert len(listed_batch) > 50
    for offer in listed_batch:
        assert offer.batch_price is not None
        for input_tokens in EDGES:
            mine = ours_usd(offer.batch_price, input_tokens, 0, 700) * 1e6
            assert mine == pytest.approx(oracle_usd(offer, input_tokens, 0, 700, batch=True) * 1e6, abs=0.005), offer.id


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    offer=st.sampled_from(PRICED),
    input_tokens=st.integers(1, 2_000_000),
    cached=st.floats(0, 1),
    output_tokens=st.integers(0, 200_000),
    requests=st.integers(1, 10_000_000),
)
def test_any_usage_costs_what_genai_prices_says(
    offer: Offer, input_tokens: int, cached: float, output_tokens: int, requests: int
) -> None:
    cached_tokens = int(input_tokens * cached)
    assert offer.price is not None
    mine = ours_usd(offer.price, input_tokens, cached_tokens, output_tokens) * requests
    theirs = oracle_usd(offer, input_tokens, cached_tokens, output_tokens) * requests
    assert mine == pytest.approx(theirs, rel=1e-12, abs=0.005)


def test_lowest_and_highest_hold_over_every_minute_of_the_day() -> None:
    hourly = [offer for offer in PRICED if offer.lowest_price is not None]
    assert hourly, "the day's price lists hold time-of-day prices"
    for offer in hourly:
        assert offer.lowest_price is not None and offer.highest_price is not None
        midnight = NOON - timedelta(hours=12)
        seen = {oracle_usd(offer, 1000, 100, 1000, at=midnight + timedelta(minutes=minute)) for minute in range(1440)}
        assert ours_usd(offer.lowest_price, 1000, 100, 1000) == pytest.approx(min(seen))
        assert ours_usd(offer.highest_price, 1000, 100, 1000) == pytest.approx(max(seen))


def test_a_tier_applies_to_the_whole_request_once_it_is_exceeded() -> None:
    assert request_cost_usd(CARD, 1000, 0) == pytest.approx(0.01 + 1000 * 2.0 / 1e6)
    assert request_cost_usd(CARD, 1001, 0) == pytest.approx(0.01 + 1001 * 4.0 / 1e6)
    assert request_cost_usd(CARD, 6000, 100) == pytest.approx(0.01 + (6000 * 6.0 + 100 * 9.0) / 1e6)


def test_rates_a_tier_leaves_out_are_the_base_ones() -> None:
    assert request_cost_usd(CARD, 2000, 100, 0.5) == pytest.approx(0.01 + (1000 * 4.0 + 1000 * 0.5 + 100 * 8.0) / 1e6)


def test_cached_tokens_without_a_rate_cost_the_input_rate_of_the_tier() -> None:
    card = CARD.model_copy(update={"cached_input_usd_per_mtok": None, "tiers": CARD.tiers[:1]})
    assert request_cost_usd(card, 2000, 0, 1.0) == pytest.approx(0.01 + 2000 * 4.0 / 1e6)


@settings(max_examples=25, deadline=None)
@given(
    input_tokens=st.integers(1, 1_500_000),
    output_tokens=st.integers(1, 100_000),
    cached=st.floats(0, 1),
    queries=st.floats(1, 1e8),
    batch=st.booleans(),
)
def test_the_table_agrees_with_the_single_request(
    input_tokens: int, output_tokens: int, cached: float, queries: float, batch: bool
) -> None:
    workload = Workload(
        queries_per_month=queries,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cached_input_share=cached,
        batch=batch,
    )
    table = PriceTable.of(priced_offers()).costs(workload)
    assert table["offer_id"].to_list() == [offer.id for offer in priced_offers()]
    for row, offer in zip(table.iter_rows(named=True), priced_offers(), strict=True):
        in_batch = batch and offer.batch_price is not None
        card = offer.batch_price if in_batch else offer.price
        if card is None:
            assert row["low"] is row["expected"] is row["high"] is row["billing"] is None
            continue
        expected = request_cost_usd(card, input_tokens, output_tokens, cached) * queries
        assert row["expected"] == pytest.approx(expected, rel=1e-12)
        assert row["billing"] == ("batch" if in_batch else "tokens")
        assert row["low"] <= row["expected"] * (1 + 1e-12)
        assert row["expected"] <= row["high"] * (1 + 1e-12)
        assert row["hour_dependent"] or row["low"] == row["high"]


def test_an_offer_without_a_price_is_unknown_and_never_free() -> None:
    unknown = Offer(id="seller/some-model", model_id="maker/some-model", provider_id="seller")
    row = offer_costs([unknown], Workload(queries_per_month=1e6, input_tokens=10, output_tokens=10)).row(0, named=True)
    assert row["expected"] is None
    assert row["basis"] is None


def test_an_endpoint_by_the_hour_is_sized_for_the_busiest_hour() -> None:
    offer = Offer(
        id="seller/dedicated",
        model_id="maker/some-model",
        provider_id="seller",
        hourly_usd=10.0,
        hourly_output_tokens_per_s=1000.0,
        price_basis="own",
    )
    # 2.628 million seconds a month: 2,628,000 queries are one a second on average, three at the peak.
    workload = Workload(queries_per_month=2_628_000, input_tokens=100, output_tokens=500, peak_factor=3)
    row = offer_costs([offer], workload).row(0, named=True)
    assert row["billing"] == "hours"
    assert row["expected"] == pytest.approx(2 * 10.0 * 730)


def test_an_endpoint_of_unknown_speed_is_unknown() -> None:
    offer = Offer(id="seller/dedicated", model_id="maker/some-model", provider_id="seller", hourly_usd=10.0)
    workload = Workload(queries_per_month=1e6, input_tokens=100, output_tokens=500)
    assert offer_costs([offer], workload)["expected"].to_list() == [None]
