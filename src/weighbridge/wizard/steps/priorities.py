"""Step 7: how much each way from worst to best matters."""

from __future__ import annotations

import streamlit as st

from weighbridge.ranking.swing import FULL, Swing, points_of, weights_of, worth_in_cost
from weighbridge.wizard import resources
from weighbridge.wizard.fields import Fields
from weighbridge.wizard.text import plain

ABOUT = (
    "Imagine an option that is worst in everything. Which single change from worst to best would you buy first? Give "
    f"it {FULL} points, and every other change as many as it is worth beside that one."
)


def draw(fields: Fields) -> None:
    """One row for each criterion: the way from worst to best in words, and its points."""
    stated: dict[str, float] = dict(fields.stated("weights"))
    points = points_of(stated)
    swings = resources.swings()
    for swing in swings:
        _row(fields, swing, points.get(swing.name, 0))
    fields.made_of("weights", "Weights", lambda: _given(fields, swings, stated))
    _meaning(swings, stated)


def _given(fields: Fields, swings: tuple[Swing, ...], stated: dict[str, float]) -> dict[str, float]:
    """The weights of the points given; those that were stated, as they were written, when no slider was moved."""
    points = points_of(stated)
    given = {swing.name: fields.said(f"weights:{swing.name}") for swing in swings}
    if {name: value for name, value in given.items() if value} == {n: p for n, p in points.items() if p}:
        return stated
    unknown = {name: weight for name, weight in stated.items() if name not in given}
    return {**weights_of(given), **unknown}


def _row(fields: Fields, swing: Swing, points: int) -> None:
    words, slider = st.columns([3, 2], vertical_alignment="center")
    words.markdown(
        f"**{plain(swing.title)}**  \nfrom {plain(swing.worst)}  \nto {plain(swing.best)}",
    )
    slider.slider(
        f"Points for {swing.title.lower()}",
        0,
        FULL,
        points,
        step=1,
        key=fields.key(f"weights:{swing.name}"),
        label_visibility="collapsed",
        on_change=fields.changed,
    )


def _meaning(swings: tuple[Swing, ...], weights: dict[str, float]) -> None:
    """What the weights in force say, in shares and in money."""
    total = sum(weights.values())
    if not total:
        return
    titles = {swing.name: swing.title for swing in swings}
    lines = []
    for name, weight in sorted(weights.items(), key=lambda item: -item[1]):
        if not weight or name not in titles:
            continue
        factor = worth_in_cost(weights, name)
        worth = (
            ""
            if name == "cost" or factor is None
            else f": a tenth of the way is worth a cost {factor:,.1f} times as high"
        )
        lines.append(f"- {plain(titles[name])} weighs **{100 * weight / total:.0f} of 100**{worth}")
    st.markdown("What the weights mean now\n\n" + "\n".join(lines))
