"""Step 6: where it may run, hardware at hand, and money."""

from __future__ import annotations

import streamlit as st

from weighbridge.errors import WeighbridgeError
from weighbridge.wizard import resources, words
from weighbridge.wizard.fields import Fields

ABOUT = "Name hardware that is free for this use: it is planned first, at the cost of running it."
SPARE_ROWS = 2
"""Empty rows for hardware that is not named yet."""


def draw(fields: Fields) -> None:
    """Hosting, hardware, costs, budget."""
    left, right = st.columns(2)
    with left:
        fields.boxes("infrastructure.hosting", "It may run on", words.HOSTING)
        _owned(fields)
        fields.flag(
            "infrastructure.spare_replica",
            "Keep one more copy running than the load needs",
            help="The service then survives the loss of a copy.",
        )
    with right:
        fields.number("budget.monthly_usd_max", "Most that it may cost a month, in USD", step=1000, hint="No limit")
        fields.choice(
            "infrastructure.price_level", "Price level for rented GPUs", list(words.PRICE_LEVEL), words.PRICE_LEVEL
        )
        fields.number(
            "infrastructure.power_usd_per_kwh",
            "Price of electricity, in USD for each kWh",
            whole=False,
            step=0.01,
            hint="Left out of the cost",
        )
        fields.number(
            "infrastructure.staff_usd_per_month",
            "People who run the hardware, in USD a month",
            step=500,
            hint="Left out of the cost",
        )
        fields.number(
            "infrastructure.depreciation_years",
            "Years over which bought hardware is written off",
            whole=False,
            step=1.0,
        )


def _owned(fields: Fields) -> None:
    """One row for each kind of hardware that is named, and some empty ones."""
    path = "infrastructure.owned_accelerators"
    known = resources.catalog().accelerators
    stated: dict[str, int] = dict(fields.stated(path) or {})
    rows = [*stated.items(), *[(None, None)] * SPARE_ROWS]
    offered = [None, *known, *(name for name in stated if known.get(name) is None)]
    names = {ref: _name(ref) for ref in offered}
    st.markdown("Hardware of your own")
    for number, (name, count) in enumerate(rows):
        kind, amount = st.columns([2, 1])
        kind.selectbox(
            f"Kind of hardware {number + 1}",
            offered,
            index=offered.index(name),
            format_func=names.__getitem__,
            key=fields.key(f"{path}:{number}"),
            label_visibility="collapsed",
            on_change=_kind_changed,
            args=(fields, f"{path}:{number}"),
        )
        amount.number_input(
            f"How many of kind {number + 1}",
            value=count,
            step=1,
            placeholder="How many",
            key=fields.key(f"{path}:{number}:count"),
            label_visibility="collapsed",
            on_change=fields.changed,
        )
    fields.made_of(path, "Hardware of your own", lambda: _named(fields, path, len(rows)))


def _kind_changed(fields: Fields, row: str) -> None:
    """A kind that was just named still waits for its count, which is no mistake yet."""
    if fields.said(row) is None or fields.said(f"{row}:count") is not None:
        fields.changed()


def _named(fields: Fields, path: str, rows: int) -> dict[str, int]:
    """How many of each kind that is named; rows of the same kind add up."""
    found: dict[str, int] = {}
    for number in range(rows):
        kind = fields.said(f"{path}:{number}")
        if kind is not None:
            found[kind] = found.get(kind, 0) + int(fields.said(f"{path}:{number}:count") or 0)
    return found


def _name(ref: str | None) -> str:
    """Name of a kind of hardware; an id that the catalog does not have stays as it is."""
    if ref is None:
        return "None"
    try:
        return resources.catalog().accelerators.find(ref).name
    except WeighbridgeError:
        return ref
