"""Load and rank a pack with tables of models and offers, in a process of its own so that its peak memory can be told.

Prints JSON with CPU seconds, for a machine with other work makes wall-clock times unsteady; those stand beside them.
The peer is what nobody can do without: Polars alone reading both files, sorting by id, joining and pricing them.

Run: python benchmarks/bulk.py [--models 100000] [--offers 1000000] [--format parquet]
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar

import polars as pl

from weighbridge.advisor import Advisor
from weighbridge.catalog import load_catalog
from weighbridge.cli import OBJECTS_PER_COLLECTION
from weighbridge.needs import Needs

AS_OF = date(2026, 11, 23)
PROVIDERS = 20
MANIFEST = """name: bulk
title: Bulk tables
api_version: 1
tables:
  models.{0}: {{grade: estimated, source: made up by benchmarks/bulk.py}}
  offers.{0}: {{grade: estimated, source: made up by benchmarks/bulk.py}}
"""

Result = TypeVar("Result")


def write_pack(folder: Path, models: int, offers: int, suffix: str) -> None:
    """A pack of made-up models, each sold by several providers."""
    (folder / "pack.yaml").write_text(MANIFEST.format(suffix), encoding="utf-8")
    rows = "\n".join(f"- {{id: bulk-{number}, name: Bulk {number}, roles: [api]}}" for number in range(PROVIDERS))
    (folder / "providers.yaml").write_text(f"providers:\n{rows}\n", encoding="utf-8")
    number = pl.int_range(models, eager=True).alias("number").to_frame()
    text = pl.col("number").cast(pl.String)
    model_table = number.select(
        id="maker/bulk-" + text,
        name="Bulk " + text,
        maker="bulk-" + (pl.col("number") % PROVIDERS).cast(pl.String),
        open_weights=False,
        context_tokens=pl.lit(32_000),
        languages=pl.lit("en;de"),
        tool_calling=True,
    )
    number = pl.int_range(offers, eager=True).alias("number").to_frame()
    model, seller = pl.col("number") % models, (pl.col("number") // models + pl.col("number")) % PROVIDERS
    offer_table = number.select(
        id="bulk-" + seller.cast(pl.String) + "/offer-" + pl.col("number").cast(pl.String),
        model_id="maker/bulk-" + model.cast(pl.String),
        provider_id="bulk-" + seller.cast(pl.String),
        price_basis=pl.lit("own"),
    ).with_columns(
        (0.1 + number["number"] % 97 / 50).alias("price.input_usd_per_mtok"),
        (0.4 + number["number"] % 89 / 10).alias("price.output_usd_per_mtok"),
    )
    for name, table in (("models", model_table), ("offers", offer_table)):
        path = folder / f"{name}.{suffix}"
        table.write_csv(path) if suffix == "csv" else table.write_parquet(path)


def timed(what: Callable[[], Result]) -> tuple[Result, float]:
    """A result and the CPU seconds it took."""
    start = process_time()
    return what(), round(process_time() - start, 2)


def plain(folder: Path, suffix: str) -> pl.DataFrame:
    """The ten cheapest offers by Polars alone: no check, no gate, no license, nothing to explain."""
    read = pl.read_csv if suffix == "csv" else pl.read_parquet
    models, offers = (read(folder / f"{name}.{suffix}").sort("id") for name in ("models", "offers"))
    joined = offers.join(models.select(pl.col("id").alias("model_id"), "context_tokens"), on="model_id")
    cost = pl.col("price.input_usd_per_mtok") * 1200 + pl.col("price.output_usd_per_mtok") * 350
    return joined.filter(pl.col("context_tokens") >= 16_000).with_columns(cost=cost).sort("cost").head(10)


def main() -> None:
    """Print sizes, times and peak memory."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", type=int, default=100_000)
    parser.add_argument("--offers", type=int, default=1_000_000)
    parser.add_argument("--format", default="parquet", choices=("csv", "parquet"))
    stated = parser.parse_args()
    stated_needs = Needs.model_validate(
        {
            "workload": {"queries_per_month": 1_000_000, "input_tokens": 1200, "output_tokens": 350},
            "capabilities": {"context_tokens": 16_000, "languages": ["de"]},
            "budget": {"monthly_usd_max": 20_000},
        }
    )
    gc.set_threshold(OBJECTS_PER_COLLECTION)  # as the command line does
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pack(folder, stated.models, stated.offers, stated.format)
        _, plain_s = timed(lambda: plain(folder, stated.format))
        start = perf_counter()
        catalog, load_s = timed(lambda: load_catalog(AS_OF, packs=[folder]))
        _, snapshot_s = timed(lambda: catalog.snapshot)
        advisor = Advisor(catalog)
        _, tables_s = timed(advisor.warm)
        result, rank_s = timed(lambda: advisor.rank(stated_needs))
        _, top_s = timed(lambda: list(result.top(10)))
        wall_s = round(perf_counter() - start, 2)
    cpu_s = round(load_s + snapshot_s + tables_s + rank_s + top_s, 2)
    print(
        json.dumps(
            {
                "models": stated.models,
                "offers": stated.offers,
                "format": stated.format,
                "loaded_offers": len(catalog.offers),
                "failures": [failure.reason for failure in catalog.failures],
                "load_catalog_cpu_s": load_s,
                "snapshot_cpu_s": snapshot_s,
                "tables_cpu_s": tables_s,
                "rank_cpu_s": rank_s,
                "top_cpu_s": top_s,
                "all_cpu_s": cpu_s,
                "all_wall_s": wall_s,
                "plain_polars_cpu_s": plain_s,
                "ratio": round(cpu_s / plain_s, 1),
                "options": result.weighed,
                "peak_gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
