"""How one option was judged: the license rule by rule, data handling fact by fact, each framework check by check."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from weighbridge.licensing.wording import called
from weighbridge.ranking.recommendation import Entry
from weighbridge.records.provider import CERTIFICATE_NAMES
from weighbridge.reports import words as figures
from weighbridge.reports.pack.lists import no_obligations
from weighbridge.reports.posture import HOW, PostureRow, data_handling
from weighbridge.reports.traces import Judged, framework_trace, license_changes, license_trace
from weighbridge.wizard import rows, words
from weighbridge.wizard.tables import grade, raw_table, table
from weighbridge.wizard.text import html, plain


def draw_license(found: Entry) -> None:
    """Verdict, duties, what is missing, what would change it, and every rule with its clause."""
    view = found.view
    verdict, sheet = view.verdict, view.license
    style, sign = rows.MARKS[figures.VERDICTS[verdict.verdict]]
    name = sheet.name if sheet else "not on record"
    st.html(
        f'<div class="wb"><strong>{html(name)}</strong>: '
        f'<span class="{style}">{sign} {figures.VERDICTS[verdict.verdict]}</span></div>'
    )
    if not verdict.obligations:
        st.markdown(plain(no_obligations(found)))
    for duty in verdict.obligations:
        st.markdown(f"- {plain(duty.what)} :gray[({plain(duty.clause)})]")
    for ask in verdict.asks:
        worse = figures.VERDICTS[ask.could_become]
        st.markdown(f"- :orange[:material/help:] State {plain(called(ask.name))}. It could make this: {worse}.")
    _rules(license_trace(view))
    changes = license_changes(found)
    if changes:
        st.markdown("**What would change the verdict**")
        st.markdown("\n".join(f"- {plain(item)}" for item in changes))
    st.caption("Not legal advice.")


def _rules(told: Sequence[Judged]) -> None:
    """Every rule; which text it stands in is told once where all stand in the same."""
    texts = list(dict.fromkeys(item.text for item in told))
    columns = ("Rule", "Finding", "What it says", "Held against", "Clause")
    one = len(texts) == 1
    cells = [
        (item.rule, item.outcome, item.said, item.looked_at, item.clause, *(() if one else (item.text,)))
        for item in told
    ]
    if one:
        st.html(table("How it was judged", columns, cells, widths=(18, 14, 34, 22, 12)))
        st.caption(plain(texts[0]))
    else:
        st.html(table("How it was judged", (*columns, "Text"), cells, widths=(14, 11, 29, 18, 10, 18)))


def draw_data(found: Entry) -> None:
    """What the seller states about data in the option's region, with the proof of each statement."""
    told = data_handling(found.view)
    if not told:
        st.caption(f"Nobody else handles the data: it stays on {plain(found.view.supply.label)}.")
        return
    seller, region = found.view.supply.label, found.view.region
    where = "" if region.id == "unknown" else f" in {region.name}"
    st.caption(plain(f"What {seller} states for this model{where}. Unknown is never taken as yes."))
    columns = ("Topic", "Statement", "How you get it", "Evidence", "Source")
    st.html(raw_table("", columns, [_handled(item) for item in told], widths=(16, 29, 14, 17, 24)))


def _handled(item: PostureRow) -> Sequence[str]:
    """A statement as cells of HTML; proof that has run out says so."""
    note = f'<div class="wb-small">{html(item.condition)}</div>' if item.condition else ""
    proof = "none" if item.grade is None else f"{grade(item.grade)} {_day(item.as_of or 'undated')}"
    if item.stale:
        proof += f'<div class="wb-warn">\u26a0 ran out on {_day(item.expires)}</div>'
    elif item.expires:
        proof += f'<div class="wb-small">holds until {_day(item.expires)}</div>'
    spoken = f"{item.topic[:1].upper()}{item.topic[1:]}"
    topic = next((label for name, label in CERTIFICATE_NAMES.items() if name.replace("_", " ") == item.topic), spoken)
    return html(topic), f"{html(item.says)}{note}", html(HOW[item.how]), proof, html(item.source or "")


def _day(text: str | None) -> str:
    return f'<span class="wb-day">{html(text)}</span>'


def draw_compliance(found: Entry) -> None:
    """Each framework that you named: its state, and its checks when opened."""
    applying = [item for item in found.view.assessments.values() if item.status != "not_applicable"]
    if not applying:
        st.caption("No framework that you named asks anything of this option.")
    for item in applying:
        state = f"{item.status.replace('_', ' ')}, {words.counted(len(item.open_points), 'open point')}"
        told = [(i.question, i.result, i.why, i.clause, i.role) for i in framework_trace(found, item.framework_id)]
        with st.expander(f"{plain(item.name)}: {state}", expanded=len(applying) == 1):
            columns = ("Check", "Result", "Why", "Clause", "Falls to you as")
            st.html(table(item.name, columns, told, widths=(29, 11, 33, 15, 12)))
