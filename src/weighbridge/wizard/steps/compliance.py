"""Step 5: frameworks, what you attest, and the company's policy."""

from __future__ import annotations

from typing import Any

import streamlit as st

from weighbridge import templates
from weighbridge.compliance import questions_for
from weighbridge.errors import WeighbridgeError
from weighbridge.wizard import resources, state, words
from weighbridge.wizard.fields import Fields
from weighbridge.wizard.state import Session, current
from weighbridge.wizard.text import plain

ABOUT = "What you answer here is your word: it is recorded as attested. What is left open becomes an open point."


def draw(fields: Fields) -> None:
    """Frameworks, the questions that one answer settles for every option, and the policy."""
    catalog = resources.catalog()
    fields.many("compliance", "Frameworks to check", catalog.frameworks, _short_name, hint="None")
    stated = current().needs.get("compliance") or ()
    questions = questions_for([catalog.frameworks[name] for name in stated if name in catalog.frameworks])
    if questions:
        st.caption("One answer holds for every option. Questions to a vendor follow in the results.")
    else:
        st.caption("No framework is chosen, so nothing is asked here.")
    columns = st.columns(2)
    for number, (name, attribute) in enumerate(questions.items()):
        with columns[number % 2]:
            _ask(fields, name, attribute)
    _policy(current())


def _ask(fields: Fields, name: str, attribute: Any) -> None:
    path, label = f"answers.{name}", plain(attribute.ask)
    asks = f"Whom to ask: {words.PARTY[attribute.party]}."
    if attribute.type == "bool":
        fields.asked(path, label, help=asks)
    elif attribute.type == "number":
        fields.number(path, label, whole=False, help=asks)
    else:
        fields.choice(path, label, [None, *attribute.values], lambda value: value or "Not stated", help=asks)


def _short_name(ref: str) -> str:
    framework = resources.catalog().frameworks.get(ref)
    return ref if framework is None else framework.short


def _policy(session: Session) -> None:
    """The guardrails in force, and ways to choose others."""
    name = (session.policy or {}).get("name", "No policy")
    with st.expander(f"Company policy: {plain(name)}", icon=":material/policy:"):
        st.caption("Allow and deny lists, certificates, and where each class of data may go. Usually kept in git.")
        offered = {item.id: item for item in templates.policy_templates()}
        left, right = st.columns(2)
        chosen = left.selectbox(
            "An example policy",
            list(offered),
            format_func=lambda item: offered[item].title,
            index=None,
            placeholder="Choose one",
            key="policy_example",
        )
        if left.button("Use this policy", key="use_policy", disabled=chosen is None) and chosen is not None:
            session.policy = dict(offered[chosen].data)
            session.forget_results()
            st.rerun()
        upload = right.file_uploader("Or a policy file (YAML, at most 1 MB)", type=["yaml", "yml"], key="policy_upload")
        if upload is not None and right.button("Apply this file", key="open_policy"):
            try:
                state.load_policy(session, upload.getvalue(), upload.name)
            except WeighbridgeError as error:
                right.error(plain(str(error)), icon=":material/error:")
            else:
                st.rerun()
        if session.policy is not None and st.button("Work without a policy", key="drop_policy"):
            session.policy = None
            session.forget_results()
            st.rerun()
