"""The sources page: snapshot, grades, ages, sources, and facts that grew old."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import streamlit as st

from weighbridge.reports.sources import STALE_AFTER_DAYS, SourceReport
from weighbridge.wizard import lookup, resources
from weighbridge.wizard.tables import GRADES, table

_ROWS = 35
"""Height of a row in pixels."""


def draw() -> None:
    """The page."""
    with resources.loading():
        report = lookup.sources()
    for place, (label, value, about) in zip(
        st.columns(4),
        (
            ("Catalog", report.snapshot, "Hash over every record and plugin; every result and file names it."),
            ("As of", report.as_of, "The day that counts as today: prices, dates and ages are taken at it."),
            ("Facts", f"{report.facts:,}", "Fields of records that have a value."),
            ("To read again", f"{len(report.stale):,}", "Facts whose source is older than their kind should be."),
        ),
        strict=True,
    ):
        place.metric(label, value, border=True, help=about)
    st.caption(
        f"{report.unknown:,} more fields are unknown. Unknown is shown as unknown and never counts as a yes; where it "
        "matters for you it becomes a question to a named party."
    )
    left, right = st.columns(2)
    with left:
        st.html(
            table(
                "Facts by grade",
                ("Grade", "Facts", "Share", "What it means"),
                _grades(report),
                numbers=("Facts", "Share"),
            )
        )
    with right:
        st.html(
            table(
                "Facts by age of their source",
                ("Age", "Facts", "Share"),
                _shares(report.ages),
                numbers=("Facts", "Share"),
            )
        )
        records = [
            (kind.replace("_", " "), f"{count:,}", f"{STALE_AFTER_DAYS[kind]} days")
            for kind, count in report.records.items()
        ]
        st.html(
            table(
                "Records, and the age at which a source should be read again",
                ("Kind", "Records", "Read again after"),
                records,
                numbers=("Records",),
            )
        )
    _stale(report)
    _sources(report)


def _grades(report: SourceReport) -> list[tuple[str, ...]]:
    told = {
        **{name: text.partition(": ")[2] for name, text in GRADES.items()},
        "no source": "Nobody stated where it comes from.",
    }
    return [(*row, told[row[0]]) for row in _shares(report.grades)]


def _shares(counts: Mapping[str, int]) -> list[tuple[str, str, str]]:
    total = sum(counts.values()) or 1
    return [(name, f"{count:,}", f"{count / total:.1%}") for name, count in counts.items()]


def _stale(report: SourceReport) -> None:
    st.subheader("To read again", anchor=False)
    if not report.stale:
        st.success("No source is older than its kind should be.", icon=":material/check_circle:")
        return
    kinds = sorted({fact.kind for fact in report.stale})
    chosen = st.segmented_control(
        "Kind of record", kinds, key="stale_kind", format_func=lambda kind: kind.replace("_", " ").capitalize(),
        selection_mode="multi", persist_state="session",
    )  # fmt: skip
    facts = [asdict(fact) for fact in report.stale if not chosen or fact.kind in chosen]
    st.dataframe(
        facts, hide_index=True, height=min(360, (len(facts) + 1) * _ROWS + 3), key="stale_facts",
        column_order=("record", "field", "value", "age_days", "as_of", "grade", "source", "kind", "record_id"),
        column_config={
            "record": "Record", "field": "Field", "value": "Value", "grade": "Grade", "as_of": "As of", "kind": "Kind",
            "age_days": st.column_config.NumberColumn("Age (days)"), "source": st.column_config.TextColumn("Source"),
            "record_id": "Id",
        },
    )  # fmt: skip


def _sources(report: SourceReport) -> None:
    st.subheader("Where the facts come from", anchor=False)
    text = st.text_input("Search in sources", key="sources_search", max_chars=100, persist_state="session")
    rows = [asdict(item) for item in report.sources if text.casefold() in item.source.casefold()]
    st.caption(
        f"{len(rows):,} of {len(report.sources):,} sources. One source may stand behind facts of several grades."
    )
    st.dataframe(
        rows, hide_index=True, height=min(420, (len(rows) + 1) * _ROWS + 3), key="source_list",
        column_config={
            "source": st.column_config.TextColumn("Source", width="large"), "grade": "Grade",
            "facts": st.column_config.NumberColumn("Facts", format="localized"),
            "records": st.column_config.NumberColumn("Records", format="localized"),
            "oldest": "Oldest", "newest": "Newest",
        },
    )  # fmt: skip
