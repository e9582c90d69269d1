"""`weighbridge rank` on a catalog small enough to read: every format, word for word."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

Cli = Callable[..., Any]

DATA = Path(__file__).parents[1] / "data"
LIGHT = DATA / "light.yaml"
FORMATS = ("table", "markdown", "html", "csv", "json")

EVIL = "<script>alert(1)</script> | [x](javascript:y) `z` \x1b[31m [bold]red[/]"


@pytest.fixture
def light(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The needs file under a path that reads the same on every machine."""
    monkeypatch.chdir(tmp_path)
    path = Path("needs.yaml")
    path.write_text(LIGHT.read_text())
    return path


def neutral(text: str) -> str:
    """The catalog's hash changes with every field that a record type gains."""
    return re.sub(r"\b[0-9a-f]{12}\b", "0" * 12, text)


@pytest.mark.parametrize("form", FORMATS)
def test_the_whole_output(small_cli: Cli, light: Path, form: str, snapshot: SnapshotAssertion) -> None:
    run = small_cli("rank", light, "--format", form)
    assert (run.code, run.err) == (0, "")
    assert neutral(run.out) == snapshot


def test_the_whole_output_under_a_strict_policy(small_cli: Cli, light: Path, snapshot: SnapshotAssertion) -> None:
    Path("policy.yaml").write_text("unknown: exclude\nproviders: {deny: [gravel]}\nmaker_countries: {deny: [US]}\n")
    run = small_cli("rank", light, "--policy", "policy.yaml")
    assert neutral(run.out) == snapshot


def test_when_everything_is_out(small_cli: Cli, light: Path) -> None:
    Path("policy.yaml").write_text("models: {allow: []}\n")
    for form in FORMATS:
        run = small_cli("rank", light, "--policy", "policy.yaml", "--format", form)
        assert run.code == 0
        if form in ("table", "markdown", "html"):
            assert "Every option is out" in run.out, form


@pytest.mark.parametrize("form", FORMATS)
def test_top_limits_what_is_listed(small_cli: Cli, light: Path, form: str) -> None:
    run = small_cli("rank", light, "--format", form, "--top", 2)
    assert "gravel/pebble-7b@gravel:eu" in run.out
    listed = run.out if form != "json" else json.dumps(json.loads(run.out)["options"])
    assert "scree/shard-70b@on_premises" not in listed
    assert small_cli("rank", light, "--format", form, "--top", 0).code == 2


def test_csv_and_json_list_everything_unless_told_otherwise(small_cli: Cli, light: Path) -> None:
    rows = list(csv.DictReader(small_cli("rank", light, "--format", "csv").out.splitlines()))
    found = json.loads(small_cli("rank", light, "--format", "json").out)
    assert [row["id"] for row in rows] == [option["id"] for option in found["options"]]
    assert len(rows) == found["counts"]["qualified"] + found["counts"]["conditional"]
    assert {row["monthly_usd_expected"] for row in rows if row["id"] == "gravel/pebble-7b@talus"} == {"unknown"}


def test_the_json_has_every_agreed_key(small_cli: Cli, light: Path) -> None:
    found = json.loads(small_cli("rank", light, "--format", "json").out)
    assert {
        "snapshot",
        "needs",
        "recommended",
        "options",
        "excluded",
        "relaxations",
        "robustness",
        "failures",
    } <= set(found)
    assert {"id", "as_of", "plugins"} <= set(found["snapshot"])
    assert {"first_rank_share", "weight_intervals"} <= set(found["robustness"])
    assert {"change", "opens"} <= set(found["relaxations"][0])
    assert found["recommended"] == found["options"][0]["id"]
    for option in found["options"]:
        assert {
            "rank",
            "id",
            "status",
            "model",
            "provider",
            "hosting",
            "region",
            "precision",
            "accelerator",
            "accelerator_count",
            "score",
            "criteria",
            "monthly_cost",
            "footprint",
            "license",
            "compliance",
            "open_points",
        } <= set(option)
        assert {"low", "expected", "high", "currency", "parts"} <= set(option["monthly_cost"])
        assert {"id", "verdict", "obligations", "clauses"} <= set(option["license"])
        assert (option["footprint"] is None) == (option["hosting"] == "cloud_api")
        for criterion in option["criteria"].values():
            assert {"score", "value", "unit", "weight", "contribution", "reason", "evidence"} <= set(criterion)
        total = sum(criterion["contribution"] for criterion in option["criteria"].values())
        assert option["score"] == pytest.approx(total, abs=0.01)
        assert (option["status"] == "conditional") == bool(option["open_points"])
    for option in found["excluded"]:
        assert {"id", "model", "gate", "reason", "citation"} <= set(option)


