"""The ranked list with its actions: look closer, compare, take away."""

from __future__ import annotations

import streamlit as st

from weighbridge.ranking.recommendation import Recommendation
from weighbridge.reports.glance import glance
from weighbridge.reports.render import render
from weighbridge.wizard import entry, rows
from weighbridge.wizard.state import Session

FIRST, MORE = 10, 20
"""Options shown at first, and added on request."""
COMPARED = 4


def draw(session: Session, result: Recommendation) -> None:
    """The list; conditional options follow the qualified ones."""
    total = len(result.ranking.ranked)
    if not total:
        st.caption("No option is left to rank.")
        return
    count = int(st.session_state.get("rows_shown", FIRST))
    shown = [glance(item) for item in result.top(count)]
    st.html(rows.legend(shown[0].parts))
    wide, narrow = st.columns([11, 2], vertical_alignment="bottom")
    wide.html(rows.head())
    with narrow:
        _compare_button(session)
    conditional = False
    for item in shown:
        if item.status == "conditional" and not conditional:
            conditional = True
            st.caption("From here on something must be confirmed before an option qualifies.")
        wide, narrow = st.columns([11, 2], vertical_alignment="center")
        wide.html(rows.row(item))
        with narrow, st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            chosen = item.id in session.compare
            st.button(
                "Details",
                key=f"open:{item.id}",
                on_click=_open,
                args=(session, item.id),
                help=f"Everything about {item.option}",
            )
            st.checkbox(
                "Compare",
                value=chosen,
                key=f"compare:{item.id}:{chosen}",
                on_change=_toggle,
                args=(session, item.id),
                disabled=not chosen and len(session.compare) >= COMPARED,
            )
    if session.option is not None and st.session_state.pop("go_to_option", False):
        st.switch_page(entry.path_of("option.py"))
    with st.container(horizontal=True):
        if count < total:
            st.button(
                f"Show {min(MORE, total - count)} more of {total:,}", key="more_rows", on_click=_more, args=(count,)
            )
        st.download_button(
            "All ranked options (CSV)",
            lambda: render(result, "csv", None, "needs.yaml"),
            file_name="ranking.csv",
            mime="text/csv",
            key="ranking_csv",
            icon=":material/download:",
            on_click="ignore",
        )


def _compare_button(session: Session) -> None:
    ready = len(session.compare)
    if st.button(f"Compare {ready}" if ready else "Compare", key="go_compare", disabled=ready < 2, type="primary"):
        st.switch_page(entry.path_of("compare.py"))


def _open(session: Session, option_id: str) -> None:
    session.option = option_id
    st.session_state["go_to_option"] = True


def _toggle(session: Session, option_id: str) -> None:
    if option_id in session.compare:
        session.compare.remove(option_id)
    elif len(session.compare) < COMPARED:
        session.compare.append(option_id)


def _more(count: int) -> None:
    st.session_state["rows_shown"] = count + MORE
