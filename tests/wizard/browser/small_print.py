"""A page of small print in every place and form that the wizard may set it, for test_small_print."""

from __future__ import annotations

import streamlit as st

from weighbridge.wizard import frame

WORDS = "Small print with `some code`, **strong words**, :red[a mistake] and [a link](http://127.0.0.1/)."

st.set_page_config(page_title="Small print", layout="wide")
frame.style()
st.header("Small print")
st.caption(WORDS)
with st.sidebar:
    st.caption(WORDS)
with st.container(border=True):
    st.caption(WORDS)
one, _ = st.tabs(["Chosen", "Not chosen"])
one.caption(WORDS)
with st.expander("Folded", expanded=True):
    st.caption(WORDS)
