"""Price every offer: our table against genai-prices' own calc_price, in one run.

Run: python benchmarks/calc_price.py
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from statistics import median
from time import perf_counter

from genai_prices import Usage, data_snapshot

from weighbridge.needs import Workload
from weighbridge.pricing import PriceTable
from weighbridge_prices import plugin
from weighbridge_prices.joins import load

AS_OF = date(2026, 11, 23)
INPUT_TOKENS, CACHED_TOKENS, OUTPUT_TOKENS = 1200, 300, 350
ROUNDS = 7


def seconds(work: Callable[[], object]) -> float:
    """Median wall time of one call, after a warm-up."""
    work()
    taken = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        taken.append(perf_counter() - start)
    return median(taken)


def main() -> None:
    """Print both times, the ratio, and the largest difference in price."""
    offers = [offer for offer in plugin.offers(as_of=AS_OF) if offer.price is not None]
    workload = Workload(
        queries_per_month=1,
        input_tokens=INPUT_TOKENS,
        output_tokens=OUTPUT_TOKENS,
        cached_input_share=CACHED_TOKENS / INPUT_TOKENS,
    )
    table = PriceTable.of(offers)
    joins, snapshot = load(plugin.folder), data_snapshot.get_snapshot()
    theirs = {joins.provider_id(provider.id): provider for provider in snapshot.providers}
    listed = []
    for offer in offers:
        provider = theirs[offer.provider_id]
        name = offer.provider_model_name or ""
        own = next((model for model in provider.models if model.id == name), None)
        found = own or snapshot.find_provider_model(name, None, provider.id, None)[1]
        listed.append((provider, found))
    usage = Usage(input_tokens=INPUT_TOKENS, cache_read_tokens=CACHED_TOKENS, output_tokens=OUTPUT_TOKENS)
    noon = datetime.combine(AS_OF, time(12), tzinfo=UTC)

    def calculate() -> list[float]:
        prices = (model.calc_price(usage, provider, genai_request_timestamp=noon) for provider, model in listed)
        return [float(price.total_price) for price in prices]

    ours_s = seconds(lambda: table.costs(workload))
    build_s = seconds(lambda: PriceTable.of(offers))
    theirs_s = seconds(calculate)
    ours = table.costs(workload)["expected"].to_list()
    worst = max(abs(mine - other) for mine, other in zip(ours, calculate(), strict=True))
    print(f"{len(offers)} offers, {INPUT_TOKENS} tokens in ({CACHED_TOKENS} cached), {OUTPUT_TOKENS} out")
    print(f"genai-prices calc_price, model already found: {theirs_s * 1e3:.1f} ms")
    print(f"table of rates, built once:                   {build_s * 1e3:.1f} ms")
    print(f"monthly cost of every offer from the table:   {ours_s * 1e3:.1f} ms, {theirs_s / ours_s:.1f} x faster")
    print(f"largest difference: {worst:.1e} USD per request")


if __name__ == "__main__":
    main()
