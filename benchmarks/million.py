"""Rank a million options in memory, in a process of its own so that its peak memory can be told: prints JSON.

2,000 models, 20 providers with 50 regions each, 20,000 offers: one million API options, as real records.

Run: python benchmarks/million.py
"""

from __future__ import annotations

import json
import resource
from dataclasses import replace
from datetime import date
from statistics import median
from time import perf_counter

from weighbridge.advisor import Advisor
from weighbridge.catalog import Catalog, Table, load_catalog
from weighbridge.needs import Needs
from weighbridge.records import Model, Offer, Posture, PostureFact, Provider, RateCard, Region, Retention

AS_OF = date(2026, 11, 23)
MODELS, PROVIDERS, REGIONS, SELLERS_PER_MODEL = 2_000, 20, 50, 10
COUNTRIES = ("DE", "FR", "IE", "NL", "SE", "US", "CA", "GB", "IN", "JP")
ROUNDS = 5


def large_catalog() -> Catalog:
    """The shipped licenses, accelerators and frameworks under made-up models, providers and offers."""
    shipped = load_catalog(AS_OF)
    licenses = sorted(shipped.licenses)
    models = [
        Model(
            id=f"maker-{number % 40}/model-{number}",
            name=f"Model {number}",
            maker=f"provider-{number % PROVIDERS}",
            open_weights=False,
            license_id=licenses[number % len(licenses)],
            context_tokens=(8_000, 32_000, 128_000, None)[number % 4],
            languages=(("en", "de"), ("en",), None)[number % 3],
            input_modalities=("text",),
            tool_calling=(True, False, None)[number % 3],
        )
        for number in range(MODELS)
    ]
    offers = [
        Offer(
            id=f"provider-{seller}/model-{number}",
            model_id=models[number].id,
            provider_id=f"provider-{seller}",
            price=RateCard(input_usd_per_mtok=0.1 + number % 97 / 50, output_usd_per_mtok=0.4 + number % 89 / 10),
            price_basis="own",
        )
        for number in range(MODELS)
        for seller in sorted({(number + step) % PROVIDERS for step in range(SELLERS_PER_MODEL)})
    ]
    return replace(
        shipped,
        models=Table("model", models),
        providers=Table("provider", [_provider(number) for number in range(PROVIDERS)]),
        offers=Table("offer", offers),
    )


def _provider(number: int) -> Provider:
    regions = tuple(
        Region(
            id=f"region-{region}", name=f"Region {region}", processing=(COUNTRIES[(number + region) % len(COUNTRIES)],)
        )
        for region in range(REGIONS)
    )
    posture = Posture(
        trains_on_data=PostureFact(value=("no", "no", "conditional", "yes")[number % 4]),
        retention=Retention(days=(0, 30, None)[number % 3]),
        regions=regions,
    )
    return Provider(id=f"provider-{number}", name=f"Provider {number}", roles=("api",), postures=(posture,))


def needs() -> Needs:
    """A demanding request, so that most gates have work to do."""
    return Needs.model_validate(
        {
            "workload": {"queries_per_month": 1_000_000, "input_tokens": 1200, "output_tokens": 350},
            "capabilities": {"context_tokens": 16_000, "languages": ["de"]},
            "data": {"class": "confidential", "personal": True, "residency": ["EU"], "retention_days_max": 30},
            "organization": {"country": "DE"},
            "compliance": ["gdpr", "eu-ai-act"],
            "budget": {"monthly_usd_max": 20_000},
        }
    )


def main() -> None:
    """Print sizes, times and peak memory."""
    stated = needs()
    start = perf_counter()
    advisor = Advisor(large_catalog())
    built = perf_counter() - start
    times = []
    weighed = 0
    for _ in range(ROUNDS):
        start = perf_counter()
        result = advisor.rank(stated)
        result.top(10)
        weighed = result.weighed
        times.append(perf_counter() - start)
    peak_gib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        json.dumps(
            {
                "options": weighed,
                "records_s": round(built, 3),
                "first_s": round(times[0], 3),
                "warm_s": round(median(times[1:]), 3),
                "peak_gib": round(peak_gib, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
