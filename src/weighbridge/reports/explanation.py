"""One option in full, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from weighbridge.footprint.layout import said
from weighbridge.options.view import OptionView
from weighbridge.ranking.recommendation import Entry, Finding, Recommendation
from weighbridge.reports import words
from weighbridge.reports.second_opinion import second_opinion
from weighbridge.reports.table import Printer

if TYPE_CHECKING:
    from rich.console import Console

    from weighbridge.records import Evidence

MARKS = {"pass": "ok ", "unknown": " ? ", "fail": "OUT"}


def print_explanation(result: Recommendation, entry: Entry, out: Console) -> None:
    """Print status, gates, criteria, cost, footprint, license, compliance and what is open."""
    say = Printer(out)
    say.line(words.option(entry.view), style="bold")
    say.line(entry.id, style="dim")
    say.paragraph(_standing(result, entry))
    if entry.status == "excluded":
        _print_way_in(entry, say)
    _print_gates(entry, say)
    _print_criteria(entry, say)
    _print_cost(entry.view, say)
    _print_plans(entry.view, say)
    _print_license(entry.view, say)
    _print_compliance(entry.view, say)
    _print_open_points(entry, say)
    say.line()
    say.paragraph(f"Catalog {result.ranking.context.catalog.snapshot.id}. Not legal advice.")


def _standing(result: Recommendation, entry: Entry) -> str:
    if entry.status == "excluded":
        names = [finding.title.lower() for finding in entry.failing]
        return f"Excluded: {len(names)} gate{'s' if len(names) > 1 else ''} failed."
    total = result.counts["qualified"] + result.counts["conditional"]
    waits = len(entry.open_points)
    state = (
        "qualified" if entry.status == "qualified" else f"conditional on {waits} open point{'s' if waits > 1 else ''}"
    )
    return f"Rank {entry.rank} of {total:,}, score {entry.score:.1f} of 100, {state}."


def _print_way_in(entry: Entry, say: Printer) -> None:
    """What would let an excluded option in: the failing gates, and single changes when there is only one."""
    _heading("Why it is out, and what would let it in", say)
    for finding in entry.failing:
        citation = f" [{finding.citation}]" if finding.citation else ""
        say.paragraph(f"OUT  {finding.title}: {finding.reason}{citation}", indent="     ")
    if entry.way_in:
        say.paragraph(f"This alone would open it: {' or '.join(entry.way_in)}.")
    elif len(entry.failing) > 1:
        say.paragraph("All of these would have to change together.")
    else:
        say.paragraph("No single change to your needs or policy opens it.")


def _print_gates(entry: Entry, say: Printer) -> None:
    _heading("Gates", say)
    order = {"fail": 0, "unknown": 1, "pass": 2, None: 3}
    for finding in sorted(entry.gates(), key=lambda finding: order[finding.outcome]):
        say.paragraph(f"{MARKS[finding.outcome or 'unknown']}  {finding.title}: {finding.reason}", indent="     ")
        _print_evidence(finding.evidence, say)


def _print_criteria(entry: Entry, say: Printer) -> None:
    _heading("Criteria (value 0 to 1 x weight = points)", say)
    for finding in entry.criteria():
        score, weight = finding.score or 0.0, finding.weight or 0.0
        points = f"{score:>5.2f} x {weight * 100:>4.0f} = {score * weight * 100:>5.1f}"
        say.line(f"{finding.title:<18}{points}   {_value(finding)}")
        say.paragraph(f"     {finding.reason}", indent="     ")
        _print_evidence(finding.evidence, say)


def _value(finding: Finding) -> str:
    return f"unknown ({finding.unit})" if finding.value is None else f"{finding.value:,.4g} {finding.unit}"


def _print_evidence(evidence: Evidence | None, say: Printer) -> None:
    if evidence is not None:
        day = f", {evidence.as_of}" if evidence.as_of else ", undated"
        say.paragraph(f"     {evidence.grade}{day}: {evidence.source}", indent="     ", style="dim")


def _print_cost(view: OptionView, say: Printer) -> None:
    _heading("Cost a month", say)
    row = view.row
    say.paragraph(f"{words.money_range(row['cost_low'], row['cost_expected'], row['cost_high'])}.")
    if view.offer is not None and view.offer.note:
        say.paragraph(view.offer.note)


def _print_plans(view: OptionView, say: Printer) -> None:
    plan = view.plan
    if plan is None:
        return
    _heading("Footprint", say)
    say.paragraph(_plan_words(plan))
    say.paragraph(
        f"Memory of one copy: weights {plan['weights_gib']:.1f} + cache {plan['kv_cache_gib']:.1f} + overhead "
        f"{plan['overhead_gib']:.1f} = {plan['total_gib']:.1f} GiB; {plan['per_accelerator_gib']:.1f} of "
        f"{plan['usable_gib']:.1f} GiB per accelerator, {plan['margin_share']:.0%} margin"
        f"{' (tight)' if plan['tight'] else ''}."
    )
    say.paragraph(
        f"Speed: {plan['output_tokens_per_s']:,.0f} tokens/s in all ({plan['low']:,.0f} - {plan['high']:,.0f}), "
        f"{plan['seconds_per_token'] * 1000:.0f} ms a token, first token after {plan['time_to_first_token_s']:.1f} s, "
        f"{plan['utilization']:.0%} used at the peak. Basis: {plan['basis']}."
    )
    _print_opinions(view, say)
    others = view.other_plans
    if others:
        say.line("Other plans:")
        for other in others[:6]:
            cost = words.money_range(other["cost_low"], other["cost_expected"], other["cost_high"])
            say.line(f"     {_plan_words(other):<60} {cost}")


def _print_opinions(view: OptionView, say: Printer) -> None:
    speed, failures = second_opinion(view)
    if speed is not None:
        each = ", ".join(f"{opinion.estimator} {opinion.output_tokens_per_s:,.0f}" for opinion in speed.opinions)
        say.paragraph(
            f"Second opinion on speed: {each} tokens/s; geometric mean {speed.output_tokens_per_s:,.0f} "
            f"({speed.low:,.0f} - {speed.high:,.0f}). The ranking counts with the first."
        )
    for failure in failures:
        say.paragraph(f"Left out: plugin {failure.plugin} ({failure.stage}): {failure.reason}")


def _plan_words(plan: Mapping[str, Any]) -> str:
    copies = f"{plan['replicas']} cop{'ies' if plan['replicas'] > 1 else 'y'}"
    how = said(plan["gpus_per_replica"], plan["stages"], plan["attention_groups"])
    return (
        f"{copies} x {plan['gpus_per_replica']} {plan['accelerator_id']} = {plan['accelerator_count']}, "
        f"{plan['precision']}{f', {how}' if how else ''}"
    )


def _print_license(view: OptionView, say: Printer) -> None:
    _heading("License", say)
    verdict, sheet = view.verdict, view.license
    name = sheet.name if sheet else "not on record"
    say.paragraph(f"{name}: {verdict.verdict.replace('_', ' ')}.")
    for duty in verdict.obligations:
        say.paragraph(f"do   {duty.what} ({duty.clause})", indent="     ")
    for ask in verdict.asks:
        worse = ask.could_become.replace("_", " ")
        say.paragraph(
            f" ?   state {ask.name}: it could make this {worse} ({ask.clause or 'see the sheet'})", indent="     "
        )


def _print_compliance(view: OptionView, say: Printer) -> None:
    applying = [item for item in view.assessments.values() if item.status != "not_applicable"]
    if not applying:
        return
    _heading("Compliance", say)
    for item in applying:
        say.paragraph(f"{item.name}: {item.status.replace('_', ' ')}, {len(item.open_points)} open.")
        for point in item.open_points:
            mark = (
                "OUT"
                if point.result == "fail" and point.severity == "blocker"
                else " ! "
                if point.result == "fail"
                else " ? "
            )
            party = point.party.replace("_", " ")
            say.paragraph(
                f"{mark}  {party}: {point.question} ({point.clause}; answer as {point.attribute})", indent="     "
            )


def _print_open_points(entry: Entry, say: Printer) -> None:
    if entry.status != "conditional":
        return
    _heading("To confirm before it qualifies", say)
    for number, point in enumerate(entry.open_points, start=1):
        say.paragraph(f"{number:>3}  Ask {point.party}: {point.question}", indent="     ")
        say.paragraph(f"     Because: {point.reason}", indent="     ")


def _heading(text: str, say: Printer) -> None:
    say.line()
    say.line(text, style="bold")
