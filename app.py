"""The wizard, for `streamlit run app.py` in a clone. An installation starts it with `weighbridge app`."""

from __future__ import annotations

from weighbridge.wizard.entry import main

main()
