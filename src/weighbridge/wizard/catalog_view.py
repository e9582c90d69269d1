"""The catalog page: kind, search and filters above a sheet, and below it one record in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from weighbridge.reports.shelves import SHELVES, Row, Sheet
from weighbridge.wizard import lookup, record_view, resources
from weighbridge.wizard.text import plain

if TYPE_CHECKING:
    import polars as pl

_KIND, _RECORD, _SEARCH, _SEEN = "catalog_kind", "catalog_record", "catalog_search", "catalog_seen"
_FILTERS = 4
"""Filters that a row holds."""


def draw() -> None:
    """The page."""
    _take_link()
    kind = st.segmented_control(
        "Kind of record", SHELVES, format_func=lambda name: name.capitalize(), key=_KIND, required=True,
        on_change=_forget_record,
    )  # fmt: skip
    with resources.loading():
        sheet = lookup.sheet(kind or "models")
    rows = _chosen(sheet)
    st.caption(f"{len(rows):,} of {len(sheet.rows):,} {sheet.title.lower()}. Select a row, or pick a name below it.")
    if rows:
        _list(sheet, rows)
    else:
        st.info("Nothing matches. Take away a word or a filter.", icon=":material/search_off:")
    _open(sheet, rows)


def _take_link() -> None:
    """Let a link such as `?kind=models&id=...` decide what is open, once; after that the page writes the link."""
    linked = st.query_params.get("kind"), st.query_params.get("id")
    if linked == st.session_state.get(_SEEN):
        return
    kind, record = linked
    st.session_state[_KIND] = kind if kind in SHELVES else st.session_state.get(_KIND, "models")
    if record is not None:
        st.session_state[_RECORD] = record
        st.session_state[_SEARCH] = ""
    st.session_state[_SEEN] = linked


def _forget_record() -> None:
    st.session_state[_RECORD] = None


def _chosen(sheet: Sheet) -> list[Row]:
    """Rows that the search and the filters leave."""
    text = st.text_input(
        "Search", key=_SEARCH, placeholder="A name, or a part of one", max_chars=100, persist_state="session"
    )
    filters = [column for column in sheet.columns if column.choices and len(sheet.choices(column.key)) > 1]
    picked: dict[str, Sequence[str]] = {}
    with st.expander("Filters", icon=":material/filter_list:"):
        for start in range(0, len(filters), _FILTERS):
            for column, place in zip(filters[start : start + _FILTERS], st.columns(_FILTERS), strict=False):
                picked[column.key] = place.multiselect(
                    column.title, sheet.choices(column.key), key=f"catalog_{sheet.name}_{column.key}",
                    placeholder="Any", help=column.about or None, persist_state="session",
                )  # fmt: skip
    return sheet.chosen(text, picked)


def _list(sheet: Sheet, rows: Sequence[Row]) -> None:
    ids = [str(row["id"]) for row in rows]

    def open_row() -> None:
        marked = st.session_state[f"catalog_rows_{sheet.name}"].selection.rows
        if marked and marked[0] < len(ids):
            st.session_state[_RECORD] = ids[marked[0]]

    st.dataframe(
        _frame(sheet, rows), hide_index=True, height=min(420, 38 + 35 * len(rows)), on_select=open_row,
        selection_mode="single-row", key=f"catalog_rows_{sheet.name}", column_config=_config(sheet),
    )  # fmt: skip


def _frame(sheet: Sheet, rows: Sequence[Row]) -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame({column.key: [row[column.key] for row in rows] for column in sheet.columns}, strict=False)


def _config(sheet: Sheet) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in sheet.columns:
        number = any(isinstance(row[column.key], int | float) for row in sheet.rows)
        kind = st.column_config.NumberColumn if number else st.column_config.TextColumn
        width: Literal["medium"] | None = "medium" if column.key in ("name", "applicability") else None
        found[column.key] = kind(column.title, help=column.about or None, width=width)
        if number:
            found[column.key]["type_config"]["format"] = "localized"
    return found


def _open(sheet: Sheet, rows: Sequence[Row]) -> None:
    """The record that is open; it stays so when a filter hides it from the list."""
    names = {str(row["id"]): str(row["name"]) for row in sheet.rows}
    if st.session_state.get(_RECORD) not in names:
        lost = st.session_state.get(_RECORD)
        st.session_state[_RECORD] = None
        if lost:
            st.warning(f"The catalog has no {sheet.title.lower().removesuffix('s')} {plain(str(lost))}.")
    shown = [str(row["id"]) for row in rows]
    current = st.session_state[_RECORD]
    choices = shown if current is None or current in shown else [current, *shown]
    st.selectbox(
        "Open a record", choices, index=None, key=_RECORD, placeholder="Pick a name, or type a part of it",
        format_func=lambda key: f"{names.get(key, key)} ({key})", persist_state="session",
    )  # fmt: skip
    record = st.session_state[_RECORD]
    st.session_state[_SEEN] = (sheet.name, record)
    st.query_params["kind"] = sheet.name
    if record is None:
        st.query_params.pop("id", None)
        return
    st.query_params["id"] = record
    record_view.draw(sheet.name, record)
