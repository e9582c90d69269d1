"""The pages that look things up: what they show, what they link to, and what they say when nothing is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from weighbridge.catalog import Catalog
from weighbridge.reports.shelves import SHELVES, ShelfName
from weighbridge.wizard import lookup
from weighbridge.wizard.launch import VARIABLE, Launch

from .conftest import Start, session_of, texts, visit


def open_record(start: Start, kind: str, record: str) -> AppTest:
    app = start()
    app.query_params["kind"], app.query_params["id"] = kind, record
    return visit(app, "catalog")


@pytest.mark.parametrize("kind", SHELVES)
def test_a_link_opens_a_record_with_the_evidence_of_its_fields(kind: ShelfName, start: Start) -> None:
    app = start()
    sheet = lookup.sheet(kind)
    row = sheet.rows[len(sheet.rows) // 2]
    app = open_record(start, kind, str(row["id"]))
    assert not app.exception
    assert app.selectbox(key="catalog_record").value == row["id"]
    shown = texts(app)
    assert "Every field with its evidence" in shown
    assert f"{len(sheet.rows):,} of {len(sheet.rows):,}" in shown
    assert str(row["grade"]) in shown


def test_a_search_and_a_filter_leave_fewer_rows(start: Start) -> None:
    app = visit(start(), "catalog")
    total = len(app.dataframe[0].value)
    app.multiselect(key="catalog_models_weights").select("open").run()
    opened = len(app.dataframe[0].value)
    app.text_input(key="catalog_search").input("coder").run()
    assert 0 < len(app.dataframe[0].value) < opened < total
    app.text_input(key="catalog_search").input("no such model anywhere").run()
    assert "Nothing matches" in texts(app)


def test_an_unknown_record_in_a_link_is_said(start: Start) -> None:
    app = open_record(start, "models", "nobody/nothing")
    assert not app.exception
    assert "The catalog has no model" in texts(app)


def test_a_model_leads_to_its_license(start: Start) -> None:
    app = start()
    row = next(row for row in lookup.sheet("models").rows if row["license"] is not None and row["weights"] == "open")
    app = open_record(start, "models", str(row["id"]))
    app.button(key="lead_licenses").click().run()
    assert app.segmented_control(key="catalog_kind").value == "licenses"
    assert app.subheader[0].value.replace("\\", "") == row["license"]


def test_changing_the_kind_closes_the_record(start: Start) -> None:
    app = open_record(start, "models", "meta/llama-3.3-70b-instruct")
    app.segmented_control(key="catalog_kind").set_value("accelerators").run()
    assert not app.exception
    assert app.selectbox(key="catalog_record").value is None
    assert app.query_params["kind"] == "accelerators"


def test_an_answer_comes_with_sources_that_open(start: Start) -> None:
    app = visit(start(), "ask")
    question = "May we host gpt-oss-120b behind our own API?"
    app.chat_input[0].set_value(question).run()
    assert not app.exception
    assert len(app.chat_message) == 2
    assert len(app.expander) > 0
    assert '<mark class="wb-quote">' in texts(app)
    assert "Not legal advice." in [caption.value for caption in app.caption]


def test_figures_say_where_they_come_from(start: Start) -> None:
    app = visit(start(), "ask")
    app.button(key="ask_starter_1").click().run()
    assert not app.exception
    assert any(item.label.startswith("Figures:") for item in app.expander)
    assert "Where it comes from" in texts(app)


def test_a_conversation_goes_on_and_survives_a_change_of_page_and_a_reload(start: Start) -> None:
    app = visit(start(), "ask")
    app.chat_input[0].set_value("What license has gpt-oss-120b?").run()
    app.chat_input[0].set_value("What about qwen3-32b?").run()
    app = visit(visit(app, "catalog"), "ask")
    assert len(app.chat_message) == 4
    draft = session_of(app).asked
    again = start()
    session_of(again).asked = list(draft)
    again = visit(again, "ask")
    assert [item.markdown[0].value for item in again.chat_message] == [
        item.markdown[0].value for item in app.chat_message
    ]
    again.button(key="ask_anew").click().run()
    assert len(again.chat_message) == 0
    assert session_of(again).asked == []


def test_what_is_not_known_is_said(start: Start) -> None:
    app = visit(start(), "ask")
    app.chat_input[0].set_value("What did the emperor of the moon have for lunch?").run()
    assert not app.exception
    assert "Not in the knowledge." in [caption.value for caption in app.caption]


def test_a_model_that_cannot_be_opened_leaves_the_computed_answer(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEIGHBRIDGE_LLM", "nonsense")
    app = visit(start(), "ask")
    app.toggle(key="ask_wording").set_value(True).run()
    app.chat_input[0].set_value("What license has gpt-oss-120b?").run()
    assert not app.exception
    assert len(app.chat_message) == 2
    assert "cannot be opened as a language model" in texts(app).replace("\\", "")


def test_plugins_are_listed_with_what_they_bring(start: Start, catalog: Catalog) -> None:
    app = visit(start(), "plugins")
    assert not app.exception
    assert "Every plugin works." in [item.value for item in app.success]
    assert len(app.dataframe[0].value) == len(catalog.plugins)
    app.selectbox(key="plugin_chosen").select("licenses").run()
    assert f"{len(catalog.licenses)} records of licenses" in texts(app)


def test_a_broken_plugin_is_shown_with_what_to_do(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pack.yaml").write_text("name: broken\ntitle: <b>Broken</b>\napi_version: 1\n", encoding="utf-8")
    (tmp_path / "models.yaml").write_text("models:\n- {id: broken/model, colour: red}\n", encoding="utf-8")
    monkeypatch.setenv(VARIABLE, Launch(packs=(tmp_path,)).model_dump_json())
    app = visit(start(), "plugins")
    assert not app.exception
    shown = "\n".join(item.value for item in app.error).replace("\\", "")
    assert "broken" in shown
    assert "What to do:" in shown
    assert "<b>" not in json.dumps([item.value for item in app.markdown])


def test_sources_count_every_fact(start: Start) -> None:
    app = visit(start(), "sources")
    assert not app.exception
    report = lookup.sources()
    assert app.metric[0].value == report.snapshot
    assert app.metric[2].value == f"{report.facts:,}"
    assert len(app.dataframe[0].value) == len(report.stale)
    app.text_input(key="sources_search").input("nothing like this").run()
    assert len(app.dataframe[1].value) == 0
