"""The frame around every page: settings of the page, navigation, the panel of plugin problems."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import streamlit as st

from weighbridge.wizard import SCRIPT, frame, menu, people, state

_PAGES = Path(__file__).parent / "pages"


class PageRow(NamedTuple):
    """One page: its file in `pages/`, its title, its icon, and what its tooltip says."""

    file: str
    title: str
    icon: str
    help: str


PAGES: dict[str, tuple[PageRow, ...]] = {
    "Decide": (
        PageRow("needs.py", "Your needs", ":material/edit_note:", "State what the model is for, step by step."),
        PageRow("results.py", "Results", ":material/leaderboard:", "The ranked options, and why."),
        PageRow("compare.py", "Compare", ":material/compare_arrows:", "Two to four options side by side."),
        PageRow("option.py", "One option", ":material/search:", "Everything about one option."),
        PageRow("pack.py", "Decision pack", ":material/folder_zip:", "Files for each stakeholder."),
    ),
    "Look up": (
        PageRow("ask.py", "Ask", ":material/forum:", "Questions in plain words, answered with sources."),
        PageRow("catalog.py", "Catalog", ":material/menu_book:", "Models, providers, licenses, GPUs and laws."),
        PageRow("plugins.py", "Plugins", ":material/extension:", "Where the facts come from, and whether it works."),
        PageRow("sources.py", "Sources", ":material/fact_check:", "How well the facts are known, and how fresh."),
    ),
}
"""Groups of the navigation, in order. The first page is the one at `/`."""


def path_of(file: str) -> str:
    """Path of a page's file, as `st.switch_page` takes it."""
    return str(_PAGES / file)


def main() -> None:
    """Draw the frame, then the page that the visitor chose."""
    st.set_page_config(page_title="Weighbridge", page_icon=str(SCRIPT.with_name("icon.svg")), layout="wide")
    frame.style()
    groups = {
        group: [
            st.Page(_PAGES / row.file, title=row.title, icon=row.icon, help=row.help, default=row.file == "needs.py")
            for row in rows
        ]
        for group, rows in PAGES.items()
    }
    page = st.navigation(groups, position="hidden")
    if not people.admit():
        return
    menu.draw(groups)
    state.open_session()
    page.run()
    frame.sidebar()
    state.keep()
