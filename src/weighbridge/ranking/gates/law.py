"""Gates on what the license and the compliance frameworks say."""

from __future__ import annotations

import polars as pl

from weighbridge.extensions import FAIL, PASS, UNKNOWN, Explanation, Gate
from weighbridge.licensing.verdict import BECOMES, Ask, Step, Verdict
from weighbridge.licensing.wording import called
from weighbridge.options.context import Context
from weighbridge.options.view import OptionView
from weighbridge.ranking.gates.data import always


def _license(context: Context) -> pl.Expr:
    """Forbidden is out; so is a missing agreement, unless the policy lists it as signed.

    Terms that nobody read in full pass as far as their summary goes, unless the policy wants them confirmed.
    """
    verdict = pl.col("verdict")
    signed = pl.col("license_ref").is_in(list(context.policy.agreements)).fill_null(value=False)
    fine = verdict.is_in(["allowed", "allowed_with_obligations"])
    carries = pl.lit(context.policy.unread_terms == "note") | pl.col("text_read") | signed
    needs_agreement = verdict == "needs_vendor_agreement"
    return (
        pl.when(needs_agreement & signed)
        .then(PASS)
        .when((verdict == "forbidden") | needs_agreement)
        .then(FAIL)
        .when(fine & ~pl.col("asks_worse") & carries)
        .then(PASS)
        .otherwise(UNKNOWN)
        .cast(pl.Int8)
    )


def _explain_license(view: OptionView, context: Context) -> Explanation:
    verdict, sheet = view.verdict, view.license
    if sheet is None:
        label = view.model.license_tag
        known = f"; its repository says {label!r}" if label else ""
        return Explanation(
            f"The license of {view.model.name} is not on record{known}.",
            evidence=view.model.evidence_for("license_id"),
            question="Under which license text is this exact version published?",
            party=view.maker_name,
        )
    name, clause = sheet.name, decisive_clause(verdict)
    why = decisive(verdict)
    why = f"{why[0].lower()}{why[1:]}"
    citation = f"license: {sheet.id}{' ' + clause if clause else ''}"
    evidence = sheet.evidence_for("*")
    if verdict.verdict == "forbidden":
        return Explanation(f"{name} forbids this use: {why}.", citation=citation, evidence=evidence)
    if verdict.verdict == "needs_vendor_agreement":
        signed = sheet.id in context.policy.agreements
        rest = "; the policy lists one as signed" if signed else ""
        said = f"{name} needs an agreement with {sheet.publisher}: {why}{rest}."
        return Explanation(said, citation=citation, evidence=evidence)
    if verdict.verdict == "unknown":
        return Explanation(
            f"{name}: no verdict, {why}.",
            citation=citation,
            evidence=evidence,
            question="May we use the model as described? Please confirm in writing, naming the clause.",
            party=sheet.publisher,
        )
    worse = worrying_asks(verdict)
    if worse:
        ask = worse[0]
        becomes = ask.could_become.replace("_", " ")
        return Explanation(
            f"{name} allows it so far; it hangs on {called(ask.name)} ({ask.clause or 'see the sheet'}).",
            citation=citation,
            evidence=evidence,
            question=f"Please state {called(ask.name)}. It could lead to: {becomes}.",
            party="you",
        )
    return _allowed(name, verdict, context, Explanation("", citation=citation, evidence=evidence))


def _allowed(name: str, verdict: Verdict, context: Context, cited: Explanation) -> Explanation:
    """What a yes says; `cited` carries its citation and evidence."""
    citation, evidence = cited.citation, cited.evidence
    duties = len(verdict.obligations)
    said = f"{name} allows it{f', with {duties} dut' + ('ies' if duties > 1 else 'y') if duties else ''}"
    if verdict.text_read or verdict.license_id in context.policy.agreements:
        return Explanation(f"{said}.", citation=citation, evidence=evidence)
    confirm = context.policy.unread_terms == "confirm"
    return Explanation(
        f"{said}, going by summaries: the full text was not read.",
        citation=citation,
        evidence=evidence,
        question=f"Have you read {name} in full, and does it allow this use?" if confirm else None,
        party="legal" if confirm else None,
    )


def decisive(verdict: Verdict) -> str:
    """The reason of the rule that decided, in words."""
    step = _deciding_step(verdict)
    return step.detail.rstrip(".") if step else "no rule of the sheet decides it"


def decisive_clause(verdict: Verdict) -> str | None:
    """The clause of the rule that decided."""
    step = _deciding_step(verdict)
    return step.clause if step else None


def worrying_asks(verdict: Verdict) -> tuple[Ask, ...]:
    """Questions whose answer could forbid the use or make it need an agreement."""
    return tuple(ask for ask in verdict.open_asks if ask.could_become in ("forbidden", "needs_vendor_agreement"))


def _deciding_step(verdict: Verdict) -> Step | None:
    return next((step for step in verdict.trace if BECOMES[step.outcome] == verdict.verdict), None)


def _compliance(context: Context) -> pl.Expr:
    if not context.needs.compliance:
        return always()
    return (
        pl.when(pl.col("blocked"))
        .then(FAIL)
        .when(pl.col("blocker_unknown"))
        .then(UNKNOWN)
        .otherwise(PASS)
        .cast(pl.Int8)
    )


def _explain_compliance(view: OptionView, context: Context) -> Explanation:
    if not context.needs.compliance:
        return Explanation("You named no framework to check.")
    for item in view.assessments.values():
        if item.blockers:
            failed = item.blockers[0]
            return Explanation(
                f"{item.name}: {failed.check.question} {failed.reason[0].upper()}{failed.reason[1:]}.",
                citation=f"{item.name} {failed.check.clause}",
            )
    for item in view.assessments.values():
        for point in item.to_confirm:
            note = f" ({point.note})" if point.note else ""
            return Explanation(
                f"{item.name} {point.clause}: still to be confirmed{note}.",
                citation=f"{item.name} {point.clause}",
                question=point.question,
                party=point.party,
            )
    return Explanation(f"Nothing in {', '.join(item.name for item in view.assessments.values())} stands against it.")


LAW_GATES = (
    Gate(
        "license",
        "The license allows this use",
        "license",
        _license,
        _explain_license,
        out="are barred by their license",
    ),
    Gate(
        "compliance",
        "No compliance framework blocks it",
        "compliance",
        _compliance,
        _explain_compliance,
        out="are blocked by a compliance framework",
    ),
)
