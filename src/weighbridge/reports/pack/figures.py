"""The charts of the board paper: points of the leaders, cost over volume, memory of one accelerator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, floor, log10

from weighbridge.options.view import OptionView
from weighbridge.reports import words
from weighbridge.reports.pack.curve import Curve, Meeting, against, curves, meeting
from weighbridge.reports.pack.decision import Decision
from weighbridge.reports.pack.drawing import INK, MUTED, RULE, Drawing, Label, Line, Rect, Shape, fitted, two_lines

WIDTH = 520.0
PALETTE = ("#0B5394", "#B45309", "#2E7D32", "#7B3FA0", "#8A6D00", "#A61C3C", "#00695C", "#5D4037", "#455A64", "#6D4C8F")
"""Dark enough for white figures on them (contrast at least 4.5), and told apart in the common color blindnesses."""
NAMES = 190.0
BAR, GAP = 19.0, 6.0
DASHES: tuple[tuple[float, ...], ...] = ((), (6, 3), (2, 2))


def points_chart(decision: Decision) -> Drawing:
    """One bar an option, its points stacked by criterion, on the scale to 100."""
    titles = [item.title for item in decision.criteria]
    left, right = NAMES, WIDTH - 40
    scale = (right - left) / 100
    shapes, top = _legend(titles, left)
    for entry in decision.leaders:
        chosen = entry.id == decision.chosen.id
        name = f"{entry.rank}  {words.option(entry.view)}"
        for number, line in enumerate(two_lines(name, NAMES - 8, 7.5)):
            shapes.append(Label(0, top + 8.5 + 9 * number, line, 7.5, bold=chosen))
        x = left
        shapes.append(Rect(left, top, 100 * scale, BAR, "#EEF1F4"))
        for at, finding in enumerate(entry.criteria(weighted_only=True)):
            width = (finding.score or 0) * (finding.weight or 0) * 100 * scale
            shapes.append(Rect(x, top, width, BAR, PALETTE[at % len(PALETTE)]))
            if width > 16:
                shapes.append(Label(x + width / 2, top + 13, f"{width / scale:.0f}", 7.5, "#FFFFFF", anchor="middle"))
            x += width
        shapes.append(Label(right + 6, top + 14, f"{entry.score:.1f}", 9, bold=True))
        top += BAR + GAP
    said = "; ".join(f"{entry.rank}: {words.option(entry.view)}, {entry.score:.1f}" for entry in decision.leaders)
    return Drawing(WIDTH, top, tuple(shapes), f"Points of the leading options by criterion. {said}.")


def _legend(titles: Sequence[str], left: float) -> tuple[list[Shape], float]:
    """Swatches in the order of the bars, wrapped to the width; and where the bars begin."""
    shapes: list[Shape] = []
    x, y = left, 4.0
    for at, title in enumerate(titles):
        width = 14 + len(title) * 4.6 + 10
        if x + width > WIDTH and x > left:
            x, y = left, y + 13
        shapes += [Rect(x, y, 9, 9, PALETTE[at % len(PALETTE)]), Label(x + 13, y + 7.5, title, 7.5, MUTED)]
        x += width
    return shapes, y + 20


def cost_chart(decision: Decision) -> tuple[Drawing, str] | None:
    """Cost over volume with the range as a band, the stated volume and the break-even; and its sentence."""
    found = [curve for curve in curves(decision) if any(point.expected for point in curve.points)]
    if not found:
        return None
    axes = _Axes(found)
    shapes: list[Shape] = list(axes.shapes())
    for at, curve in enumerate(found):
        shapes += _band(curve, axes, PALETTE[at])
    for at, curve in enumerate(found):
        shapes += _curve(curve, axes, PALETTE[at], DASHES[at])
    stated = decision.needs.workload.queries_per_month
    x = axes.x(stated)
    shapes.append(Line(((x, axes.top), (x, axes.bottom)), INK, 0.8, (1, 2)))
    met = _meeting_of(found)
    # The two labels go to the outer sides of their lines, so that they never meet.
    after = met is not None and met.expected >= stated
    shapes.append(_beside(x, axes.top + 7, "stated volume", MUTED, left=after))
    if met is not None:
        x = axes.x(met.expected)
        shapes.append(Line(((x, axes.top), (x, axes.bottom)), "#A61C3C", 1))
        left = x > WIDTH - 90 or (not after and x > axes.left + 90)
        shapes.append(_beside(x, axes.bottom - 5, f"break-even {_volume(met.expected)}", "#A61C3C", left=left))
    caption = _cost_words(found, met)
    if any(point.expected is None for curve in found for point in curve.points):
        caption += " A line ends where no plan holds the load."
    return Drawing(WIDTH, axes.height, tuple(shapes), caption), caption


def _beside(x: float, y: float, text: str, color: str, *, left: bool) -> Label:
    """A label on one side of an upright line."""
    return Label(x - 3, y, text, 7, color, anchor="end") if left else Label(x + 3, y, text, 7, color)


class _Axes:
    """Two logarithmic scales with their ticks, and a legend under them."""

    left, top, plot_height = 48.0, 6.0, 100.0

    def __init__(self, found: Sequence[Curve]) -> None:
        self.curves = found
        volumes = [point.queries for point in found[0].points]
        costs = [
            usd for curve in found for point in curve.points for usd in (point.low, point.high, point.expected) if usd
        ]
        self.x_low, self.x_high = log10(volumes[0]), log10(volumes[-1])
        self.y_low, self.y_high = log10(min(costs)) - 0.08, log10(max(costs)) + 0.08
        self.bottom = self.top + self.plot_height
        self.height = self.bottom + 30 + 12 * len(found)

    def x(self, queries: float) -> float:
        share = (log10(queries) - self.x_low) / (self.x_high - self.x_low)
        return self.left + share * (WIDTH - self.left - 8)

    def y(self, usd: float) -> float:
        share = (log10(usd) - self.y_low) / (self.y_high - self.y_low)
        return self.bottom - share * self.plot_height

    def shapes(self) -> Iterable[Shape]:
        """Grid lines and their labels, then the legend."""
        for usd in _ticks(self.y_low, self.y_high):
            y = self.y(usd)
            yield Line(((self.left, y), (WIDTH - 8, y)), RULE, 0.5)
            yield Label(self.left - 4, y + 2.5, words.money(usd), 7, MUTED, anchor="end")
        for queries in _ticks(self.x_low, self.x_high):
            x = self.x(queries)
            yield Line(((x, self.top), (x, self.bottom)), RULE, 0.5)
            yield Label(x, self.bottom + 10, _volume(queries), 7, MUTED, anchor="middle")
        yield Label(WIDTH - 8, self.bottom + 20, "queries a month (both scales logarithmic)", 7, MUTED, anchor="end")
        yield Label(self.left, self.bottom + 20, "USD a month; the band is the range", 7, MUTED)
        for at, curve in enumerate(self.curves):
            y = self.bottom + 34 + 12 * at
            name = fitted(words.option(curve.entry.view), WIDTH - self.left - 40, 7.5)
            yield Line(((self.left, y - 3), (self.left + 24, y - 3)), PALETTE[at], 2, DASHES[at])
            yield Label(self.left + 30, y, f"{name}{' (chosen)' if at == 0 else ''}", 7.5, bold=at == 0)


def _ticks(low: float, high: float) -> list[float]:
    """Powers of ten, with twos and fives between when there would be fewer than three."""
    decades = [10.0**power for power in range(floor(low), ceil(high) + 1)]
    inside = [value for value in decades if low <= log10(value) <= high]
    if len(inside) >= 3:
        return inside
    finer = [decade * step for decade in decades for step in (1, 2, 5)]
    return [value for value in finer if low <= log10(value) <= high]


def _band(curve: Curve, axes: _Axes, color: str) -> Iterable[Shape]:
    known = [point for point in curve.points if point.low and point.high]
    if len(known) > 1:
        upper = [(axes.x(point.queries), axes.y(point.high or 0)) for point in known]
        lower = [(axes.x(point.queries), axes.y(point.low or 0)) for point in reversed(known)]
        yield Line((*upper, *lower), color, fill=color, opacity=0.16)


def _curve(curve: Curve, axes: _Axes, color: str, dash: Sequence[float]) -> Iterable[Shape]:
    points = [(axes.x(point.queries), axes.y(point.expected)) for point in curve.points if point.expected]
    yield Line(tuple(points), color, 1.8, dash)


def _meeting_of(found: Sequence[Curve]) -> Meeting | None:
    """Between the chosen option and the best of the other kind, which come first."""
    kinds = {curve.entry.view.offer is not None: curve for curve in reversed(found[:2])}
    return meeting(kinds[True], kinds[False]) if len(kinds) == 2 else None


def _cost_words(found: Sequence[Curve], met: Meeting | None) -> str:
    if len({curve.entry.view.offer is not None for curve in found[:2]}) < 2:
        return "Nothing of the other kind (API or own machines) is ranked, so there is no break-even."
    if met is None:
        return f"{against(found)} Within the volumes shown their costs do not meet."
    ends = [_volume(end) for end in (met.low, met.high) if end is not None]
    ranged = f" ({' to '.join(ends)})" if len(set(ends)) == 2 else ""
    begins = f"Own machines cost less from about {_volume(met.expected)} queries a month{ranged}"
    return f"{begins}. {against(found)}"


def _volume(queries: float) -> str:
    """`33k`, `1.0 M`, `30 M`, `1.2 B`."""
    if queries < 1e4:
        return f"{queries:,.0f}"
    unit, suffix = (1e3, "k") if queries < 1e6 else (1e6, " M") if queries < 1e9 else (1e9, " B")
    digits = 1 if unit > 1e3 and queries / unit < 10 else 0
    return f"{queries / unit:,.{digits}f}{suffix}"


def memory_chart(view: OptionView) -> Drawing | None:
    """What fills one accelerator; None for an API."""
    plan = view.plan
    if plan is None:
        return None
    usable = plan["usable_gib"]
    share = plan["per_accelerator_gib"] / plan["total_gib"] if plan["total_gib"] else 0.0
    parts = [
        (name, plan[key] * share)
        for name, key in (("weights", "weights_gib"), ("cache", "kv_cache_gib"), ("overhead", "overhead_gib"))
    ]
    parts.append(("free", max(0.0, usable - sum(gib for _, gib in parts))))
    shapes: list[Shape] = []
    x, scale = 0.0, WIDTH / usable
    for at, (name, gib) in enumerate(parts):
        fill = "#E4E8EC" if name == "free" else PALETTE[at]
        shapes.append(Rect(x, 4, gib * scale, 24, fill))
        if gib * scale > 34:
            shapes.append(Label(x + 4, 19, f"{gib:.1f}", 8, INK if name == "free" else "#FFFFFF"))
        x += gib * scale
    x = 0.0
    for at, (name, gib) in enumerate(parts):
        shapes.append(Rect(x, 36, 9, 9, "#E4E8EC" if name == "free" else PALETTE[at]))
        text = f"{name} {gib:.1f} GiB"
        shapes.append(Label(x + 13, 43.5, text, 7.5, MUTED))
        x += 14 + len(text) * 4.6 + 12
    said = ", ".join(f"{name} {gib:.1f}" for name, gib in parts)
    return Drawing(WIDTH, 50, tuple(shapes), f"Memory of one accelerator in GiB: {said}; {usable:.1f} usable.")
