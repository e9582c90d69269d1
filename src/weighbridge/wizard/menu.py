"""The navigation: links in the side bar, which a screen reader takes for a list of links and not for a broken list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage


def draw(groups: Mapping[str, Sequence[StreamlitPage]]) -> None:
    """Groups of pages, each under its name."""
    with st.sidebar, st.container(key="menu", gap="xxsmall"):
        for group, pages in groups.items():
            st.caption(f"**{group}**")
            for page in pages:
                st.page_link(page)
