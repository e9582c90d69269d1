"""One record of the catalog: every field with its grade, date and source, and where else it leads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import streamlit as st

from weighbridge.reports.fields import UNKNOWN, Line, lines
from weighbridge.reports.shelves import ShelfName
from weighbridge.wizard import resources
from weighbridge.wizard.tables import grade, raw_table
from weighbridge.wizard.text import html, plain

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog
    from weighbridge.records import Offer
    from weighbridge.records.base import CatalogRecord

Notes = dict[tuple[str, str | None], int]
"""Source and note to the number that stands for them."""
_FIELDS = ("Field", "Value", "Grade, date, source")
_OFFERS_SHOWN = 60


def draw(kind: ShelfName, record_id: str) -> None:
    """The record with that id, which the catalog has."""
    catalog = resources.catalog()
    record: CatalogRecord = getattr(catalog, kind)[record_id]
    st.subheader(plain(getattr(record, "name", record.id)), anchor=False)
    aliases = getattr(record, "aliases", ())
    also = f" Also called {', '.join(aliases[:8])}." if aliases else ""
    override = catalog.overridden_by(kind, record.id)
    instead = f", in place of the row of {override.replaced}" if override else ""
    st.caption(plain(f"{record.id}, from plugin {catalog.origins[kind, record.id]}{instead}.{also}"))
    _leads(catalog, kind, record)
    notes: Notes = {}
    st.html(raw_table("Every field with its evidence", _FIELDS, list(_rows(record, notes))) + _sources(notes))
    if kind == "models":
        _offers(catalog, record.id)
    if kind == "licenses":
        st.caption("Not legal advice.")


def _rows(record: CatalogRecord, notes: Notes) -> Iterator[list[str]]:
    above: tuple[str, ...] = ()
    for line in lines(record):
        yield _row(line, above, notes)
        above = line.path


def _row(line: Line, above: tuple[str, ...], notes: Notes) -> list[str]:
    """Cells of a field; names of the groups it lies in are said where they begin."""
    begins = any(above[: depth + 1] != line.path[: depth + 1] for depth in range(len(line.path) - 1))
    inside = line.path if begins else line.path[-1:]
    indent = "" if begins or len(line.path) == 1 else "&nbsp;" * 3
    name = indent + " &rsaquo; ".join(html(part) for part in inside)
    known = line.evidence
    if line.value == UNKNOWN:
        return [name, f"<em>{UNKNOWN}</em>", ""]
    if known is None:
        return [name, html(line.value), "none stated"]
    number = notes.setdefault((known.source, known.note), len(notes) + 1)
    day = f'<span class="wb-day">{html(known.as_of or "undated")}</span>'
    return [name, html(line.value), f'<span class="wb-proof">{grade(known.grade)} {day} [{number}]</span>']


def _sources(notes: Notes) -> str:
    """What the numbers of sources stand for."""
    told = "".join(f"<li>{html(source)}{f'<br>{html(note)}' if note else ''}</li>" for source, note in notes)
    return f'<p class="wb-source"><strong>Sources</strong></p><ol class="wb-source">{told}</ol>' if told else ""


def _leads(catalog: Catalog, kind: ShelfName, record: CatalogRecord) -> None:
    """Buttons to the records that this one names."""
    found: list[tuple[str, str, str]] = []
    for field, shelf, label in (("maker", "providers", "Maker"), ("license_id", "licenses", "License")):
        key = getattr(record, field, None)
        if kind == "models" and key is not None and key in getattr(catalog, shelf):
            found.append((shelf, key, f"{label}: {getattr(catalog, shelf)[key].name}"))
    if not found:
        return
    with st.container(horizontal=True):
        for shelf, key, label in found:
            st.button(
                plain(label), key=f"lead_{shelf}", icon=":material/arrow_forward:", on_click=_go, args=(shelf, key)
            )


def _go(shelf: str, key: str) -> None:
    st.query_params["kind"] = shelf
    st.query_params["id"] = key


def _offers(catalog: Catalog, model_id: str) -> None:
    """What API providers sell it for."""
    offers = catalog.offers_by_model.get(model_id, ())
    if not offers:
        st.caption("No API provider of the catalog sells it.")
        return
    with st.expander(f"Sold by API providers: {len(offers)}", icon=":material/sell:"):
        headings = ("Provider", "Tier", "USD per million tokens in", "out", "Grade", "As of", "Source")
        rows = [_offer(catalog, offer) for offer in offers[:_OFFERS_SHOWN]]
        st.html(raw_table("Offers", headings, rows, numbers=("USD per million tokens in", "out")))


def _offer(catalog: Catalog, offer: Offer) -> list[str]:
    known, price = offer.evidence_for("price"), offer.price
    rates = (
        ["unknown"] * 2 if price is None else [f"{price.input_usd_per_mtok:,.4g}", f"{price.output_usd_per_mtok:,.4g}"]
    )
    proof = ["", "", ""] if known is None else [grade(known.grade), html(known.as_of or "undated"), html(known.source)]
    return [html(catalog.providers[offer.provider_id].name), html(offer.tier.replace("_", " ")), *rates, *proof]
