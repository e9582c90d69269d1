"""The traces: every rule and check of an option, in words, with its clause and the answer that is missing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from weighbridge.ranking.recommendation import Entry, Recommendation
from weighbridge.reports.posture import data_handling, posture_rows
from weighbridge.reports.traces import framework_trace, license_changes, license_trace

Ranked = Callable[..., Recommendation]


@pytest.fixture(params=["claims-assistant", "hospital-notes", "bank-coding", "social-app", "startup-support"])
def entries(request: pytest.FixtureRequest, example: Ranked) -> tuple[Entry, ...]:
    ranked = example(request.param).top(60)
    return (*ranked[:3], *ranked[::11])


def test_every_rule_of_the_license_is_told_in_words(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        told, steps = license_trace(entry.view), entry.view.verdict.trace
        assert len(told) == len(steps)
        assert [item.clause for item in told] == [step.clause or "" for step in steps]
        for item in told:
            assert "_" not in f"{item.rule}{item.outcome}{item.said}{item.looked_at}"
            assert "mau" not in item.said
            assert "reviewed" in item.text or "not on record" in item.text


def test_every_check_of_a_framework_is_told_and_names_what_is_missing(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        frameworks = entry.ranking.context.catalog.frameworks
        for name, assessment in entry.view.assessments.items():
            told = framework_trace(entry, name)
            assert sorted(item.question for item in told) == sorted(item.check.question for item in assessment.checks)
            asked = " ".join(item.why for item in told if item.result == "not known")
            for check in assessment.checks:
                if check.result == "unknown":
                    for missing in check.missing:
                        assert frameworks[name].attributes[missing].ask in asked
            results = [item.result for item in told]
            assert results == sorted(results, key=lambda result: result == "does not apply"), "what applies is first"


def test_better_verdicts_come_before_worse_ones(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        worse = [item.startswith("Worse") for item in license_changes(entry)]
        assert worse == sorted(worse)


def test_data_handling_is_that_of_the_seller_in_the_region_of_the_option(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        view = entry.view
        if view.supply.provider is None:
            assert data_handling(view) == ()
            continue
        listed = posture_rows(
            entry.ranking.context.catalog,
            view.supply.provider,
            view.model.id,
            tier=view.supply.posture.tier,
            region=view.region.id,
        )
        assert data_handling(view) == listed
