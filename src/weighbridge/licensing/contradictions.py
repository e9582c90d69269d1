"""Places where a text says two things: the stricter one is followed, and that is said."""

from __future__ import annotations

from collections.abc import Iterable

from weighbridge.licensing.verdict import Step
from weighbridge.records.license import License


def contradictions(sheet: License, trace: Iterable[Step]) -> Iterable[Step]:
    """One step per contradiction that a rule of this judgment met."""
    met = {step.rule: step.looked_at for step in trace}
    for item in sheet.contradictions:
        if item.rule in met:
            detail = (
                f"The text is not of one mind here: {item.says}. Followed: {item.followed}. Unsettled; ask counsel."
            )
            yield Step(f"contradiction:{item.rule}", "pass", item.clause, detail, looked_at=met[item.rule])
