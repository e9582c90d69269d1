"""What the pages about options begin with: the ranking or what is missing for one, and the options to choose from."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from weighbridge.errors import WeighbridgeError
from weighbridge.ranking.recommendation import Entry, Recommendation
from weighbridge.reports import words as figures
from weighbridge.wizard import entry, resources, state
from weighbridge.wizard.state import Session

OFFERED = 60
"""Ranked options in a list to choose from; any other is found by its id."""


def ranking(session: Session, height: int = 420) -> Recommendation | None:
    """The ranking of what the session states; None, with the reason and the way on drawn, when it cannot be made."""
    with resources.loading(height):
        result = state.recommendation(session)
    if result is None:
        st.page_link(entry.path_of("needs.py"), label="Go to your needs", icon=":material/edit_note:")
    return result


def options(result: Recommendation, also: Iterable[str] = ()) -> dict[str, Entry]:
    """The first ranked options by id, then those of `also` that the catalog has, excluded ones included."""
    found = {item.id: item for item in result.top(OFFERED)}
    for option_id in also:
        if option_id not in found:
            try:
                found[option_id] = result.find(option_id)
            except WeighbridgeError:
                continue  # chosen under other needs or another catalog
    return found


def named(item: Entry) -> str:
    """An option in a list: its rank and what it is."""
    return f"{item.rank or 'out'}. {figures.option(item.view)}"
