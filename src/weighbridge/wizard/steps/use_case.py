"""Step 1: the task, what goes in, and what the model must be able to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st

from weighbridge import codes, templates
from weighbridge.errors import WeighbridgeError
from weighbridge.wizard import resources, state, words
from weighbridge.wizard.fields import Fields
from weighbridge.wizard.state import Session
from weighbridge.wizard.text import plain

ABOUT = "Only the workload must be stated. Everything else sharpens the answer; leave open what you do not know."


def draw(fields: Fields) -> None:
    """Name, task and abilities."""
    left, right = st.columns(2)
    with left:
        fields.text("name", "Name of this use", help="It stands in every file that you hand on.")
        fields.choice("capabilities.task", "Kind of task", list(words.TASK), words.TASK, help=_TASK_HELP)
        fields.many("capabilities.input", "The model must read", list(words.INPUT), words.INPUT, hint="Text")
        fields.many("capabilities.languages", "Languages", list(codes.languages()), codes.language)
    with right:
        fields.number(
            "capabilities.min_quality",
            "Least quality, 0 to 1",
            whole=False,
            step=0.05,
            help="0 is the lower fixed score of the benchmark for your kind of task, 1 the upper one. 0.4 keeps out "
            "small models that are only cheap. Models without a score then need confirming.",
        )
        fields.number(
            "capabilities.context_tokens",
            "Longest prompt and answer together, in tokens",
            step=1000,
            help="1,000 tokens are about 750 English words. Empty: the mean prompt and answer.",
        )
        fields.number("horizon_months", "How long must the choice last, in months", help=_HORIZON_HELP)
        fields.flag("capabilities.tool_calling", "It must call tools and functions")
        fields.flag(
            "include_claimed",
            "Rank models that are announced but not released",
            help="They are marked as claimed everywhere.",
        )


def helpers(session: Session) -> None:
    """Ways to start from something instead of from nothing."""
    for tab, draw_way in zip(st.tabs(list(_WAYS), on_change="rerun", key="start_from"), _WAYS.values(), strict=True):
        if tab.open:
            with tab:
                draw_way(session)


def _examples(session: Session) -> None:
    offered = {item.id: item for item in templates.needs_templates()}
    chosen = st.selectbox(
        "Example",
        list(offered),
        format_func=lambda name: offered[name].title,
        index=None,
        placeholder="Choose one",
        key="example",
        label_visibility="collapsed",
    )
    if chosen is None:
        st.caption("Each fills in every step; change what differs.")
        return
    st.caption(plain(offered[chosen].about))
    if st.button("Use this example", key="use_example", icon=":material/content_copy:"):
        session.replace(offered[chosen].data)
        session.step = 1
        st.rerun()


def _free_text(session: Session) -> None:
    said = st.text_area(
        "Your use in a few sentences",
        key="free_text",
        max_chars=4000,
        height=110,
        label_visibility="collapsed",
        placeholder="A German insurer answers 200,000 questions a month about confidential files with personal data; "
        "data must stay in the EU, at most $20,000 a month.",
    )
    st.caption("Read on this machine by fixed rules, without a language model. You check what was understood.")
    if st.button("Fill in what it says", key="read_text", icon=":material/auto_fix_high:") and said.strip():
        from weighbridge.answers.prefill import prefill

        found = prefill(said, resources.names())
        session.change(found.fields)
        session.version += 1
        read = "; ".join(f"{item.label} ({item.words})" for item in found.readings)
        session.notice = (
            f"Understood: {read}. Check each step." if read else "Nothing was recognized. Fill in the steps."
        )
        st.rerun()


def _file(session: Session) -> None:
    upload = st.file_uploader(
        "Needs file (YAML, at most 1 MB)", type=["yaml", "yml"], key="needs_upload", label_visibility="collapsed"
    )
    st.caption(
        "A file that this wizard saved, or one that you keep in git. At most 1 MB; it is checked before it is used."
    )
    if upload is not None and st.button("Open this file", key="open_needs", icon=":material/upload_file:"):
        try:
            state.load_needs(session, upload.getvalue(), upload.name)
        except WeighbridgeError as error:
            st.error(plain(str(error)), icon=":material/error:")
            return
        session.notice = f"Opened {upload.name}."
        st.rerun()


_TASK_HELP = "It decides which benchmark speaks for quality."
_HORIZON_HELP = "Models that are withdrawn earlier are left out."

_WAYS: Mapping[str, Callable[[Session], None]] = MappingProxyType({
    "Start from an example": _examples,
    "Describe it in words": _free_text,
    "Open a needs file": _file,
})  # fmt: skip
