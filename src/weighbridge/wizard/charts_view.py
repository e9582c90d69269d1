"""The charts, each with a sentence and a table that says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from weighbridge.errors import WeighbridgeError
from weighbridge.ranking.recommendation import Recommendation
from weighbridge.reports import words as figures
from weighbridge.reports.charts.front import pareto
from weighbridge.reports.charts.memory import memory
from weighbridge.reports.charts.volume import CostByVolume, cost_by_volume
from weighbridge.reports.charts.weights import Sensitivity, sensitivity
from weighbridge.wizard import resources
from weighbridge.wizard.text import plain

if TYPE_CHECKING:
    import altair as alt

HEIGHT = 440
BAR_HEIGHT = 190
"""Pixels, legend included."""
RULE = "#7a8794"
"""Seen on a light ground and on a dark one."""


def draw(result: Recommendation) -> None:
    """All of them, for the first ranked option."""
    leaders = result.top(1)
    if not leaders:
        st.caption("Nothing is ranked, so there is nothing to draw.")
        return
    left, right = st.columns(2, gap="large")
    with right:
        _front(result)
        _weights(result)
    with left:
        slow = st.container()  # its curves take a second, so the others are drawn first
        _memory(result)
    with slow:
        _volume(result)


def _volume(result: Recommendation) -> None:
    from weighbridge.reports.pack.decision import decide

    st.markdown("**Cost against volume**")
    with resources.loading(HEIGHT):
        try:
            found = resources.once(result, "volume", lambda: cost_by_volume(decide(result, result.top(1)[0].id)))
        except WeighbridgeError as error:
            st.caption(plain(str(error)))
            return
        if found.curves:
            _show(volume_chart(found), found.summary, found.rows)
        else:
            st.caption(found.summary)


def _front(result: Recommendation) -> None:
    st.markdown("**Cost, quality and privacy**")
    found = pareto(result)
    if not found.points:
        st.caption(found.summary)
        return
    _show(front_chart(found.rows), found.summary, found.rows)


def _memory(result: Recommendation) -> None:
    st.markdown("**Memory of one accelerator**")
    found = memory(result.top(1)[0].view)
    if found is None:
        st.caption("The first option is an API: it needs no accelerators of yours.")
        return
    _show(memory_chart(found.rows), found.summary, found.rows, BAR_HEIGHT)


def _weights(result: Recommendation) -> None:
    st.markdown("**What if a weight were different?**")
    titles = {item.name: item.title for item in result.ranking.criteria if item.name in result.ranking.weights}
    chosen = st.selectbox("Criterion", list(titles), format_func=lambda name: titles[name], key="weight_of")
    found = sensitivity(result, chosen)
    if found is not None:
        _show(weights_chart(found), found.summary, found.rows)


def _show(
    chart: alt.Chart | alt.LayerChart, summary: str, rows: tuple[dict[str, object], ...], height: int = HEIGHT
) -> None:
    """Chart, sentence, table."""
    st.altair_chart(chart, width="stretch", height=height, alt=summary)
    st.caption(plain(summary))
    with st.expander("The same as a table"):
        st.dataframe(list(rows), hide_index=True, alt=summary)


def volume_chart(found: CostByVolume) -> Any:
    """Lines with bands on logarithmic scales, the stated volume and the break-even as rules."""
    import altair as alt

    rows = [
        {
            "queries": point.queries,
            "option": figures.option(curve.entry.view),
            "low": point.low,
            "cost": point.expected,
            "high": point.high,
        }
        for curve in found.curves
        for point in curve.points
        if point.expected
    ]
    x = alt.X(
        "queries:Q", scale=alt.Scale(type="log"), title="Queries a month", axis=alt.Axis(format="~s", tickCount=5)
    )
    scale = alt.Scale(type="log")
    legend = _lines_legend()
    kind = alt.Color("option:N", legend=legend, sort=None)
    base = alt.Chart(_data(rows)).encode(x=x)
    money = alt.Axis(format="$~s", tickCount=5)
    band = base.mark_area(opacity=0.18).encode(
        y=alt.Y("low:Q", scale=scale, title="USD a month", axis=money), y2="high:Q", color=kind
    )
    dash = alt.StrokeDash("option:N", legend=legend, sort=None)
    line = base.mark_line().encode(
        y=alt.Y("cost:Q", scale=scale),
        color=kind,
        strokeDash=dash,
        tooltip=[
            alt.Tooltip("option:N", title="Option"),
            alt.Tooltip("queries:Q", title="Queries a month", format=",.0f"),
            alt.Tooltip("cost:Q", title="USD a month", format="$,.0f"),
        ],
    )
    marks = [{"at": found.stated, "what": "stated volume"}]
    if found.meeting is not None:
        marks.append({"at": found.meeting.expected, "what": "break-even"})
    points = alt.Chart(_data(marks))
    rule = points.mark_rule(strokeDash=[2, 3], color=RULE).encode(x="at:Q")
    label = points.mark_text(align="left", dx=4, baseline="top", color=RULE).encode(
        x="at:Q", y=alt.value(0), text="what:N"
    )
    return band + line + rule + label


def front_chart(rows: tuple[dict[str, object], ...]) -> Any:
    """Cost against quality; privacy as size, the front as filled squares."""
    import altair as alt

    beaten = alt.Scale(domain=["yes", "no"])
    return (
        alt.Chart(_data(list(rows)))
        .mark_point(filled=True, opacity=0.8)
        .encode(
            x=alt.X(
                "USD a month:Q",
                scale=alt.Scale(type="log", nice=False, padding=14),
                axis=alt.Axis(format="$~s", tickCount=5),
            ),
            y=alt.Y("Quality:Q", scale=alt.Scale(zero=False)),
            size=alt.Size(
                "Privacy:Q",
                scale=alt.Scale(domain=[0, 1], range=[20, 180]),
                legend=alt.Legend(orient="bottom", tickCount=3, symbolFillColor=RULE, symbolStrokeColor=RULE),
            ),
            color=alt.Color("Beaten by none:N", scale=beaten, legend=alt.Legend(orient="bottom")),
            shape=alt.Shape("Beaten by none:N", scale=alt.Scale(domain=["yes", "no"], range=["square", "circle"])),
            tooltip=["Rank:Q", "Option:N", alt.Tooltip("USD a month:Q", format="$,.0f"), "Quality:Q", "Privacy:Q"],
        )
    )


def memory_chart(rows: tuple[dict[str, object], ...]) -> Any:
    """One bar, stacked."""
    import altair as alt

    order = [str(item["Part"]) for item in rows]
    return (
        alt.Chart(_data([{**item, "order": at} for at, item in enumerate(rows)]))
        .mark_bar(height=34, stroke="white", strokeWidth=1)
        .encode(
            x=alt.X("GiB:Q", stack="zero", title="GiB"),
            color=alt.Color("Part:N", sort=order, legend=alt.Legend(orient="bottom", title=None, columns=2)),
            order=alt.Order("order:Q"),
            opacity=alt.condition("datum.Part == 'Free'", alt.value(0.3), alt.value(1)),
            tooltip=["Part:N", "GiB:Q", "Share:N"],
        )
    )


def weights_chart(found: Sensitivity) -> Any:
    """One straight line an option, with the stated weight as a rule."""
    import altair as alt

    rows = [
        {"weight": weight, "option": line.option, "score": line.at(weight)}
        for line in found.lines
        for weight in (0, 100)
    ]
    legend = _lines_legend()
    lines = (
        alt.Chart(_data(rows))
        .mark_line()
        .encode(
            x=alt.X(
                "weight:Q", title=f"Weight of {figures.inline(found.title)}, of 100", scale=alt.Scale(domain=[0, 100])
            ),
            y=alt.Y("score:Q", title="Score", scale=alt.Scale(zero=False)),
            color=alt.Color("option:N", legend=legend, sort=None),
            strokeDash=alt.StrokeDash("option:N", legend=legend, sort=None),
        )
    )
    marks = alt.Chart(_data([{"at": found.weight, "what": "as stated"}]))
    rule = marks.mark_rule(strokeDash=[2, 3], color=RULE).encode(x="at:Q")
    label = marks.mark_text(align="left", dx=4, baseline="top", color=RULE).encode(
        x="at:Q", y=alt.value(0), text="what:N"
    )
    return lines + rule + label


def _lines_legend() -> Any:
    """One line each, long enough for the name of an option, with the dashes of its curve."""
    import altair as alt

    return alt.Legend(
        orient="bottom",
        columns=1,
        labelFontSize=10,
        labelLimit=258,
        title=None,
        symbolType="stroke",
        symbolSize=500,
        symbolStrokeWidth=2.5,
        symbolOpacity=1,
    )


def _data(rows: Sequence[Mapping[str, object]]) -> Any:
    """Rows as data of a chart."""
    import altair as alt

    return alt.Data(values=[dict(row) for row in rows])  # type: ignore[no-untyped-call]  # generated class without types
