"""What a verdict says beside its name: reasons, clauses, questions, and figures that stand in for missing ones."""

from __future__ import annotations

from weighbridge.licensing import Circumstances, judge
from weighbridge.needs import Needs
from weighbridge.records import License


def test_json_has_the_agreed_keys(sheets: dict[str, License]) -> None:
    found = judge(sheets["llama-3.1"], Circumstances(purpose="product", mau_at_release=5)).to_json()
    assert found["id"] == "llama-3.1"
    assert {"id", "what", "clause"} == set(found["obligations"][0])
    assert {"rule", "outcome", "clause", "source_kind"} <= set(found["trace"][0])
    assert found["asks"] == []  # its rule on outputs cannot make this verdict worse


def test_no_sheet_is_unknown() -> None:
    verdict = judge(None, Circumstances(purpose="product"), license_id="acme-1.0")
    assert (verdict.license_id, verdict.verdict) == ("acme-1.0", "unknown")
    assert verdict.trace[0].outcome == "unknown"


def test_a_missing_figure_is_asked_for_and_makes_the_verdict_conditional(sheets: dict[str, License]) -> None:
    verdict = judge(sheets["llama-3.1"], Circumstances(purpose="internal_business", trains_on_output="none"))
    assert verdict.verdict == "allowed_with_obligations"
    assert [(ask.name, ask.could_become, ask.clause) for ask in verdict.asks] == [
        ("mau_at_release", "needs_vendor_agreement", "§2")
    ]
    assert verdict.conditional


def test_todays_users_stand_in_and_are_to_be_confirmed(sheets: dict[str, License]) -> None:
    sheet = sheets["llama-3.1"]
    few = judge(sheet, Circumstances(purpose="product", trains_on_output="none", mau=2_000_000))
    assert few.verdict == "allowed_with_obligations"
    assert [(ask.name, ask.stand_in) for ask in few.asks] == [("mau_at_release", "mau")]
    assert not few.conditional
    many = judge(sheet, Circumstances(purpose="product", trains_on_output="none", mau=900_000_000))
    assert many.verdict == "needs_vendor_agreement"
    assert [(ask.name, ask.could_become) for ask in many.asks] == [("mau_at_release", "allowed_with_obligations")]


def test_a_groups_users_below_the_limit_settle_the_products(sheets: dict[str, License]) -> None:
    verdict = judge(sheets["qwen-2024"], Circumstances(purpose="internal_business", mau=100_000_000))
    assert verdict.verdict == "allowed"
    assert "product_mau" not in [ask.name for ask in verdict.asks]


def test_a_groups_revenue_never_counts_as_a_products(sheets: dict[str, License]) -> None:
    facts = Circumstances(purpose="product", annual_revenue_usd=900e9, product_mau=1, distributes_weights=False)
    verdict = judge(sheets["kimi-k2"], facts)
    assert verdict.verdict == "allowed"
    assert [ask.name for ask in verdict.open_asks] == ["product_monthly_revenue_usd"]


def test_multimodality_is_asked_for_where_it_decides(sheets: dict[str, License]) -> None:
    facts = Circumstances(purpose="product", region="DE", mau_at_release=1, trains_on_output="none")
    verdict = judge(sheets["llama-3.2"], facts)
    assert [(ask.name, ask.could_become) for ask in verdict.asks] == [("model_multimodal", "forbidden")]
    assert judge(sheets["llama-3.3"], facts).asks == ()
    assert judge(sheets["llama-4"], facts).verdict == "forbidden"


def test_no_purpose_leaves_a_noncommercial_license_open(sheets: dict[str, License]) -> None:
    verdict = judge(sheets["exaone-1.2-nc"], Circumstances(trains_on_output="none"))
    assert verdict.verdict == "unknown"
    assert ("purpose", "needs_vendor_agreement") in [(ask.name, ask.could_become) for ask in verdict.asks]


