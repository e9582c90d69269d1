"""What to do and whom to ask before an option is used: the obligations register and the questionnaire as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import streamlit as st

from weighbridge.ranking.recommendation import Entry
from weighbridge.reports import words as figures
from weighbridge.reports.listing import Listing, questionnaire, register, render
from weighbridge.reports.questionnaire import GROUPS, Question, questions
from weighbridge.reports.register import DUE, OWNERS, ROLES, Duty, Status, duties
from weighbridge.wizard.tables import raw_table, table
from weighbridge.wizard.text import html, plain
from weighbridge.wizard.words import counted, spoken

EVERYBODY = "Everybody"
DUTY_COLUMNS = ("What to do", "Who", "What sets it off", "Asked for by", "State")
DUTY_WIDTHS = (33, 17, 24, 14, 12)
QUESTION_COLUMNS = ("Question", "Why it matters", "Answer as")
QUESTION_WIDTHS = (38, 34, 28)
STATES: dict[Status, str] = {"to_do": "\u2610 to do", "done": "\u2611 done", "later": "\u2192 later"}
DECIDES = "\u2605 decides"
"""Marks a question without whose answer the option is out or does not qualify."""


@st.fragment
def draw_register(found: Entry) -> None:
    """Everything to do for the option, by the time it is due, for one role or for all."""
    asked = duties(found)
    if not asked:
        st.caption("Nothing on record asks anything of you for this option.")
        return
    done = sum(item.status == "done" for item in asked)
    st.caption(f"{counted(len(asked), 'thing')} to do, {done} of them done by what you stated. Each names its clause.")
    who = _role("Whose duties", [OWNERS[item.owner] for item in asked], f"duties_of:{found.id}")
    shown = [item for item in asked if who in (EVERYBODY, OWNERS[item.owner])]
    for due, items in groupby(shown, key=lambda item: item.due):
        st.html(table(spoken(DUE[due]), DUTY_COLUMNS, [_duty(item) for item in items], widths=DUTY_WIDTHS))
    _downloads(register(found), "obligations-register")


@st.fragment
def draw_questions(found: Entry) -> None:
    """Every open point of the option as a question to a named party, those that decide first."""
    asked = questions(found)
    if not asked:
        st.caption("Nothing is open: there is nothing to ask.")
        return
    deciding = sum(item.decides for item in asked)
    st.caption(
        f"{counted(len(asked), 'question')}; {deciding} of them decide whether the option may be used and are marked "
        f"{DECIDES}. "
        "The last column says where the answer goes in your needs or policy, so that the next run knows it."
    )
    whom = _role("Whom to ask", [GROUPS[item.group] for item in asked], f"questions_to:{found.id}")
    shown = [item for item in asked if whom in (EVERYBODY, GROUPS[item.group])]
    for party, items in groupby(shown, key=_party):
        st.html(raw_table(party, QUESTION_COLUMNS, [_question(item) for item in items], widths=QUESTION_WIDTHS))
    _downloads(questionnaire(found), "open-questions")


def _role(label: str, named: Iterable[str], key: str) -> str:
    """Everybody, or one of those named."""
    chosen: str = st.selectbox(label, [EVERYBODY, *dict.fromkeys(named)], key=key, width=280)
    return chosen


def _duty(item: Duty) -> Sequence[str]:
    when = f"\u2192 from {item.date}" if item.date else STATES[item.status]
    role = ROLES.get(item.role, item.role)
    return (
        figures.sentence(item.what),
        f"{OWNERS[item.owner]}, as {role}",
        figures.sentence(item.trigger),
        item.rests_on,
        when,
    )


def _party(item: Question) -> str:
    name = GROUPS[item.group]
    return name if item.party == name else f"{name}: {item.party}"


def _question(item: Question) -> Sequence[str]:
    """A question as cells of HTML."""
    mark = f' <strong class="wb-warn">{DECIDES}</strong>' if item.decides else ""
    clause = f" [{item.clause}]" if item.clause and item.clause not in item.why else ""
    where = f"<code>{html(item.answer_as)}</code>" if item.answer_as else ""
    return f"{html(item.question)}{mark}", html(f"{item.why}{clause}"), where


def _downloads(listing: Listing, name: str) -> None:
    """The whole list, whatever is shown, to hand on or to track elsewhere."""
    with st.container(horizontal=True):
        for title, form, ending, media_type in (
            ("Text to hand on (Markdown)", "markdown", "md", "text/markdown"),
            ("Table to track (CSV)", "csv", "csv", "text/csv"),
        ):
            st.download_button(
                title,
                render(listing, form),
                file_name=f"{name}.{ending}",
                mime=media_type,
                key=f"{name}:{form}",
                icon=":material/download:",
                on_click="ignore",
            )
    st.caption(plain(listing.closing))
