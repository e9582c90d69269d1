"""What the examples promise, over the full catalog."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from weighbridge.advisor import Advisor
from weighbridge.needs import load_needs
from weighbridge.policy import Policy, load_policy
from weighbridge.ranking.recommendation import Entry, Recommendation
from weighbridge.reports.record import recommendation_json
from weighbridge.reports.render import render

Example = Callable[..., Recommendation]

EXAMPLES = Path(__file__).parents[1] / "examples"
NEEDS = sorted(path.stem for path in EXAMPLES.glob("*.yaml") if "workload:" in path.read_text())
POLICIES = sorted(path for path in EXAMPLES.glob("*.yaml") if path.stem not in NEEDS)


def llamas(entries: Iterable[Entry]) -> list[str]:
    """Options of the family, those that others tuned included: the license goes with them."""
    return [entry.id for entry in entries if (entry.view.model.license_id or "").startswith("llama-")]


def written(result: Recommendation, form: str, top: int, path: str = "needs.yaml") -> str:
    text = render(result, form, top, path)
    assert isinstance(text, str)
    return text


def test_there_are_six_examples_and_their_files_can_be_read() -> None:
    assert len(NEEDS) >= 6
    assert all(load_needs(EXAMPLES / f"{name}.yaml").name != "Unnamed use" for name in NEEDS)
    assert all(load_policy(path) != Policy() for path in POLICIES)


@pytest.mark.parametrize("name", NEEDS)
def test_each_weighs_the_whole_market_and_finds_something(example: Example, name: str) -> None:
    result = example(name)
    options = result.ranking.options
    assert result.weighed >= 1500
    assert len({supply.provider.id for supply in options.supplies if supply.provider}) >= 30
    assert options.options["model_ix"].n_unique() >= 200
    assert result.winner is not None
    assert result.relaxations
    assert result.failures == ()


def test_each_has_another_first_option(example: Example) -> None:
    first = [example(name).at(1).id for name in NEEDS]
    assert len(set(first)) == len(NEEDS), first


def test_a_social_network_needs_an_agreement_for_llama(advisor: Advisor, example: Example) -> None:
    result = example("social-app")
    assert llamas(result.top()) == []
    out = [entry for entry in result.excluded() if entry.id in llamas([entry])]
    assert len(out) > 20
    assert all("license" in [finding.name for finding in entry.failing] for entry in out)
    signed = Policy(agreements=tuple(name for name in advisor.catalog.licenses if name.startswith("llama-")))
    opened = advisor.rank(load_needs(EXAMPLES / "social-app.yaml"), signed)
    assert llamas(opened.top())
    assert {entry.id for entry in result.top()} < {entry.id for entry in opened.top()}


def test_a_company_of_the_union_gets_no_llama_4(example: Example) -> None:
    result = example("claims-assistant")
    assert not [entry.id for entry in result.top() if "/llama-4" in entry.id]
    barred = [entry for entry in result.excluded() if entry.view.model.id.startswith("meta/llama-4")]
    assert barred
    for entry in barred:
        (finding,) = [item for item in entry.gates() if item.name == "license"]
        assert finding.outcome == "fail"
        assert finding.citation


def test_claims_data_stays_in_the_union(example: Example) -> None:
    from weighbridge import places

    for entry in example("claims-assistant").top():
        assert places.within(entry.view.region.processing, ["EU"]) is not False, entry.id


def test_no_vendor_sees_health_data_before_its_agreement_is_signed(example: Example) -> None:
    result = example("hospital-notes")
    apis = [entry for entry in result.top() if entry.view.supply.provider is not None]
    assert apis
    for entry in apis:
        offered = entry.view.supply.posture.certificates.get("hipaa_baa")
        assert entry.status == "conditional", entry.id
        assert offered is None or offered.value != "no", entry.id
        assert any(point.source in ("hipaa", "certificates") for point in entry.open_points), entry.id


def test_an_isolated_network_uses_no_cloud_and_no_license_that_bans_the_use(example: Example) -> None:
    result = example("defense-airgap")
    assert {entry.view.hosting for entry in result.top()} == {"on_premises"}
    for entry in result.top():
        sheet = entry.view.license
        assert sheet is None or "military" not in [ban.tag for ban in sheet.field_of_use_bans], entry.id
    banned = [
        entry
        for entry in result.excluded()
        if (sheet := entry.view.license) and "military" in [ban.tag for ban in sheet.field_of_use_bans]
    ]
    assert banned
    assert all("license" in [finding.name for finding in entry.failing] for entry in banned)


def test_a_bank_gets_no_provider_without_certificates_under_the_policy(example: Example) -> None:
    result = example("bank-coding", policy=True)
    for entry in result.top():
        if entry.view.supply.provider is not None and entry.status == "qualified":
            facts = entry.view.supply.posture.certificates
            assert facts["soc2_type2"].value == facts["iso_27001"].value == "yes", entry.id


def test_a_start_up_stays_within_its_budget(example: Example) -> None:
    for entry in example("startup-support").top():
        cost = entry.view.row["cost_expected"]
        assert cost is None or cost <= 300, entry.id
        assert cost is not None or entry.status == "conditional", entry.id


def test_claimed_models_are_ranked_only_when_asked_for_and_marked_then(advisor: Advisor, example: Example) -> None:
    assert any(model.status == "claimed" for model in advisor.catalog.models.values())
    for name in NEEDS:
        assert not [entry.id for entry in example(name).top() if entry.view.model.status == "claimed"]
    plain = load_needs(EXAMPLES / "social-app.yaml")
    capabilities = plain.capabilities.model_copy(update={"min_quality": None, "languages": (), "context_tokens": None})
    open_needs = plain.model_copy(update={"capabilities": capabilities, "include_claimed": True})
    result = advisor.rank(open_needs)
    claimed = [entry for entry in result.top() if entry.view.model.status == "claimed"]
    assert claimed
    shown = recommendation_json(result)["options"]
    assert {row["id"] for row in shown if row["claimed"]} == {entry.id for entry in claimed}
    rank = min(entry.rank or 0 for entry in claimed)
    for form in ("table", "markdown", "html"):
        text = " ".join(written(result, form, rank).split())
        assert "[claimed" in text.replace("\\[", "[")
        assert "is only claimed, nobody has released it" in text


@pytest.mark.parametrize("name", NEEDS)
def test_no_table_is_wider_than_a_terminal(example: Example, name: str) -> None:
    text = written(example(name), "table", 40, f"examples/{name}.yaml")
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("name", NEEDS)
def test_an_explanation_of_any_standing_fits_a_terminal(example: Example, name: str) -> None:
    from io import StringIO

    from rich.console import Console

    from weighbridge.reports.explanation import print_explanation

    result = example(name)
    ranked = result.top(60)
    conditional = [entry for entry in result.top() if entry.status == "conditional"][:3]
    for entry in (*ranked[::20], *conditional, *list(result.excluded(600))[::200]):
        text = StringIO()
        print_explanation(result, entry, Console(file=text, width=100, highlight=False))
        long = [line for line in text.getvalue().splitlines() if len(line) > 100 and " " in line.strip()]
        assert not long, (entry.id, long)


@pytest.mark.parametrize("name", NEEDS)
def test_every_score_is_bounded_and_every_open_point_names_somebody(example: Example, name: str) -> None:
    result = example(name)
    assert result.ranking.table["score"].is_between(0, 100).all()
    for entry in result.top(40):
        for point in entry.open_points:
            assert point.party
            assert point.question
