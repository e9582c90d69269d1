"""One option in full: as `weighbridge explain` tells it."""

from __future__ import annotations

import streamlit as st

from weighbridge.errors import WeighbridgeError
from weighbridge.ranking.recommendation import Entry, Recommendation
from weighbridge.reports import words as figures
from weighbridge.wizard import entry, frame, offered, option_view, state
from weighbridge.wizard.state import Session
from weighbridge.wizard.text import plain


def page(session: Session) -> None:
    """Choose one, then everything about it."""
    frame.header("One option", "Why it stands where it stands, and what every figure rests on.")
    result = offered.ranking(session)
    if result is None:
        return
    found = _choose(session, result)
    if found is None:
        return
    st.subheader(plain(figures.option(found.view)), anchor=False)
    st.caption(plain(found.id))
    option_view.draw(result, found)
    with st.container(horizontal=True):
        if found.status != "excluded" and st.button(
            "Decision pack for this option", icon=":material/folder_zip:", key="pack_this"
        ):
            session.option = found.id
            st.switch_page(entry.path_of("pack.py"))


def _choose(session: Session, result: Recommendation) -> Entry | None:
    """From the ranked ones, or any by its id."""
    known = offered.options(result, [session.option] if session.option else [])
    left, right = st.columns(2)
    if not known:
        left.caption("Nothing is ranked. Type the id of an option to see why it is out.")
    names = list(known)
    index = names.index(session.option) if session.option in known else 0
    chosen = left.selectbox(
        "Option",
        names,
        index=index if names else None,
        format_func=lambda name: offered.named(known[name]),
        key=f"option:{session.option}",
    )
    typed = right.text_input(
        "Or the id of any option, those that are out included",
        key="option_id",
        placeholder="MODEL@PROVIDER:REGION or MODEL@HOSTING",
        autocomplete="off",
    )
    if typed.strip():
        try:
            return result.find(typed.strip())
        except WeighbridgeError as error:
            right.error(plain(str(error)), icon=":material/error:")
            return None
    return known[chosen] if chosen is not None else None


page(state.current())
