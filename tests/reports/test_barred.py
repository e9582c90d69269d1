"""Reports name the clause that keeps a model out, and how far a license is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from weighbridge.advisor import Advisor
from weighbridge.needs import Needs
from weighbridge.policy import Policy
from weighbridge.ranking.recommendation import Recommendation
from weighbridge.reports.render import render
from weighbridge.reports.summary import summarize


def test_every_model_that_its_license_keeps_out_is_named_with_a_clause(example: Callable[..., Recommendation]) -> None:
    result = example("social-app")
    barred = summarize(result, 5).barred
    assert any("Llama 3.1 405B" in line and line.endswith("Community License, §2)") for line in barred)
    every = " ".join(barred)
    out = {entry.view.model.name for entry in result.excluded() if "license" in {item.name for item in entry.failing}}
    alive = {entry.view.model.name for entry in result.top()}
    assert sum(name in every for name in out - alive) >= 20


@pytest.mark.parametrize("form", ["table", "markdown", "html"])
def test_the_reports_list_them(form: str, example: Callable[..., Recommendation]) -> None:
    text = render(example("social-app"), form, 3, "needs.yaml")
    assert "Kept out by their license" in str(text)


def test_excluded_rows_cite_the_clause(example: Callable[..., Recommendation]) -> None:
    for entry in example("social-app").excluded():
        for finding in entry.failing:
            if finding.name == "license" and entry.view.verdict.clauses:
                assert finding.citation is not None
                assert finding.citation.startswith("license: ")
                assert " " in finding.citation.removeprefix("license: ")


def test_unread_terms_wait_for_a_word_where_the_policy_says_so(advisor: Advisor) -> None:
    stated: dict[str, Any] = {
        "workload": {"queries_per_month": 1000, "input_tokens": 500, "output_tokens": 100},
        "infrastructure": {"hosting": ["cloud_api"]},
        "organization": {"country": "US", "competes_with_licensor": False},
    }

    def outcome(**policy: Any) -> str | None:
        result = advisor.rank(Needs.model_validate(stated), Policy.model_validate(policy))
        every = [*result.top(), *result.excluded()]
        entry = next(item for item in every if item.view.model.license_id == "openai-services")
        found = next(item for item in entry.gates() if item.name == "license")
        assert ("was not read" in found.reason) == (policy.get("agreements") is None)
        return found.outcome

    assert outcome() == "pass"
    assert outcome(unread_terms="confirm") == "unknown"
    assert outcome(unread_terms="confirm", agreements=["openai-services"]) == "pass"
