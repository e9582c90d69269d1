"""What the frameworks named in the needs ask for, failed checks with what they lead to."""

from __future__ import annotations

from collections.abc import Iterator

from weighbridge.compliance.assess import CheckResult
from weighbridge.ranking.recommendation import Entry
from weighbridge.records.framework import Condition, Framework, plain_value
from weighbridge.reports.register.duty import Duty, Owner, Status


def of_frameworks(entry: Entry) -> Iterator[Duty]:
    """One duty per check that applies, and one per consequence of a check that fails."""
    for assessment in entry.view.assessments.values():
        framework = entry.ranking.context.catalog.frameworks.get(assessment.framework_id)
        if framework is None or assessment.status == "not_applicable":
            continue
        for item in assessment.checks:
            if item.result != "not_applicable":
                yield from _of_check(framework, item)


def _of_check(framework: Framework, item: CheckResult) -> Iterator[Duty]:
    check = item.check
    if check.severity == "info" and item.result == "pass":
        return
    party = framework.attributes[check.attribute].party
    owner: Owner = "procurement" if party == "vendor" else party
    later = item.result == "not_yet"
    status: Status = "later" if later else "done" if item.result == "pass" else "to_do"
    trigger = "; ".join(_asked(framework, item) for item in check.applies_when) or framework.applicability
    yield Duty(
        f"{framework.id}:{check.id}",
        check.do or f"settle: {check.question}",
        check.clause,
        framework.id,
        framework.short,
        owner,
        trigger,
        "by_date" if later else check.due,
        check.role,
        item.binds_from,
        status,
    )
    if item.result == "fail":
        for number, follow in enumerate(check.then, start=1):
            yield Duty(
                f"{framework.id}:{check.id}:{number}",
                follow.do,
                follow.clause,
                framework.id,
                framework.short,
                owner,
                check.on_fail or f"{check.question} No.",
                follow.due,
                follow.role,
            )


def _asked(framework: Framework, condition: Condition) -> str:
    """A condition as the question it answers: `Do you fine-tune the model? yes`."""
    value = plain_value(condition.value)
    return f"{framework.attributes[condition.attribute].ask} {value}"
