"""Plans over whole tables: laws, agreement with the formulas on plain numbers, and speed."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.errors import FormatNotServed
from weighbridge.footprint import memory, throughput
from weighbridge.footprint.components import dominant_compute, measure, of_architecture, stage
from weighbridge.footprint.constants import constants
from weighbridge.footprint.demand import Demand
from weighbridge.footprint.layout import ROOMY
from weighbridge.footprint.memory import GIB
from weighbridge.footprint.operands import column, number
from weighbridge.footprint.pairs import fitting
from weighbridge.footprint.plan import Load, cheapest, plan_table, plans
from weighbridge.footprint.serving import missing, serving, speed_basis
from weighbridge.footprint.size import size
from weighbridge.footprint.size_result import SizeResult
from weighbridge.footprint.tables import copy_table, device_table
from weighbridge.records import Accelerator, Model

KEY = ["model_id", "precision", "accelerator_id", "gpus_per_replica", "attention_groups"]
CHOSEN = (
    *("meta/llama-3.1-8b-instruct", "alibaba/qwen3-32b", "openai/gpt-oss-120b", "deepseek/deepseek-v3"),
    *("google/gemma-3-27b-it", "nvidia/nvidia-nemotron-3-nano-30b-a3b-bf16", "thinkingmachines/inkling-small"),
)
DEMAND = Demand(1e6, 1200, 350, peak_concurrency=40, max_seconds_per_token=0.05, context_tokens=16_000)
demands = st.builds(
    Demand,
    queries_per_month=st.floats(1e3, 1e8),
    input_tokens=st.integers(50, 20_000),
    output_tokens=st.integers(1, 4_000),
    cached_input_share=st.floats(0, 1),
    peak_factor=st.floats(1, 10),
    peak_concurrency=st.none() | st.integers(1, 500),
    max_seconds_per_token=st.none() | st.floats(0.01, 0.5),
)


@pytest.fixture(scope="module")
def copies(models: dict[str, Model]) -> pl.DataFrame:
    return copy_table([models[name] for name in CHOSEN])


@pytest.fixture(scope="module")
def devices(accelerators: dict[str, Accelerator]) -> pl.DataFrame:
    return device_table(list(accelerators.values()))


@pytest.fixture(scope="module")
def table(copies: pl.DataFrame, devices: pl.DataFrame) -> pl.DataFrame:
    return plan_table(copies, devices, DEMAND)


def test_columns_and_rows_agree_with_the_formulas_on_numbers(
    table: pl.DataFrame, models: dict[str, Model], accelerators: dict[str, Accelerator]
) -> None:
    k = constants()
    for row in table.gather_every(37).iter_rows(named=True):
        model, accelerator = models[row["model_id"]], accelerators[row["accelerator_id"]]
        if model.architecture is None:
            continue
        stages = row["stages"]
        parts, n = of_architecture(model.architecture, row["precision"]), float(row["gpus_per_replica"])
        served = serving(accelerator, dominant_compute(measure(model.architecture), row["precision"]), k, stages)
        assert served is not None
        assert row["calibrated"] == served.calibrated
        held, each, batch = stage(parts, stages), n / stages, max(row["concurrency"] / stages, 1.0)
        ways = each / row["attention_groups"]
        share, work = memory.share(held, each, k, ways), throughput.work(held, each, k, ways)
        cache = memory.sequence_bytes(share, DEMAND.live_tokens)
        task = throughput.task(work, cache, DEMAND.live_tokens, DEMAND.prompt_tokens)
        lines = throughput.step_of(task, served.device, k)
        prefill = throughput.prefill_s(task, served.device)
        step = throughput.step_s(lines, batch, k)
        between = number(throughput.token_s(step, prefill, batch, DEMAND.output_tokens)) * stages / served.kind.factor
        assert row["seconds_per_token"] == pytest.approx(between, rel=1e-9)
        assert row["weights_gib"] == pytest.approx(number(share.weight_bytes) * n / GIB, rel=1e-9)
        overhead = number(memory.overhead_bytes(share, served.batched_tokens)) * n / GIB
        assert row["overhead_gib"] == pytest.approx(overhead, rel=1e-9)


def test_every_plan_keeps_the_promises_of_the_demand(table: pl.DataFrame) -> None:
    assert table.height > 300
    assert table.select(KEY).is_duplicated().sum() == 0
    assert (table["seconds_per_token"] <= 0.05 * (1 + 1e-9)).all()
    assert (table["replicas"] * table["concurrency"] >= 40).all()
    assert (table["concurrency"] <= table["max_concurrency"]).all()
    assert (table["margin_share"] >= 0).all()
    assert (table["utilization"] <= constants().load.target_share + 1e-9).all()
    assert (table["accelerator_count"] == table["replicas"] * table["gpus_per_replica"]).all()
    assert (table["low"] < table["output_tokens_per_s"]).all()
    assert (table["high"] > table["output_tokens_per_s"]).all()


def test_the_batch_is_the_largest_that_keeps_the_pace(copies: pl.DataFrame, devices: pl.DataFrame) -> None:
    """One more sequence breaks pace or memory; where experts bend the line, a quarter more and two."""
    demand = replace(DEMAND, peak_concurrency=None)
    load = Load.of(fitting(copies, devices, demand), demand)
    batch, p, k = column(load.batch), load.pairs, constants()
    dense = column(load.step.idle_log) == 0.0
    more = batch + 1.0 + ((batch * 0.25).floor() + 1.0).zip_with(~dense, batch * 0.0)
    room = p["budget_bytes"] - p["weight_bytes"] - column(load.overhead)
    held = (room / p["sequence"]).clip(upper_bound=p["groups"] * float(k.memory.max_sequences)) / p["stages"]
    between, _ = load.times(more, throughput.step_s(load.step, more, k))
    slow = column(between) > 0.05
    assert (slow & (more <= held)).sum() > 50
    assert (slow | (more > held)).all()


def test_a_pipeline_is_planned_where_a_node_holds_the_model_not_or_barely(table: pl.DataFrame) -> None:
    """Nothing within a node holds it; or what does holds few sequences, and the pipeline more of them."""
    over, within = table.filter(pl.col("stages") > 1), table.filter(pl.col("stages") == 1)
    assert over.height > 20
    assert (over["gpus_per_replica"] % over["stages"] == 0).all()
    assert not over["calibrated"].any()
    assert (over["concurrency"] >= 1).all()
    assert (over["max_concurrency"] >= over["stages"]).all(), "no stage is idle"
    kind = ["model_id", "precision", "accelerator_id"]
    best = within.group_by(kind).agg(most=pl.col("max_concurrency").max())
    both = over.join(best, on=kind, how="left", maintain_order="left")
    assert both["most"].null_count() > 0, "some models fit no node"
    assert (both.filter(pl.col("most") >= 2 * ROOMY)["max_concurrency"] > 0).all()


def test_more_stages_hold_more_and_answer_nobody_faster(
    models: dict[str, Model], accelerators: dict[str, Accelerator]
) -> None:
    model, device = models["deepseek/deepseek-v3"], accelerators["h100-sxm"]
    parts, k = of_architecture(model.architecture, "fp8_block"), constants()  # type: ignore[arg-type]  # a known layout
    compute = dominant_compute(measure(model.architecture), "fp8_block")  # type: ignore[arg-type]
    seconds, bands = [], []
    for stages in (1, 2, 3):
        held, served = stage(parts, stages), serving(device, compute, k, stages)
        assert served is not None
        work = throughput.work(held, 8.0, k)
        cache = memory.sequence_bytes(memory.share(held, 8.0, k), 1000.0)
        line = throughput.step_of(throughput.task(work, cache, 1000.0, 900.0), served.device, k)
        seconds.append(number(throughput.step_s(line, 1.0, k)) * stages)
        bands.append((served.kind.low, served.kind.high))
    assert seconds == sorted(seconds)
    assert bands[1][0] < bands[0][0]
    assert bands[1][1] > bands[0][1]
    weights = [number(stage(parts, stages).weight_bytes) * stages for stages in (1, 2, 3)]
    assert all(total >= weights[0] for total in weights), "the fullest stage counts for all"


def test_attention_apart_holds_more_of_a_compressed_cache(copies: pl.DataFrame, devices: pl.DataFrame) -> None:
    table = plan_table(copies, devices, replace(DEMAND, peak_concurrency=None, max_seconds_per_token=None))
    apart = table.filter(pl.col("attention_groups") > 1)
    assert set(apart["model_id"]) == {"deepseek/deepseek-v3"}
    shared = table.filter(pl.col("attention_groups") == 1, pl.col("stages") == 1)
    both = apart.join(shared, on=KEY[:-1], suffix="_shared")
    assert both.height > 10
    assert (both["weights_gib"] > both["weights_gib_shared"]).all(), "attention weights are held by each device"
    roomy = both.filter(pl.col("max_concurrency_shared") > 100)
    assert (roomy["max_concurrency"] > roomy["max_concurrency_shared"]).all()


def test_unknown_layouts_are_marked_as_upper_bounds(table: pl.DataFrame) -> None:
    marked = table.filter(pl.col("basis") == "upper bound")["model_id"].unique().to_list()
    assert marked == ["thinkingmachines/inkling-small"]


def test_devices_of_unknown_speed_have_no_plan_but_a_reason(
    table: pl.DataFrame, accelerators: dict[str, Accelerator]
) -> None:
    unknown = [item for item in accelerators.values() if item.bf16_tflops is None or item.bandwidth_gb_s is None]
    assert unknown
    for accelerator in unknown:
        assert accelerator.name in (missing(accelerator) or "")
    assert not set(table["accelerator_id"]) & {item.id for item in unknown}


def test_devices_outside_the_fit_have_wider_ranges(table: pl.DataFrame) -> None:
    width = table.with_columns(width=pl.col("high") / pl.col("low")).group_by("calibrated").agg(pl.col("width").min())
    found = dict(width.iter_rows())
    assert found[False] > found[True]


@pytest.mark.parametrize(
    ("name", "basis"),
    [
        ("h100-sxm", "fitted"),
        ("mi210", "adjusted"),
        ("mi300x", "adjusted"),
        ("aws-inferentia2", "uncalibrated"),
        ("rtx-5090", "uncalibrated"),
    ],
)
def test_speed_rests_on_the_software_stack_of_a_server(
    accelerators: dict[str, Accelerator], name: str, basis: str
) -> None:
    assert speed_basis(accelerators[name], "bf16", constants()) == basis
    unstated = accelerators[name].model_copy(update={"software": None})
    assert speed_basis(unstated, "bf16", constants()) == "uncalibrated"


def test_gguf_files_have_a_speed_and_a_range_of_their_own(
    models: dict[str, Model], accelerators: dict[str, Accelerator]
) -> None:
    def at(precision: str, name: str) -> SizeResult:
        return size(models["meta/llama-3.1-8b-instruct"], accelerators[name], precision)

    squeezed, usual = at("gguf_q4_k_m", "h100-sxm"), at("int4_g128", "h100-sxm")
    assert squeezed.throughput is not None
    assert usual.throughput is not None
    # The software that reads such files leaves much of a server's bandwidth unused.
    assert squeezed.throughput.output_tokens_per_s < 0.8 * usual.throughput.output_tokens_per_s
    assert (squeezed.calibrated, usual.calibrated) == (False, True)
    with pytest.raises(FormatNotServed):
        at("gguf_q4_k_m", "tpu-v5e")


def test_small_cards_are_not_chained_over_nodes(table: pl.DataFrame, accelerators: dict[str, Accelerator]) -> None:
    chained = table.filter(pl.col("stages") > 1)["accelerator_id"].unique()
    assert chained.len() > 0
    assert min(accelerators[name].memory_gb for name in chained) >= 40


def test_no_model_no_plan(accelerators: dict[str, Accelerator]) -> None:
    assert plans([], list(accelerators.values()), DEMAND).is_empty()


@settings(max_examples=25, deadline=None)
@given(demand=demands, factor=st.floats(1.0, 20.0))
def test_more_load_never_needs_fewer_accelerators(
    copies: pl.DataFrame, devices: pl.DataFrame, demand: Demand, factor: float
) -> None:
    small = plan_table(copies, devices, demand)
    large = plan_table(copies, devices, replace(demand, queries_per_month=demand.queries_per_month * factor))
    both = small.join(large, on=KEY, suffix="_large")
    assert both.height == small.height == large.height
    assert (both["accelerator_count_large"] >= both["accelerator_count"]).all()


@settings(max_examples=25, deadline=None)
@given(demand=demands, share=st.floats(0.2, 1.0))
def test_a_stricter_pace_never_needs_fewer_accelerators(
    copies: pl.DataFrame, devices: pl.DataFrame, demand: Demand, share: float
) -> None:
    pace = demand.max_seconds_per_token or 0.2
    loose = plan_table(copies, devices, replace(demand, max_seconds_per_token=pace))
    strict = plan_table(copies, devices, replace(demand, max_seconds_per_token=pace * share))
    both = loose.join(strict, on=KEY, suffix="_strict")
    assert both.height == strict.height
    assert (both["max_concurrency_strict"] <= both["max_concurrency"]).all()


@settings(max_examples=25, deadline=None)
@given(demand=demands, more=st.integers(1, 50_000))
def test_a_longer_context_never_needs_less_memory(
    copies: pl.DataFrame, devices: pl.DataFrame, demand: Demand, more: int
) -> None:
    short = plan_table(copies, devices, demand)
    longer = plan_table(copies, devices, replace(demand, context_tokens=int(demand.sequence_tokens) + more))
    both = short.join(longer, on=KEY, suffix="_longer")
    # What no longer fits a node may go over several.
    within = pl.col("stages") == 1
    assert both.filter(within).height == longer.filter(within).height
    assert (both["kv_cache_gib_longer"] >= both["kv_cache_gib"] - 1e-9).all()


@settings(max_examples=25, deadline=None)
@given(demand=demands)
def test_a_spare_copy_adds_one_copy_and_its_speed(copies: pl.DataFrame, devices: pl.DataFrame, demand: Demand) -> None:
    plain = plan_table(copies, devices, demand)
    spare = plan_table(copies, devices, replace(demand, spare_replica=True))
    assert (spare["replicas"] == plain["replicas"] + 1).all()
    assert (spare["output_tokens_per_s"] > plain["output_tokens_per_s"]).all()


def test_cheapest_takes_the_lowest_price_per_hour(table: pl.DataFrame) -> None:
    prices = {"h100-sxm": 3.0, "h200-sxm": 4.0}
    best = cheapest(table, prices)
    assert best["model_id"].is_unique().all()
    assert set(best["accelerator_id"]) <= set(prices)
    for row in best.iter_rows(named=True):
        rivals = table.filter((pl.col("model_id") == row["model_id"]) & pl.col("accelerator_id").is_in(list(prices)))
        costs = [prices[r["accelerator_id"]] * r["accelerator_count"] for r in rivals.iter_rows(named=True)]
        assert row["hourly_usd"] == pytest.approx(min(costs))
