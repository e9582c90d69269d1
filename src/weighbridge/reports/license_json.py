"""Verdicts on licenses as plain data: the JSON of `weighbridge license`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from weighbridge.licensing.subject import Subject
    from weighbridge.licensing.verdict import Verdict


def license_output(subject: Subject, verdict: Verdict) -> dict[str, Any]:
    """One subject with its verdict, what would change it, and what it was made from."""
    return {
        "model": subject.model.id if subject.model else None,
        **verdict.to_json(),
        "contradictions": [
            {"rule": step.rule.partition(":")[2], "clause": step.clause, "detail": step.detail}
            for step in verdict.trace
            if step.rule.startswith("contradiction")
        ],
        "changes": [change.to_json() for change in subject.changes(verdict)],
        "chain": [link.to_json() for link in subject.chain()],
        "service": next((sheet.service.model_dump(mode="json") for sheet in subject.sheets if sheet.service), None),
        "not_on_record": list(subject.unknown),
    }


def comparison_json(judged: Sequence[tuple[Subject, Verdict]]) -> dict[str, Any]:
    """Several subjects for one set of circumstances, in the order in which they were named."""
    facts = judged[0][1].circumstances
    stated = facts.model_dump(mode="json", exclude_none=True, exclude_defaults=True) if facts else {}
    return {
        "circumstances": stated,
        "compared": [{"ref": subject.ref, **license_output(subject, verdict)} for subject, verdict in judged],
    }
