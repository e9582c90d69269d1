"""The ask page: a conversation whose citations open their passage and whose figures say how they were computed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from weighbridge.errors import WeighbridgeError
from weighbridge.reports.citing import LEGAL_KINDS, by_passage, highlighted, starters
from weighbridge.wizard import lookup, resources, state
from weighbridge.wizard.tables import grade, of_markdown, table
from weighbridge.wizard.text import html, plain

if TYPE_CHECKING:
    from weighbridge.answers import Answer, Session
    from weighbridge.answers.answer import Citation
    from weighbridge.knowledge.passage import Passage

_CONVERSATION, _NOTES = "ask_conversation", "ask_notes"
_LLM_VARIABLE = "WEIGHBRIDGE_LLM"
MAX_CHARACTERS = 2000
MAX_TURNS = 30
"""Questions that one conversation keeps; beyond, the oldest are no longer shown."""


def draw() -> None:
    """The page."""
    try:
        with resources.loading(height=160):
            conversation = _conversation()
    except WeighbridgeError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    spec = _wording()
    asked = st.chat_input("Ask about models, licenses, prices", key="ask_input", max_chars=MAX_CHARACTERS)
    asked = asked or st.session_state.pop("ask_next", None)
    if not conversation.history and not asked:
        _begin()
    for number, answer in enumerate(conversation.history):
        _exchange(answer, number)
    if asked:
        with st.chat_message("user", avatar=":material/person:"):
            st.markdown(plain(asked))
        with st.spinner("Looking it up"):
            _ask(conversation, asked, spec)
        st.rerun()
    if conversation.history:
        _more(conversation.history[-1], len(conversation.history))


def _conversation() -> Session:
    """The conversation of this tab; after a reload its questions are asked again, which gives the same answers."""
    from weighbridge.answers import Session

    if _CONVERSATION not in st.session_state:
        found = Session(lookup.desk())
        for question in state.current().asked:
            found.ask(question)
        st.session_state[_CONVERSATION] = found
        st.session_state[_NOTES] = {}
    conversation: Session = st.session_state[_CONVERSATION]
    return conversation


def _ask(conversation: Session, question: str, spec: str | None) -> None:
    answer = conversation.ask(question)
    if spec is not None:
        from weighbridge.answers.llm import improve

        try:
            outcome = improve(answer, lookup.desk(), spec)
        except WeighbridgeError as error:
            st.session_state[_NOTES][len(conversation.history) - 1] = str(error)
        else:
            conversation.history[-1] = outcome.answer
            st.session_state[_NOTES][len(conversation.history) - 1] = outcome.reason
    session = state.current()
    session.asked = [*session.asked, question][-MAX_TURNS:]
    del conversation.history[:-MAX_TURNS]


def _wording() -> str | None:
    """The language model that may word answers, when one is set on the server and the visitor wants it."""
    spec = os.environ.get(_LLM_VARIABLE) or None
    if spec is None:
        return None
    name = plain(spec.partition("@")[0])
    wanted = st.toggle(
        f"Let {name} word the answers", key="ask_wording", persist_state="session",
        help="It may only rephrase; its wording is shown when every source and number in it holds.",
    )  # fmt: skip
    return spec if wanted else None


def _begin() -> None:
    st.markdown("Ask in your own words, for example:")
    for number, question in enumerate(starters(resources.catalog())):
        st.button(plain(question), key=f"ask_starter_{number}", icon=":material/chat:", on_click=_put, args=(question,))


def _put(question: str) -> None:
    st.session_state["ask_next"] = question


def _exchange(answer: Answer, number: int) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        st.markdown(plain(answer.question))
    with st.chat_message("assistant", avatar=":material/balance:"):
        for paragraph in answer.text.split("\n\n"):
            if paragraph.startswith("|"):
                st.html(of_markdown(paragraph))
            else:
                st.markdown(plain(paragraph))
        note = st.session_state[_NOTES].get(number)
        if note:
            st.caption(plain(note))
        if answer.status != "answered":
            st.caption(
                {"needs_more": "Something is missing in the question.", "not_in_knowledge": "Not in the knowledge."}[
                    answer.status
                ]
            )
        _figures(answer)
        _citations(answer.citations)
        if answer.kind in LEGAL_KINDS:
            st.caption("Not legal advice.")


def _figures(answer: Answer) -> None:
    if not answer.figures:
        return
    with st.expander(f"Figures: {len(answer.figures)}, and where they come from", icon=":material/calculate:"):
        rows = [(item.name, f"{item.value:,.6g}", item.unit, item.basis) for item in answer.figures]
        st.html(table("", ("Figure", "Value", "Unit", "Where it comes from"), rows, numbers=("Value",)))


def _citations(citations: Sequence[Citation]) -> None:
    """Each source opens the passage that was quoted, with the quoted words marked."""
    with st.container(gap="xsmall"):
        for number, (citation, quotes) in enumerate(by_passage(citations), start=1):
            passage = lookup.desk().passage(citation.passage)
            place = (passage.section if passage is not None else "") or citation.locator
            with st.expander(plain(f"{number}. {citation.title}, {place}"), icon=":material/format_quote:"):
                st.html(_quoted(citation, quotes, passage))


def _quoted(citation: Citation, quotes: Sequence[str], passage: Passage | None) -> str:
    """The passage with its quotes marked, and what stands behind it."""
    text = passage.text if passage is not None else " ".join(quotes)
    words = "".join(
        f'<mark class="wb-quote">{html(part)}</mark>' if marked else html(part)
        for part, marked in highlighted(text, quotes)
    )
    day = f"As of {citation.as_of}." if citation.as_of else "Undated."
    proof = f"Source: {citation.source}. {day} In: {citation.locator}."
    return f'<p>{words}</p><p class="wb-source">{html(proof)} {grade(passage.grade if passage else None)}</p>'


def _more(answer: Answer, number: int) -> None:
    """What to ask next, what the command line would take, and a way to begin anew."""
    questions = [item for item in answer.suggestions if not item.startswith("weighbridge ")]
    commands = [item for item in answer.suggestions if item.startswith("weighbridge ")]
    for index, question in enumerate(questions):
        st.button(plain(question), key=f"ask_{number}_{index}", icon=":material/chat:", on_click=_put, args=(question,))
    if commands:
        with st.expander("The same on the command line", icon=":material/terminal:"):
            st.code("\n".join(commands), language=None)
    st.button("Begin anew", key="ask_anew", icon=":material/restart_alt:", on_click=_forget)


def _forget() -> None:
    st.session_state.pop(_CONVERSATION, None)
    state.current().asked = []
