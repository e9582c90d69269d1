"""Results."""
from __future__ import annotations
import streamlit as st
from weighbridge.wizard import frame, state
frame.header("Results")
r = state.recommendation(state.current())
if r: st.write(r.winner.id)
