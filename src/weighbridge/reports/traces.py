"""How the license and the frameworks were judged for one option: each rule and check, what it found, and its clause."""

from __future__ import annotations

import re
from dataclasses import dataclass

from weighbridge.compliance.assess import CheckResult, Result
from weighbridge.licensing.circumstances import Circumstances
from weighbridge.licensing.subject import of_model
from weighbridge.licensing.verdict import Outcome, Step, Verdict
from weighbridge.options.view import OptionView
from weighbridge.ranking.recommendation import Entry
from weighbridge.records.framework import Framework, plain_value
from weighbridge.reports import words
from weighbridge.reports.license_text import SOURCES
from weighbridge.reports.register import ROLES

OUTCOMES: dict[Outcome, str] = {
    "pass": "no objection",
    "obligation": "a duty",
    "unknown": "unknown",
    "needs_vendor_agreement": "needs an agreement",
    "forbidden": "forbidden",
}
RESULTS: dict[Result, str] = {
    "pass": "met",
    "fail": "not met",
    "unknown": "not known",
    "not_yet": "binds later",
    "not_applicable": "does not apply",
}
CHANGES = 8
"""Ways to another verdict that are named."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One rule of a license."""

    rule: str
    outcome: str
    said: str
    looked_at: str
    """The circumstances it was held against, empty when it asks for none."""
    clause: str
    text: str
    """License, the kind of text behind its sheet, and the day it was last compared with it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One check of a framework."""

    question: str
    result: str
    why: str
    clause: str
    role: str
    """In whose shoes it falls to you."""


def license_trace(view: OptionView) -> tuple[Judged, ...]:
    """Every rule of the license that had something to say, in the order in which the rules are applied."""
    return tuple(_judged(view, view.verdict, step) for step in view.verdict.trace)


def license_changes(entry: Entry) -> tuple[str, ...]:
    """What alone would give another verdict on the license, the better ones first."""
    subject = of_model(entry.ranking.context.catalog, entry.view.model.id)
    return tuple(
        f"{'Better' if item.better else 'Worse'}, {words.VERDICTS[item.verdict]}: {_spelled_out(item.what)}"
        f"{f' ({item.clause})' if item.clause else ''}"
        for item in subject.changes(entry.view.verdict)[:CHANGES]
    )


def framework_trace(entry: Entry, framework_id: str) -> tuple[Checked, ...]:
    """The checks of a framework; those that do not apply to the option come last."""
    framework = entry.ranking.context.catalog.frameworks[framework_id]
    checks = entry.view.assessments[framework_id].checks
    ordered = sorted(checks, key=lambda item: item.result == "not_applicable")
    return tuple(_checked(framework, item) for item in ordered)


def _judged(view: OptionView, verdict: Verdict, step: Step) -> Judged:
    license_id = step.license_id or verdict.license_id
    sheet = view.table.context.catalog.licenses.get(license_id)
    text = "not on record" if sheet is None else f"{SOURCES[sheet.text_basis.kind]}, reviewed {sheet.reviewed}"
    looked_at = _spelled_out(verdict.fact(step) or "").replace(" = ", ": ").replace("_", " ")
    name = sheet.name if sheet else license_id
    outcome = OUTCOMES[step.outcome]
    said = _spelled_out(step.detail)
    return Judged(_rule(step.rule), outcome, said, looked_at, step.clause or "", f"{name}: {text}")


def _spelled_out(text: str) -> str:
    """The text with the names of circumstances as people say them."""
    return re.sub(r"\b[a-z]+(?:_[a-z]+)*\b", _circumstance, text)


def _circumstance(found: re.Match[str]) -> str:
    name = found[0]
    if name not in Circumstances.model_fields:
        return name
    return name.replace("_", " ").replace("mau", "monthly active users")


def _rule(rule: str) -> str:
    """`threshold:large_business` in words: Threshold (large business)."""
    kind, _, which = rule.replace("_", " ").partition(":")
    return f"{kind.capitalize()}{f' ({which})' if which else ''}"


def _checked(framework: Framework, item: CheckResult) -> Checked:
    check = item.check
    result = f"from {item.binds_from}" if item.result == "not_yet" and item.binds_from else RESULTS[item.result]
    return Checked(check.question, result, _why(framework, item), check.clause, ROLES.get(check.role, check.role))


def _why(framework: Framework, item: CheckResult) -> str:
    """What decided, in the words of the question that was asked and not by the name of a field."""
    known = f" ({item.note})" if item.note else ""
    if item.result == "unknown":
        asked = " ".join(framework.attributes[name].ask for name in item.missing if name in framework.attributes)
        return f"Without an answer: {asked}{known}" if asked else f"Not known{known}."
    if item.result == "not_applicable":
        return "Its conditions do not hold here."
    if item.result == "not_yet":
        return "It does not bind yet."
    return f"{framework.attributes[item.check.attribute].ask} {plain_value(item.value).replace('_', ' ')}{known}."
