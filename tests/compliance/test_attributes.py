"""What can be said about an option before anybody is asked, and what must not be."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from weighbridge.catalog import Table
from weighbridge.compliance import Assessor, Traits, option_attributes
from weighbridge.errors import UnknownId, WrongAnswer
from weighbridge.needs import Hosting, Needs
from weighbridge.records import Framework, Model, Posture, PostureFact, Region, Retention

TODAY = date(2026, 11, 23)
HOSPITAL: dict[str, Any] = {"data": {"personal": True, "health": True}, "organization": {"country": "US"}}
INSURER: dict[str, Any] = {"data": {"personal": True, "class": "confidential"}, "organization": {"country": "DE"}}


def needs(**given: Any) -> Needs:
    workload = {"queries_per_month": 1000, "input_tokens": 100, "output_tokens": 50}
    return Needs.model_validate({"workload": workload, **given})


def posture(baa: str | None = None, trains: str | None = "no", **rest: Any) -> Posture:
    certificates = {} if baa is None else {"hipaa_baa": PostureFact(value=baa, condition="ask sales")}
    return Posture(trains_on_data=PostureFact(value=trains), certificates=certificates, **rest)


def api(model: Model, found: Posture, processing: tuple[str, ...] | None = None) -> Traits:
    region = Region(id="r", name="R", processing=processing)
    return Traits.of(hosting="cloud_api", model=model, license=None, posture=found, region=region)


def place(model: Model, hosting: Hosting) -> Traits:
    return Traits.of(hosting=hosting, model=model, license=None)


@pytest.mark.parametrize(
    ("hosting", "third_party", "transfer"),
    [
        ("cloud_api", True, None),
        ("self_hosted_cloud", True, None),
        ("on_premises", False, "none_needed"),
        ("edge", False, "none_needed"),
    ],
)
def test_a_cloud_host_is_a_third_party(
    open_model: Model, hosting: Hosting, third_party: bool, transfer: str | None
) -> None:
    found = option_attributes(needs(**INSURER), place(open_model, hosting)).values
    assert found["deployment.third_party_processes_data"] is third_party
    assert found["deployment.transfer_basis"] == transfer


@pytest.mark.parametrize(
    ("where", "basis"),
    [
        (("EU",), "none_needed"),
        (("DE", "NO"), "none_needed"),
        (("EU", "CH", "UK"), "adequacy"),
        (("US",), None),
        (("EU", "US"), None),
        (("GLOBAL",), None),
        (None, None),
    ],
)
def test_transfer_basis_follows_the_place(
    closed_model: Model, where: tuple[str, ...] | None, basis: str | None
) -> None:
    assert (
        option_attributes(needs(**INSURER), api(closed_model, posture(), where)).values["deployment.transfer_basis"]
        == basis
    )


def test_rented_machines_stand_where_residency_demands(open_model: Model) -> None:
    asked = needs(**{**INSURER, "data": {"personal": True, "residency": ["EU"]}})
    assert (
        option_attributes(asked, place(open_model, "self_hosted_cloud")).values["deployment.transfer_basis"]
        == "none_needed"
    )


@pytest.mark.parametrize(("offered", "signed"), [("yes", None), ("conditional", None), ("no", False), (None, None)])
def test_an_offered_agreement_is_not_a_signed_one(
    closed_model: Model, offered: str | None, signed: bool | None
) -> None:
    found = option_attributes(needs(**HOSPITAL), api(closed_model, posture(baa=offered)))
    assert found.values["vendor.baa_signed"] is signed
    if offered:
        assert "ask sales" in found.notes["vendor.baa_signed"]


@pytest.mark.parametrize(("stance", "value"), [("yes", True), ("no", False), ("conditional", None), (None, None)])
def test_only_a_plain_yes_or_no_settles(closed_model: Model, stance: str | None, value: bool | None) -> None:
    fact = PostureFact(value=stance, condition="opt out first")
    found = option_attributes(
        needs(), api(closed_model, Posture(trains_on_data=fact, certificates={"iso_27001": fact}))
    )
    assert found.values["vendor.trains_on_inputs"] is value
    assert found.values["vendor.iso27001"] is value
    assert found.notes["vendor.trains_on_inputs"] == "opt out first"


def test_answers_fill_what_is_unknown_but_do_not_reform_a_vendor(closed_model: Model) -> None:
    asked = needs(
        **HOSPITAL,
        answers={"vendor.baa_signed": True, "vendor.trains_on_inputs": False, "org.hipaa_risk_analysis": True},
    )
    willing = option_attributes(asked, api(closed_model, posture(baa="conditional", trains="conditional"))).values
    assert (willing["vendor.baa_signed"], willing["vendor.trains_on_inputs"]) == (True, False)
    assert willing["org.hipaa_risk_analysis"] is True
    refusing = option_attributes(asked, api(closed_model, posture(baa="no", trains="yes"))).values
    assert (refusing["vendor.baa_signed"], refusing["vendor.trains_on_inputs"]) == (False, True)


def test_an_answer_on_retention_counts_only_where_zero_retention_can_be_had(closed_model: Model) -> None:
    asked = needs(answers={"vendor.retention_days": 0})
    gated = posture(retention=Retention(days=90, zero_option="approval_gated"))
    fixed = posture(retention=Retention(days=90, zero_option="none"))
    assert option_attributes(asked, api(closed_model, gated)).values["vendor.retention_days"] == 0
    assert option_attributes(asked, api(closed_model, fixed)).values["vendor.retention_days"] == 90


@pytest.mark.parametrize(
    ("organization", "residency", "nexus"),
    [
        ({"country": "FR"}, [], True),
        ({"country": "US"}, [], False),
        ({}, [], None),
        ({}, ["EU"], True),
        ({"country": "US", "use_countries": ["IT"]}, [], True),
        ({"country": "DE", "eu_nexus": False}, [], False),
    ],
)
def test_eu_reach_comes_from_the_countries(
    open_model: Model, organization: dict[str, Any], residency: list[str], nexus: bool | None
) -> None:
    asked = needs(organization=organization, data={"residency": residency})
    assert option_attributes(asked, place(open_model, "on_premises")).values["org.eu_nexus"] is nexus


def test_own_hosting_knows_no_vendor(open_model: Model) -> None:
    found = option_attributes(needs(), place(open_model, "on_premises")).values
    assert not [name for name in found if name.startswith("vendor.")]


def test_listing_a_framework_states_that_it_applies(frameworks: Table[Framework], open_model: Model) -> None:
    own = place(open_model, "on_premises")
    assert Assessor(needs(compliance=["iso-42001"]), frameworks, TODAY).assess(own)["iso-42001"].open_points
    # Facts beat the listing: no health data, no HIPAA.
    assert Assessor(needs(compliance=["hipaa"]), frameworks, TODAY).assess(own)["hipaa"].status == "not_applicable"
    # SOC 2 is about other companies, and on your own site there is none.
    assert Assessor(needs(compliance=["soc2"]), frameworks, TODAY).assess(own)["soc2"].status == "not_applicable"


@pytest.mark.parametrize(
    ("where", "baa", "status"),
    [
        ("cloud_api", "no", "blocked"),
        ("cloud_api", "yes", "incomplete"),
        ("cloud_api", None, "incomplete"),
        ("self_hosted_cloud", None, "incomplete"),
        ("on_premises", None, "ok"),
    ],
)
def test_hipaa_by_hosting_when_the_house_is_in_order(
    frameworks: Table[Framework], open_model: Model, where: Hosting, baa: str | None, status: str
) -> None:
    answers = {
        "org.hipaa_risk_analysis": True,
        "use.minimum_necessary": True,
        "deployment.audit_logs": True,
        "deployment.encryption_in_transit_and_rest": True,
    }
    assessor = Assessor(needs(**HOSPITAL, compliance=["HIPAA"], answers=answers), frameworks, TODAY)
    traits = api(open_model, posture(baa=baa)) if where == "cloud_api" else place(open_model, where)
    assert assessor.assess(traits)["hipaa"].status == status


def test_what_the_organization_owes_everywhere_does_not_tell_options_apart(
    frameworks: Table[Framework], open_model: Model
) -> None:
    assessor = Assessor(needs(**HOSPITAL, compliance=["hipaa"]), frameworks, TODAY)
    own = assessor.assess(place(open_model, "on_premises"))["hipaa"]
    assert (own.status, own.to_confirm) == ("incomplete", ())
    bought = assessor.assess(api(open_model, posture(baa="conditional")))["hipaa"]
    assert [point.attribute for point in bought.to_confirm] == ["vendor.baa_signed", "vendor.baa_covers_service"]


def test_equal_traits_are_judged_once(frameworks: Table[Framework], open_model: Model, closed_model: Model) -> None:
    assessor = Assessor(needs(**INSURER, compliance=["gdpr", "eu-ai-act"]), frameworks, TODAY)
    first = assessor.assess(api(closed_model, posture(baa="yes"), ("EU",)))
    assert assessor.assess(api(closed_model, posture(baa="yes"), ("EU",))) is first
    # The GDPR does not ask whether weights are open, so both models share its assessment.
    assert assessor.assess(api(open_model, posture(baa="yes"), ("EU",)))["gdpr"] is first["gdpr"]


def test_a_framework_nobody_provides_is_named_with_the_nearest(frameworks: Table[Framework]) -> None:
    with pytest.raises(UnknownId, match=r"No framework is called 'gpdr'.*'gdpr'"):
        Assessor(needs(compliance=["gpdr"]), frameworks, TODAY)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("vendor.dpa_singed", True, "did you mean 'vendor.dpa_signed'"),
        ("vendor.dpa_signed", "signed", "write true or false"),
        ("vendor.retention_days", True, "write a number"),
        ("deployment.transfer_basis", "SCCs", "write one of none_needed, adequacy"),
    ],
)
def test_answers_that_would_be_misread_are_refused(
    frameworks: Table[Framework], name: str, value: bool | str, message: str
) -> None:
    with pytest.raises(WrongAnswer, match=message):
        Assessor(needs(answers={name: value}), frameworks, TODAY)