def test_the_worst_of_several_rules_wins_and_all_are_traced(sheets: dict[str, License]) -> None:
    facts = Circumstances(purpose="product", mau_at_release=10**9, tags=("military",), trains_on_output="none")
    verdict = judge(sheets["llama-3.1"], facts)
    assert verdict.verdict == "forbidden"
    assert {"forbidden", "needs_vendor_agreement"} <= {step.outcome for step in verdict.trace}
    assert verdict.clauses == ("AUP 2.a",)
    assert verdict.obligations == ()


def test_a_narrower_field_of_use_is_banned_with_the_broader_one(sheets: dict[str, License]) -> None:
    facts = Circumstances(purpose="research", tags=("surveillance_without_consent",))
    assert judge(sheets["flux-1-dev-nc"], facts).verdict == "forbidden"


def test_summaries_are_marked_as_such(sheets: dict[str, License]) -> None:
    verdict = judge(sheets["minimax-m3-community"], Circumstances(purpose="product", annual_revenue_usd=5e6))
    assert verdict.to_json()["trace"][0]["source_kind"] == "secondary_summary"
    assert "not read" in verdict.trace[0].detail


def test_internal_use_is_to_be_confirmed_where_outputs_that_leave_would_change_it(sheets: dict[str, License]) -> None:
    sheet = sheets["kimi-k3"]
    facts = Circumstances(purpose="internal_business", ttm_revenue_usd=30e6, group_runs_maas=True)
    caught = judge(sheet, facts)
    assert caught.verdict == "allowed"
    assert [(ask.name, ask.could_become, ask.stand_in) for ask in caught.asks] == [
        ("outputs_to_third_parties", "needs_vendor_agreement", "purpose")
    ]
    assert not caught.conditional
    assert judge(sheet, facts.model_copy(update={"group_runs_maas": False})).asks == ()
    assert judge(sheet, facts.model_copy(update={"outputs_to_third_parties": False})).asks == ()


def test_the_reading_of_an_unclear_limit_is_told_where_it_decides(sheets: dict[str, License]) -> None:
    def limit(revenue: float) -> str:
        found = judge(sheets["lfm-1.0"], Circumstances(purpose="product", annual_revenue_usd=revenue))
        return next(step.detail for step in found.trace if step.rule == "threshold:rev_10m")

    assert "the stricter reading is followed" in limit(10e6)
    assert "stricter" not in limit(11e6)


def test_only_a_non_profit_may_pass_on_what_companies_may_not(sheets: dict[str, License]) -> None:
    facts = Circumstances(purpose="research", distributes_weights=True, trains_on_output="none")
    asked = judge(sheets["mistral-mrl-0.1"], facts)
    assert [(ask.name, ask.could_become) for ask in asked.asks] == [("nonprofit", "needs_vendor_agreement")]
    company = judge(sheets["mistral-mrl-0.1"], facts.model_copy(update={"nonprofit": False}))
    assert "redistribution" in [step.rule for step in company.trace if step.outcome == "needs_vendor_agreement"]


def test_needs_become_circumstances(sheets: dict[str, License]) -> None:
    needs = Needs.model_validate(
        {
            "workload": {"queries_per_month": 1, "input_tokens": 1, "output_tokens": 1},
            "organization": {"country": "DE", "annual_revenue_usd": 900e6, "runs_model_service": False},
            "use": {"purpose": "product", "fine_tunes": True, "distributes_weights": True},
        }
    )
    facts = Circumstances.from_needs(needs, model_multimodal=True, via_vendor=False)
    assert facts.use_countries == ("DE",)
    assert facts.distributes_derivative is True
    assert judge(sheets["llama-4"], facts).verdict == "forbidden"
    assert judge(sheets["mistral-modified-mit"], facts).verdict == "needs_vendor_agreement"
    assert judge(sheets["hunyuan-community-a13b"], facts).verdict == "forbidden"
    assert [duty.id for duty in judge(sheets["apache-2.0"], facts).obligations] == [
        "license_copy",
        "state_changes",
        "retain_notices",
        "notice_file",
    ]
