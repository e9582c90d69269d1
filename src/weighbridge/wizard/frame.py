"""What every page shares: style, heading, the panel of plugin problems, the foot of the side bar."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from weighbridge.plugins.failures import PluginFailure
from weighbridge.wizard import SCRIPT, people, resources, state
from weighbridge.wizard.text import plain


def style() -> None:
    """Rules for the tables that the wizard sets in HTML."""
    st.html(SCRIPT.with_name("wizard.css"))
    st.logo(str(SCRIPT.with_name("logo.svg")), icon_image=str(SCRIPT.with_name("icon.svg")), size="large")


def header(title: str, about: str = "") -> None:
    """The heading of a page, with what a link or a file left to say."""
    st.header(plain(title), anchor=False)
    if about:
        st.caption(about)
    session = state.current()
    if session.notice:
        st.info(plain(session.notice), icon=":material/info:")
        session.notice = None


def failures(found: Sequence[PluginFailure]) -> None:
    """The panel of plugin problems: the rest works on, so it is a note and not an error."""
    if not found:
        return
    label = f"{len(found)} plugin problem{'s' if len(found) > 1 else ''}: results are made without that part"
    with st.expander(label, icon=":material/extension_off:"):
        for item in found:
            st.markdown(f"**{plain(item.plugin)}** ({plain(item.stage)}): {plain(item.reason)}  \n{plain(item.remedy)}")


def sidebar() -> None:
    """Which catalog this is, for a screenshot or a record."""
    snapshot = resources.catalog().snapshot
    with st.sidebar:
        st.caption(f"Catalog {snapshot.id} of {snapshot.as_of}  \n{len(snapshot.plugins)} plugins  \nNot legal advice.")
        people.foot()
