"""The result: the winner, the ranked list, what is out and what would open it, how firm it is, and charts."""

from __future__ import annotations

import streamlit as st

from weighbridge.ranking.recommendation import Recommendation
from weighbridge.reports import words as figures
from weighbridge.reports.glance import glance, three_sentences
from weighbridge.wizard import (
    charts_view,
    duties_view,
    entry,
    firm_view,
    frame,
    offered,
    out_view,
    ranking_view,
    state,
)
from weighbridge.wizard.state import Session
from weighbridge.wizard.text import plain

TABS = ("Ranking", "Why others are out", "What if", "How firm", "Charts", "To do and to ask")


def page(session: Session) -> None:
    """The result of the needs, or what is missing for one."""
    frame.header(str(session.needs.get("name") or "Results"))
    result = offered.ranking(session)
    if result is None:
        return
    needs = result.ranking.context.needs
    models, sellers = result.reach
    counts = result.counts
    st.caption(
        f"{plain(figures.load(needs))}. {result.weighed:,} ways of running {models:,} models weighed, at {sellers:,} "
        f"providers and on your own machines: **{counts['qualified']:,} qualify**, {counts['conditional']:,} would if "
        f"something is confirmed, {counts['excluded']:,} are out."
    )
    frame.failures(result.failures)
    winner(session, result)
    details(session, result)


def winner(session: Session, result: Recommendation) -> None:
    """The first option, why it leads, and the way on."""
    leaders = result.top(1)
    if not leaders:
        st.warning(
            "Every option is out. See below what keeps them out, and which change opens some.", icon=":material/block:"
        )
        return
    first = glance(leaders[0])
    with st.container(border=True, key="winner"):
        if result.winner is not None:
            st.badge("Recommended", icon=":material/check_circle:", color="green")
        else:
            st.badge("Nothing qualifies yet; this one is closest", icon=":material/help:", color="orange")
        st.subheader(plain(first.option), anchor=False)
        left, right = st.columns([5, 3], gap="large")
        left.markdown("\n\n".join(plain(sentence) for sentence in three_sentences(result)))
        with right, st.container(horizontal=True, gap="medium"):
            st.metric("Score of 100", f"{first.score:.0f}", width="content")
            cost = leaders[0].view.row["cost_expected"]
            st.metric("Expected a month", figures.money(cost), width="content")
            share = result.robustness.first_rank_share.get(leaders[0].view.row["option_ix"], 0.0)
            st.metric("Stays first in", f"{share:.0%}", width="content", help="Share of nearby weightings")
        with st.container(horizontal=True):
            if st.button("Everything about it", key="winner_details", icon=":material/search:"):
                session.option = first.id
                st.switch_page(entry.path_of("option.py"))
            if st.button("Decision pack", key="winner_pack", icon=":material/folder_zip:", type="primary"):
                session.option = first.id
                st.switch_page(entry.path_of("pack.py"))


def details(session: Session, result: Recommendation) -> None:
    """The parts of the result; only the one shown is made."""
    ranking, out, what_if, firm, charts, todo = st.tabs(TABS, on_change="rerun", key="result_tabs")
    if ranking.open:
        with ranking:
            ranking_view.draw(session, result)
    if out.open:
        with out:
            out_view.draw_out(result)
    if what_if.open:
        with what_if:
            out_view.draw_what_if(session, result)
    if firm.open:
        with firm:
            firm_view.draw(result)
    if charts.open:
        with charts:
            charts_view.draw(result)
    if todo.open:
        with todo:
            duties(result)


def duties(result: Recommendation) -> None:
    """What the first option asks of whom; that of any other stands on its own page."""
    first = next(iter(result.top(1)), None)
    if first is None:
        st.caption("Nothing is ranked, so nothing is to be done.")
        return
    st.caption(
        f"For the first option, {plain(figures.option(first.view))}. Details of any other option hold the same lists."
    )
    to_do, to_ask = st.tabs(["Obligations", "Questions"])
    with to_do:
        duties_view.draw_register(first)
    with to_ask:
        duties_view.draw_questions(first)


page(state.current())
