"""Cost, quality and privacy of the ranked options, and those that nothing beats in all three at once."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from weighbridge.ranking.recommendation import Recommendation
from weighbridge.reports import words

SHOWN = 120
"""Options on the chart: those of the front first, then by rank."""


@dataclass(frozen=True)
class FrontPoint:
    """One option. `cost_usd` a month; quality and privacy from 0 to 1."""

    rank: int
    id: str
    option: str
    cost_usd: float
    quality: float
    privacy: float
    on_front: bool
    """Whether no other ranked option is at least as good in all three and better in one."""


@dataclass(frozen=True)
class Front:
    """The options with known cost and quality."""

    points: tuple[FrontPoint, ...]
    weighed: int
    """Ranked options with known cost and quality."""
    unknown: int
    """Ranked options left out, because their cost or quality is unknown."""

    @property
    def summary(self) -> str:
        """What the chart says."""
        best = [point for point in self.points if point.on_front]
        if not best:
            return "No ranked option has both a known cost and a known quality."
        out = f" {self.unknown:,} without a known cost or quality are not shown." if self.unknown else ""
        cheapest = min(best, key=lambda point: (point.cost_usd, point.rank))
        finest = max(best, key=lambda point: (point.quality, -point.rank))
        return (
            f"Of {self.weighed:,} ranked options, {len(best)} are beaten by no other in cost, quality and privacy "
            f"together. The cheapest of them is {cheapest.option} ({words.money(cheapest.cost_usd)} a month), the one "
            f"of the highest quality is {finest.option} ({finest.quality:.2f}).{out}"
        )

    @property
    def rows(self) -> tuple[dict[str, object], ...]:
        """The table twin."""
        return tuple(
            {
                "Rank": point.rank,
                "Option": point.option,
                "USD a month": round(point.cost_usd, 2),
                "Quality": round(point.quality, 3),
                "Privacy": round(point.privacy, 3),
                "Beaten by none": "yes" if point.on_front else "no",
            }
            for point in self.points
        )


def pareto(result: Recommendation) -> Front:
    """The front over all ranked options of the winner's standing: qualified ones if any qualifies, else conditional."""
    ranked = result.ranking.ranked.with_row_index("rank", offset=1)
    if len(ranked):
        ranked = ranked.filter((pl.col("unknowns") > 0) == (ranked["unknowns"][0] > 0))
    known = ranked.filter(pl.col("cost_expected").is_not_null() & pl.col("value:quality").is_not_null())
    table = known.select("rank", "cost_expected", "score:quality", "score:privacy")
    beaten = _beaten(table)
    marked = table.with_columns(pl.Series("beaten", beaten, dtype=pl.Boolean)).sort("beaten", "rank").head(SHOWN)
    points = []
    for row in marked.iter_rows(named=True):
        entry = result.at(row["rank"])
        points.append(
            FrontPoint(
                row["rank"],
                entry.id,
                words.option(entry.view),
                row["cost_expected"],
                row["score:quality"],
                row["score:privacy"],
                not row["beaten"],
            )
        )
    return Front(tuple(points), len(known), len(ranked) - len(known))


def _beaten(table: pl.DataFrame) -> list[bool]:
    """For each row of (rank, cost, quality, privacy) whether another is at least as good in all and better in one."""
    rows = table.rows()
    order = sorted(range(len(rows)), key=lambda index: (rows[index][1], -rows[index][2], -rows[index][3]))
    kept: list[tuple[float, float, float]] = []
    beaten = [False] * len(rows)
    # By rising cost a row can only be beaten by one before it; of equals each stays.
    for index in order:
        _, cost, quality, privacy = rows[index]
        mine = (cost, quality, privacy)
        beaten[index] = any(
            other != mine and other[0] <= cost and other[1] >= quality and other[2] >= privacy for other in kept
        )
        if not beaten[index] and mine not in kept:
            kept.append(mine)
    return beaten