def test_json_holds_no_number_that_is_none(small_cli: Cli, light: Path) -> None:
    text = small_cli("rank", light, "--format", "json").out
    assert "NaN" not in text
    assert "Infinity" not in text


def test_out_writes_the_file_whole_and_leaves_nothing_else(small_cli: Cli, light: Path) -> None:
    target = Path("decision.md")
    target.write_text("old")
    run = small_cli("rank", light, "--format", "markdown", "--out", target)
    assert (run.code, run.out) == (0, "")
    assert "Written to decision.md" in run.err
    assert target.read_text() == small_cli("rank", light, "--format", "markdown").out
    assert sorted(path.name for path in Path().iterdir()) == ["decision.md", "needs.yaml"]


def test_a_table_can_be_written_too(small_cli: Cli, light: Path) -> None:
    small_cli("rank", light, "--out", "ranking.txt")
    assert Path("ranking.txt").read_text() == small_cli("rank", light).out


@pytest.mark.parametrize("target", ["no/such/folder/x.md", "needs.yaml/x.md", "."])
def test_a_place_that_cannot_be_written_leaves_everything_as_it_was(small_cli: Cli, light: Path, target: str) -> None:
    run = small_cli("rank", light, "--format", "markdown", "--out", target)
    assert run.code in (1, 2)
    assert "Traceback" not in run.err
    assert sorted(path.name for path in Path().iterdir()) == ["needs.yaml"]


def test_a_failed_run_leaves_the_old_file(small_cli: Cli, light: Path) -> None:
    target = Path("decision.md")
    target.write_text("old")
    light.write_text(light.read_text().replace("100000", "-1"))
    assert small_cli("rank", light, "--format", "markdown", "--out", target).code == 1
    assert target.read_text() == "old"


def test_a_policy_and_a_pack_change_the_ranking(small_cli: Cli, light: Path) -> None:
    Path("policy.yaml").write_text("models: {deny: ['gravel/*']}\n")
    assert "gravel/" not in small_cli("rank", light, "--policy", "policy.yaml", "--format", "csv").out
    pack = Path("ours")
    pack.mkdir()
    (pack / "pack.yaml").write_text("name: ours\ntitle: Our prices\napi_version: 1\n")
    (pack / "offers.yaml").write_text(
        "offers:\n- {id: gravel/boulder, overrides: true, model_id: gravel/boulder, provider_id: gravel,\n"
        "   price: {input_usd_per_mtok: 0, output_usd_per_mtok: 0.001}, price_basis: contract}\n"
    )
    run = small_cli("rank", light, "--pack", pack)
    assert "gravel/boulder: price of your contract" in run.out
    assert "row of plugin ours, which replaces that of small" in " ".join(run.out.split())
    found = json.loads(small_cli("rank", light, "--pack", pack, "--format", "json").out)
    assert [item["plugin"] for item in found["overrides"]] == ["ours"]
    assert [item["name"] for item in found["snapshot"]["plugins"]] == ["small", "ours"]


def test_what_was_left_out_is_named_and_the_rest_goes_on(small_cli: Cli, light: Path) -> None:
    pack = Path("ours")
    pack.mkdir()
    (pack / "pack.yaml").write_text("name: ours\ntitle: Our prices\napi_version: 1\n")
    (pack / "providers.yaml").write_text("providers:\n- {id: gravel, name: '[red]Evil[/]', roles: [api]}\n")
    run = small_cli("rank", light, "--pack", pack)
    assert run.code == 0
    assert "plugin ours (merge): providers: the id 'gravel' is taken" in run.err
    assert "1 failure" in " ".join(run.out.split())
    found = json.loads(small_cli("rank", light, "--pack", pack, "--format", "json").out)
    assert [item["plugin"] for item in found["failures"]] == ["ours"]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not {name for name, _ in attrs} & {"src", "onclick", "onerror", "href"}
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("form", FORMATS)
def test_texts_from_files_are_data_in_every_format(small_cli: Cli, light: Path, form: str) -> None:
    light.write_text(light.read_text().replace("name: Light use", f"name: {json.dumps(EVIL)}"))
    run = small_cli("rank", light, "--format", form)
    assert run.code == 0
    if form == "html":
        page = _Page()
        page.feed(run.out)
        assert page.open == []
        assert "script" not in page.tags
    if form == "markdown":
        assert "<script>" not in run.out
        assert "[x](javascript" not in run.out
    if form in ("table", "markdown"):
        assert "\x1b[31m" not in run.out
    if form == "table":
        assert "[bold]red[/]" in run.out


def test_the_page_is_well_formed_and_loads_nothing(small_cli: Cli, light: Path) -> None:
    page = _Page()
    page.feed(small_cli("rank", light, "--format", "html").out)
    assert page.open == []
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
