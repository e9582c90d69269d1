"""The verdict on a license as text for the terminal: one in full, or several side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from weighbridge.licensing.circumstances import Circumstances
from weighbridge.licensing.verdict import SEVERITY, Ask, Step, Verdict, VerdictName
from weighbridge.licensing.wording import called
from weighbridge.records.docstrings import field_texts
from weighbridge.records.license import License
from weighbridge.reports.sources import STALE_AFTER_DAYS

if TYPE_CHECKING:
    from weighbridge.licensing.changes import Change
    from weighbridge.licensing.lineage import Link
    from weighbridge.licensing.subject import Subject
    from weighbridge.records.model import How

WIDTH = 98

VERDICTS: dict[VerdictName, str] = {
    "allowed": "Allowed.",
    "allowed_with_obligations": "Allowed, with duties.",
    "unknown": "Unknown: it cannot be judged from what is known.",
    "needs_vendor_agreement": "Needs an agreement with {publisher} first.",
    "forbidden": "Not allowed.",
}
SOURCES = {
    "scancode_text": "full text read (ScanCode license database)",
    "repository_text": "full text read (license file of a repository)",
    "scancode_text+repository_text": "full text read (ScanCode license database and a repository)",
    "verbatim_copy_in_third_party_file": "full text read, in a copy kept by a third party",
    "secondary_summary": "summaries only; the full text was not read",
}
HOW: dict[How, str] = {
    "fine_tune": "fine-tuned from",
    "merge": "merged from",
    "quantization": "quantized from",
    "adapter": "an adapter for",
    "pruning": "cut down from",
    "distillation": "trained on outputs of",
}
_GRANT_RULES = ("commercial_use", "territory", "output_training", "threshold")
_SHOWN_CHANGES = 8


def verdict_text(subject: Subject, verdict: Verdict, as_of: date, *, trace: bool = False) -> str:
    """Verdict, reasons, duties, questions, what would change it, chain, contradictions and sources."""
    sheets = subject.sheets
    sheet = next((sheet for sheet in sheets if sheet.id == verdict.license_id), None)
    lines = [subject.title, *textwrap.wrap(headline(verdict, sheet.publisher if sheet else "the licensor"), WIDTH)]
    lines += _section("Why", _reasons(verdict))
    lines += _section("Unclear in the text", [_cited(step) for step in verdict.trace if _is_contradiction(step)])
    lines += _section("To do", [f"[ ] {duty.what} ({duty.clause})" for duty in verdict.obligations], bullet="")
    lines += _section("Tell us to be sure", [question(ask) for ask in verdict.asks])
    lines += _section("What would change it", _changes(subject.changes(verdict)))
    lines += _section("Made from", [line for link in subject.chain() for line in _link(link)])
    lines += _section("Terms of the service", [line for each in sheets for line in _service(each)])
    if trace:
        lines += _section("Every rule", [_traced(verdict, step) for step in verdict.trace])
    lines += [f"No sheet on record: {name}. Its part is unknown." for name in subject.unknown]
    lines += ["", *(line for each in sheets for line in _source(each, as_of, len(sheets))), "Not legal advice."]
    return "\n".join(lines)


def headline(verdict: Verdict, publisher: str) -> str:
    """The verdict in one line; what cannot be relied on yet says so."""
    said = VERDICTS[verdict.verdict].format(publisher=publisher)
    if verdict.bases and not verdict.text_read and SEVERITY[verdict.verdict] < SEVERITY["unknown"]:
        rest = " and the questions below turn out well" if verdict.conditional else ""
        return f"Verdict: Unknown until the full text is read{rest}. Summaries of it say: {said[0].lower()}{said[1:]}"
    holds = " It holds only if the questions below turn out well." if verdict.conditional else ""
    return f"Verdict: {said}{holds}"


def question(ask: Ask) -> str:
    """A missing circumstance as a question, with what it could lead to."""
    text = field_texts(Circumstances).get(ask.name, "").split("\n")[0].rstrip(".")
    meaning = f": {text}" if text else ""
    clause = f" ({ask.clause})" if ask.clause else ""
    basis = f" Taken from {called(ask.stand_in)} so far." if ask.stand_in else ""
    return f"{ask.name}{meaning}. It could make the verdict: {_words(ask.could_become)}{clause}.{basis}"


def _reasons(verdict: Verdict) -> list[str]:
    """The rules that decided; for a yes, the grant and the limits that were not met."""
    steps = [step for step in verdict.trace if not _is_contradiction(step)]
    deciding = [step for step in steps if step.outcome == verdict.verdict]
    deciding = deciding or [step for step in steps if step.rule.startswith(_GRANT_RULES)]
    return [_cited(step) for step in steps if step.rule == "expression"] + [_cited(step) for step in deciding]


def _cited(step: Step) -> str:
    return f"{step.detail} ({step.clause})" if step.clause else step.detail


def _is_contradiction(step: Step) -> bool:
    return step.rule.startswith("contradiction")


def _traced(verdict: Verdict, step: Step) -> str:
    fact = verdict.fact(step)
    name = step.license_id or verdict.license_id
    basis = next((basis for basis in verdict.bases if basis.license_id == name), None)
    read = f"; {_words(basis.kind)}, read {basis.reviewed}" if basis else ""
    rests_on = f"{fact or 'no circumstance'}; {step.clause or 'no clause'}{read}"
    return f"{step.rule}: {_words(step.outcome)}. {step.detail} [{rests_on}]"


def _changes(changes: Sequence[Change]) -> list[str]:
    better = [item for item in changes if item.better]
    worse = [item for item in changes if not item.better]
    shown = [*better[:_SHOWN_CHANGES], *worse[: max(2, _SHOWN_CHANGES - len(better))]]
    lines = [
        f"{'better' if item.better else 'worse'}: {item.what} -> {_words(item.verdict)}"
        + (f" ({item.clause})" if item.clause else "")
        for item in shown
    ]
    left = len(changes) - len(shown)
    return [*lines, f"and {left} more; see --format json"] if left else lines


def _link(link: Link) -> list[str]:
    fate = {True: "its license binds too", False: "its license binds no further", None: "its license is not known"}
    binds = "the same maker licensed it anew" if link.same_maker else fate[link.binds]
    head = f"{link.child} ({link.child_license_id or 'license unknown'}), {HOW[link.how]} {link.base}"
    lines = [f"{head} ({link.license_id or 'license unknown'}): {binds}."]
    own, base = link.child_license_id, link.license_id
    for claim in link.claims:
        child_at = f" ({claim.child_clause})" if claim.child_clause else ""
        base_at = f" ({claim.base_clause})" if claim.base_clause else ""
        said = f"{own}: {claim.child_says}{child_at}; {base}: {claim.base_says}{base_at}"
        lines.append(f"! claims more than its base on {claim.topic}. {said}.")
    named = "its publisher names the base's license as well" if link.acknowledged else "the base's license is not named"
    return [*lines, f"Of these two the stricter is followed; {named}."] if link.claims else lines


def _service(sheet: License) -> list[str]:
    terms = sheet.service
    if terms is None:
        return []
    rows = (
        ("trains on your inputs", terms.trains_on_inputs),
        ("keeps them", terms.retention),
        ("where", terms.residency),
        ("holds you harmless", terms.vendor_indemnity),
    )
    rule = _words(sheet.outputs.train_other_models)
    lines = [f"outputs: owner: {sheet.outputs.ownership or 'unknown'}; training other models on them: {rule}"]
    for told, fact in rows:
        if fact is not None:
            note = f"; {fact.note}" if fact.note else ""
            lines.append(f"{told}: {fact.value}{note}{f' ({fact.clause})' if fact.clause else ''}")
    return lines


def _source(sheet: License, as_of: date, count: int) -> list[str]:
    named = f"{sheet.id}, " if count > 1 else ""
    lines = [f"Based on: {named}{SOURCES[sheet.text_basis.kind]}, reviewed {sheet.reviewed}."]
    try:
        age = (as_of - date.fromisoformat(sheet.reviewed)).days
    except ValueError:
        age = None
    if age is not None and age > STALE_AFTER_DAYS["licenses"]:
        lines.append(f"The review is {age} days old: check the text for changes.")
    return lines


def _section(title: str, lines: list[str], bullet: str = "- ") -> list[str]:
    if not lines:
        return []
    shown = ["", f"{title}:"]
    hanging = " " * (2 + (len(bullet) or len("[ ] ")))
    for line in lines:
        shown += textwrap.wrap(bullet + line, WIDTH, initial_indent="  ", subsequent_indent=hanging)
    return shown


def _words(name: str) -> str:
    return name.replace("_", " ")
