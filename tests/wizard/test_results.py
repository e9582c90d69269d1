"""The results: the same ranking as the command line, and every part of them drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from weighbridge import templates
from weighbridge.needs import load_needs
from weighbridge.plugins.failures import PluginFailure
from weighbridge.ranking.recommendation import Entry
from weighbridge.reports.pack import PACK_FORMATS
from weighbridge.reports.posture import data_handling
from weighbridge.reports.questionnaire import questions
from weighbridge.reports.record import recommendation_json
from weighbridge.reports.register import duties
from weighbridge.wizard import link, option_view, resources, state, visitor
from weighbridge.wizard.state import Session
from weighbridge.wizard.text import html

from .conftest import Start, session_of, texts, visit, widget

Walk = Callable[[str], AppTest]
TABS = ("Ranking", "Why others are out", "What if", "How firm", "Charts", "To do and to ask")
IDS = [item.id for item in templates.needs_templates()]


def open_tab(app: AppTest, name: str, key: str = "result_tabs") -> AppTest:
    app.session_state[key] = name
    return app.run()


def tables(app: AppTest) -> str:
    """Every table set in HTML."""
    return "\n".join(str(item.value) for item in app.html if "<table" in str(item.value))


def ids_shown(app: AppTest) -> list[str]:
    marker = '<div class="wb-id">'
    return [str(item.value).split(marker)[1].split("<")[0] for item in app.html if marker in str(item.value)]


@pytest.mark.parametrize("name", IDS)
def test_wizard_command_line_and_json_rank_alike(name: str, walked: Walk, tmp_path: Path) -> None:
    app = walked(name)
    path = tmp_path / "needs.yaml"
    path.write_text(session_of(app).to_yaml(), encoding="utf-8")
    ranked = recommendation_json(resources.advisor().rank(load_needs(path)))
    shown = ids_shown(app)
    assert shown == [option["id"] for option in ranked["options"]][: len(shown)]
    assert len(shown) == min(10, len(ranked["options"]))
    said = texts(app)
    assert f"{ranked['counts']['qualified']:,} qualify" in said
    assert ("Recommended" in said) == (ranked["recommended"] is not None)


@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize("tab", TABS)
def test_every_part_of_every_example_is_drawn(name: str, tab: str, walked: Walk) -> None:
    app = open_tab(walked(name), tab)
    assert not app.exception
    assert not app.error


def test_the_winner_is_explained_in_three_sentences(walked: Walk) -> None:
    said = texts(walked("claims-assistant"))
    for part in ("of 100 points", "It costs", "It stays first in"):
        assert part in said.replace("\\", "")


def test_more_rows_are_shown_on_request(walked: Walk) -> None:
    app = walked("claims-assistant")
    app.button(key="more_rows").click().run()
    assert len(ids_shown(app)) == 30


def test_a_change_is_tried_beside_the_needs_and_taken_over_only_when_asked(walked: Walk) -> None:
    app = open_tab(walked("claims-assistant"), "What if")
    before = session_of(app).needs
    app.button(key="try:0").click().run()
    said = texts(app)
    assert "As stated" in said
    assert "With the change" in said
    assert session_of(app).needs == before
    app.button(key="keep_change").click().run()
    assert session_of(app).needs != before
    assert session_of(app).what_if is None


def test_a_change_that_is_put_aside_is_gone(walked: Walk) -> None:
    app = open_tab(walked("claims-assistant"), "What if")
    app.button(key="try:0").click().run()
    app.button(key="drop_change").click().run()
    assert "As stated" not in texts(app)


def test_options_ticked_in_the_list_are_compared_side_by_side(walked: Walk) -> None:
    app = walked("startup-support")
    wanted = ids_shown(app)[:3]
    for option_id in wanted:
        next(box for box in app.checkbox if box.key and box.key.startswith(f"compare:{option_id}:")).check().run()
    assert session_of(app).compare == wanted
    app = visit(app, "compare")
    assert app.multiselect[0].value == wanted
    table = next(str(item.value) for item in app.html if "<table>" in str(item.value))
    assert table.count('<th scope="col">') == 4
    assert 'class="differs"' in table
    app.toggle(key="only_differences").set_value(True).run()  # the widget's own call
    table = next(str(item.value) for item in app.html if "<table>" in str(item.value))
    assert table.count("<tr") - table.count('class="differs"') == table.count('scope="colgroup"') + 1


def test_no_more_than_four_are_compared(walked: Walk) -> None:
    app = walked("startup-support")
    for option_id in ids_shown(app)[:4]:
        next(box for box in app.checkbox if box.key and box.key.startswith(f"compare:{option_id}:")).check().run()
    free = [box for box in app.checkbox if box.label == "Compare" and not box.value]
    assert free
    assert all(box.disabled for box in free)


@pytest.mark.parametrize("name", IDS)
def test_one_option_is_explained_in_full(name: str, walked: Walk) -> None:
    app = visit(walked(name), "option")
    for tab in option_view.PARTS:
        app = open_tab(app, tab, "option_tabs")
        assert not app.exception
        assert not app.error


def test_each_part_of_an_option_says_what_it_rests_on(walked: Walk) -> None:
    app = visit(walked("claims-assistant"), "option")
    for tab, part in (
        ("Hard limits", "hard limits met"),
        ("Score", "points"),
        ("Cost and hardware", "a month"),
        ("License", "Not legal advice"),
        ("License", "How it was judged"),
        ("Data handling", "your own site"),
        ("Compliance", "Art. 35"),
        ("To do", "things to do"),
        ("To ask", "questions"),
    ):
        app = open_tab(app, tab, "option_tabs")
        assert part in texts(app) + "".join(str(item.label) for item in app.expander), tab


def first_of(app: AppTest) -> Entry:
    result = state.recommendation(session_of(app))
    assert result is not None
    return result.top(1)[0]


def test_the_register_and_the_questionnaire_are_those_of_the_command_line(walked: Walk) -> None:
    app = open_tab(walked("claims-assistant"), "To do and to ask")
    assert not app.exception
    said, found = tables(app), first_of(app)
    for duty in duties(found):
        assert html(duty.what[1:]) in said
        assert html(duty.clause or duty.source) in said
    for question in questions(found):
        assert html(question.question) in said
        assert question.answer_as is None or html(question.answer_as) in said
    assert said.count("\u2605 decides") == sum(item.decides for item in questions(found))
    offered: list[Any] = list(app.get("download_button"))
    assert len([item for item in offered if "CSV" in item.label or "Markdown" in item.label]) == 4


def test_a_role_sees_its_own_duties(walked: Walk) -> None:
    app = open_tab(walked("claims-assistant"), "To do and to ask")
    app.selectbox(key=f"duties_of:{first_of(app).id}").select("Engineering").run()
    register = tables(app).split("Question</th>")[0]
    for duty in duties(first_of(app)):
        assert (html(duty.what[1:]) in register) == (duty.owner == "engineering")


def test_data_handling_says_how_it_is_had_and_when_its_proof_ran_out(walked: Walk) -> None:
    app = walked("startup-support")
    result = state.recommendation(session_of(app))
    assert result is not None
    stale = next(item for item in result.top(60) if any(row.stale for row in data_handling(item.view)))
    session_of(app).option = stale.id
    app = open_tab(visit(app, "option"), "Data handling", "option_tabs")
    said = tables(app)
    for row in data_handling(stale.view):
        assert html(row.says) in said
    assert "ran out on" in said


def test_an_excluded_option_says_what_would_let_it_in(walked: Walk) -> None:
    app = walked("claims-assistant")
    result = state.recommendation(session_of(app))
    assert result is not None
    out = next(item for item in result.out_by("residency", 5) if len(item.failing) == 1)
    app = visit(app, "option")
    app.text_input(key="option_id").set_value(out.id).run()
    assert "1 hard limit broken" in app.error[0].value
    assert "This alone would open it" in texts(app)


def test_an_id_that_nobody_has_is_told_as_the_command_line_tells_it(walked: Walk) -> None:
    app = visit(walked("claims-assistant"), "option")
    app.text_input(key="option_id").set_value("nobody/none@nowhere").run()
    assert "nobody/none" in app.error[0].value.replace("\\", "")
    assert not app.exception


def test_every_file_of_the_pack_is_made_when_it_is_asked_for(walked: Walk) -> None:
    app = visit(walked("startup-support"), "pack")
    assert len([button for button in app.button if button.label == "Prepare"]) == len(PACK_FORMATS)
    app.button(key="make:adr").click().run()
    assert not app.exception
    assert widget(app, "download_button", "Download")
    app.button(key="make:record").click().run()
    found: list[Any] = list(app.get("download_button"))
    assert [item.label for item in found].count("Download") == 2


def test_the_pack_is_about_the_option_chosen(walked: Walk) -> None:
    app = walked("claims-assistant")
    second = ids_shown(app)[1]
    session_of(app).option = second
    app = visit(app, "pack")
    assert app.selectbox[0].value == second


@pytest.mark.parametrize("page", ["results", "compare", "option", "pack"])
def test_without_needs_a_page_says_what_is_missing_and_where(page: str, start: Start) -> None:
    app = visit(start(), page)
    assert not app.exception
    assert "not complete yet" in app.info[0].value
    assert app.page_link[0].value == "Go to your needs"


@pytest.mark.parametrize("page", ["results", "compare", "option", "pack"])
def test_when_everything_is_out_a_page_says_so(page: str, walked: Walk) -> None:
    app = walked("startup-support")
    session_of(app).change({"budget.monthly_usd_max": 0.01, "infrastructure.hosting": ["cloud_api"]})
    session_of(app).change({"capabilities.context_tokens": 90_000_000})
    app = visit(app, page)
    assert not app.exception
    if page in {"results", "pack"}:
        assert "Every option is out" in app.warning[0].value
    if page == "results":
        for tab in TABS:
            assert not open_tab(app, tab).exception


def test_needs_that_the_catalog_cannot_weigh_are_told_not_thrown(walked: Walk) -> None:
    app = walked("startup-support")
    session_of(app).change({"infrastructure.owned_accelerators": {"nosuchgpu": 2}})
    app = visit(app, "results")
    assert not app.exception
    assert "nosuchgpu" in app.error[0].value


def test_plugin_failures_are_a_panel_and_their_texts_are_shown_as_they_are(
    walked: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = walked("startup-support")
    bad = PluginFailure("evil", None, "load", "<script>alert(1)</script> **bold** [x](http://y)", "Fix _it_.")
    result = state.recommendation(session_of(app))
    assert result is not None
    from dataclasses import replace

    monkeypatch.setattr(resources, "rank", lambda *_: replace(result, failures=(bad,)))
    app = visit(app, "results")
    assert not app.exception
    panel = next(item for item in app.expander if "plugin problem" in item.label)
    shown = str(panel.markdown[0].value)
    assert "\\<script\\>" in shown
    assert "\\*\\*bold\\*\\*" in shown
    assert "\\[x\\]\\(" in shown


def test_names_from_records_cannot_become_markup(walked: Walk) -> None:
    app = walked("startup-support")
    session_of(app).change({"name": "<img src=x onerror=alert(1)> [a](http://b) $x$ :red[r]"})
    app = visit(app, "results")
    assert not app.exception
    assert "\\<img" in str(app.header[0].value)


def test_a_link_opens_the_needs_without_the_confidential_fields(walked: Walk, start: Start) -> None:
    app = walked("claims-assistant")
    needs = app.query_params["needs"]
    other = start(needs=needs if isinstance(needs, str) else needs[0])
    session = session_of(other)
    assert session.needs["workload"] == session_of(app).needs["workload"]
    assert "budget" not in session.needs
    assert "annual_revenue_usd" not in session.needs["organization"]
    assert session.complete
    assert "Opened from a link" in other.info[0].value


def address_of(app: AppTest) -> dict[str, str]:
    return {name: value if isinstance(value, str) else value[0] for name, value in app.query_params.items()}


def test_a_reload_finds_everything_again(walked: Walk, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitor, "owner", lambda: "this browser")
    app = walked("claims-assistant")
    other = start(**address_of(app))
    assert session_of(other).needs == session_of(app).needs
    assert session_of(other).done == session_of(app).done


def test_the_whole_address_shows_others_what_may_be_shared_and_no_more(
    walked: Walk, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitor, "owner", lambda: "this browser")
    app = walked("claims-assistant")
    address = address_of(app)
    for somebody in ("another browser", None):
        monkeypatch.setattr(visitor, "owner", lambda name=somebody: name)
        other = start(**address)
        assert session_of(other).needs == link.without_confidential(session_of(app).needs)
        assert "Opened from a link" in other.info[0].value
        assert address_of(other).get("draft") != address["draft"], "a visit of their own, or none to come back to"
    monkeypatch.setattr(visitor, "owner", lambda: "this browser")
    assert session_of(start(**address)).needs == session_of(app).needs, "what others did left it alone"


def test_a_broken_link_is_told_and_the_page_works(start: Start) -> None:
    app = start(needs="1broken!")
    assert "cannot be read" in app.info[0].value
    assert session_of(app).needs == {}


def test_pages_keep_the_session(walked: Walk) -> None:
    app = walked("claims-assistant")
    before: Session = session_of(app).model_copy()
    for page in ("compare", "option", "pack", "needs", "results"):
        app = visit(app, page)
        assert not app.exception
    assert session_of(app).needs == before.needs
    assert session_of(app).step == before.step
