"""What Streamlit runs. It sits beside `.streamlit/config.toml`, which Streamlit reads from the folder of its script."""

from __future__ import annotations

from weighbridge.wizard.entry import main

main()
