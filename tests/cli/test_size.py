"""`weighbridge size`: plans in plain words, for people at once or for queries a month, of the catalog or from disk."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from weighbridge.cli import size as size_command
from weighbridge.errors import ContextTooLong, NoPlan, NotAModelFile, UnknownId

MODEL = "alibaba/qwen3-32b"
LOAD = ("--queries", "3000000", "--input-tokens", "2000", "--output-tokens", "400")
GGUF = Path(__file__).parents[1] / "footprint" / "data" / "gguf"
MEMORY = {"weights_gib", "kv_cache_gib", "overhead_gib", "total_gib", "per_accelerator_gib", "usable_gib"}


def call(*words: str) -> Result:
    return CliRunner().invoke(
        size_command.command,
        [*words, "--only-plugins", "meta,alibaba,google,deepseek,accelerators", "--as-of", "2026-11-23"],
    )


def run(*words: str) -> str:
    result = call(*words)
    if result.exception is not None:
        raise result.exception
    return result.stdout


def as_json(*words: str) -> dict[str, Any]:
    found = json.loads(run(*words, "--format", "json"))
    assert isinstance(found, dict)
    return found


def test_the_plan_is_said_in_plain_words() -> None:
    shown = run(MODEL, "--accelerator", "h100", "--context", "8000", "--concurrency", "300")
    found = as_json(MODEL, "--accelerator", "h100", "--context", "8000", "--concurrency", "300")
    copies, each, people = found["copies"], found["parallelism"], found["max_concurrency"]
    assert f"{copies} copies x {each} NVIDIA H100 SXM = {copies * each} GPUs" in shown
    assert f"each copy serves up to {people} people at once; {found['margin_share']:.0%} margin with" in shown
    assert "Rent: $" in shown


def test_side_by_side_fits_a_hundred_columns_and_names_each() -> None:
    shown = run(MODEL, "--concurrency", "50", "--compare", "all")
    assert max(map(len, shown.splitlines())) <= 100
    few = run(MODEL, "--concurrency", "50", "--compare", "H100, H200,l40s")
    assert [line for line in few.splitlines() if line.startswith(("H100 SXM", "H200 SXM", "L40S"))].__len__() == 3
    assert "MI300X" not in few


def test_a_load_becomes_plans_on_the_front_of_cost_and_pace() -> None:
    found = as_json(MODEL, *LOAD, "--pace", "20")
    plans = [found, *found["alternatives"]]
    costs = [plan["monthly_cost"]["expected"] for plan in plans]
    paces = [plan["throughput"]["seconds_per_token"] for plan in plans]
    assert len(plans) > 2
    assert costs == sorted(costs)
    assert paces == sorted(paces, reverse=True)
    assert all(pace <= 1 / 20 * (1 + 1e-9) for pace in paces)
    assert set(found["memory"]) == MEMORY
    assert found["accelerator_count"] == found["copies"] * found["parallelism"]
    assert 0 < found["utilization"] <= 0.8 + 1e-9
    tokens = 3e6 * 2400 / 1e6
    assert found["usd_per_million_tokens"]["expected"] == pytest.approx(costs[0] / tokens)
    cost = found["monthly_cost"]
    assert cost["low"] < cost["expected"] < cost["high"], "never a single figure alone"


def test_without_a_pace_everybody_can_read_along_and_memory_is_to_spare() -> None:
    found = as_json("alibaba/qwen3-8b", "--queries", "300000", "--input-tokens", "1200", "--output-tokens", "350")
    assert found["throughput"]["seconds_per_token"] <= 0.1
    assert not found["tight"]
    assert found["accelerator"] not in ("t4", "v100-32-sxm2"), "old hardware is cheaper, and not what is recommended"
    assert found["cheaper"], "but it is shown"
    assert all(plan["monthly_cost"]["expected"] < found["monthly_cost"]["expected"] for plan in found["cheaper"])


def test_few_devices_that_would_just_do_are_named() -> None:
    asked = ("--accelerator", "h100", "--context", "8192", "--concurrency", "4", "--precision", "bf16")
    shown, found = run(MODEL, *asked), as_json(MODEL, *asked)
    assert found["tight_count"] == 1
    assert "1 GPU would hold them too, but with too little memory to spare." in shown
    assert "on each, of 72.9 that a server takes (92% of 79.2)" in shown


def test_a_speed_adjusted_to_few_measurements_says_so() -> None:
    shown = " ".join(run("llama-3.1-70b-instruct", "--accelerator", "mi300x", "--concurrency", "16").split())
    assert "adjusted to published measurements of one with its software stack, hence the wide range" in shown


def test_what_is_only_sold_is_bought() -> None:
    assert as_json(MODEL, "--accelerator", "apple-m2-ultra")["monthly_cost"]["hosting"] == "on_premises"
    assert as_json(MODEL, "--accelerator", "l4")["monthly_cost"]["hosting"] == "self_hosted_cloud"
    assert as_json(MODEL, "--compare", "l4,apple-m2-ultra")["monthly_cost"]["hosting"] == "self_hosted_cloud"


def test_a_pipeline_says_what_it_is() -> None:
    shown = " ".join(run("llama-3.1-405b-instruct", "--accelerator", "h100", "--precision", "bf16").split())
    assert "1 copy x 16 NVIDIA H100 SXM = 16 GPUs" in shown
    assert "A copy is a pipeline of 2 x 8: each part, usually a node, holds some of the layers." in shown
    assert "not fitted on copies over several nodes, hence the wide range" in shown


def test_a_spare_copy_is_counted_named_and_never_cheaper() -> None:
    plain, spared = as_json(MODEL, *LOAD), as_json(MODEL, *LOAD, "--spare")
    assert spared["spare_copies"] == 1
    assert spared["monthly_cost"]["expected"] >= plain["monthly_cost"]["expected"]
    assert "(one of them spare)" in run(MODEL, *LOAD, "--spare")


def test_what_is_owned_is_used_and_only_its_running_is_paid() -> None:
    bought = as_json(MODEL, *LOAD, "--hosting", "buy", "--power", "0.2")
    owned = as_json(MODEL, *LOAD, "--hosting", "buy", "--power", "0.2", "--own", "H100=8")
    assert owned["accelerator"] == "h100-sxm"
    assert set(owned["monthly_cost"]["parts"]) == {"power"}
    assert "accelerators_bought" in bought["monthly_cost"]["parts"]


def test_staff_power_and_quotes_are_in_the_cost() -> None:
    words = ("--accelerator", "h100", "--hosting", "buy", "--power", "0.2", "--pue", "1.2", "--price", "H100=25000")
    found = as_json(MODEL, *LOAD, *words, "--staff", "8000", "--staff-share", "0.25", "--years", "5")
    parts, count = found["monthly_cost"]["parts"], found["accelerator_count"]
    assert parts["staff"] == 2000
    assert parts["accelerators_bought"] == pytest.approx(count * 25_000 / 60)
    assert parts["power"] > 0


def test_edge_hardware_serves_the_edge_in_ones_and_twos() -> None:
    found = as_json("alibaba/qwen3-8b", "--queries", "20000", "--input-tokens", "500", "--output-tokens", "200",
                    "--hosting", "edge")  # fmt: skip
    plans = [found, *found["alternatives"]]
    assert all(plan["accelerator_count"] <= 2 for plan in plans)
    assert {plan["accelerator"].split("-")[0] for plan in plans} <= {"rtx", "jetson", "apple", "dgx"}
    # Consumer hardware is for the edge; nothing else is asked for, so that need not be said.
    consumer = as_json("alibaba/qwen3-8b", "--queries", "20000", "--input-tokens", "500", "--output-tokens", "200",
                       "--accelerator", "rtx-4090")  # fmt: skip
    assert consumer["monthly_cost"]["hosting"] == "edge"
    people = as_json("alibaba/qwen3-8b", "--hosting", "edge", "--precision", "q4_k_m")
    names = {people["accelerator"], *(row["accelerator"] for row in people["alternatives"])}
    assert {"apple-m4-max", "jetson-agx-thor", "rtx-5090"} <= names


def test_a_gguf_file_is_sized_and_its_notes_are_shown() -> None:
    path = str(GGUF / "dense-8b-q4_k_m.gguf")
    shown = run(path, "--accelerator", "rtx-4090")
    assert "8.19 B weights" in shown
    assert "GGUF file's metadata" in shown
    found = as_json(path, "--accelerator", "rtx-4090")
    assert found["precision"] == "gguf_q4_k_m"
    assert found["memory"]["weights_gib"] == pytest.approx(4.677, abs=0.001)
    assert found["kv_bytes_per_token"] == 147_456


def test_what_the_hardware_lacks_is_said() -> None:
    shown = " ".join(run(MODEL, "--accelerator", "a100", "--precision", "fp8").split())
    assert "has no FP8 units: fp8_channel saves memory, not computing" in shown


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("--context", "999999"), ContextTooLong),
        ((*LOAD, "--context", "999999"), ContextTooLong),
        (("--accelerator", "H1000"), UnknownId),
        (("--compare", "H100,H1000"), UnknownId),
        ((*LOAD, "--own", "H1000=3"), UnknownId),
        ((*LOAD, "--pace", "99999"), NoPlan),
    ],
)
def test_odd_input_gets_one_line(words: tuple[str, ...], error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        run(MODEL, *words)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "words",
    [
        ("--context", "0"),
        ("--concurrency", "-1"),
        ("--concurrency", "0"),
        ("--queries", "0", "--input-tokens", "1", "--output-tokens", "1"),
        ("--queries", "nan", "--input-tokens", "1", "--output-tokens", "1"),
        ("--queries", "100"),
        ("--input-tokens", "100"),
        ("--pace", "0"),
        ("--own", "H100"),
        ("--own", "H100=2.5"),
        ("--rent", "H100=-1"),
        ("--pue", "0.9"),
        ("--staff-share", "1.5"),
    ],
)
def test_wrong_usage_ends_with_2(words: tuple[str, ...]) -> None:
    assert call(MODEL, *words).exit_code == 2


def test_a_path_that_is_no_model_is_the_users_error(tmp_path: Path) -> None:
    with pytest.raises(NotAModelFile, match="it is empty"):
        run(str(tmp_path))


@pytest.mark.parametrize(
    "load",
    [
        ("qwen3-32b", "--accelerator", "h100", "--spare", *LOAD),
        ("qwen3-32b", "--accelerator", "h100", "--context", "32000", *LOAD),
        ("deepseek/deepseek-v3", "--accelerator", "h200", *LOAD),
        ("deepseek/deepseek-v3", "--accelerator", "h200", "--concurrency", "100"),
    ],
)
def test_the_cache_that_is_shown_can_be_worked_out_from_its_line(load: tuple[str, ...]) -> None:
    line = next(line for line in run(*load).splitlines() if line.startswith("cache of"))
    numbers = re.fullmatch(
        r"cache of ([\d,]+) x ([\d,]+) tokens \(([\d,]+) KiB a token(?:, held (\d+) times)?\) +([\d,.]+)", line.strip()
    )
    assert numbers, line
    sequences, tokens, kib, times, gib = (float((part or "1").replace(",", "")) for part in numbers.groups())
    assert sequences * tokens * kib * times / 2**20 == pytest.approx(gib, rel=0.02, abs=0.06)


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("google/gemma-4-31b-it", "A published checkpoint in nvfp4 is counted, with what it keeps in wider formats."),
        ("alibaba/qwen3-32b", "The weights are published in bf16; you quantize them."),
    ],
)
def test_whether_a_quantized_checkpoint_is_published_is_said(model: str, said: str) -> None:
    assert said in " ".join(run(model, "--precision", "nvfp4", "--accelerator", "h100-sxm").split())
