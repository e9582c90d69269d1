"""What the pages that look things up share: sheets of the catalog, the state of its sources, the desk that answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from weighbridge.wizard import resources

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.catalog import Catalog
    from weighbridge.reports.shelves import Sheet, ShelfName
    from weighbridge.reports.sources import SourceReport


def sheet(name: ShelfName) -> Sheet:
    """One kind of record as a sheet, made once for all sessions."""
    catalog = resources.catalog()
    return _sheet(catalog.snapshot.id, name, catalog)


def sources() -> SourceReport:
    """The facts of the catalog counted by grade, age and source, made once for all sessions."""
    catalog = resources.catalog()
    return _sources(catalog.snapshot.id, catalog)


def desk() -> Desk:
    """Who answers questions, shared by all sessions. Raises IndexDamaged or KnowledgeMissing."""
    return _desk(resources.catalog().snapshot.id)


@st.cache_resource(max_entries=10, show_spinner=False)
def _sheet(snapshot: str, name: ShelfName, _catalog: Catalog) -> Sheet:
    from weighbridge.reports.shelves import sheet as made

    del snapshot  # part of the key
    return made(_catalog, name)


@st.cache_resource(max_entries=2, show_spinner=False)
def _sources(snapshot: str, _catalog: Catalog) -> SourceReport:
    from weighbridge.reports.sources import source_report

    del snapshot  # part of the key
    return source_report(_catalog)


@st.cache_resource(max_entries=2, show_spinner=False)
def _desk(snapshot: str) -> Desk:
    from weighbridge.answers.desk import Desk

    del snapshot  # part of the key
    advisor = resources.advisor()
    return Desk(advisor.catalog, None, advisor.rank)
