"""Monthly cost over volume, by the engines that priced the ranking; the same curves as in the board paper."""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.reports import words
from weighbridge.reports.pack.curve import Curve, Meeting, against, curves, meeting
from weighbridge.reports.pack.decision import Decision


@dataclass(frozen=True)
class CostByVolume:
    """Curves of the chosen option and those beside it."""

    curves: tuple[Curve, ...]
    stated: float
    """Queries a month of the needs."""
    meeting: Meeting | None
    """Where self-hosting becomes cheaper than the API; None when not within the volumes shown."""

    @property
    def summary(self) -> str:
        """What the chart says."""
        if not self.curves:
            return "The cost of the chosen option is unknown, so there is no curve."
        if not any(curve.entry.view.offer is None for curve in self.curves):
            return "Every option shown is paid by use, so cost grows in step with the volume."
        if self.meeting is None:
            first, last = self.curves[0].points[0].queries, self.curves[0].points[-1].queries
            return (
                f"Between {words.count(first)} and {words.count(last)} queries a month the API and your own machines "
                f"do not change places. {against(self.curves)}"
            )
        ends = [words.count(value) for value in (self.meeting.low, self.meeting.high) if value is not None]
        band = f" (with prices and speeds at their ends: {' to '.join(ends)})" if len(ends) == 2 else ""
        return (
            f"Running the model yourself becomes cheaper than the API at about {words.count(self.meeting.expected)} "
            f"queries a month{band}; you stated {words.count(self.stated)}. {against(self.curves)}"
        )

    @property
    def rows(self) -> tuple[dict[str, object], ...]:
        """The table twin: every fourth volume."""
        return tuple(
            {
                "Queries a month": words.count(self.curves[0].points[at].queries),
                **{
                    words.option(curve.entry.view): words.money_range(
                        curve.points[at].low, curve.points[at].expected, curve.points[at].high
                    )
                    for curve in self.curves
                },
            }
            for at in range(0, len(self.curves[0].points) if self.curves else 0, 4)
        )


def cost_by_volume(decision: Decision) -> CostByVolume:
    """The curves of a decision, and where they meet."""
    found = curves(decision)
    by_token = next((curve for curve in found if curve.entry.view.offer is not None), None)
    own = next((curve for curve in found if curve.entry.view.offer is None), None)
    met = meeting(by_token, own) if by_token is not None and own is not None else None
    return CostByVolume(found, decision.needs.workload.queries_per_month, met)
