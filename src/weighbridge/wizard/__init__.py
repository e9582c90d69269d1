"""The wizard: Streamlit pages over one `Advisor`. No arithmetic and no file access of its own.

Where things are, for whoever adds a page:

- `SCRIPT` (here): the file that Streamlit runs, `front/app.py`; beside it `.streamlit/config.toml`, which Streamlit
  finds by the folder of its script. The same two files stand at the root of the repository for `streamlit run app.py`.
- `launch.Launch`: day, packs and plugins that `weighbridge app` hands over, through one environment variable.
- `entry.PAGES`: groups of pages. A page is a file in `pages/`; add a row there. It runs at top level on each visit.
- `state.current()`: the one `Session` of a browser tab: needs and policy as plain data, the step, options to compare.
  Widgets are views of it; pages read it and change it, and nothing else is kept in `st.session_state`.
- `fields.Fields`: the widgets of a step. A callback takes over what is typed as its field is left, before anything is
  drawn, so nothing is lost and a click costs one run of the script.
- `visitor.owner()`: whom a draft belongs to. The address names a draft; only its owner finds it again.
- `resources.advisor()`, `resources.catalog()`: loaded once for all sessions; `resources.recommendation(session)` ranks,
  or says why it cannot. `resources.loading()` draws a skeleton while a first load runs.
- `text.plain()` escapes a text for Markdown, `text.html()` for HTML. Every text that comes from a record, a plugin, a
  file or a user goes through one of them.
- `frame.header()` draws a page's heading; `frame.failures()` the panel of plugin problems.
"""

from __future__ import annotations

from pathlib import Path

SCRIPT = Path(__file__).parent / "front" / "app.py"
"""The script for `streamlit run`."""
