"""What has been stated so far, beside the form: to check, to save, to link."""

from __future__ import annotations

import streamlit as st
from pydantic import ValidationError

from weighbridge import codes
from weighbridge.needs import Needs
from weighbridge.reports import words as figures
from weighbridge.wizard import entry, resources, words
from weighbridge.wizard.state import Session
from weighbridge.wizard.text import plain


def panel(session: Session) -> None:
    """The needs in a few lines, with download and link."""
    with st.container(border=True):
        st.markdown("**Your needs so far**")
        try:
            needs = session.checked()
        except ValidationError:
            st.caption("Nothing to weigh yet: state at least the workload in step 2, or start from an example.")
            return
        lines = "\n".join(f"- {line}" for line in _lines(needs, session))
        st.markdown(f"{plain(needs.name)}\n\n{lines}")
        st.download_button(
            "Save as a needs file",
            session.to_yaml(),
            file_name="needs.yaml",
            mime="application/yaml",
            icon=":material/download:",
            key="save_needs",
            on_click="ignore",
            width="stretch",
        )
        if session.complete:
            st.page_link(entry.path_of("results.py"), label="See the results", icon=":material/leaderboard:")
        st.caption(
            "To pass these needs on, copy the address. Others get a link that leaves out business figures, hardware, "
            "budget and answers; only your own browser finds those again."
        )


def _lines(needs: Needs, session: Session) -> list[str]:
    work, data, money = needs.workload, needs.data, needs.budget.monthly_usd_max
    kinds = [
        name for name, on in (("personal", data.personal), ("health", data.health), ("card", data.cardholder)) if on
    ]
    held = f" ({', '.join(kinds)})" if kinds else ""
    places = ", ".join(codes.country(place) for place in data.residency)
    where = f"in {places}" if places else "anywhere"
    runs = ", ".join(figures.inline(words.HOSTING[item]) for item in needs.infrastructure.hosting)
    lines = [
        f"{figures.count(work.queries_per_month)} queries a month",
        f"{work.input_tokens:,} tokens in, {work.output_tokens:,} out",
        f"{words.spoken(data.class_)} data{held}, processed {where}",
        f"Runs on: {runs}",
        f"At most {plain(figures.money(money))} a month" if money is not None else "No limit on cost",
    ]
    if needs.compliance:
        known = resources.catalog().frameworks
        rules = [known[name].short if name in known else name for name in needs.compliance]
        lines.append(f"Rules: {plain(', '.join(rules))}")
    if session.policy is not None:
        lines.append(f"Policy: {plain(str(session.policy.get('name', 'without a name')))}")
    return lines
