"""Each relaxation, applied to the needs or the policy, opens exactly as many options as it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from weighbridge.advisor import Advisor
from weighbridge.catalog import Catalog
from weighbridge.needs import Needs
from weighbridge.policy import Policy
from weighbridge.ranking.engine import rank
from weighbridge.ranking.recommendation import Recommendation
from weighbridge.ranking.relaxations import Relaxation

Weigh = Callable[..., Recommendation]

EXAMPLES = ("claims-assistant", "defense-airgap", "social-app")

CROWD = {"monthly_active_users": 2_000_000, "monthly_active_users_at_release": 2_000_000}
HEALTH = {"health": True, "personal": True}
SMALL_CASES: dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    "residency": ({"data": {"residency": ["FR"]}}, {}),
    "budget": ({"budget": {"monthly_usd_max": 5}}, {}),
    "license": ({"organization": CROWD}, {"agreements": ["free-1.0"]}),
    "hosting": ({"infrastructure": {"hosting": ["edge"]}}, {}),
    "retention": ({"data": {"retention_days_max": 10, "training_on_data": True}}, {}),
    "training_on_data": ({}, {}),
    "claimed": ({"data": {"training_on_data": True}}, {}),
    "retirement": ({"horizon_months": 60}, {}),
    "owned_accelerators": ({"infrastructure": {"owned_accelerators": {"Anvil": 1}}}, {}),
    "policy_model": ({}, {"models": {"allow": ["gravel/boulder"]}}),
    "policy_maker": ({}, {"makers": {"deny": ["gra*", "gravel", "nobody"]}}),
    "policy_license": ({}, {"licenses": {"deny": ["crowd-*"]}}),
    "policy_provider": ({}, {"providers": {"allow": ["talus"]}}),
    "policy_provider denied": ({}, {"providers": {"deny": ["gra*"]}}),
    "policy_provider by default": ({}, {"default": "deny", "models": {"allow": ["*"]}}),
    "policy_maker_country": ({}, {"maker_countries": {"deny": ["EU"]}}),
    "policy_maker_country not allowed": ({}, {"maker_countries": {"allow": ["DE", "FR"]}}),
    "certificates": ({"data": {**HEALTH, "training_on_data": True}}, {"certificates_required": ["soc2_type2"]}),
    "compliance": ({"compliance": ["stone-act"], "data": {"training_on_data": True}}, {}),
    "footprint": ({}, {}),
    "context": ({"capabilities": {"context_tokens": 64_000}}, {}),
    "quality": ({"capabilities": {"min_quality": 0.5}}, {}),
    "languages": ({"capabilities": {"languages": ["fr"]}}, {}),
    "policy_data_class": ({}, {"hosting_by_data_class": {"internal": ["edge"]}}),
    "policy_processing_country": ({}, {"processing_countries": {"deny": ["US"]}}),
    "unknown": ({"capabilities": {"tool_calling": True}}, {"unknown": "exclude"}),
}


def ranked(result: Recommendation) -> set[str]:
    return {result.id_of(row) for row in result.ranking.ranked["option_ix"]}


def set_field(data: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for name in parents:
        data = data[name]
    assert last in data, path
    data[last] = value


def apply(advisor: Advisor, result: Recommendation, item: Relaxation) -> Recommendation:
    context = result.ranking.context
    if item.field is None:
        kept = [gate for gate in result.ranking.gates if gate.name != item.gate]
        return Recommendation(rank(result.ranking.options, kept, result.ranking.criteria))
    needs = context.needs.model_dump(mode="json", by_alias=True)
    policy = context.policy.model_dump(mode="json")
    head, _, rest = item.field.partition(".")
    set_field(*((policy, rest) if head == "policy" else (needs, item.field)), item.value)
    return advisor.rank(Needs.model_validate(needs), Policy.model_validate(policy))


def check(advisor: Advisor, result: Recommendation, items: Iterable[Relaxation] | None = None) -> None:
    for item in result.relaxations if items is None else items:
        opened = ranked(apply(advisor, result, item)) - ranked(result)
        assert len(opened) == item.opens > 0, (item, sorted(opened))


@pytest.mark.parametrize("case", SMALL_CASES)
def test_on_the_small_catalog(weigh: Weigh, small: Catalog, case: str) -> None:
    result = weigh(*SMALL_CASES[case])
    assert case.split(maxsplit=1)[0] in {item.gate for item in result.relaxations}
    check(Advisor(small), result)


def largest(result: Recommendation) -> Iterable[Relaxation]:
    """Of every gate the change that opens most."""
    return {item.gate: item for item in reversed(result.relaxations)}.values()


@pytest.mark.parametrize("name", EXAMPLES)
def test_on_the_full_catalog(advisor: Advisor, example: Callable[..., Recommendation], name: str) -> None:
    result = example(name)
    assert result.relaxations
    check(advisor, result, largest(result))


def test_on_the_full_catalog_under_a_policy(advisor: Advisor, example: Callable[..., Recommendation]) -> None:
    result = example("bank-coding", policy=True)
    assert any(item.field and item.field.startswith("policy.") for item in result.relaxations)
    check(advisor, result, largest(result))


@pytest.mark.parametrize("case", SMALL_CASES)
def test_the_way_in_of_an_option_lets_it_in(weigh: Weigh, case: str) -> None:
    result = weigh(*SMALL_CASES[case])
    for entry in result.excluded():
        if len(entry.failing) > 1:
            assert case == "unknown" or not entry.way_in
        elif entry.failing[0].name == "license" and entry.view.verdict.verdict == "forbidden":
            assert not entry.way_in
        elif entry.failing[0].outcome == "fail" and "deny" not in entry.failing[0].reason:
            assert entry.way_in, entry.id


def test_a_forbidden_use_cannot_be_relaxed(weigh: Weigh) -> None:
    result = weigh({"use": {"tags": ["military"]}})
    assert result.find("shard@on_premises").way_in == ()
    assert not [item for item in result.relaxations if item.gate == "license"]


def test_the_order_is_most_opened_first(example: Callable[..., Recommendation]) -> None:
    counts = [item.opens for item in example("claims-assistant").relaxations]
    assert counts == sorted(counts, reverse=True)
