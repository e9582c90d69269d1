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
    """One model per subject: the one named, or the largest released chat model of a family."""
    found = []
    for subject in turn.subjects:
        usable = [model for model in subject.models if model.kind in ("chat", "completion")] or list(subject.models)
        alive = [model for model in usable if model.status in ("released", "preview")] or usable
        if alive:
            found.append(max(alive, key=lambda m: ("(base)" not in m.name, -len(m.name), m.release_date or "", m.id)))
    return found


def cited(desk: Desk, passage_id: str) -> tuple[Citation, ...]:
    """The citations of a passage; none when there is no such passage."""
    passage = desk.passage(passage_id)
    return from_passage(passage).citations if passage else ()
