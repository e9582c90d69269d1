"""The decision pack: one file for every stakeholder, about the option chosen."""

from __future__ import annotations

import streamlit as st

from weighbridge.errors import WeighbridgeError
from weighbridge.ranking.recommendation import Recommendation
from weighbridge.reports.pack import PACK_FORMATS, PackFormat, render_pack
from weighbridge.wizard import frame, offered, state
from weighbridge.wizard.state import Session
from weighbridge.wizard.text import plain


def page(session: Session) -> None:
    """Choose the option decided for, then take the files."""
    frame.header(
        "Decision pack",
        "One file for every stakeholder. Each names the catalog, the needs and the weights it rests on.",
    )
    result = offered.ranking(session, 320)
    if result is None:
        return
    known = offered.options(result, [session.option] if session.option else [])
    ranked = {name: item for name, item in known.items() if item.status != "excluded"}
    if not ranked:
        st.warning("Every option is out, so there is no decision to record yet.", icon=":material/block:")
        return
    names = list(ranked)
    chosen = st.selectbox(
        "Option decided for",
        names,
        index=names.index(session.option) if session.option in ranked else 0,
        format_func=lambda name: offered.named(ranked[name]),
        key=f"pack_option:{session.option}",
    )
    if ranked[chosen].status == "conditional":
        waits = len(ranked[chosen].open_points)
        st.warning(
            f"{waits} point{'s' if waits > 1 else ''} must be confirmed before this option qualifies. The pack lists "
            "each as a question.",
            icon=":material/help:",
        )
    files(result, chosen)


def files(result: Recommendation, option_id: str) -> None:
    """One row a file: what it is, who reads it, and its download. A file is made when it is asked for."""
    for item in PACK_FORMATS.values():
        with st.container(border=True):
            text, button = st.columns([4, 1], vertical_alignment="center")
            text.markdown(f"**{plain(item.title)}**  \n:gray[{plain(item.file_name)}, for {plain(item.reader)}]")
            with button:
                _download(result, option_id, item)


def _download(result: Recommendation, option_id: str, item: PackFormat) -> None:
    key = f"pack:{item.name}"
    made = st.session_state.get(key)
    asked = (result.ranking.context.needs, result.ranking.context.policy, option_id)
    if made is None or made[0] != asked:
        if not st.button("Prepare", key=f"make:{item.name}", width="stretch", help=f"Make {item.file_name}"):
            return
        try:
            with st.spinner("Making the file"):
                content = render_pack(item.name, result, option_id)
        except WeighbridgeError as error:
            st.error(plain(str(error)), icon=":material/error:")
            return
        st.session_state[key] = (asked, content)
        st.rerun()
    st.download_button(
        "Download",
        made[1],
        file_name=item.file_name,
        mime=item.media_type,
        key=f"get:{item.name}",
        icon=":material/download:",
        on_click="ignore",
        type="primary",
        width="stretch",
    )


page(state.current())
