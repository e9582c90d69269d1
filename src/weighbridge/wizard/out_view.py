"""Why options are out, gate by gate, and what one change would do, beside the needs as they are."""

from __future__ import annotations

from typing import Any

import streamlit as st
from pydantic import ValidationError

from weighbridge.errors import WeighbridgeError
from weighbridge.ranking.recommendation import Recommendation
from weighbridge.ranking.relaxations import Relaxation
from weighbridge.reports import words as figures
from weighbridge.reports.glance import OutGroup, out_groups
from weighbridge.wizard import resources
from weighbridge.wizard.state import Session, changed
from weighbridge.wizard.text import plain

SHOWN_PER_GATE = 25
CHANGES = 8


def draw_out(result: Recommendation) -> None:
    """One group a gate, most options first; an option may fail several."""
    groups = out_groups(result)
    if not groups:
        st.caption("Nothing is out: every option passes every hard limit, or only needs confirming.")
        return
    st.caption(
        f"{result.counts['excluded']:,} options break at least one hard limit. An option may break several, so it may "
        "stand in more than one group."
    )
    for group in groups:
        box = st.expander(plain(group.says), key=f"out:{group.gate}", on_change="rerun")
        if box.open:
            with box:
                _members(result, group)


def _members(result: Recommendation, group: OutGroup) -> None:
    """The options that only this gate keeps out come first: they are what a change would open."""
    found = result.out_by(group.gate, SHOWN_PER_GATE)
    st.dataframe(
        [
            {
                "Option": figures.option(item.view),
                "Why": next((f.reason for f in item.failing if f.name == group.gate), ""),
                "Other limits broken": len(item.failing) - 1,
                "Id": item.id,
            }
            for item in found
        ],
        hide_index=True,
        alt=f"Options that {group.title} excludes",
        column_config={"Why": st.column_config.TextColumn(width="large")},
    )
    if group.count > len(found):
        st.caption(f"{len(found)} of {group.count:,} shown, those first that break nothing else.")


def draw_what_if(session: Session, result: Recommendation) -> None:
    """Changes that open options, one click each; the one tried stands beside the needs as they are."""
    offered = result.relaxations
    if not offered:
        st.caption("No single change to your needs or policy opens an option.")
        return
    st.caption("Each changes one thing. Trying one leaves your needs as they are until you take the change over.")
    tried = session.what_if
    for number, item in enumerate(offered[:CHANGES]):
        with st.container(horizontal=True, vertical_alignment="center", key=f"change_{number}"):
            if item.field is not None:
                st.button(
                    "Shown" if tried == number else "Try it",
                    key=f"try:{number}",
                    on_click=_try,
                    args=(session, number),
                    disabled=tried == number,
                    help=plain(figures.sentence(item.change)),
                )
            st.markdown(f"**{plain(figures.sentence(item.change))}** opens {figures.count(item.opens)} more")
    if tried is not None and tried < len(offered):
        _beside(session, result, offered[tried])


def _beside(session: Session, baseline: Recommendation, item: Relaxation) -> None:
    needs, policy = _with(session, item)
    try:
        with resources.loading(180):
            other = resources.rank(*_records(needs, policy))
    except (ValidationError, WeighbridgeError) as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    with st.container(border=True):
        st.markdown(f"**With {plain(item.change)}**")
        left, right = st.columns(2)
        _column(left, "As stated", baseline)
        _column(right, "With the change", other)
        with st.container(horizontal=True):
            st.button("Take the change over", key="keep_change", on_click=_keep, args=(session, needs, policy))
            st.button("Put it aside", key="drop_change", on_click=_try, args=(session, None))


def _column(column: Any, title: str, result: Recommendation) -> None:
    first = next(iter(result.top(1)), None)
    lines = [f"**{title}**", f"{result.counts['qualified']:,} qualify, {result.counts['conditional']:,} to confirm"]
    if first is not None:
        row = first.view.row
        cost = figures.money_range(row["cost_low"], row["cost_expected"], row["cost_high"])
        lines.append(f"First: {plain(figures.option(first.view))}")
        lines.append(f"Score {first.score:.0f}, {plain(cost)} a month")
    column.markdown("  \n".join(lines))


def _with(session: Session, item: Relaxation) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Needs and policy with the one field changed."""
    assert item.field is not None  # noqa: S101  # only changes of one field are offered
    value = list(item.value) if isinstance(item.value, tuple) else item.value
    if item.field.startswith("policy."):
        return session.needs, changed(session.policy or {}, {item.field.removeprefix("policy."): value})
    return changed(session.needs, {item.field: value}), session.policy


def _records(needs: dict[str, Any], policy: dict[str, Any] | None) -> Any:
    tried = Session(needs=needs, policy=policy)
    return tried.checked(), tried.checked_policy()


def _try(session: Session, number: int | None) -> None:
    session.what_if = number


def _keep(session: Session, needs: dict[str, Any], policy: dict[str, Any] | None) -> None:
    session.needs, session.policy = needs, policy
    session.version += 1
    session.forget_results()
