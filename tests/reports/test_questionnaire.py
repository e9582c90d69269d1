"""Questions and duties of an option: complete, each with a party or owner, a reason and where the answer goes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest

from weighbridge.ranking.recommendation import Entry, Recommendation
from weighbridge.reports.listing import FORMATS, questionnaire, register, render
from weighbridge.reports.questionnaire import GROUPS, questions
from weighbridge.reports.register import DUE, OWNERS, ROLES, duties

Ranked = Callable[..., Recommendation]


@pytest.fixture(params=["claims-assistant", "hospital-notes", "bank-coding", "social-app", "startup-support"])
def entries(request: pytest.FixtureRequest, example: Ranked) -> tuple[Entry, ...]:
    ranked = example(request.param).top(60)
    return (*ranked[:3], *ranked[::11], *(item for item in example(request.param).excluded(300) if item.view.offer))[
        :25
    ]


def test_every_open_point_of_an_option_is_a_question(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        asked = questions(entry)
        texts = " ".join(item.question for item in asked)
        for point in entry.open_points:
            if point.source != "license":
                assert point.question in texts, (entry.id, point)
        for ask in entry.view.verdict.open_asks:
            assert f"license:{ask.name}" in {item.id for item in asked}
        waiting = {point.attribute for found in entry.view.assessments.values() for point in found.open_points}
        assert waiting <= {item.answer_as.removeprefix("answers.") for item in asked if item.answer_as}


def test_every_question_names_a_party_a_reason_and_a_source(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        asked = questions(entry)
        assert len({item.id for item in asked}) == len(asked)
        assert [list(GROUPS).index(item.group) for item in asked] == sorted(list(GROUPS).index(i.group) for i in asked)
        assert all(item.party and item.why and item.source and item.question.strip() for item in asked)


def test_every_duty_of_license_and_law_is_registered(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        registered = {item.id: item for item in duties(entry)}
        for step in entry.view.verdict.trace:
            if step.duty is not None:
                license_id = step.license_id or entry.view.verdict.license_id
                assert f"{license_id}:{step.duty.id}" in registered
        for found in entry.view.assessments.values():
            for item in found.checks:
                if found.status == "not_applicable" or item.result == "not_applicable":
                    continue
                if item.check.severity == "info" and item.result == "pass":
                    continue
                duty = registered[f"{found.framework_id}:{item.check.id}"]
                assert (duty.status == "done") == (item.result == "pass")
                assert (duty.status == "later") == (item.result == "not_yet")
                assert (duty.date is not None) == (duty.due == "by_date")
        assert all(item.owner in OWNERS and item.due in DUE and item.role in ROLES for item in registered.values())


def test_the_same_option_gives_the_same_lists(example: Ranked) -> None:
    entry = example("claims-assistant").at(1)
    assert questions(entry) == questions(entry)
    assert duties(entry) == duties(entry)


@pytest.mark.parametrize("form", FORMATS)
def test_forms(form: str, example: Ranked) -> None:
    entry = example("claims-assistant").at(40)
    for listing, name in ((questionnaire(entry), "questions"), (register(entry), "obligations")):
        text = render(listing, form)
        if form == "json":
            data = json.loads(text)
            assert data["option"] == entry.id
            assert len(data[name]) == len(listing.rows) > 0
        elif form == "csv":
            rows = list(csv.DictReader(io.StringIO(text)))
            assert [row["id"] for row in rows] == [row["id"] for row in listing.rows]
        else:
            assert text.endswith("Not legal advice.\n")
            assert "TODO" not in text
            if form == "table":
                assert max(map(len, text.splitlines())) <= 100


def test_a_stale_statement_of_the_vendor_is_to_be_confirmed(example: Ranked) -> None:
    """A page read long ago must not pass for today's word."""
    result = example("claims-assistant")
    aged = [item for entry in result.top(400) for item in questions(entry) if item.id.startswith("posture:")]
    assert aged
    assert all("ran out on" in item.why for item in aged)
