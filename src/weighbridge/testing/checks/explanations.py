"""Explanations: always there, plain, without side effects; unknowns ask somebody, fails cite something."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from weighbridge.extensions import FAIL, UNKNOWN, Explanation, Gate
from weighbridge.options.view import OptionView
from weighbridge.testing.bench import Bench, Contribution, place_of
from weighbridge.testing.finding import Finding
from weighbridge.testing.subject import Subject

LONGEST_REASON = 500


def explains(subject: Subject) -> list[Finding]:
    """For options of every outcome and hosting, `explain` gives one plain sentence, twice, and changes nothing."""
    found: dict[str, Finding] = {}
    for item, _ in subject.sound():
        before = subject.bench.context.needs.model_dump()
        for view, _ in subject.bench.views(item):
            for what, fix in _faults(item, view, subject.bench):
                found.setdefault(f"{item.name} {what}", Finding(f"{place_of(item)}, {view.id}", what, fix))
        if subject.bench.context.needs.model_dump() != before:
            finding = Finding(place_of(item), "explain changes the needs.", "Read what you are given, and only read.")
            found[f"{item.name} needs"] = finding
    return list(found.values())


def _faults(item: Contribution, view: OptionView, bench: Bench) -> Iterator[tuple[str, str]]:
    before = deepcopy(dict(view.row))
    try:
        said, again = item.explain(view, bench.context), item.explain(view, bench.context)
    except Exception as error:  # noqa: BLE001  # plugin code
        what = f"explain raises {type(error).__name__}: {(str(error) or 'no message').splitlines()[0][:150]}"
        yield what, "Handle facts that are None and options without an offer or a plan."
        return
    if dict(view.row) != before:
        yield "explain changes the option.", "Read what you are given, and only read."
    if not isinstance(said, Explanation):
        yield f"explain gives a {type(said).__name__}.", "Return weighbridge.extensions.Explanation."
        return
    if said != again:
        yield "explain says something else when asked again.", "Use the option's facts only: no clock, no counter."
    reason: Any = said.reason
    if not isinstance(reason, str) or not reason.strip():
        yield "its reason is empty.", "Say in one plain sentence why the option came out as it did."
        return
    texts = (reason, said.citation, said.question, said.party)
    if any(isinstance(text, str) and not text.isprintable() for text in texts):
        yield "its words have line breaks or control characters.", "Write one line of plain text."
    if len(reason) > LONGEST_REASON:
        yield f"its reason has {len(reason):,} characters.", f"Say it in {LONGEST_REASON}."


def asks(subject: Subject) -> list[Finding]:
    """An unknown outcome of a gate has a question and a party; a fail has a citation or evidence."""
    found: dict[str, Finding] = {}
    for item, tried in subject.sound():
        if not isinstance(item, Gate):
            continue
        for view, outcome in subject.bench.views(item):
            try:
                said = item.explain(view, subject.bench.context)
            except Exception:  # noqa: BLE001, S112  # `explains` speaks about it
                continue
            if isinstance(said, Explanation):
                for what, fix in _silence(said, outcome):
                    found.setdefault(f"{item.name} {what}", Finding(f"{tried.where}, {view.id}", what, fix))
    return list(found.values())


def _silence(said: Explanation, outcome: int) -> Iterator[tuple[str, str]]:
    if outcome == UNKNOWN and not said.question:
        yield "the outcome is unknown, but it asks nothing.", "Add question: what would settle it."
    if outcome == UNKNOWN and not said.party:
        yield "the outcome is unknown, but it asks nobody.", "Add party: the maker, the provider, your legal team ..."
    if outcome == FAIL and not said.citation and said.evidence is None:
        yield "it fails an option without saying what decides.", "Add citation: the rule, clause or field that decides."
