"""Step 2: volume and length, with a helper that estimates tokens from samples."""

from __future__ import annotations

import streamlit as st

from weighbridge.footprint.tokens import estimate
from weighbridge.wizard.fields import Fields
from weighbridge.wizard.state import Session

ABOUT = "Cost and hardware follow from these figures. A rough guess is fine: results show ranges."


def draw(fields: Fields) -> None:
    """Volume, length, pace."""
    left, right = st.columns(2)
    with left:
        fields.number("workload.queries_per_month", "Queries a month", step=1000, hint="For example 100000")
        fields.number(
            "workload.input_tokens",
            "Mean prompt, in tokens",
            step=100,
            hint="For example 1200",
            help="Instructions, documents and history included. 1,000 tokens are about 750 English words.",
        )
        fields.number(
            "workload.output_tokens",
            "Mean answer, in tokens",
            step=50,
            hint="For example 300",
            help="For models that think before they answer, the thinking included.",
        )
        fields.flag(
            "workload.batch", "Answers may take hours", help="Then the lower prices for batches of requests apply."
        )
    with right:
        fields.number(
            "workload.cached_input_share",
            "Repeated part of the prompt, in percent",
            whole=False,
            scale=0.01,
            step=5.0,
            help="The share of each prompt that stays the same, such as instructions; providers charge less for it.",
        )
        fields.number(
            "workload.peak_factor",
            "Busiest hour against the average hour",
            whole=False,
            step=0.5,
            help="3 means three times the average load.",
        )
        fields.number(
            "workload.peak_concurrency",
            "Most queries at the same time",
            help="Empty: derived from the volume and the busiest hour.",
        )
        fields.number(
            "workload.max_seconds_per_token",
            "Slowest pace, in seconds for each token",
            whole=False,
            step=0.01,
            help="0.05 is 20 tokens a second, faster than people read. Empty: any pace.",
        )


def helpers(session: Session) -> None:
    """Tokens of a sample prompt and answer."""
    with st.expander("How many tokens is that? Paste a sample", icon=":material/calculate:"):
        left, right = st.columns(2)
        prompt = left.text_area("A typical prompt", key="sample_prompt", height=120, max_chars=200_000)
        answer = right.text_area("A typical answer", key="sample_answer", height=120, max_chars=200_000)
        sizes = estimate(prompt), estimate(answer)
        for column, size in zip((left, right), sizes, strict=True):
            column.markdown(f"**{size.expected:,} tokens** ({size.low:,} to {size.high:,})")
        st.caption(sizes[0].basis)
        if st.button("Use these figures", key="use_sample", disabled=not all(size.expected for size in sizes)):
            session.change({"workload.input_tokens": sizes[0].expected, "workload.output_tokens": sizes[1].expected})
            session.version += 1
            st.rerun()
