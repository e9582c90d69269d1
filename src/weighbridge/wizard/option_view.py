"""Everything about one option, part by part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st

from weighbridge.ranking.recommendation import Entry, Finding, Recommendation
from weighbridge.records import Evidence
from weighbridge.reports import words as figures
from weighbridge.reports.charts.memory import memory
from weighbridge.reports.glance import glance
from weighbridge.reports.pack.costs import cost_sheet
from weighbridge.wizard import duties_view, proof_view, rows, words
from weighbridge.wizard.charts_view import BAR_HEIGHT, memory_chart
from weighbridge.wizard.text import plain

PLANS = 6


def draw(result: Recommendation, found: Entry) -> None:
    """Standing first, then what it rests on."""
    _standing(result, found)
    for tab, part in zip(st.tabs(list(PARTS), on_change="rerun", key="option_tabs"), PARTS.values(), strict=True):
        if tab.open:
            with tab:
                part(found)


def _standing(result: Recommendation, found: Entry) -> None:
    if found.status == "excluded":
        st.error(f"Out: {words.counted(len(found.failing), 'hard limit')} broken.", icon=":material/block:")
        for finding in found.failing:
            st.markdown(f"- **{plain(finding.title)}**: {plain(finding.reason)}")
        if found.way_in:
            st.markdown(f"This alone would open it: {plain(' or '.join(found.way_in))}.")
        elif len(found.failing) > 1:
            st.markdown("All of these would have to change together.")
        else:
            st.markdown("No single change to your needs or policy opens it.")
        return
    item = glance(found)
    total = result.counts["qualified"] + result.counts["conditional"]
    st.html(rows.legend(item.parts))
    st.html(rows.head() + rows.row(item))
    if found.status == "qualified":
        st.success(f"Qualified: rank {found.rank} of {total:,}.", icon=":material/check_circle:")
        return
    waits = words.counted(len(found.open_points), "point")
    st.warning(f"Rank {found.rank} of {total:,}, if {waits} can be confirmed.", icon=":material/help:")
    for point in found.open_points:
        st.markdown(f"- Ask {plain(point.party)}: {plain(point.question)}  \n  :gray[{plain(point.reason)}]")


def _gates(found: Entry) -> None:
    """Those that are broken or open first; the rest is folded away."""
    findings = list(found.gates())
    for outcome in ("fail", "unknown"):
        for finding in findings:
            if finding.outcome == outcome:
                _gate(finding)
    met = [finding for finding in findings if finding.outcome == "pass"]
    with st.expander(f"{words.counted(len(met), 'hard limit')} met", expanded=len(met) == len(findings)):
        for finding in met:
            _gate(finding)


def _gate(finding: Finding) -> None:
    outcome = finding.outcome or "unknown"
    st.markdown(
        f"{words.OUTCOME_MARK[outcome]} **{words.OUTCOME[outcome]}**: {plain(finding.title)}. {plain(finding.reason)}"
        f"{_evidence(finding.evidence)}"
    )


def _criteria(found: Entry) -> None:
    st.caption("Each value from 0 to 1 stands on fixed anchors, times its weight gives the points.")
    for finding in found.criteria():
        score, weight = finding.score or 0.0, finding.weight or 0.0
        st.markdown(
            f"**{plain(finding.title)}**: {score:.2f} x {weight * 100:.0f} = **{score * weight * 100:.1f} points**. "
            f"{plain(finding.reason)} {_value(finding)}{_evidence(finding.evidence)}"
        )


def _value(finding: Finding) -> str:
    shown = "unknown" if finding.value is None else f"{finding.value:,.4g}"
    return f"({shown} {plain(finding.unit or '')})"


def _evidence(evidence: Evidence | None) -> str:
    if evidence is None:
        return ""
    day = evidence.as_of or "undated"
    note = f". {plain(evidence.note)}" if evidence.note else ""
    return f"  \n:gray[{words.GRADE[evidence.grade].capitalize()}, {day}: {plain(evidence.source)}{note}]"


def _money(found: Entry) -> None:
    _cost(found)
    _plan(found)


def _cost(found: Entry) -> None:
    sheet = cost_sheet(found.view)
    st.markdown(f"**{plain(figures.money_range(sheet.low, sheet.expected, sheet.high))} a month**")
    if sheet.parts:
        st.dataframe(
            [{"Part": name, "USD a month": usd} for name, usd in sheet.parts],
            hide_index=True,
            alt="Parts of the monthly cost",
            column_config={"USD a month": st.column_config.NumberColumn(format="dollar")},
        )
    st.markdown("\n".join(f"- {plain(note)}" for note in sheet.assumptions))


def _plan(found: Entry) -> None:
    use = memory(found.view)
    if use is None:
        return
    plan = found.view.plan or {}
    st.markdown("**Hardware**")
    st.altair_chart(memory_chart(use.rows), width="stretch", height=BAR_HEIGHT, alt=use.summary)
    st.caption(plain(use.summary))
    st.markdown(
        f"{plan['output_tokens_per_s']:,.0f} tokens a second in all ({plan['low']:,.0f} to {plan['high']:,.0f}), "
        f"{1 / plan['seconds_per_token']:,.0f} a second for each query, first token after "
        f"{plan['time_to_first_token_s']:.1f} s; {plan['utilization']:.0%} used in the busiest hour."
    )
    others = found.view.other_plans[:PLANS]
    if others:
        names = found.view.table.context.catalog.accelerators
        st.markdown("Other plans")
        st.dataframe(
            [
                {
                    "Hardware": names[other["accelerator_id"]].name,
                    "How many": other["accelerator_count"],
                    "Precision": other["precision"],
                    "Cost a month": figures.money_range(other["cost_low"], other["cost_expected"], other["cost_high"]),
                }
                for other in others
            ],
            hide_index=True,
            alt="Other plans for the same model",
        )


PARTS: Mapping[str, Callable[[Entry], None]] = MappingProxyType({
    "Hard limits": _gates,
    "Score": _criteria,
    "Cost and hardware": _money,
    "License": proof_view.draw_license,
    "Data handling": proof_view.draw_data,
    "Compliance": proof_view.draw_compliance,
    "To do": duties_view.draw_register,
    "To ask": duties_view.draw_questions,
})  # fmt: skip
"""Title of a tab to what draws it; only the one shown is drawn."""
