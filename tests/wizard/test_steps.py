"""Every step and every message: one form each, checked in place, in the words of the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from weighbridge import templates, yamlfile
from weighbridge.errors import InvalidField
from weighbridge.needs import Needs
from weighbridge.wizard.state import changed
from weighbridge.wizard.steps import STEPS
from weighbridge.wizard.text import plain

from .conftest import FORWARD, Start, forward, session_of, step_of, texts, visit, widget

EXAMPLE = dict(next(item.data for item in templates.needs_templates() if item.id == "claims-assistant"))


def way(app: AppTest, name: str) -> AppTest:
    """One of the ways to start."""
    app.session_state["start_from"] = name
    return app.run()


def test_a_blank_page_asks_for_the_first_step_and_names_all_seven(start: Start) -> None:
    app = start()
    assert step_of(app) == "Step 1 of 7"
    assert [app.button(key=f"step_{number}").disabled for number in range(1, 8)] == [False] + [True] * 6


def test_the_example_fills_in_every_step_and_each_has_one_form(start: Start) -> None:
    app = start("claims-assistant")
    for number in range(1, 8):
        assert step_of(app) == f"Step {number} of 7"
        assert [button.label for button in app.button if button.label in FORWARD] == [FORWARD[number == 7]]
        assert not app.button(key=f"step_{number}").disabled
        forward(app)
        assert not app.exception
    assert app.header[0].value == "Claims assistant"


@pytest.mark.parametrize("item", templates.needs_templates(), ids=lambda item: item.id)
def test_walking_through_an_example_changes_nothing_of_it(item: templates.Template, start: Start) -> None:
    app = start(item.id)
    for _ in range(7):
        forward(app)
    assert session_of(app).checked() == Needs.model_validate(item.data)


YEARS = "Years over which bought hardware is written off"
WRONG: list[tuple[int, str, str, str, Any, Any]] = [
    (1, "number_input", "Least quality, 0 to 1", "capabilities.min_quality", 1.5, 1.5),
    (1, "number_input", "Longest prompt and answer together, in tokens", "capabilities.context_tokens", 0, 0),
    (1, "number_input", "How long must the choice last, in months", "horizon_months", -1, -1),
    (1, "multiselect", "The model must read", "capabilities.input", [], []),
    (2, "number_input", "Queries a month", "workload.queries_per_month", 0, 0),
    (2, "number_input", "Mean prompt, in tokens", "workload.input_tokens", 0, 0),
    (2, "number_input", "Mean answer, in tokens", "workload.output_tokens", -5, -5),
    (2, "number_input", "Repeated part of the prompt, in percent", "workload.cached_input_share", 120.0, 1.2),
    (2, "number_input", "Busiest hour against the average hour", "workload.peak_factor", 0.5, 0.5),
    (2, "number_input", "Most queries at the same time", "workload.peak_concurrency", 0, 0),
    (2, "number_input", "Slowest pace, in seconds for each token", "workload.max_seconds_per_token", 0.0, 0.0),
    (3, "number_input", "A provider may keep prompts for at most, in days", "data.retention_days_max", -1, -1),
    (4, "number_input", "Monthly active users of the whole group", "organization.monthly_active_users", -1, -1),
    (4, "number_input", "Revenue of the group in a year, in USD", "organization.annual_revenue_usd", -1, -1),
    (6, "number_input", "Most that it may cost a month, in USD", "budget.monthly_usd_max", 0, 0),
    (6, "number_input", "Price of electricity, in USD for each kWh", "infrastructure.power_usd_per_kwh", -0.1, -0.1),
    (
        6,
        "number_input",
        "Years over which bought hardware is written off",
        "infrastructure.depreciation_years",
        0.0,
        0.0,
    ),
]


def value_at(app: AppTest, path: str) -> Any:
    section, _, name = path.partition(".")
    held = session_of(app).needs.get(section)
    return held.get(name) if name and held else held


@pytest.mark.parametrize("row", WRONG, ids=[row[3] for row in WRONG])
def test_a_wrong_value_is_told_beside_its_field_as_the_command_line_tells_it(
    row: tuple[int, str, str, str, Any, Any], start: Start
) -> None:
    step, kind, label, field, typed, stated = row
    app = start("claims-assistant")
    app.button(key=f"step_{step}").click().run()
    before = value_at(app, field)
    widget(app, kind, label).set_value(typed)
    forward(app)
    assert step_of(app) == f"Step {step} of 7", "the step is not left"
    text = yamlfile.dump(changed(EXAMPLE, {field: stated}))
    with pytest.raises(InvalidField) as told:
        yamlfile.validate(yamlfile.parse(text, Path("needs.yaml")), Needs, "needs")
    assert told.value.field == field
    shown = [item.value for item in app.caption if "material/error" in item.value]
    assert shown == [f":red[:material/error: {plain(label)}: {plain(told.value.reason)}]"]
    assert "1 field needs another look" in app.error[0].value
    assert value_at(app, field) == before, "what is wrong is not kept"
    assert widget(app, kind, label).value == typed, "what was typed stays, to be corrected"


def test_the_workload_must_be_stated(start: Start) -> None:
    app = start()
    forward(app)
    assert step_of(app) == "Step 2 of 7"
    forward(app)
    told = [item.value for item in app.caption if "is missing; add it" in item.value.replace("\\", "")]
    assert len(told) == 3
    assert step_of(app) == "Step 2 of 7"


def test_health_data_without_personal_data_is_told_at_its_field(start: Start) -> None:
    app = start("claims-assistant")
    app.button(key="step_3").click().run()
    widget(app, "checkbox", "They hold data about identifiable people").uncheck()
    widget(app, "checkbox", "They hold health data about patients").check()
    forward(app)
    assert "so data.personal must be true as well" in texts(app).replace("\\", "")


def test_no_weight_at_all_is_refused(start: Start) -> None:
    app = start("claims-assistant")
    app.button(key="step_7").click().run()
    for slider in app.slider:
        slider.set_value(0)
    forward(app)
    assert "at least one weight must be above 0" in texts(app).replace("\\", "")


def test_a_corrected_field_lets_the_step_go_on(start: Start) -> None:
    app = start("claims-assistant")
    app.button(key="step_2").click().run()
    widget(app, "number_input", "Queries a month").set_value(0)
    forward(app)
    widget(app, "number_input", "Queries a month").set_value(5)
    forward(app)
    assert step_of(app) == "Step 3 of 7"
    assert session_of(app).needs["workload"]["queries_per_month"] == 5


def test_going_back_keeps_what_was_typed(start: Start) -> None:
    app = start("claims-assistant")
    app.button(key="step_3").click().run()
    widget(app, "number_input", "A provider may keep prompts for at most, in days").set_value(7)
    next(button for button in app.button if button.label == "Back").click().run()
    assert step_of(app) == "Step 2 of 7"
    assert session_of(app).needs["data"]["retention_days_max"] == 7


def test_what_was_typed_is_kept_whichever_way_a_step_is_left(start: Start) -> None:
    app = start("claims-assistant")
    app.button(key="step_2").click().run()
    widget(app, "number_input", "Queries a month").set_value(77)
    app.button(key="step_5").click().run()
    assert step_of(app) == "Step 5 of 7"
    assert session_of(app).needs["workload"]["queries_per_month"] == 77
    app.button(key="step_2").click().run()
    widget(app, "number_input", "Mean prompt, in tokens").set_value(88)
    visit(app, "catalog")
    app = visit(app, "needs")
    assert widget(app, "number_input", "Mean prompt, in tokens").value == 88


def test_what_is_wrong_stops_nobody_and_is_told_as_not_taken_over(start: Start) -> None:
    app = start("claims-assistant")
    app.button(key="step_2").click().run()
    before = session_of(app).needs["workload"]["queries_per_month"]
    widget(app, "number_input", "Queries a month").set_value(-1)
    widget(app, "number_input", "Mean answer, in tokens").set_value(99)
    app.button(key="step_4").click().run()
    assert step_of(app) == "Step 4 of 7"
    assert "Not taken over from step 2" in app.info[0].value
    workload = session_of(app).needs["workload"]
    assert (workload["queries_per_month"], workload["output_tokens"]) == (before, 99)


def test_a_field_is_checked_as_soon_as_it_is_left_and_what_is_missing_only_when_sent(start: Start) -> None:
    app = start()
    forward(app)
    widget(app, "number_input", "Queries a month").set_value(0).run()
    assert "1 field needs another look" in app.error[0].value
    widget(app, "number_input", "Queries a month").set_value(5).run()
    assert not app.error
    assert session_of(app).needs["workload"] == {"queries_per_month": 5}
    forward(app)
    assert "2 fields need another look" in app.error[0].value


def test_hardware_without_a_count_is_a_mistake_only_when_sent(start: Start) -> None:
    app = start("startup-support")
    app.button(key="step_6").click().run()
    widget(app, "selectbox", "Kind of hardware 1").set_value("h100-sxm").run()
    assert not app.error
    forward(app)
    assert "1 field needs another look" in app.error[0].value


def test_frameworks_act_at_once_and_ask_their_questions(start: Start) -> None:
    app = start("startup-support")
    app.button(key="step_5").click().run()
    assert "No framework is chosen" in texts(app)
    app.multiselect[0].set_value(["gdpr"]).run()
    assert session_of(app).needs["compliance"] == ["gdpr"]
    question = next(item for item in app.radio if "impact assessment" in item.label)
    question.set_value(True)  # an answer, not a switch
    forward(app)
    assert session_of(app).needs["answers"] == {"org.dpia_done": True}


def test_a_policy_can_be_taken_and_laid_aside(start: Start) -> None:
    app = start("claims-assistant")
    app.button(key="step_5").click().run()
    app.selectbox(key="policy_example").select("policy").run()
    app.button(key="use_policy").click().run()
    assert (session_of(app).policy or {})["name"] == "Group policy on language models"
    app.button(key="drop_policy").click().run()
    assert session_of(app).policy is None


def test_hardware_is_taken_by_kind_and_count(start: Start) -> None:
    app = start("startup-support")
    app.button(key="step_6").click().run()
    kind = next(item for item in app.selectbox if item.label == "Kind of hardware 1")
    kind.set_value("h100-sxm")
    next(item for item in app.number_input if item.label == "How many of kind 1").set_value(4)
    forward(app)
    assert session_of(app).needs["infrastructure"]["owned_accelerators"] == {"h100-sxm": 4}


def test_points_become_weights_and_say_what_they_mean(start: Start) -> None:
    app = start("claims-assistant")
    app.button(key="step_7").click().run()
    points = {"privacy": 100, "cost": 100, "compliance": 0, "gpu_footprint": 0, "quality": 0}
    for slider in app.slider:
        name = slider.key.split(":")[2] if slider.key else ""
        if name in points:
            slider.set_value(points[name])
    forward(app)
    assert session_of(app).needs["weights"]["privacy"] == session_of(app).needs["weights"]["cost"] == 50.0


def test_a_sample_gives_tokens_with_a_range_and_its_basis(start: Start) -> None:
    app = start()
    forward(app)
    app.text_area(key="sample_prompt").set_value("the note of the week is here " * 107).run()
    app.text_area(key="sample_answer").set_value("it is in the file " * 15).run()
    assert "tokenizer decides" in texts(app)
    app.button(key="use_sample").click().run()
    tokens = session_of(app).needs["workload"]
    assert 600 <= tokens["input_tokens"] <= 1100
    assert 60 <= tokens["output_tokens"] <= 110


def test_a_description_fills_in_what_it_says_and_nothing_else(start: Start) -> None:
    app = way(start(), "Describe it in words")
    app.text_area(key="free_text").set_value(
        "A German insurer answers 200,000 questions a month about confidential files with personal data; the data must "
        "stay in the EU, at most $20,000 a month. GDPR applies. We have 8 H100 SXM."
    )
    app.button(key="read_text").click().run()
    needs = session_of(app).needs
    assert needs["workload"] == {"queries_per_month": 200_000}
    assert needs["data"] == {"personal": True, "class": "confidential", "residency": ["EU"]}
    assert needs["organization"] == {"country": "DE"}
    assert needs["budget"] == {"monthly_usd_max": 20_000}
    assert needs["compliance"] == ["gdpr"]
    assert "Understood" in app.info[0].value


def test_words_without_meaning_fill_in_nothing(start: Start) -> None:
    app = way(start(), "Describe it in words")
    app.text_area(key="free_text").set_value("Lorem ipsum.")
    app.button(key="read_text").click().run()
    assert session_of(app).needs == {}
    assert "Nothing was recognized" in app.info[0].value


def test_a_needs_file_is_opened_and_a_broken_one_is_told(start: Start) -> None:
    app = way(start(), "Open a needs file")
    uploader = next(item for item in app.file_uploader if item.key == "needs_upload")
    uploader.upload("needs.yaml", b"workload: {queries_per_month: 0}\n", "application/yaml").run()
    app.button(key="open_needs").click().run()
    assert "needs.yaml, line 1" in app.error[0].value.replace("\\", "")
    app = way(start(), "Open a needs file")
    uploader = next(item for item in app.file_uploader if item.key == "needs_upload")
    good = b"name: Mine\nworkload: {queries_per_month: 10, input_tokens: 20, output_tokens: 30}\n"
    uploader.upload("needs.yaml", good, "application/yaml").run()
    app.button(key="open_needs").click().run()
    assert session_of(app).needs["name"] == "Mine"
    assert session_of(app).complete


def test_every_step_has_a_question_and_says_what_it_is_for() -> None:
    assert len(STEPS) == 7
    assert all(step.question.endswith("?") and step.about.endswith(".") for step in STEPS)
