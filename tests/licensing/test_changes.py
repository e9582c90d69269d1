"""What would change a verdict: every kind of change is found, and judging the change gives the verdict it names."""

from __future__ import annotations

from weighbridge.licensing import SEVERITY, Circumstances, Verdict, judge
from weighbridge.licensing.changes import Change, other_models, what_would_change
from weighbridge.records import License


def changes(sheet: License, facts: Circumstances) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    for change in what_would_change(judge(sheet, facts), lambda other: judge(sheet, other), [sheet]):
        found.setdefault(change.kind, []).append(change)
    return found


def test_below_the_threshold_or_with_an_agreement(sheets: dict[str, License]) -> None:
    facts = Circumstances(purpose="product", mau_at_release=800_000_000, trains_on_output="none")
    found = changes(sheets["llama-3.1"], facts)
    assert [(item.what, item.verdict, item.clause) for item in found["size"]] == [
        ("at most 700,000,000 monthly active users in the month before the release", "allowed_with_obligations", "§2")
    ]
    assert found["agreement"][0].what == "a signed agreement with Meta"


def test_beyond_the_threshold_is_told_before_it_happens(sheets: dict[str, License]) -> None:
    found = changes(sheets["stability-community"], Circumstances(purpose="product", annual_revenue_usd=900_000))
    (worse,) = found["size"]
    assert (worse.better, worse.verdict) == (False, "needs_vendor_agreement")
    assert worse.what == "more than USD 1,000,000 of revenue in a year"


def test_another_region_or_a_text_only_model(sheets: dict[str, License]) -> None:
    facts = Circumstances(purpose="product", region="DE", mau_at_release=1, trains_on_output="none")
    found = changes(sheets["llama-4"], facts)
    assert found["place"][0].what == "a principal place of business outside EU"
    assert found["model"][0].what == "a text-only model under the same license"
    assert all(item.better for item in (*found["place"], *found["model"]))


def test_a_license_that_looks_at_places_of_use_asks_for_another_place_of_use(sheets: dict[str, License]) -> None:
    facts = Circumstances(purpose="product", region="US", use_countries=("GB",), mau_at_release=1)
    (place,) = (item for item in changes(sheets["hunyuan-community-a13b"], facts)["place"] if item.better)
    assert place.what == "a place of business and of use outside EU, UK, KR"


def test_another_purpose_outputs_and_routes(sheets: dict[str, License]) -> None:
    product = changes(sheets["k-exaone"], Circumstances(purpose="product", trains_on_output="none"))
    assert "internal use, nothing offered to third parties" in [item.what for item in product["purpose"]]
    trained = changes(sheets["llama-3"], Circumstances(purpose="product", trains_on_output="internal_llm"))
    assert trained["outputs"][0].verdict == "allowed_with_obligations"
    capped = changes(sheets["mistral-modified-mit"], Circumstances(purpose="product", monthly_revenue_usd=9e7))
    assert [item.what for item in capped["route"]] == ["the licensor's own service instead of the weights"]


def test_a_change_is_what_it_says(sheets: dict[str, License]) -> None:
    for sheet in sheets.values():
        facts = Circumstances(purpose="internal_business", region="DE", use_countries=("DE",), annual_revenue_usd=9e9)
        now = judge(sheet, facts)
        for item in what_would_change(now, lambda other, sheet=sheet: judge(sheet, other), [sheet]):  # type: ignore[misc]  # mypy infers no default
            assert item.better == (SEVERITY[item.verdict] < SEVERITY[now.verdict]), (sheet.id, item)


def test_other_models_of_the_family_are_named_when_they_are_freer(sheets: dict[str, License]) -> None:
    facts = Circumstances(purpose="product", trains_on_output="none", mau_at_release=1)
    now = judge(sheets["qwen-research"], facts)
    others: list[tuple[str, Verdict]] = [("Small", judge(sheets["apache-2.0"], facts)), ("Max", now)]
    assert [item.what for item in other_models(now, others)] == ["Small instead (apache-2.0)"]


def test_what_has_no_sheet_has_no_changes() -> None:
    assert [
        item.kind for item in what_would_change(judge(None, Circumstances()), lambda other: judge(None, other), ())
    ] == []
