"""Which models figures are computed for, and what they cite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge.answers.evidence import from_passage

if TYPE_CHECKING:
    from weighbridge.answers.answer import Citation
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.turn import Turn
    from weighbridge.records import Model


def one_per_subject(turn: Turn) -> list[Model]:
    """One model per subject: the one named, or of a family the released chat model with the plainest name."""
    found = []
    for subject in turn.subjects:
        usable = [model for model in subject.models if model.kind in ("chat", "completion")] or list(subject.models)
        alive = [model for model in usable if model.status in ("released", "preview")] or usable
        if alive:
            found.append(max(alive, key=_plainest))
    return found


def newness(model: Model) -> tuple[str, float, str, str]:
    """Ranks relatives by the month of their release; those of one month, published together, by size."""
    date = model.release_date or ""
    return date[: len("2026-01")], model.parameters_b or 0.0, date, model.id


def _plainest(model: Model) -> tuple[bool, int, tuple[str, float, str, str]]:
    """Ranks relatives: instructed before base, then the shortest name, then the newest."""
    return "(base)" not in model.name, -len(model.name), newness(model)


def cited(desk: Desk, passage_id: str) -> tuple[Citation, ...]:
    """The citations of a passage; none when there is no such passage."""
    passage = desk.passage(passage_id)
    return from_passage(passage).citations if passage else ()
