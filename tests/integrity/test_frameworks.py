"""The shipped compliance frameworks: complete, dated, sourced, and consistent with each other."""

from __future__ import annotations

from datetime import date

import pytest

from weighbridge.records.framework import Attribute
from weighbridge_frameworks import plugin

FRAMEWORKS = {framework.id: framework for framework in plugin.frameworks()}


def test_all_frameworks_checks_and_attributes_are_there() -> None:
    assert set(FRAMEWORKS) == {
        "eu-ai-act",
        "fedramp",
        "gdpr",
        "hipaa",
        "iso-27001",
        "iso-42001",
        "nist-ai-rmf",
        "pci-dss",
        "soc2",
    }
    checks = [check for framework in FRAMEWORKS.values() for check in framework.checks]
    assert len(checks) == len({check.id for check in checks}) == 71
    assert sum(check.mode == "auto" for check in checks) == 49
    assert len({name for framework in FRAMEWORKS.values() for name in framework.attributes}) == 83


def test_an_attribute_means_the_same_in_every_framework() -> None:
    seen: dict[str, Attribute] = {}
    for framework in FRAMEWORKS.values():
        for name, attribute in framework.attributes.items():
            assert seen.setdefault(name, attribute) == attribute
            assert attribute.ask.endswith("?") or attribute.values


@pytest.mark.parametrize("framework", FRAMEWORKS.values(), ids=lambda framework: framework.id)
def test_every_check_has_a_clause_and_every_framework_evidence(framework) -> None:  # type: ignore[no-untyped-def]
    assert framework.evidence_for("checks") is not None
    assert framework.sources
    assert all(check.clause and check.question.endswith("?") for check in framework.checks)
    used = {condition.attribute for condition in framework.conditions()}
    assert used == set(framework.attributes)


def test_dates_are_days_in_order() -> None:
    for framework in FRAMEWORKS.values():
        days = [date.fromisoformat(item.date) for item in framework.dates]
        assert days == sorted(days)
        for check in framework.checks:
            if check.applies_from:
                assert not framework.dates or date.fromisoformat(check.applies_from) in days


def test_standards_that_are_sold_are_graded_as_not_read() -> None:
    for framework_id in ("iso-27001", "iso-42001"):
        evidence = FRAMEWORKS[framework_id].evidence_for("checks")
        assert evidence is not None
        assert evidence.grade == "estimated"
