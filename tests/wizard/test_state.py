"""The session: laws of changing, saving, loading and finding again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge import templates, yamlfile
from weighbridge.errors import FileTooLarge, FileUnreadable, InvalidField, WeighbridgeError, YamlSyntax
from weighbridge.needs import MAX_NEEDS_BYTES, Needs, load_needs, needs_yaml, parse_needs
from weighbridge.wizard import state
from weighbridge.wizard.resources import DRAFTS_KEPT, Drafts
from weighbridge.wizard.state import LAST_STEP, Session, changed

EXAMPLES = {item.id: dict(item.data) for item in templates.needs_templates()}
paths = st.sampled_from(["name", "data.class", "data.residency", "budget.monthly_usd_max", "answers.org.dpia_done"])
values = st.one_of(st.text(max_size=5), st.integers(), st.booleans(), st.lists(st.text(max_size=3), max_size=2))


@pytest.mark.parametrize("name", EXAMPLES)
def test_saving_and_loading_change_nothing(name: str, tmp_path: Path) -> None:
    session = Session()
    session.replace(EXAMPLES[name])
    text = session.to_yaml()
    again = Session()
    state.load_needs(again, text.encode(), "needs.yaml")
    assert again.needs == session.needs
    assert again.complete
    path = tmp_path / "needs.yaml"
    path.write_text(text, encoding="utf-8")
    assert load_needs(path) == session.checked(), "the command line reads the same needs"


@given(st.dictionaries(paths, values, max_size=4))
def test_what_is_set_is_there_and_removing_it_restores(fields: dict[str, Any]) -> None:
    before = {"workload": {"queries_per_month": 1}}
    after = changed(before, fields)
    for path, value in fields.items():
        section, _, name = path.partition(".")
        assert (after[section][name] if name else after[section]) == value
    assert changed(after, dict.fromkeys(fields)) == before
    assert before == {"workload": {"queries_per_month": 1}}, "the original is left alone"


@given(
    st.text(max_size=40), st.lists(st.sampled_from(["no", "NO", "null", "1e3", "12:30", "", "yes", "~"]), max_size=4)
)
def test_yaml_gives_back_what_it_was_given(name: str, words: list[str]) -> None:
    data = {"name": name, "compliance": words, "workload": {"queries_per_month": 1.5}}
    text = needs_yaml(data)
    assert yamlfile.parse(text, Path("x")).data == data


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"workload: [", YamlSyntax),
        (b"\xff\xfe\x00", FileUnreadable),
        (b"workload: {}\n", InvalidField),
        (b"- a\n- b\n", InvalidField),
        (b"a: &x 1\nb: *x\n", YamlSyntax),
        (b"#" * (MAX_NEEDS_BYTES + 1), FileTooLarge),
    ],
)
def test_a_bad_upload_is_refused_and_changes_nothing(content: bytes, error: type[WeighbridgeError]) -> None:
    session = Session(needs={"name": "mine"})
    with pytest.raises(error):
        state.load_needs(session, content, "../../etc/needs.yaml")
    assert session.needs == {"name": "mine"}


def test_a_path_in_an_uploads_name_is_not_repeated() -> None:
    with pytest.raises(InvalidField) as caught:
        parse_needs(b"workload: {}\n", "/etc/secret/needs.yaml")
    assert str(caught.value).startswith("needs.yaml, line 1")


def test_steps_open_one_after_the_other() -> None:
    session = Session()
    session.show(5)
    assert session.step == 1
    session.finish(1)
    assert (session.step, session.done) == (2, 1)
    session.show(1)
    session.finish(1)
    assert (session.step, session.done) == (2, 1), "going back over a step loses nothing"
    for step in range(2, LAST_STEP + 1):
        session.finish(step)
    assert (session.step, session.done) == (LAST_STEP, LAST_STEP)


def test_other_needs_forget_choices_of_the_old_ranking() -> None:
    session = Session(option="a", compare=["a", "b"], what_if=2)
    session.replace(EXAMPLES["claims-assistant"])
    assert (session.option, session.compare, session.what_if) == (None, [], None)


def test_a_session_survives_its_draft() -> None:
    session = Session()
    session.replace(EXAMPLES["hospital-notes"])
    session.option = "x@y"
    assert Session.model_validate_json(session.model_dump_json()) == session


def test_drafts_are_bounded_and_the_oldest_goes() -> None:
    drafts = Drafts()
    for number in range(DRAFTS_KEPT + 5):
        drafts.put("me", str(number), "x")
    assert len(drafts.kept) == DRAFTS_KEPT
    assert drafts.get("me", "0") is None
    assert drafts.get("me", str(DRAFTS_KEPT + 4)) == "x"
    assert drafts.get("you", str(DRAFTS_KEPT + 4)) is None


def test_the_default_needs_of_the_wizard_are_those_of_the_record() -> None:
    assert Session(
        needs={"workload": {"queries_per_month": 1, "input_tokens": 1, "output_tokens": 1}}
    ).checked() == Needs(workload={"queries_per_month": 1, "input_tokens": 1, "output_tokens": 1})
