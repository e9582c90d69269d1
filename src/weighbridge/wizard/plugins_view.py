"""The plugins page: health first, then what each plugin brings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from weighbridge.plugins.doctor import Finding, examine
from weighbridge.reports.plugin_health import PluginRow, not_loaded, plugin_rows
from weighbridge.wizard import resources
from weighbridge.wizard.tables import table
from weighbridge.wizard.text import plain

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog

_SHOWN = 300
"""Records of a plugin that are listed."""


def draw() -> None:
    """The page."""
    with resources.loading():
        catalog = resources.catalog()
    rows = plugin_rows(catalog)
    findings = examine(catalog.plugins, catalog.failures, catalog.origins.counts())
    broken = [finding for finding in findings if finding.broken]
    notes = [finding for finding in findings if not finding.broken]
    for place, (label, value) in zip(
        st.columns(4),
        (
            ("Loaded", len(rows)),
            ("Not loaded", len(not_loaded(catalog))),
            ("Problems", len(broken)),
            ("Notes", len(notes)),
        ),
        strict=True,
    ):
        place.metric(label, value, border=True)
    _problems(broken)
    _notes(notes)
    _replaced(catalog)
    _contributions(catalog, rows)


def _problems(found: Sequence[Finding]) -> None:
    st.subheader("Health", anchor=False)
    if not found:
        st.success("Every plugin works.", icon=":material/check_circle:")
    for finding in found:
        source = f" of {plain(finding.distribution)}" if finding.distribution else ""
        st.error(
            f"**{plain(finding.plugin)}**{source}, while it was asked for: {plain(finding.stage)}\n\n"
            f"{plain(finding.reason)}\n\nWhat to do: {plain(finding.remedy)}",
            icon=":material/extension_off:",
        )


def _notes(found: Sequence[Finding]) -> None:
    if not found:
        return
    with st.expander(f"Notes: {len(found)}. Nothing is broken by them.", icon=":material/info:"):
        rows = [(item.plugin, item.stage, item.reason, item.remedy) for item in found]
        st.html(table("", ("Plugin", "About", "What was seen", "What to do"), rows))


def _replaced(catalog: Catalog) -> None:
    if not catalog.overrides:
        return
    with st.expander(f"Records that replace another plugin's: {len(catalog.overrides)}", icon=":material/swap_horiz:"):
        rows = [(item.id, item.kind.replace("_", " "), item.plugin, item.replaced) for item in catalog.overrides]
        st.html(table("", ("Record", "Kind", "Now from", "Instead of"), rows))


def _contributions(catalog: Catalog, rows: Sequence[PluginRow]) -> None:
    st.subheader("What each brings", anchor=False)
    st.dataframe(
        [
            {
                "Plugin": row.info.name,
                "Title": row.info.title,
                "Brings": row.in_words,
                "State": f"{row.problems} problem(s)" if row.problems else "works",
                "From": row.origin,
                "Version": row.info.version or "unknown",
                "Kind": "folder of YAML" if row.info.kind == "pack" else "Python code",
            }
            for row in rows
        ],
        hide_index=True,
        height=360,
        column_config={name: st.column_config.TextColumn(width="medium") for name in ("Title", "Brings")},
    )
    names = {row.info.name: row for row in rows}
    chosen = st.selectbox(
        "Records of one plugin", list(names), index=None, key="plugin_chosen", placeholder="Pick a plugin",
        format_func=lambda name: f"{name}: {names[name].in_words}", persist_state="session",
    )  # fmt: skip
    if chosen is not None:
        _records(catalog, chosen)


def _records(catalog: Catalog, plugin: str) -> None:
    total = sum(catalog.origins.counts().get(plugin, {}).values())
    if not total:
        st.info("It brings no record; it adds rules or formats.", icon=":material/info:")
        return
    rows = [(key, kind.replace("_", " ")) for kind, key in catalog.origins.given_by(plugin, _SHOWN)]
    more = f", the first {_SHOWN}" if total > _SHOWN else ""
    st.html(table(f"{total:,} records of {plugin}{more}", ("Id", "Kind"), rows))
