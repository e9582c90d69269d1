"""Several licenses or models side by side, for one set of circumstances."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from weighbridge.licensing.verdict import SEVERITY
from weighbridge.licensing.wording import called
from weighbridge.reports.license_text import WIDTH

if TYPE_CHECKING:
    from weighbridge.licensing.subject import Subject
    from weighbridge.licensing.verdict import Verdict

SIDE_BY_SIDE = 3
"""More than this many are set below each other, as columns would be too narrow to read."""
_LABEL = 14
_GAP = 2

Cell = Callable[["Subject", "Verdict"], list[str]]


def comparison_text(judged: Sequence[tuple[Subject, Verdict]]) -> str:
    """One column per subject with verdict, reason, duties, questions and the first ways to a better verdict."""
    lines: list[str] = []
    for start in range(0, len(judged), SIDE_BY_SIDE):
        lines += [*_block(judged[start : start + SIDE_BY_SIDE]), ""]
    freest = min(judged, key=lambda item: (SEVERITY[item[1].worst], SEVERITY[item[1].verdict], _count(item[1])))
    known = "" if freest[1].assured == freest[1].verdict else " on what is known so far"
    lines += textwrap.wrap(f"Freest for this use{known}: {freest[0].ref} ({_words(freest[1].verdict)}).", WIDTH)
    return "\n".join([*lines, "Not legal advice."])


def _block(judged: Sequence[tuple[Subject, Verdict]]) -> list[str]:
    width = (WIDTH - _LABEL - _GAP * len(judged)) // len(judged)
    lines = []
    for label, cell in _ROWS:
        cells = [[part for text in cell(*item) for part in textwrap.wrap(text, width) or [""]] for item in judged]
        for row in range(max(len(parts) for parts in cells)):
            head = label if row == 0 else ""
            shown = [(parts[row] if row < len(parts) else "").ljust(width) for parts in cells]
            lines.append((head.ljust(_LABEL) + (" " * _GAP).join(["", *shown])).rstrip())
        lines.append("")
    return lines[:-1]


def _verdict(_subject: Subject, verdict: Verdict) -> list[str]:
    said = _words(verdict.verdict)
    if verdict.assured != verdict.verdict:
        said += ", if the full text says so" if not verdict.text_read else ", if the questions turn out well"
    return [said]


def _why(_subject: Subject, verdict: Verdict) -> list[str]:
    deciding = [step for step in verdict.trace if step.outcome == verdict.verdict]
    deciding = deciding or [step for step in verdict.trace if step.rule == "commercial_use"]
    return [f"{step.detail}{f' ({step.clause})' if step.clause else ''}" for step in deciding[:2]]


def _duties(_subject: Subject, verdict: Verdict) -> list[str]:
    return [f"- {duty.what} ({duty.clause})" for duty in verdict.obligations] or ["none"]


def _asks(_subject: Subject, verdict: Verdict) -> list[str]:
    return [f"- {called(ask.name)}: {_words(ask.could_become)}" for ask in verdict.asks] or ["nothing"]


def _better(subject: Subject, verdict: Verdict) -> list[str]:
    better = [item for item in subject.changes(verdict) if item.better]
    return [f"- {item.what}: {_words(item.verdict)}" for item in better[:3]] or ["nothing found"]


def _text(subject: Subject, _verdict: Verdict) -> list[str]:
    return [f"{sheet.id}: {_words(sheet.text_basis.kind)}, {sheet.reviewed}" for sheet in subject.sheets] or ["none"]


_ROWS: tuple[tuple[str, Cell], ...] = (
    ("", lambda subject, _verdict: [subject.title]),
    ("Verdict", _verdict),
    ("Why", _why),
    ("To do", _duties),
    ("Still to tell", _asks),
    ("Better with", _better),
    ("Text read", _text),
)


def _count(verdict: Verdict) -> int:
    return len(verdict.obligations)


def _words(name: str) -> str:
    return name.replace("_", " ")
