"""The needs, step by step: one form each, checked in place as each field is left."""

from __future__ import annotations

import streamlit as st

from weighbridge.wizard import entry, frame, people, resources, state
from weighbridge.wizard.fields import Fields
from weighbridge.wizard.state import Session
from weighbridge.wizard.steps import STEPS
from weighbridge.wizard.summary import panel

GO_ON = "go_to_results"
"""Set when the last step was sent, for a callback cannot change the page."""


def page(session: Session) -> None:
    """The steps, the form of the step shown, and what has been stated so far."""
    if st.session_state.pop(GO_ON, False):
        state.keep()
        st.switch_page(entry.path_of("results.py"))
    frame.header("Which model, run how and where?", "Seven short steps. Every result says what it rests on.")
    if not people.may_edit():
        st.info("You may look at what others share by a link; stating needs takes an editor.", icon=":material/lock:")
        panel(session)
        return
    fields = Fields(session, STEPS[session.step - 1].name)
    stepper(session, fields)
    main, side = st.columns([5, 2], gap="large")
    with main, resources.loading(480):
        resources.catalog()
        form(session, fields)
    with side:
        panel(session)


def stepper(session: Session, fields: Fields) -> None:
    """The steps in a row. Finished ones and the next one can be visited, later ones not."""
    with st.container(horizontal=True, gap="small", key="steps"):
        for number, step in enumerate(STEPS, start=1):
            done = number <= session.done
            shown = number == session.step
            st.button(
                f"{number}. {step.name}",
                key=f"step_{number}",
                icon=":material/check:" if done else None,
                type="primary" if shown else "secondary",
                disabled=number > session.done + 1,
                on_click=_leave,
                args=(session, fields, number),
                # No tooltip: the button is drawn anew as it is pressed, and its tooltip would stay behind.
            )


def form(session: Session, fields: Fields) -> None:
    """The form of the step shown, with what acts at once above it."""
    step = STEPS[session.step - 1]
    st.subheader(f"Step {session.step} of {len(STEPS)}: {step.question}", anchor=False)
    st.caption(step.about)
    if step.helpers is not None:
        step.helpers(session)
    with st.container(border=True, key="form"):
        if session.problems:
            count = len(session.problems)
            st.error(f"{count} field{'s need' if count > 1 else ' needs'} another look.", icon=":material/error:")
        step.draw(fields)
        with st.container(horizontal=True):
            st.button(
                "Weigh the options" if session.step == len(STEPS) else "Continue",
                key="forward",
                type="primary",
                icon=":material/arrow_forward:",
                on_click=_forward,
                args=(session, fields),
            )
            if session.step > 1:
                back = (session, fields, session.step - 1)
                st.button("Back", key="back", icon=":material/arrow_back:", on_click=_leave, args=back)


def _forward(session: Session, fields: Fields) -> None:
    """Go on, unless something is wrong or missing; that is told beside its field."""
    session.problems = fields.take()
    if not session.problems:
        st.session_state[GO_ON] = session.step == len(STEPS)
        session.finish(session.step)


def _leave(session: Session, fields: Fields, number: int) -> None:
    """Show another step. What holds is taken over; what is wrong stops nobody, but is told."""
    wrong = [reason for path, reason in fields.take().items() if fields.values[path] is not None]
    if wrong:
        session.notice = f"Not taken over from step {session.step}: {' '.join(wrong)}"
    session.show(number)


page(state.current())
