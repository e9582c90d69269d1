"""Plans to money, and the laws of their cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.catalog import Catalog
from weighbridge.errors import UnknownId
from weighbridge.footprint.demand import Demand
from weighbridge.footprint.plan import plan_table
from weighbridge.footprint.tables import copy_table, device_table
from weighbridge.needs import Infrastructure
from weighbridge.pricing.plans import EDGE_ACCELERATORS_MAX, front, priced
from weighbridge.pricing.quotes import owned_counts, quoted
from weighbridge.pricing.self_hosting import SelfHosting

MODEL = "alibaba/qwen3-32b"
PAID = Infrastructure(power_usd_per_kwh=0.2, staff_usd_per_month=6_000)
Priced = Callable[..., pl.DataFrame]


@pytest.fixture(scope="module")
def cost_of(catalog: Catalog) -> Priced:
    copies, devices = copy_table([catalog.models[MODEL]]), device_table(tuple(catalog.accelerators.values()))

    def run(
        demand: Demand,
        hosting: SelfHosting = "self_hosted_cloud",
        infrastructure: Infrastructure = PAID,
        owned: dict[str, int] | None = None,
    ) -> pl.DataFrame:
        plans = plan_table(copies, devices, demand)
        return priced(plans, catalog.accelerators.values(), hosting, infrastructure, owned or {})

    return run


LOAD = Demand(queries_per_month=3e6, input_tokens=2000, output_tokens=400)
loads = st.builds(Demand, st.floats(1e3, 1e8), st.integers(1, 30_000), st.integers(1, 3_000))


def least(table: pl.DataFrame) -> dict[tuple[Any, ...], float]:
    """Kind of copy to its expected cost; those over several nodes left out, since they stand in for what fits none."""
    kinds = ("accelerator_id", "precision", "gpus_per_replica", "attention_groups")
    table = table.filter(pl.col("stages") == 1)
    return {tuple(row[name] for name in kinds): row["cost_expected"] for row in table.iter_rows(named=True)}


def test_every_plan_that_can_be_had_is_priced_with_its_range(cost_of: Priced) -> None:
    found = cost_of(LOAD)
    known = found.filter(pl.col("cost_expected").is_not_null())
    assert len(known) > 20
    assert (known["cost_low"] < known["cost_expected"]).all()
    assert (known["cost_expected"] < known["cost_high"]).all()
    assert found.filter(accelerator_id="mi350x")["cost_expected"].null_count() > 0, "no rental price is known"


def test_edge_devices_are_small_and_of_the_edge(cost_of: Priced, catalog: Catalog) -> None:
    found = cost_of(Demand(1_000, 500, 100), "edge", PAID, {"h100-sxm": 8})
    assert found["accelerator_count"].max() <= EDGE_ACCELERATORS_MAX  # type: ignore[operator]  # a column of numbers
    kinds = {catalog.accelerators[name].setting for name in found["accelerator_id"].unique()}
    assert kinds <= {"consumer", "edge", "workstation"}
    assert {"rtx-5090", "jetson-agx-thor"} <= set(found["accelerator_id"])


def test_a_quote_replaces_the_market_price(catalog: Catalog) -> None:
    stated = Infrastructure(hourly_usd={"H100": 1.8}, purchase_usd={"l40s": 6000})
    found = quoted(catalog.accelerators, stated)
    price = found["h100-sxm"].hourly_usd
    assert (price.low, price.typical, price.high) == (1.8, 1.8, 1.8)
    assert found["l40s"].purchase_usd.typical == 6000
    assert found["b200-sxm"] is catalog.accelerators["b200-sxm"]
    with pytest.raises(UnknownId, match="H1000"):
        quoted(catalog.accelerators, Infrastructure(hourly_usd={"H1000": 1.8}))


def test_owned_accelerators_are_found_by_any_of_their_names(catalog: Catalog) -> None:
    stated = Infrastructure(owned_accelerators={"H100": 3, "h100-sxm": 5})
    assert owned_counts(catalog.accelerators, stated) == {"h100-sxm": 8}


def test_the_front_holds_what_no_other_plan_beats(cost_of: Priced) -> None:
    table = cost_of(LOAD)
    found = front(table)
    assert len(found) >= 2
    costs, paces = found["cost_expected"].to_list(), found["seconds_per_token"].to_list()
    assert costs == sorted(costs)
    assert paces == sorted(paces, reverse=True)
    for row in table.filter(pl.col("cost_expected").is_not_null()).iter_rows(named=True):
        beaten = [
            cost <= row["cost_expected"] * (1 + 1e-9) and pace <= row["seconds_per_token"] * 1.0201
            for cost, pace in zip(costs, paces, strict=True)
        ]
        assert any(beaten), row["accelerator_id"]


def test_an_unpriced_plan_is_no_part_of_the_front(cost_of: Priced) -> None:
    none = cost_of(LOAD).with_columns(cost_expected=pl.lit(None, dtype=pl.Float64))
    assert front(none).is_empty()


@settings(max_examples=25, deadline=None)
@given(load=loads, times=st.floats(1, 50))
def test_more_queries_never_cost_less(cost_of: Priced, load: Demand, times: float) -> None:
    few, many = least(cost_of(load)), least(cost_of(replace(load, queries_per_month=load.queries_per_month * times)))
    assert few.keys() == many.keys(), "what holds one query holds many copies of it"
    assert all(usd is None or usd <= many[kind] * (1 + 1e-9) for kind, usd in few.items())


@settings(max_examples=25, deadline=None)
@given(load=loads, more_in=st.integers(0, 5_000), more_out=st.integers(0, 1_000))
def test_more_tokens_never_cost_less(cost_of: Priced, load: Demand, more_in: int, more_out: int) -> None:
    longer = replace(load, input_tokens=load.input_tokens + more_in, output_tokens=load.output_tokens + more_out)
    short, long = least(cost_of(load)), least(cost_of(longer))
    assert long.keys() <= short.keys()
    assert all(usd is None or short[kind] <= usd * (1 + 1e-9) for kind, usd in long.items())


@settings(max_examples=25, deadline=None)
@given(load=loads)
def test_a_spare_copy_is_never_cheaper(cost_of: Priced, load: Demand) -> None:
    plain, spared = least(cost_of(load)), least(cost_of(replace(load, spare_replica=True)))
    assert plain.keys() == spared.keys()
    assert all(usd is None or usd <= spared[kind] for kind, usd in plain.items())


@settings(max_examples=25, deadline=None)
@given(load=loads, owned=st.integers(0, 64), more=st.integers(0, 64), kwh=st.floats(0.01, 1))
def test_owning_more_never_costs_more(cost_of: Priced, load: Demand, owned: int, more: int, kwh: float) -> None:
    paid = Infrastructure(power_usd_per_kwh=kwh)
    found = [least(cost_of(load, "on_premises", paid, {"h100-sxm": count})) for count in (owned, owned + more)]
    assert all(usd is None or found[1][kind] <= usd * (1 + 1e-9) for kind, usd in found[0].items())
