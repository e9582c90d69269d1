"""The `size` engine and its command."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from weighbridge.cli import size as size_command
from weighbridge.errors import ContextTooLong, DoesNotFit, FormatNotServed, SizeUnknown, TooSlow, UnknownPrecision
from weighbridge.footprint.precision import find, has_bfloat16
from weighbridge.footprint.size import size, smallest
from weighbridge.records import Accelerator, Model

LLAMA = "meta/llama-3.3-70b-instruct"


def run(*words: str) -> Result:
    result = CliRunner().invoke(size_command.command, [*words, "--only-plugins", "meta,alibaba,accelerators"])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_the_parts_add_up(models: dict[str, Model], accelerators: dict[str, Accelerator]) -> None:
    found = size(models[LLAMA], accelerators["h100-sxm"], "bf16", 8192, 100)
    held = found.memory
    assert held.total_gib == pytest.approx(held.weights_gib + held.kv_cache_gib + held.overhead_gib)
    assert held.per_accelerator_gib * found.parallelism == pytest.approx(held.total_gib)
    assert found.accelerator_count == found.parallelism * found.copies
    assert found.copies * found.max_concurrency >= 100
    assert found.kv_bytes_per_token == 327_680
    assert found.throughput is not None
    assert found.throughput.low < found.throughput.output_tokens_per_s < found.throughput.high


def test_no_smaller_number_of_devices_would_do(models: dict[str, Model], accelerators: dict[str, Accelerator]) -> None:
    found = size(models[LLAMA], accelerators["h100-sxm"], "bf16", 8192, 1)
    # 131 GiB of weights do not fit one or, with overhead, 2 x 79.2 GiB x 0.92 only barely.
    assert (found.parallelism, found.copies) == (2, 1)


def test_a_quantization_is_taken_only_where_the_published_weights_do_not_fit(
    models: dict[str, Model], accelerators: dict[str, Accelerator]
) -> None:
    assert size(models[LLAMA], accelerators["h200-sxm"]).precision == "bf16"
    assert size(models["meta/llama-3.1-405b-instruct"], accelerators["h100-sxm"]).precision == "fp8_channel"


def test_memory_is_known_where_speed_is_not(models: dict[str, Model], accelerators: dict[str, Accelerator]) -> None:
    found = size(models["alibaba/qwen3-8b"], accelerators["apple-m5-max"], find("q4_k_m"))
    assert found.throughput is None
    assert "Apple" in (found.throughput_missing or "")
    assert found.memory.weights_gib == pytest.approx(4.67, abs=0.01)


def test_what_does_not_fit_says_what_is_missing(models: dict[str, Model], accelerators: dict[str, Accelerator]) -> None:
    with pytest.raises(DoesNotFit, match=r"does not fit NVIDIA L4 .* GiB on each of 4 devices"):
        size(models["deepseek/deepseek-v3"], accelerators["l4"])


def test_what_fits_no_node_is_spread_over_several(
    models: dict[str, Model], accelerators: dict[str, Accelerator]
) -> None:
    found = size(models["meta/llama-3.1-405b-instruct"], accelerators["h100-sxm"], "bf16", 8192, 20)
    assert (found.stages, found.parallelism, found.copies) == (2, 16, 1)
    assert not found.calibrated
    assert found.memory.per_accelerator_gib <= found.memory.usable_gib
    assert found.throughput is not None
    within = size(models["meta/llama-3.1-405b-instruct"], accelerators["h200-sxm"], "bf16", 8192, 20)
    assert within.stages == 1
    assert within.throughput is not None
    width = found.throughput.high / found.throughput.low
    assert width > within.throughput.high / within.throughput.low


def test_a_crowded_node_is_left_for_a_pipeline_when_that_takes_fewer_devices(
    models: dict[str, Model], accelerators: dict[str, Accelerator]
) -> None:
    found = size(models["moonshotai/kimi-k2-instruct"], accelerators["h200-sxm"], None, 8192, 50)
    assert (found.stages, found.accelerator_count) == (2, 16), "seven nodes with eight people each would be 56"


def test_narrow_floating_point_needs_hardware_that_has_it_or_bfloat16(
    models: dict[str, Model], accelerators: dict[str, Accelerator]
) -> None:
    with pytest.raises(FormatNotServed, match=r"T4 cannot serve weights in fp8_channel.*int8"):
        size(models["alibaba/qwen3-8b"], accelerators["t4"], "fp8_channel")
    assert size(models["alibaba/qwen3-8b"], accelerators["t4"], "int4_g128").accelerator_count == 1
    assert size(models["alibaba/qwen3-8b"], accelerators["a100-80-sxm"], "fp8_channel").accelerator_count == 1


def test_closed_models_have_no_size(accelerators: dict[str, Accelerator]) -> None:
    closed = Model(id="lab/closed", name="Closed", maker="lab", open_weights=False)
    with pytest.raises(SizeUnknown):
        size(closed, accelerators["h100-sxm"])


def is_usual(accelerator: Accelerator) -> bool:
    return has_bfloat16(accelerator) and (accelerator.hourly_usd.known or accelerator.purchase_usd.known)


def test_smallest_puts_fewest_devices_first(models: dict[str, Model], accelerators: dict[str, Accelerator]) -> None:
    found = smallest(models[LLAMA], list(accelerators.values()), "bf16", 8192, 16)
    keys = [(not result.calibrated, result.tight, result.accelerator_count) for result in found]
    usual = [key for key, result in zip(keys, found, strict=True) if is_usual(accelerators[result.accelerator])]
    assert usual == sorted(usual)
    assert keys[0] == (False, False, 1)


@pytest.mark.parametrize("name", ["alibaba/qwen2.5-7b-instruct", "microsoft/phi-4"])
def test_hardware_that_is_outdated_or_has_no_price_is_never_first(
    models: dict[str, Model], accelerators: dict[str, Accelerator], name: str
) -> None:
    found = smallest(models[name], list(accelerators.values()), None, 8192, 16)
    assert is_usual(accelerators[found[0].accelerator])


def test_smallest_puts_weights_squeezed_by_you_behind_those_that_are_not(
    models: dict[str, Model], accelerators: dict[str, Accelerator]
) -> None:
    found = smallest(models[LLAMA], list(accelerators.values()), None, 8192, 1)
    squeezed = [result.precision in ("int4_g128", "nvfp4") for result in found]
    assert squeezed == sorted(squeezed)
    assert any(squeezed)


@pytest.mark.parametrize("people", [2, 24, 60, 1000])
def test_no_copy_is_filled_to_the_brim_where_more_devices_help(
    models: dict[str, Model], accelerators: dict[str, Accelerator], people: int
) -> None:
    found = size(models[LLAMA], accelerators["h100-sxm"], "bf16", 8192, people)
    assert not found.tight
    assert found.tight_count is None or found.tight_count < found.accelerator_count <= 2 * found.tight_count


def test_little_room_is_no_reason_for_twice_the_devices(
    models: dict[str, Model], accelerators: dict[str, Accelerator]
) -> None:
    # Four devices hold a hundred people with 7 % to spare, more than the overhead may be off by.
    found = size(models["alibaba/qwen3-32b"], accelerators["h100-sxm"], "bf16", 8192, 100)
    assert (found.accelerator_count, found.tight, found.tight_count) == (4, True, None)
    assert found.margin_share * found.memory.usable_gib > found.overhead_band_gib


def test_room_is_not_bought_at_any_price(models: dict[str, Model], accelerators: dict[str, Accelerator]) -> None:
    # Two devices hold three people and the weights alone leave no margin: for one person they are tight, and enough.
    one = size(models[LLAMA], accelerators["h100-sxm"], "bf16", 8192, 1)
    assert (one.accelerator_count, one.tight, one.tight_count) == (2, True, None)
    three = size(models[LLAMA], accelerators["h100-sxm"], "bf16", 8192, 3)
    assert (three.accelerator_count, three.tight, three.tight_count) == (4, False, 2)


def test_a_pace_is_kept_by_smaller_batches_and_more_devices(
    models: dict[str, Model], accelerators: dict[str, Accelerator]
) -> None:
    model, device = models["alibaba/qwen3-32b"], accelerators["h100-sxm"]
    plain = size(model, device, None, 8192, 200)
    assert plain.throughput is not None
    wanted = plain.throughput.seconds_per_token / 2
    paced = size(model, device, None, 8192, 200, wanted)
    assert paced.throughput is not None
    assert paced.throughput.seconds_per_token <= wanted
    assert paced.max_concurrency < plain.max_concurrency or paced.parallelism > plain.parallelism
    assert paced.accelerator_count > plain.accelerator_count
    with pytest.raises(TooSlow, match="at best"):
        size(model, device, None, 8192, 1, 1e-5)
    with pytest.raises(TooSlow, match="cannot be computed"):
        size(models["alibaba/qwen3-8b"], accelerators["apple-m5-max"], None, 8192, 1, 0.05)


def test_more_context_than_the_model_takes_is_refused(
    models: dict[str, Model], accelerators: dict[str, Accelerator]
) -> None:
    with pytest.raises(ContextTooLong, match="at most 131,072"):
        size(models[LLAMA], accelerators["h100-sxm"], None, 200_000)


@pytest.mark.parametrize(("name", "key"), [("FP8", "fp8_channel"), ("Q4_K_M", "gguf_q4_k_m"), ("awq", "int4_g128")])
def test_precisions_are_found_by_usual_names(name: str, key: str) -> None:
    assert find(name) == key


def test_an_unknown_precision_lists_the_known_ones() -> None:
    with pytest.raises(UnknownPrecision, match="fp8_block"):
        find("fp12")


def test_json_holds_the_contract() -> None:
    words = (LLAMA, "--accelerator", "H100-SXM", "--context", "8192", "--concurrency", "32", "--format", "json")
    found = json.loads(run(*words).stdout)
    assert found["model"] == LLAMA
    assert found["accelerator_count"] == found["parallelism"] * found["copies"]
    parts = {"weights_gib", "kv_cache_gib", "overhead_gib", "total_gib", "per_accelerator_gib", "usable_gib"}
    assert set(found["memory"]) == parts
    assert {"output_tokens_per_s", "low", "high", "per_accelerator"} <= set(found["throughput"])
    assert {"kv_bytes_per_token", "max_concurrency", "precision", "basis"} <= set(found)


def test_the_table_says_the_plan_in_words() -> None:
    shown = run(LLAMA, "--accelerator", "h200-sxm", "--context", "8192", "--concurrency", "32").stdout
    assert "x NVIDIA H200" in shown
    assert "people at once" in shown
    assert "x 8,192 tokens" in shown
    assert "margin" in shown


def test_without_an_accelerator_others_are_compared() -> None:
    assert "Or on" in run(LLAMA).stdout
    assert json.loads(run(LLAMA, "--format", "json").stdout)["alternatives"]
