"""Laws that hold for every sheet in any circumstances."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weighbridge.licensing import SEVERITY, Circumstances, Verdict, judge, strictest
from weighbridge.licensing.tags import known_tags
from weighbridge.needs import OutputTraining, Purpose
from weighbridge.plugins.packs import load_pack
from weighbridge.records import License

SHEETS: tuple[License, ...] = load_pack(Path(__file__).parents[2] / "plugins" / "weighbridge_licenses").records(
    "licenses"
)
FIGURES = (
    "mau",
    "mau_at_release",
    "product_mau",
    "annual_revenue_usd",
    "monthly_revenue_usd",
    "ttm_revenue_usd",
    "product_monthly_revenue_usd",
    "product_annual_revenue_usd",
)
SPREADING = ("distributes_weights", "distributes_derivative", "hosted_service", "outputs_to_third_parties")
LIMITS = sorted({int(limit.value) for sheet in SHEETS for limit in sheet.thresholds})
FLAGS = tuple(name for name, info in Circumstances.model_fields.items() if bool in get_args(info.annotation))

amounts = (
    st.none() | st.sampled_from([n + d for n in LIMITS for d in (-1, 0, 1) if n + d >= 0]) | st.integers(0, 10**12)
)
places = st.sampled_from(["DE", "US", "GB", "KR", "CH", "NO", "IN", "EU", "GLOBAL"])
circumstances = st.builds(
    Circumstances,
    purpose=st.none() | st.sampled_from(get_args(Purpose)),
    region=st.none() | places,
    use_countries=st.none() | st.lists(places, max_size=3).map(tuple),
    role=st.sampled_from([None, "licensee", "end_user"]),
    trains_on_output=st.none() | st.sampled_from(get_args(OutputTraining)),
    tags=st.lists(st.sampled_from(sorted(known_tags(SHEETS))), max_size=2).map(tuple),
    **dict.fromkeys(FIGURES, amounts),
    **{name: st.sampled_from([None, True, False]) for name in FLAGS},
)
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def worse(sheet: License, before: Circumstances, change: dict[str, Any]) -> bool:
    """Whether the changed circumstances are judged at least as strictly."""
    after = before.model_copy(update=change)
    return SEVERITY[judge(sheet, after).verdict] >= SEVERITY[judge(sheet, before).verdict]


@quick
@given(circumstances)
def test_never_raises_and_is_consistent(facts: Circumstances) -> None:
    for sheet in SHEETS:
        verdict = judge(sheet, facts)
        check(verdict)
        assert judge(sheet, facts) == verdict


def check(verdict: Verdict) -> None:
    duties = [duty.id for duty in verdict.obligations]
    assert len(duties) == len(set(duties))
    if verdict.verdict in ("allowed", "forbidden"):
        assert not duties
    if verdict.verdict == "allowed_with_obligations":
        assert duties
    names = [ask.name for ask in verdict.asks]
    assert len(names) == len(set(names))
    assert all(ask.could_become != verdict.verdict for ask in verdict.asks)


@quick
@given(circumstances, st.sampled_from(FIGURES), st.integers(0, 10**12))
def test_more_users_or_revenue_never_improves(facts: Circumstances, figure: str, more: int) -> None:
    stated = getattr(facts, figure)
    if stated is None:
        return
    for sheet in SHEETS:
        assert worse(sheet, facts, {figure: stated + more}), (sheet.id, figure)


@quick
@given(circumstances, st.sampled_from(SPREADING))
def test_more_distribution_never_improves(facts: Circumstances, way: str) -> None:
    before = facts.model_copy(update={way: False})
    for sheet in SHEETS:
        assert worse(sheet, before, {way: True}), (sheet.id, way)


@quick
@given(circumstances, st.sampled_from(sorted(known_tags(SHEETS))))
def test_one_more_field_of_use_never_improves(facts: Circumstances, tag: str) -> None:
    for sheet in SHEETS:
        assert worse(sheet, facts, {"tags": (*facts.tags, tag)}), (sheet.id, tag)


@quick
@given(circumstances)
def test_what_is_asked_for_was_not_stated(facts: Circumstances) -> None:
    for sheet in SHEETS:
        for ask in judge(sheet, facts).asks:
            assert getattr(facts, ask.name) is None, (sheet.id, ask)


@quick
@given(circumstances)
def test_an_unread_grant_is_never_judged(facts: Circumstances) -> None:
    for sheet in SHEETS:
        if sheet.commercial_use.value == "unverified":
            assert SEVERITY[judge(sheet, facts).verdict] >= SEVERITY["unknown"]


@quick
@given(circumstances, st.lists(st.sampled_from(SHEETS), min_size=2, max_size=3, unique_by=lambda sheet: sheet.id))
def test_one_more_license_never_improves(facts: Circumstances, sheets: list[License]) -> None:
    apart = [judge(sheet, facts) for sheet in sheets]
    joint = strictest(apart)
    assert SEVERITY[joint.verdict] == max(SEVERITY[verdict.verdict] for verdict in apart)
    assert bool(joint.obligations) >= (joint.verdict == "allowed_with_obligations")
    assert all(ask.could_become != joint.verdict for ask in joint.asks)
    assert len(joint.trace) == sum(len(verdict.trace) for verdict in apart)
