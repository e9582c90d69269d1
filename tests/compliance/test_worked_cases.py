"""Frameworks over an option: each law with an example that passes, one that fails and one that stays open."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from weighbridge.compliance.assess import Assessment, assess
from weighbridge.compliance.derivation import option_attributes
from weighbridge.compliance.traits import ModelTraits, Traits, VendorTraits
from weighbridge.needs import Needs
from weighbridge.records import Framework, PostureFact, Retention
from weighbridge.records.framework import Check
from weighbridge_frameworks import plugin

FRAMEWORKS: dict[str, Framework] = {framework.id: framework for framework in plugin.frameworks()}
TODAY = date(2026, 11, 23)
WORKLOAD = {"queries_per_month": 1, "input_tokens": 1, "output_tokens": 1}


def traits(**changes: Any) -> Traits:
    vendor: dict[str, Any] = {
        "trains": PostureFact(value="no"),
        "retention": Retention(days=0),
        "certificates": frozenset(),
    }
    model: dict[str, Any] = {
        "kind": "chat",
        "open_weights": False,
        "generates": ("text",),
        "exemption": "likely_no",
        "exemption_why": None,
        "training_flop": None,
    }
    place: dict[str, Any] = {"hosting": "cloud_api", "processing": ("DE",)}
    for part in (vendor, model, place):
        part |= {name: value for name, value in changes.items() if name in part}
    vendor["certificates"] = dict(vendor["certificates"])
    return Traits(vendor=VendorTraits(**vendor), model=ModelTraits(**model), **place)


def judged(
    framework: str, option: Traits, answers: dict[str, Any] | None = None, day: date = TODAY, **needs: Any
) -> Assessment:
    stated = Needs.model_validate({"workload": WORKLOAD, "answers": answers or {}, **needs})
    values = option_attributes(stated, option)
    return assess(FRAMEWORKS[framework], values.values, day, values.notes)


def result(found: Assessment, check_id: str) -> str:
    return next(item.result for item in found.checks if item.check.id == check_id)


PHI: dict[str, Any] = {"data": {"personal": True, "health": True}, "organization": {"country": "US"}}
PHI_HOUSE: dict[str, Any] = {
    "org.hipaa_risk_analysis": True,
    "deployment.encryption_in_transit_and_rest": True,
    "deployment.audit_logs": True,
    "use.minimum_necessary": True,
}
PHI_VENDOR: dict[str, Any] = {
    "vendor.baa_signed": True,
    "vendor.baa_covers_service": True,
    "vendor.breach_notice_days": 30,
}


@pytest.mark.parametrize(
    ("option", "answers", "status"),
    [
        (traits(certificates=frozenset({("hipaa_baa", PostureFact(value="yes"))})), PHI_VENDOR, "ok"),
        (traits(certificates=frozenset({("hipaa_baa", PostureFact(value="no"))})), {}, "blocked"),
        (traits(trains=PostureFact(value="yes")), PHI_VENDOR, "blocked"),
        (traits(certificates=frozenset({("hipaa_baa", PostureFact(value="yes"))})), {}, "incomplete"),
        (traits(hosting="on_premises"), {}, "ok"),
    ],
    ids=["agreement-signed", "vendor-offers-none", "vendor-trains", "not-signed-yet", "own-site"],
)
def test_hipaa(option: Traits, answers: dict[str, Any], status: str) -> None:
    assert judged("hipaa", option, {**PHI_HOUSE, **answers}, **PHI).status == status


FEDERAL: dict[str, Any] = {"organization": {"country": "US", "industry": "federal agency"}}
FEDERAL_HOUSE: dict[str, Any] = {"deployment.fips_140": True, "model.provenance_recorded": True}
CERTIFIED: dict[str, Any] = {
    "vendor.fedramp_class": "C",
    "vendor.fedramp_class_sufficient": True,
    "vendor.fedramp_service_in_scope": True,
}


@pytest.mark.parametrize(
    ("option", "answers", "status"),
    [
        (traits(certificates=frozenset({("fedramp", PostureFact(value="yes"))})), CERTIFIED, "ok"),
        (traits(certificates=frozenset({("fedramp", PostureFact(value="no"))})), CERTIFIED, "blocked"),
        (traits(), {**CERTIFIED, "vendor.fedramp_class_sufficient": False}, "blocked"),
        (traits(certificates=frozenset({("fedramp", PostureFact(value="yes"))})), {}, "incomplete"),
        (traits(hosting="on_premises"), {"deployment.agency_ato": True}, "ok"),
        (traits(hosting="on_premises"), {"deployment.agency_ato": False}, "blocked"),
    ],
    ids=["certified", "not-certified", "class-too-low", "class-unknown", "own-boundary", "no-authorization"],
)
def test_fedramp(option: Traits, answers: dict[str, Any], status: str) -> None:
    assert judged("fedramp", option, {**FEDERAL_HOUSE, **answers}, **FEDERAL).status == status


CARD: dict[str, Any] = {"data": {"cardholder": True}, "organization": {"country": "US"}}
CARD_HOUSE: dict[str, Any] = {
    "data.cardholder_redacted_before_model": False,
    "data.sad_stored": False,
    "deployment.pan_unreadable": True,
    "deployment.encryption_in_transit_and_rest": True,
    "deployment.log_retention_days": 365,
}


@pytest.mark.parametrize(
    ("option", "answers", "status"),
    [
        (traits(certificates=frozenset({("pci_dss", PostureFact(value="yes"))})), {}, "open_points"),
        (traits(), {"data.cardholder_redacted_before_model": True}, "ok"),
        (traits(certificates=frozenset({("pci_dss", PostureFact(value="no"))})), {}, "blocked"),
        (traits(), {"data.cardholder_redacted_before_model": True, "data.sad_stored": True}, "blocked"),
    ],
    ids=["card-data-in-prompts", "redacted-before-the-model", "vendor-without-attestation", "codes-stored"],
)
def test_pci(option: Traits, answers: dict[str, Any], status: str) -> None:
    assert judged("pci-dss", option, {**CARD_HOUSE, **answers}, **CARD).status == status


def test_pci_stays_open_while_nobody_says_whether_the_data_is_redacted() -> None:
    stated = {name: value for name, value in CARD_HOUSE.items() if name != "data.cardholder_redacted_before_model"}
    assert judged("pci-dss", traits(), stated, **CARD).status == "incomplete"


EU: dict[str, Any] = {"data": {"personal": True}, "organization": {"country": "DE"}}


@pytest.mark.parametrize(
    ("places", "answers", "outcome"),
    [
        (("DE", "IE"), {}, "pass"),
        (("CH",), {}, "pass"),
        (("JP", "GB"), {}, "pass"),
        (("US",), {}, "unknown"),
        (("US",), {"deployment.transfer_basis": "dpf"}, "pass"),
        (("IN",), {"deployment.transfer_basis": "scc"}, "pass"),
        (("IN",), {"deployment.transfer_basis": "none"}, "fail"),
        (("GLOBAL",), {}, "unknown"),
        (None, {}, "unknown"),
    ],
)
def test_a_transfer_needs_a_basis(places: tuple[str, ...] | None, answers: dict[str, Any], outcome: str) -> None:
    assert result(judged("gdpr", traits(processing=places), answers, **EU), "gdpr-04") == outcome


@pytest.mark.parametrize(
    ("day", "binding", "ahead"),
    [
        (date(2026, 7, 1), {"aia-01", "aia-03", "aia-12"}, {"aia-04", "aia-05", "aia-08", "aia-16"}),
        (date(2026, 11, 23), {"aia-01", "aia-04", "aia-05", "aia-12"}, {"aia-02", "aia-08", "aia-16"}),
        (date(2026, 12, 2), {"aia-02", "aia-04", "aia-05"}, {"aia-08", "aia-10", "aia-16"}),
        (date(2027, 12, 2), {"aia-02", "aia-05", "aia-08", "aia-09", "aia-11", "aia-16"}, set()),
    ],
)
def test_what_of_the_ai_act_binds_on_a_day(day: date, binding: set[str], ahead: set[str]) -> None:
    answers = {
        "use.annex_iii": True,
        "use.fria_required": True,
        "use.interacts_with_people": True,
        "use.publishes_deepfakes_or_public_interest_text": True,
    }
    found = judged("eu-ai-act", traits(generates=("text", "image")), answers, day, **EU)
    assert {item.check.id for item in found.upcoming} >= ahead
    assert not {item.check.id for item in found.upcoming} & binding


def test_marking_binds_older_systems_later() -> None:
    older = {"use.on_market_before_august_2026": True}
    assert result(judged("eu-ai-act", traits(), older, **EU), "aia-05") == "not_yet"
    assert result(judged("eu-ai-act", traits(), older, date(2026, 12, 2), **EU), "aia-05") == "unknown"
    assert result(judged("eu-ai-act", traits(), {}, **EU), "aia-05") == "unknown"
    found = judged("eu-ai-act", traits(), older, **EU)
    assert next(item.binds_from for item in found.upcoming if item.check.id == "aia-05") == "2026-12-02"


@pytest.mark.parametrize(
    ("own", "original", "outcome"),
    [
        (1e21, 3e24, "pass"),
        (1.2e24, 3e24, "fail"),
        (3.3e22, None, "pass"),
        (3.4e22, None, "fail"),
        (None, 3e24, "unknown"),
    ],
    ids=[
        "small-share",
        "above-a-third",
        "small-for-an-unknown-original",
        "large-for-an-unknown-original",
        "not-stated",
    ],
)
def test_whoever_changes_a_model_with_a_third_of_its_compute_becomes_a_provider(
    own: float | None, original: float | None, outcome: str
) -> None:
    use: dict[str, Any] = {"fine_tunes": True} | ({} if own is None else {"fine_tuning_flop": own})
    found = judged("eu-ai-act", traits(open_weights=True, training_flop=original), use=use, **EU)
    assert result(found, "aia-15") == outcome


def test_nobody_who_leaves_the_model_as_it_is_becomes_a_provider() -> None:
    assert result(judged("eu-ai-act", traits(), **EU), "aia-15") == "not_applicable"


def test_a_model_above_the_presumption_is_an_open_point() -> None:
    assert result(judged("eu-ai-act", traits(training_flop=3.8e25), **EU), "aia-14") == "fail"
    assert result(judged("eu-ai-act", traits(training_flop=1e25), **EU), "aia-14") == "pass"


def test_every_check_says_what_to_do_and_whose_it_is() -> None:
    checks = [check for framework in FRAMEWORKS.values() for check in framework.checks]
    roles = {"any", "provider", "deployer", "downstream_provider", "modifier", "service_organization"}
    assert len(checks) == 71
    assert all(isinstance(check, Check) and check.do and check.role in roles for check in checks)
