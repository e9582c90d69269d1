"""Folders of measurements beside our own predictions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from weighbridge.catalog import Catalog
from weighbridge.cli import check as check_command
from weighbridge.errors import FileMissing, NoCases
from weighbridge.footprint.cases.names import find_model, find_precision
from weighbridge.footprint.cases.run import run_cases, summary

SPEEDS = "model,system,backend,precision,isl,osl,tp,attn_dp,gpus,concurrency,measured_out_tok_s_per_gpu\n"
LOGS = "quantity,model,configuration,observed,unit,note\n"


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_folder_gives_every_row_and_a_summary_of_each_file(tmp_path: Path) -> None:
    written(tmp_path, "speeds.csv", SPEEDS + "Qwen/Qwen3-32B,h100_sxm,vllm,fp8,1024,1024,2,1,2,16,560\n")
    written(tmp_path, "logs.csv", LOGS + "weights/GPU,Meta-Llama-3-8B,vLLM TP2 bf16,7.48,GiB,\n")
    written(tmp_path, "notes.csv", "a,b\n1,2\n")
    done = CliRunner().invoke(check_command.command, ["sizing", str(tmp_path), "--format", "json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert {name: figures["cases"] for name, figures in found["summary"].items()} == {
        "logs.csv": 1,
        "notes.csv": 0,
        "speeds.csv": 1,
    }
    speed = next(case for case in found["cases"] if case["file"] == "speeds.csv")
    assert {"id", "result", "expected", "ok"} <= set(speed)
    assert speed["model"] == "alibaba/qwen3-32b"
    assert speed["low"] < speed["result"] < speed["high"]
    log = next(case for case in found["cases"] if case["file"] == "logs.csv")
    assert log["result"] == pytest.approx(7.48, rel=0.01)


def test_rows_that_cannot_be_predicted_stay_with_their_reason(tmp_path: Path, catalog: Catalog) -> None:
    rows = (
        "nobody/unheard-of-7b,h100_sxm,vllm,fp8,1024,1024,1,1,1,16,560\n"
        "Qwen/Qwen3-32B,abacus,vllm,fp8,1024,1024,1,1,1,16,560\n"
        "Qwen/Qwen3-32B,h100_sxm,vllm,fp12,1024,1024,1,1,1,16,560\n"
        "Qwen/Qwen3-32B,h100_sxm,vllm,fp8,many,1024,1,1,1,16,560\n"
        "Qwen/Qwen3-32B,apple-m5-max,vllm,fp8,1024,1024,1,1,1,16,560\n"
    )
    (found,) = run_cases(written(tmp_path, "speeds.csv", SPEEDS + rows), catalog).values()
    notes = [case.note for case in found]
    for note, part in zip(notes, ("unheard-of", "abacus", "fp12", "many", "16-bit speed"), strict=True):
        assert part in note
    assert not any(case.ok for case in found)
    assert summary(found)["not_predicted"] == 5
    assert summary(found)["median_error"] is None


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("-5,1024,2,1,2,16,560", "isl: -5 must be at least 0"),
        ("1024,0,2,1,2,16,560", "osl: 0 must be more than 0"),
        ("1024,1024,-2,1,-2,16,560", "tp: -2 must be more than 0"),
        ("1024,1024,2,1,2,0,560", "concurrency: 0 must be more than 0"),
        ("1e400,1024,2,1,2,16,560", "isl: '1e400' is no number"),
        ("1024,1024,2,1,2,16,-4", "measured_out_tok_s_per_gpu: -4 must be more than 0"),
        ("1024,1024,2,1,2,16,nan", "no column holds a measured speed"),
    ],
)
def test_numbers_that_cannot_be_are_named_as_the_file_names_them(
    tmp_path: Path, catalog: Catalog, cells: str, said: str
) -> None:
    row = f"Qwen/Qwen3-32B,h100_sxm,vllm,fp8,{cells}\n"
    (found,) = run_cases(written(tmp_path, "speeds.csv", SPEEDS + row), catalog).values()
    assert said in found[0].note
    assert not found[0].ok


def test_a_pipeline_works_in_turns_and_has_the_wide_range(tmp_path: Path, catalog: Catalog) -> None:
    header = "model,system,backend,precision,isl,osl,tp,pp,concurrency,tok_s\n"
    rows = "".join(f"Qwen/Qwen3-32B,h100_sxm,vllm,fp8,1024,1024,2,{n},{n * 16},1000\n" for n in (1, 2))
    (found,) = run_cases(written(tmp_path, "speeds.csv", header + rows), catalog).values()
    one, two = found
    assert one.result and one.high and two.result and two.high
    # Each device of two stages does half the work for twice the sequences, and moves what they hand over.
    assert two.result == pytest.approx(one.result, rel=0.1)
    assert two.high / two.result > one.high / one.result


def test_splits_may_be_written_as_in_vendors_tables(tmp_path: Path, catalog: Catalog) -> None:
    columns = "Model,GPU,Backend,Quantization,Input_len,Output_len,{},tok_s_gpu\n"
    row = "meta-llama/Llama-3.3-70B-Instruct,h100_sxm,trtllm,fp8,1024,1024,{},900\n"
    by_column = columns.format("tp,attn_dp,pp,gpus") + row.format("2,1,2,4") + row.format("1,4,1,4")
    as_text = columns.format("Mapping") + row.format('"TP2,PP2"') + row.format("DEP4")
    folders = [tmp_path / name for name in ("columns", "text")]
    found = []
    for folder, text in zip(folders, (by_column, as_text), strict=True):
        folder.mkdir()
        found.append(run_cases(written(folder, "speeds.csv", text), catalog)["speeds.csv"])
    assert [case.result for case in found[0]] == [case.result for case in found[1]]
    assert all(case.result for case in found[0]), [case.note for case in found[0]]


def test_an_accelerator_whose_name_begins_like_a_series_is_found(tmp_path: Path, catalog: Catalog) -> None:
    rows = "".join(f"Qwen/Qwen3-32B,{name},vllm,fp8,1024,1024,1,1,1,1,5\n" for name in ("dgx-spark", "DGX H100"))
    (found,) = run_cases(written(tmp_path, "speeds.csv", SPEEDS + rows), catalog).values()
    assert all(case.result is not None for case in found), [case.note for case in found]


def test_without_concurrency_as_many_sequences_as_memory_holds(tmp_path: Path, catalog: Catalog) -> None:
    line = "meta-llama/Llama-3.1-8B-Instruct,h100_sxm,vllm,fp8,1024,1024,1,1,1,{},9000\n"
    folder = written(tmp_path, "speeds.csv", SPEEDS + line.format("") + line.format(8))
    (found,) = run_cases(folder, catalog).values()
    full, few = (case.result for case in found)
    assert full is not None
    assert few is not None
    assert full > 4 * few


def test_a_folder_without_cases_and_a_missing_one_are_refused(tmp_path: Path, catalog: Catalog) -> None:
    with pytest.raises(NoCases, match="sizing cases"):
        run_cases(written(tmp_path, "notes.csv", "a,b\n1,2\n"), catalog)
    with pytest.raises(FileMissing):
        run_cases(tmp_path / "nowhere", catalog)


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("meta-llama/Llama-3.1-70B", "meta/llama-3.1-70b-instruct"),
        ("nvidia/Llama-3.1-8B-Instruct-FP8", "meta/llama-3.1-8b-instruct"),
        ("Qwen/Qwen3-235B-A22B-FP8", "alibaba/qwen3-235b-a22b"),
        ("Lingshu-32B (Qwen2.5-VL-32B)", "alibaba/qwen2.5-vl-32b-instruct"),
        ("openai/gpt-oss-120b", "openai/gpt-oss-120b"),
    ],
)
def test_models_are_found_under_the_names_that_measurements_use(catalog: Catalog, name: str, model: str) -> None:
    assert find_model(catalog, name).id == model


@pytest.mark.parametrize(
    ("model", "label", "precision"),
    [
        ("alibaba/qwen3-32b", "", "bf16"),
        ("alibaba/qwen3-32b", "fp4", "nvfp4"),
        ("openai/gpt-oss-120b", "fp4", "mxfp4"),
        ("openai/gpt-oss-120b", "", "mxfp4"),
        ("deepseek/deepseek-v3", "fp8", "fp8_block"),
        ("moonshotai/kimi-k2.5", "int4", "int4_g32"),
        ("alibaba/qwen3-32b", "w8a8", "int8"),
    ],
)
def test_a_label_means_the_format_that_the_model_comes_in(
    catalog: Catalog, model: str, label: str, precision: str
) -> None:
    assert find_precision(catalog.models.find(model), label) == precision
