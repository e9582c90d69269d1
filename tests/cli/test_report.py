"""`weighbridge report` and `weighbridge recheck`, as a shell and a build server meet them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import jsonschema
import pytest

Cli = Callable[..., Any]

DATA = Path(__file__).parents[1] / "data"
LIGHT = DATA / "light.yaml"
SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
TEXTS = {
    "adr": "# Decision",
    "obligations": "# Obligations",
    "questions": "# Open questions",
    "html": "<!DOCTYPE",
}


@pytest.mark.parametrize("form", TEXTS)
def test_texts_go_to_the_terminal(small_cli: Cli, form: str) -> None:
    run = small_cli("report", LIGHT, "--format", form)
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith(TEXTS[form])


@pytest.mark.parametrize(("form", "magic"), [("pdf", b"%PDF"), ("xlsx", b"PK"), ("bom", b"{"), ("record", b"{")])
def test_files_are_written(small_cli: Cli, tmp_path: Path, form: str, magic: bytes) -> None:
    target = tmp_path / "file"
    run = small_cli("report", LIGHT, "--format", form, "--out", target)
    assert run.code == 0
    assert target.read_bytes().startswith(magic)


def test_a_folder_gets_the_file_under_its_usual_name(small_cli: Cli, tmp_path: Path) -> None:
    assert small_cli("report", LIGHT, "--format", "adr", "--out", tmp_path).code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["decision-record.md"]


def test_a_binary_format_is_not_thrown_at_a_terminal(small_cli: Cli) -> None:
    with patch("weighbridge.cli.report.on_terminal", return_value=True):
        run = small_cli("report", LIGHT, "--format", "pdf")
    assert run.code == 1
    assert "--out board-paper.pdf" in run.err


@pytest.mark.parametrize("target", ["pack", "pack.zip"])
def test_all_files_come_with_a_manifest(small_cli: Cli, tmp_path: Path, target: str) -> None:
    out = tmp_path / target
    assert small_cli("report", LIGHT, "--format", "all", "--out", out).code == 0
    if out.suffix == ".zip":
        with zipfile.ZipFile(out) as archive:
            archive.extractall(tmp_path / "unpacked")
        out = tmp_path / "unpacked"
    manifest = json.loads((out / "manifest.json").read_text())
    assert len(manifest["files"]) == 8
    for item in manifest["files"]:
        assert hashlib.sha256((out / item["name"]).read_bytes()).hexdigest() == item["sha256"]


def test_all_needs_a_place(small_cli: Cli) -> None:
    run = small_cli("report", LIGHT, "--format", "all")
    assert run.code == 2
    assert "--out" in run.err


def test_a_folder_that_is_a_file_is_named(small_cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    run = small_cli("report", LIGHT, "--format", "all", "--out", tmp_path / "taken")
    assert run.code == 1
    assert "taken: cannot be written" in run.err


@pytest.mark.parametrize(
    ("option", "said"),
    [("gravel/pebble-7b@scree:us", "is out"), ("gravel/pebble-7b@nowhere", "No option is called"), ("x@y", "No model")],
)
def test_an_option_that_cannot_be_chosen(small_cli: Cli, option: str, said: str) -> None:
    run = small_cli("report", LIGHT, "--format", "adr", "--option", option)
    assert run.code == 1
    assert said in run.err
    assert len(run.err.splitlines()) == 1


@pytest.fixture
def record(small_cli: Cli, tmp_path: Path) -> Path:
    path = tmp_path / "decision.json"
    assert small_cli("report", LIGHT, "--format", "record", "--out", path).code == 0
    return path


def test_a_decision_that_holds_ends_with_0(small_cli: Cli, record: Path) -> None:
    run = small_cli("recheck", record)
    assert run.code == 0
    assert run.out.startswith("Holds.\nNothing changed.\n")


def test_a_price_of_a_pack_that_turns_it_ends_with_3(
    small_cli: Cli, record: Path, write_pack: Callable[..., Path]
) -> None:
    offer = {
        "id": "gravel/boulder",
        "overrides": True,
        "model_id": "gravel/boulder",
        "provider_id": "gravel",
        "price": {"input_usd_per_mtok": 0.001, "output_usd_per_mtok": 0.001},
        "price_basis": "contract",
        "evidence": {"*": {"grade": "primary", "source": "our contract"}},
    }
    pack = write_pack({"offers": {"offers": [offer]}}, "contract")
    run = small_cli("recheck", record, "--pack", pack)
    assert run.code == 3
    assert run.out.startswith("Does not hold.\n")
    assert "its cost went from $360 to" in " ".join(run.out.split())
    assert "Plugin contract" in run.out
    assert max(map(len, run.out.splitlines())) <= 100

    printed = small_cli("recheck", record, "--pack", pack, "--format", "json")
    assert printed.code == 3
    found = json.loads(printed.out)
    assert found["holds"] is False
    jsonschema.validate(found, json.loads((SCHEMAS / "recheck.schema.json").read_text()))


def test_the_records_own_day_can_be_taken(small_cli: Cli, record: Path) -> None:
    later = json.loads(small_cli("recheck", record, "--as-of", "2027-03-01", "--format", "json").out)
    same = json.loads(small_cli("recheck", record, "--as-of", "2027-03-01", "--same-day", "--format", "json").out)
    assert (later["date_now"], same["date_now"]) == ("2027-03-01", "2026-11-23")
    assert same["snapshot_now"] == same["snapshot_then"] != later["snapshot_now"]


@pytest.mark.parametrize("content", ["", "{}", "workload: {}", '{"record_version": 2}'])
def test_what_is_no_record_ends_with_1_and_one_line(small_cli: Cli, tmp_path: Path, content: str) -> None:
    path = tmp_path / "old.json"
    path.write_text(content)
    run = small_cli("recheck", path)
    assert (run.code, run.out) == (1, "")
    assert len(run.err.splitlines()) == 1
    assert "old.json" in run.err


def test_a_record_with_an_impossible_day_ends_with_1(small_cli: Cli, record: Path) -> None:
    data = json.loads(record.read_text())
    record.write_text(json.dumps({**data, "date": "someday"}))
    run = small_cli("recheck", record, "--same-day")
    assert run.code == 1
    assert "someday" in run.err
