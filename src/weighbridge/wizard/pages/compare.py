"""Two to four options side by side, differences marked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from weighbridge.ranking.recommendation import Entry, Recommendation
from weighbridge.reports import words as figures
from weighbridge.reports.comparison import Line, compare
from weighbridge.wizard import frame, offered, state
from weighbridge.wizard.state import Session
from weighbridge.wizard.text import html

MOST = 4
BETTER = ' <span title="better" role="img" aria-label="better">\u2605</span>'
DIFFERS = ' <span title="differs" role="img" aria-label="differs">\u2260</span>'


def page(session: Session) -> None:
    """Choose, then compare."""
    frame.header(
        "Compare options",
        "\u2260 marks lines on which the options differ, \u2605 what is better than the others on that line.",
    )
    result = offered.ranking(session)
    if result is None:
        return
    chosen = _chosen(session, result)
    if len(chosen) < 2:
        st.info("Choose at least two options.", icon=":material/compare_arrows:")
        return
    only = st.toggle("Only lines that differ", key="only_differences")
    lines = [line for line in compare(chosen) if line.differs or not only]
    st.html(table(chosen, lines))


def _chosen(session: Session, result: Recommendation) -> list[Entry]:
    """The options to compare: those ticked in the list, else the first two."""
    known = offered.options(result, session.compare)
    stated = [option_id for option_id in session.compare if option_id in known]
    ids = st.multiselect(
        "Options",
        list(known),
        default=stated or list(known)[:2],
        format_func=lambda option_id: offered.named(known[option_id]),
        max_selections=MOST,
        key=f"compared:{','.join(stated)}",
    )
    return [known[option_id] for option_id in ids]


def table(entries: Sequence[Entry], lines: Sequence[Line]) -> str:
    """The comparison as one table with a heading for each group."""
    names = "".join(f'<th scope="col">{html(figures.option(item.view))}</th>' for item in entries)
    body = []
    for group, members in groupby(lines, key=lambda line: line.group):
        body.append(f'<tr><th scope="colgroup" colspan="{len(entries) + 1}"><strong>{html(group)}</strong></th></tr>')
        body += [_row(line) for line in members]
    return (
        f'<div class="wb wb-wide"><table><thead><tr><th scope="col">Fact</th>{names}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def _row(line: Line) -> str:
    """A line; that it differs, and who is better, is said by a sign and not by color alone."""
    cells = "".join(f"<td>{html(cell)}{BETTER if at in line.best else ''}</td>" for at, cell in enumerate(line.cells))
    style, sign = (' class="differs"', DIFFERS) if line.differs else ("", "")
    return f'<tr{style}><th scope="row">{html(line.label)}{sign}</th>{cells}</tr>'


page(state.current())
