"""Several licenses on one model: the strictest verdict, and everything that any of them asks for."""

from __future__ import annotations

from typing import Any

import pytest

from weighbridge.licensing import Ask, Circumstances, Duty, Verdict, VerdictName, judge, judge_model, strictest
from weighbridge.records import License, Model


def model(license_id: str | None, *others: str, tag: str | None = None) -> Model:
    fields: dict[str, Any] = {"id": "acme/small", "name": "Small", "maker": "acme", "open_weights": True}
    return Model(**fields, license_id=license_id, license_tag=tag, also_licensed_under=others)


def verdict(name: str, result: VerdictName, *asks: Ask, duties: tuple[Duty, ...] = ()) -> Verdict:
    return Verdict(name, result, duties, ("§1",), (), asks, "repository_text")


def test_one_license_is_judged_as_ever(sheets: dict[str, License]) -> None:
    facts = Circumstances(purpose="product", mau_at_release=5, via_vendor=True)
    assert judge_model(model("llama-3.3"), sheets.get, facts) == judge(sheets["llama-3.3"], facts)
    assert judge_model(model(None, tag="acme"), sheets.get, facts) == judge(None, facts, license_id="acme")


def test_a_permissive_label_does_not_lift_the_limit_of_the_base(sheets: dict[str, License]) -> None:
    facts = Circumstances(purpose="product", mau_at_release=700_000_001, trains_on_output="none")
    found = judge_model(model("mit", "llama-3.3"), sheets.get, facts)
    assert (found.license_id, found.verdict) == ("llama-3.3", "needs_vendor_agreement")
    assert found.clauses == ("§2",)


def test_duties_of_all_licenses_are_due_and_say_whose_they_are(sheets: dict[str, License]) -> None:
    facts = Circumstances(purpose="product", mau_at_release=5, distributes_weights=True, trains_on_output="none")
    found = judge_model(model("nvidia-open-model-2025-04", "llama-3.3"), sheets.get, facts)
    apart = [judge(sheets[name], facts) for name in ("nvidia-open-model-2025-04", "llama-3.3")]
    assert [duty.id for duty in found.obligations] == [duty.id for each in apart for duty in each.obligations]
    assert found.license_id == "nvidia-open-model-2025-04"
    assert "llama-3.3 §1.b.i(A)" in {duty.clause for duty in found.obligations}
    assert any(step.clause == "llama-3.3 §2" for step in found.trace)


def test_a_license_without_a_sheet_leaves_the_model_unknown(sheets: dict[str, License]) -> None:
    found = judge_model(model("mit", "acme-9"), sheets.get, Circumstances(purpose="product"))
    assert (found.license_id, found.verdict) == ("acme-9", "unknown")


def test_buying_from_the_maker_is_not_buying_from_the_licensor_of_the_base(sheets: dict[str, License]) -> None:
    facts = Circumstances(purpose="internal_business", monthly_revenue_usd=40e6, via_vendor=True)
    assert judge_model(model("mistral-modified-mit"), sheets.get, facts).verdict == "allowed"
    assert judge_model(model("mit", "mistral-modified-mit"), sheets.get, facts).verdict == "needs_vendor_agreement"


def test_a_signed_agreement_settles_its_license_only() -> None:
    needing = [verdict("a", "needs_vendor_agreement"), verdict("b", "needs_vendor_agreement")]
    assert strictest(needing, signed=["a"]).license_id == "b"
    assert strictest(needing, signed=["a", "b"]).license_id == "a"
    assert strictest([needing[0], verdict("b", "unknown")], signed=["a"]).verdict == "unknown"
    assert strictest([verdict("a", "forbidden"), needing[1]], signed=["a", "b"]).verdict == "forbidden"


def test_nothing_is_to_do_for_what_is_forbidden() -> None:
    duty = Duty("notice", "keep the notice", "§4")
    found = strictest([verdict("a", "allowed_with_obligations", duties=(duty,)), verdict("b", "forbidden")])
    assert (found.verdict, found.obligations) == ("forbidden", ())


def test_a_question_stays_only_if_its_answer_changes_the_joint_verdict() -> None:
    worse = Ask("purpose", "needs_vendor_agreement", "§2")
    lifts = Ask("mau_at_release", "allowed", "§3", stand_in="mau")
    assert strictest([verdict("a", "allowed"), verdict("b", "allowed", worse)]).asks == (
        Ask("purpose", "needs_vendor_agreement", "b §2"),
    )
    assert strictest([verdict("a", "forbidden"), verdict("b", "allowed", worse)]).asks == ()
    over = verdict("a", "needs_vendor_agreement", lifts)
    assert strictest([over, verdict("b", "unknown")]).asks == (Ask("mau_at_release", "unknown", "§3", "mau"),)
    assert strictest([over, verdict("b", "needs_vendor_agreement")]).asks == ()
    assert strictest([over, verdict("b", "needs_vendor_agreement", lifts)]).asks == (lifts,)


def test_no_verdict_at_all_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="empty"):
        strictest([])
