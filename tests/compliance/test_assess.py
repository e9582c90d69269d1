"""The rules of a verdict, on the shipped frameworks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.catalog import Table
from weighbridge.compliance.assess import Assessment, Status, Values, assess
from weighbridge.records import Check, Framework
from weighbridge.records.framework import Attribute, AttributeValue
from weighbridge_frameworks import plugin

TODAY = date(2026, 11, 23)
FRAMEWORKS = tuple(plugin.frameworks())
WORSE: dict[Status, int] = {"not_applicable": 0, "ok": 0, "incomplete": 1, "open_points": 2, "blocked": 3}


def result_of(found: Assessment, check_id: str) -> str:
    return next(item.result for item in found.checks if item.check.id == check_id)


def passing(check: Check) -> AttributeValue:
    return check.value[0] if isinstance(check.value, tuple) else check.value


def failing(check: Check) -> AttributeValue:
    if isinstance(check.value, tuple):
        return "none"
    if isinstance(check.value, bool):
        return not check.value
    assert not isinstance(check.value, str)
    return check.value * 2 if check.op == "<=" else check.value / 2


def values_of(attribute: Attribute) -> st.SearchStrategy[AttributeValue | None]:
    if attribute.type == "bool":
        return st.sampled_from([None, True, False])
    if attribute.type == "number":
        return st.sampled_from([None, 0.0, 30.0, 60.0, 365.0, 1e30])
    return st.sampled_from([None, *attribute.values])


@st.composite
def cases(draw: st.DrawFn) -> tuple[Framework, dict[str, AttributeValue | None], date]:
    framework = draw(st.sampled_from(FRAMEWORKS))
    values = {name: draw(values_of(attribute)) for name, attribute in framework.attributes.items()}
    return framework, values, draw(st.sampled_from([date(2024, 1, 1), TODAY, date(2029, 1, 1)]))


@given(cases())
@settings(max_examples=300, deadline=None)
def test_a_check_whose_attribute_is_unknown_never_passes(case: tuple[Framework, Values, date]) -> None:
    framework, values, day = case
    for item in assess(framework, values, day).checks:
        if item.result == "pass":
            used = [*framework.applies_when, *item.check.applies_when, item.check]
            assert all(condition.holds(values[condition.attribute]) is True for condition in used)


@given(cases())
@settings(max_examples=300, deadline=None)
def test_what_is_to_confirm_is_known_before_its_questions_are(case: tuple[Framework, Values, date]) -> None:
    found = assess(*case)
    assert found.has_to_confirm is bool(found.to_confirm)


@given(cases())
@settings(max_examples=300, deadline=None)
def test_forgetting_an_attribute_never_gives_a_pass(case: tuple[Framework, Values, date]) -> None:
    framework, values, day = case
    before = {item.check.id: item.result for item in assess(framework, values, day).checks}
    for name in framework.attributes:
        for item in assess(framework, {**values, name: None}, day).checks:
            assert item.result != "pass" or before[item.check.id] == "pass"


@given(cases())
@settings(max_examples=300, deadline=None)
def test_a_stricter_answer_never_improves_the_verdict(case: tuple[Framework, Values, date]) -> None:
    framework, values, day = case
    for check in framework.checks:
        good = assess(framework, {**values, check.attribute: passing(check)}, day).status
        bad = assess(framework, {**values, check.attribute: failing(check)}, day).status
        unknown = assess(framework, {**values, check.attribute: None}, day).status
        assert WORSE[bad] >= WORSE[good]
        assert WORSE[unknown] >= WORSE[good]


@given(cases())
@settings(max_examples=300, deadline=None)
def test_every_unknown_that_counts_is_an_open_point_with_somebody_to_ask(case: tuple[Framework, Values, date]) -> None:
    framework, values, day = case
    found = assess(framework, values, day)
    waiting = {check for point in found.open_points for check in (point.check_id, *point.also)}
    if found.status != "not_applicable":
        counted = {item.check.id for item in found.checks if item.result in ("unknown", "fail")}
        quiet = {check.id for check in framework.checks if check.severity == "info"}
        assert counted - quiet <= waiting
    assert all(
        point.question.endswith("?") and values[point.attribute] is None
        for point in found.open_points
        if point.result == "unknown"
    )
    asked = [point.attribute for point in found.open_points if point.result == "unknown"]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: framework.id)
def test_nothing_known_is_never_a_pass(framework: Framework) -> None:
    found = assess(framework, {}, TODAY)
    assert {item.result for item in found.checks} <= {"unknown", "not_yet"}
    assert found.status == "incomplete"
    assert found.open_points


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: framework.id)
def test_all_answers_right_is_ok_and_leaves_no_open_point(framework: Framework) -> None:
    values: dict[str, AttributeValue] = {}
    for condition in [*framework.checks, *(c for check in framework.checks for c in check.applies_when)]:
        values.setdefault(condition.attribute, passing(condition))  # type: ignore[arg-type]
    for condition in framework.applies_when:
        values[condition.attribute] = passing(condition)  # type: ignore[arg-type]
    found = assess(framework, values, date(2029, 1, 1))
    assert found.status == "ok"
    assert found.open_points == ()


PHI = {
    "data.phi": True,
    "deployment.third_party_processes_data": True,
    "vendor.trains_on_inputs": False,
    "vendor.baa_covers_service": True,
    "org.hipaa_risk_analysis": True,
    "use.minimum_necessary": True,
    "deployment.encryption_in_transit_and_rest": True,
    "deployment.audit_logs": True,
    "vendor.breach_notice_days": 30,
}


@pytest.mark.parametrize(
    ("signed", "status", "result"),
    [(True, "ok", "pass"), (False, "blocked", "fail"), (None, "incomplete", "unknown")],
)
def test_hipaa_turns_on_the_agreement(
    frameworks: Table[Framework], signed: bool | None, status: str, result: str
) -> None:
    found = assess(frameworks["hipaa"], {**PHI, "vendor.baa_signed": signed}, TODAY)
    assert (found.status, result_of(found, "hip-01")) == (status, result)
    assert [item.check.id for item in found.blockers] == (["hip-01"] if signed is False else [])


def test_hipaa_needs_no_agreement_where_nobody_else_holds_the_data(frameworks: Table[Framework]) -> None:
    own = {**PHI, "deployment.third_party_processes_data": False, "vendor.baa_covers_service": None}
    found = assess(frameworks["hipaa"], own, TODAY)
    assert found.status == "ok"
    assert result_of(found, "hip-01") == result_of(found, "hip-03") == "not_applicable"


def test_a_framework_that_does_not_reach_the_option_asks_nothing(frameworks: Table[Framework]) -> None:
    found = assess(frameworks["hipaa"], {"data.phi": False}, TODAY)
    assert (found.status, found.open_points) == ("not_applicable", ())


def test_unknown_reach_asks_that_one_question(frameworks: Table[Framework]) -> None:
    found = assess(frameworks["eu-ai-act"], {"use.prohibited_practice": True}, TODAY)
    assert found.status == "incomplete"
    assert [(point.attribute, point.party) for point in found.open_points] == [("org.eu_nexus", "legal")]


AI_ACT = {
    "org.eu_nexus": True,
    "use.generates_images": True,
    "use.nudification_risk_unmitigated": True,
    "use.annex_iii": True,
    "use.human_oversight": False,
    "use.interacts_with_people": True,
    "use.ai_disclosure": False,
}


@pytest.mark.parametrize(
    ("day", "disclosure", "imagery", "oversight"),
    [
        (date(2026, 6, 1), "not_yet", "not_yet", "not_yet"),
        (date(2026, 11, 23), "fail", "not_yet", "not_yet"),
        (date(2026, 12, 2), "fail", "fail", "not_yet"),
        (date(2027, 12, 3), "fail", "fail", "fail"),
    ],
)
def test_the_ai_act_binds_by_its_dates(
    frameworks: Table[Framework], day: date, disclosure: str, imagery: str, oversight: str
) -> None:
    found = assess(frameworks["eu-ai-act"], AI_ACT, day)
    results = [result_of(found, check) for check in ("aia-04", "aia-02", "aia-08")]
    assert results == [disclosure, imagery, oversight]
    assert [item.check.applies_from for item in found.upcoming] == sorted(
        item.check.applies_from
        for item in found.checks
        if item.check.applies_from and item.check.applies_from > day.isoformat()
    )


def test_pci_scope_shrinks_when_card_numbers_are_masked_first(frameworks: Table[Framework]) -> None:
    base = {
        "data.cardholder": True,
        "data.sad_stored": False,
        "deployment.third_party_processes_data": True,
        "deployment.encryption_in_transit_and_rest": True,
        "deployment.log_retention_days": 400,
    }
    masked = assess(frameworks["pci-dss"], {**base, "data.cardholder_redacted_before_model": True}, TODAY)
    assert (masked.status, result_of(masked, "pci-05")) == ("ok", "not_applicable")
    bare = assess(
        frameworks["pci-dss"],
        {
            **base,
            "data.cardholder_redacted_before_model": False,
            "deployment.pan_unreadable": True,
            "vendor.pci_aoc": False,
        },
        TODAY,
    )
    assert bare.status == "blocked"
    unsaid = assess(frameworks["pci-dss"], base, TODAY)
    assert unsaid.status == "incomplete"
    point = unsaid.open_points[0]
    assert (point.attribute, point.severity, point.party) == (
        "data.cardholder_redacted_before_model",
        "blocker",
        "engineering",
    )
    assert {"pci-01", "pci-03", "pci-05"} == {point.check_id, *point.also}


def test_fedramp_asks_for_a_class_outside_and_for_an_authorization_inside(frameworks: Table[Framework]) -> None:
    federal = {"org.us_federal_information": True}
    rented = assess(
        frameworks["fedramp"],
        {**federal, "deployment.third_party_processes_data": True, "vendor.fedramp_class": "none"},
        TODAY,
    )
    assert (rented.status, result_of(rented, "fed-04")) == ("blocked", "not_applicable")
    own = {**federal, "deployment.third_party_processes_data": False}
    assert assess(frameworks["fedramp"], {**own, "deployment.agency_ato": False}, TODAY).status == "blocked"
    assert result_of(assess(frameworks["fedramp"], own, TODAY), "fed-01") == "not_applicable"


def test_reasons_are_readable(frameworks: Table[Framework]) -> None:
    values = {
        "data.personal": True,
        "org.eu_nexus": True,
        "deployment.third_party_processes_data": True,
        "vendor.retention_days": 90.0,
    }
    notes = {"vendor.retention_days": "zero retention on approval"}
    found = assess(frameworks["gdpr"], values, TODAY, notes)
    reason = next(item.reason for item in found.checks if item.check.id == "gdpr-08")
    assert reason == "needed vendor.retention_days: at most 30, found 90 (zero retention on approval)"
    point = next(point for point in found.open_points if point.check_id == "gdpr-08")
    assert (point.result, point.note) == ("fail", "negotiate zero retention")
