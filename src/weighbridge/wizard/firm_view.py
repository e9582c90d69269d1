"""How firm the first rank is."""

from __future__ import annotations

import streamlit as st

from weighbridge.ranking.recommendation import Recommendation
from weighbridge.ranking.robustness import DRAWS
from weighbridge.reports import words as figures
from weighbridge.wizard.text import plain

SHOWN = 6


def draw(result: Recommendation) -> None:
    """Shares of first ranks, and the weights at which another option leads."""
    firm = result.robustness
    if not firm.first_rank_share:
        st.caption("Nothing is ranked, so there is nothing to test.")
        return
    st.markdown("**Who would be first if the weights were a little different?**")
    st.caption(
        f"{DRAWS:,} weightings near yours were drawn, always the same ones. The share says how often each option came "
        "first."
    )
    shares = list(firm.first_rank_share.items())[:SHOWN]
    st.dataframe(
        [
            {"First in": 100 * share, "Option": figures.option(result.view_of(index)), "Id": result.id_of(index)}
            for index, share in shares
        ],
        hide_index=True,
        alt="Share of first ranks of each option",
        column_config={"First in": st.column_config.ProgressColumn(format="%.0f %%", min_value=0, max_value=100)},
    )
    st.markdown("**At which weight does another option win?**")
    titles = {item.name: item.title for item in result.ranking.criteria}
    if not firm.turns:
        st.markdown("No weight of a single criterion, from 0 to 100, takes the lead away.")
    for turn in firm.turns:
        side = "more" if turn.above else "less"
        rival = plain(figures.option(result.view_of(turn.option_ix)))
        now = result.ranking.weights[turn.criterion] * 100
        st.markdown(
            f"- {rival} wins if **{plain(figures.inline(titles[turn.criterion]))} weighs {side} than "
            f"{turn.weight * 100:.0f}** (now {now:.0f} of 100)"
        )
