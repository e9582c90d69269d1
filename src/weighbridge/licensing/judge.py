"""All rules over one sheet: the worst outcome is the verdict."""

from __future__ import annotations

from collections.abc import Iterable

from weighbridge.licensing.circumstances import Circumstances
from weighbridge.licensing.contradictions import contradictions
from weighbridge.licensing.obligations import obligations
from weighbridge.licensing.rules import RULES
from weighbridge.licensing.thresholds import thresholds
from weighbridge.licensing.verdict import BECOMES, SEVERITY, Ask, Basis, Duty, Step, Verdict, VerdictName
from weighbridge.records.license import License


def judge(license: License | None, circumstances: Circumstances, *, license_id: str | None = None) -> Verdict:  # noqa: A002  # the word of the domain
    """Judge one use under one license.

    The rules run in the order in which they decide: field of use, territory, commercial grant, passing on and hosting,
    training on outputs, thresholds, obligations. A license without a sheet is `unknown`. Never raises.
    """
    if license is None:
        step = Step("sheet", "unknown", None, "There is no sheet for this license: read its text, or ask counsel.")
        name = license_id or "unknown"
        return Verdict(name, "unknown", (), (), (step,), (), None, circumstances=circumstances)
    trace = [_text_basis(license)]
    for rule in (*RULES, thresholds, obligations):
        trace += rule(license, circumstances)
    trace += contradictions(license, trace)
    verdict = _worst(trace)
    duties = () if verdict == "forbidden" else _duties(trace)
    return Verdict(
        license.id,
        verdict,
        duties,
        _clauses(trace, verdict),
        tuple(trace),
        _asks(trace, verdict),
        license.text_basis.kind,
        (Basis(license.id, license.text_basis.kind, license.reviewed, license.text_basis.verified),),
        circumstances,
    )


def _text_basis(license: License) -> Step:  # noqa: A002
    if license.text_basis.verified:
        return Step("text_basis", "pass", None, "The full text was read.")
    detail = "The full text was not read: the facts come from summaries. Read it before you rely on this."
    return Step("text_basis", "pass", None, detail)


def _worst(trace: Iterable[Step]) -> VerdictName:
    outcomes = {step.outcome for step in trace}
    return max((BECOMES[outcome] for outcome in outcomes), key=SEVERITY.__getitem__)


def _duties(trace: Iterable[Step]) -> tuple[Duty, ...]:
    found: dict[str, Duty] = {}
    for step in trace:
        if step.duty is not None:
            found.setdefault(step.duty.id, step.duty)
    return tuple(found.values())


def _clauses(trace: Iterable[Step], verdict: VerdictName) -> tuple[str, ...]:
    """Clauses behind the verdict; a plain yes rests on the grant."""
    if verdict == "allowed":
        return tuple(step.clause for step in trace if step.rule == "commercial_use" and step.clause)
    return tuple(dict.fromkeys(step.clause for step in trace if step.clause and BECOMES[step.outcome] == verdict))


def _asks(trace: list[Step], verdict: VerdictName) -> tuple[Ask, ...]:
    """Questions that can change the verdict, each once, with the worst that it could lead to."""
    now = SEVERITY[verdict]
    found: dict[str, Ask] = {}
    for step in trace:
        for ask in step.asks:
            known, other = found.get(ask.name), ask.could_become
            if ask.stand_in is not None and step.outcome != "pass" and BECOMES[step.outcome] == verdict:
                # The stand-in decided: the true figure may lift the verdict to what the other rules leave.
                other = _worst(rest for rest in trace if rest is not step)
            elif SEVERITY[other] <= now:
                continue
            if other != verdict and (known is None or SEVERITY[other] > SEVERITY[known.could_become]):
                found[ask.name] = Ask(ask.name, other, ask.clause, ask.stand_in)
    return tuple(found.values())
