"""Two versions of a pack, compared fact by fact."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from weighbridge.cli import command
from weighbridge.errors import NotAFolder
from weighbridge.trust.diff import diff_packs

from .conftest import OFFERS, MakePack


def test_equal_packs_do_not_differ(make_pack: MakePack) -> None:
    assert diff_packs(make_pack(), make_pack(folder="copy")).records == ()


def test_a_changed_price_is_one_field_with_both_sources(make_pack: MakePack) -> None:
    newer = OFFERS.replace("0.4}", "0.5}").replace("sheet 4", "sheet 5")
    found = diff_packs(make_pack(), make_pack({"offers.yaml": newer}, folder="new", version="2"))
    (record,) = found.records
    (change,) = record.changes
    assert (record.kind, record.id, record.what) == ("offers", "acme/one", "changed")
    assert (change.field, change.old, change.new) == ("price.output_usd_per_mtok", 0.4, 0.5)
    assert (change.old_evidence.source, change.new_evidence.source) == ("price sheet 4", "price sheet 5")  # type: ignore[union-attr]  # both are stated
    assert (found.old_version, found.new_version) == ("1", "2")


def test_evidence_alone_can_change(make_pack: MakePack) -> None:
    found = diff_packs(make_pack(), make_pack({"offers.yaml": OFFERS.replace("sheet 4", "sheet 5")}, folder="new"))
    assert [change.field for change in found.records[0].changes] == ["evidence of all fields"]


def test_a_fact_that_became_unknown_and_whole_records(make_pack: MakePack) -> None:
    no_price = OFFERS.replace("price: {input_usd_per_mtok: 0.1, output_usd_per_mtok: 0.4}", "note: ask").replace(
        "price_basis: contract", "tier: standard"
    )
    models = "models:\n- {id: acme/model-2, name: Model 2, maker: acme, open_weights: false}\n"
    found = diff_packs(make_pack(), make_pack({"offers.yaml": no_price, "models.yaml": models}, folder="new"))
    whats = {(record.kind, record.id): record.what for record in found.records}
    assert whats == {
        ("models", "acme/model-1"): "removed",
        ("models", "acme/model-2"): "added",
        ("offers", "acme/one"): "changed",
    }
    fields = {change.field: (change.old, change.new) for change in found.records[-1].changes}
    assert fields["price_basis"] == ("contract", None)
    assert fields["note"] == (None, "ask")


def test_texts_of_a_pack_steer_neither_terminal_nor_markdown(make_pack: MakePack) -> None:
    evil = 'models:\n- {id: acme/model-1, name: "[x](http://e)|<b>\\e[31m", maker: acme, open_weights: false}\n'
    old, new = make_pack(), make_pack({"models.yaml": evil}, folder="new")
    shown = CliRunner().invoke(command, ["plugins", "diff", str(old), str(new), "--format", "markdown"])
    assert shown.exit_code == 0
    assert "\x1b" not in shown.output
    assert "\\[x\\]\\(http://e\\)\\|\\<b\\>" in shown.output
    table = CliRunner().invoke(command, ["plugins", "diff", str(old), str(new)])
    assert "\x1b" not in table.output
    assert max(map(len, table.output.splitlines())) <= 100


def test_json_has_it_all(make_pack: MakePack) -> None:
    old, new = make_pack(), make_pack({"offers.yaml": OFFERS.replace("0.4}", "0.5}")}, folder="new")
    answer = json.loads(CliRunner().invoke(command, ["plugins", "diff", str(old), str(new), "--format", "json"]).stdout)
    assert answer["counts"] == {"added": 0, "removed": 0, "changed": 1}
    assert answer["records"][0]["changes"][0]["new_evidence"]["as_of"] == "2026-09-15"


def test_a_folder_that_is_none_is_named(make_pack: MakePack, tmp_path: Path) -> None:
    with pytest.raises(NotAFolder, match="nowhere"):
        diff_packs(make_pack(), tmp_path / "nowhere")
