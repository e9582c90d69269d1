"""The needs, step by step: one form each, checked in place."""

from __future__ import annotations

import streamlit as st

from weighbridge.wizard import entry, frame, people, resources, state
from weighbridge.wizard.fields import Fields
from weighbridge.wizard.state import Session
from weighbridge.wizard.steps import STEPS
from weighbridge.wizard.summary import panel


def page(session: Session) -> None:
    """The steps, the form of the step shown, and what has been stated so far."""
    frame.header("Which model, run how and where?", "Seven short steps. Every result says what it rests on.")
    if not people.may_edit():
        st.info("You may look at what others share by a link; stating needs takes an editor.", icon=":material/lock:")
        panel(session)
        return
    stepper(session)
    main, side = st.columns([5, 2], gap="large")
    with main, resources.loading(480):
        resources.catalog()
        form(session)
    with side:
        panel(session)


def stepper(session: Session) -> None:
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
                on_click=session.show,
                args=(number,),
                help=f"Step {number} of {len(STEPS)}: {'finished' if done else 'shown' if shown else 'open'}",
            )


def form(session: Session) -> None:
    """The form of the step shown, with what acts at once above it."""
    step = STEPS[session.step - 1]
    st.subheader(f"Step {session.step} of {len(STEPS)}: {step.question}", anchor=False)
    st.caption(step.about)
    if step.helpers is not None:
        step.helpers(session)
    fields = Fields(session, step.name)
    last = session.step == len(STEPS)
    with st.form(f"form_{session.step}", enter_to_submit=False):
        if session.problems:
            count = len(session.problems)
            st.error(f"{count} field{'s need' if count > 1 else ' needs'} another look.", icon=":material/error:")
        step.draw(fields)
        with st.container(horizontal=True):
            forward = st.form_submit_button(
                "Weigh the options" if last else "Continue", type="primary", icon=":material/arrow_forward:"
            )
            back = session.step > 1 and st.form_submit_button("Back", icon=":material/arrow_back:")
    if forward or back:
        _send(session, fields, forward=forward)


def _send(session: Session, fields: Fields, *, forward: bool) -> None:
    """Take what the form says if it holds; going back takes it too, and never stops at a mistake."""
    problems = fields.problems()
    if not problems:
        before = session.needs
        session.needs = fields.candidate()
        if session.needs != before:
            session.forget_results()
    if not forward:
        session.show(session.step - 1)
        st.rerun()
    session.problems = problems
    if not problems:
        last = session.step == len(STEPS)
        session.finish(session.step)
        if last:
            state.keep()
            st.switch_page(entry.path_of("results.py"))
    st.rerun()


page(state.current())
