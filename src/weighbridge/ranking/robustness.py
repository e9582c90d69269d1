"""How firm the first rank is: its share over nearby weightings, and the weights at which it is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

import polars as pl

from weighbridge.ranking.engine import Ranking

DRAWS = 2000
CONCENTRATION = 50.0
"""Dirichlet concentration: at a weight of 0.2 the draws spread with a standard deviation of 0.056."""
CONTENDERS = 100
"""Options that can plausibly win nearby; the rest trail by too much."""
SEED = 20260101


@dataclass(frozen=True)
class Turn:
    """Where the winner loses: the criterion's weight beyond which another option leads."""

    criterion: str
    weight: float
    above: bool
    """True when the winner loses above the weight, False when below."""
    option_ix: int


@dataclass(frozen=True)
class Robustness:
    """`first_rank_share` by option row; `weight_intervals` by criterion, shares from 0 to 1."""

    first_rank_share: Mapping[int, float]
    weight_intervals: Mapping[str, tuple[float, float]]
    turns: tuple[Turn, ...]


def robustness(ranking: Ranking) -> Robustness:
    """Robustness among the options of the winner's status; empty when nothing is ranked."""
    ranked = ranking.ranked
    if not len(ranked):
        return Robustness({}, {}, ())
    status = ranked["unknowns"][0] > 0
    pool = ranked.filter((pl.col("unknowns") > 0) == status)
    names = list(ranking.weights)
    contenders = (
        pool.select("option_ix", *(f"score:{name}" for name in names))
        .unique([f"score:{name}" for name in names], keep="first", maintain_order=True)
        .head(CONTENDERS)
    )
    intervals, turns = _intervals(contenders, ranking.weights)
    return Robustness(_shares(contenders, ranking.weights), intervals, turns)


def _shares(contenders: pl.DataFrame, weights: Mapping[str, float]) -> dict[int, float]:
    """Share of nearby weightings under which each contender is first."""
    rows = _undominated(contenders.rows())
    draws = pl.DataFrame(_nearby(list(weights.values())), schema=list(weights), orient="row")
    totals = draws.select(
        pl.sum_horizontal(pl.col(name) * score for name, score in zip(weights, row[1:], strict=True)).alias(str(index))
        for index, row in enumerate(rows)
    )
    winners = totals.select(pl.concat_list(pl.all()).list.arg_max().alias("first"))["first"].value_counts(sort=True)
    shares = {rows[first][0]: count / DRAWS for first, count in winners.iter_rows()}
    return dict(sorted(shares.items(), key=lambda item: (-item[1], item[0])))


def _undominated(rows: Sequence[tuple[float, ...]]) -> list[tuple[float, ...]]:
    """Rows of which no earlier one is at least as good in everything: only they can ever be first."""
    kept: list[tuple[float, ...]] = []
    for row in rows:
        if not any(all(mine >= theirs for mine, theirs in zip(better[1:], row[1:], strict=True)) for better in kept):
            kept.append(row)
    return kept


def _nearby(weights: Sequence[float]) -> list[tuple[float, ...]]:
    """Dirichlet draws around the stated weights, the same on every run."""
    source = Random(SEED)  # noqa: S311  # sampling, not secrecy
    draws = []
    for _ in range(DRAWS):
        shares = [source.gammavariate(max(weight * CONCENTRATION, 1e-3), 1.0) for weight in weights]
        total = sum(shares)
        draws.append(tuple(share / total for share in shares))
    return draws


def _intervals(
    contenders: pl.DataFrame, weights: Mapping[str, float]
) -> tuple[dict[str, tuple[float, float]], tuple[Turn, ...]]:
    """For each criterion, the weights between which the winner stays first while the others keep their proportions."""
    names = list(weights)
    winner, *others = contenders.rows()
    intervals, turns = {}, []
    for position, name in enumerate(names):
        low, high = 0.0, 1.0
        loser_below: int | None = None
        loser_above: int | None = None
        weight = weights[name]
        for other in others:
            gaps = [mine - theirs for mine, theirs in zip(winner[1:], other[1:], strict=True)]
            own = gaps[position]
            rest = sum(weights[item] * gap for item, gap in zip(names, gaps, strict=True) if item != name)
            rest = rest / (1 - weight) if weight < 1 else 0.0
            # The lead is t * own + (1 - t) * rest; it is 0 at t = rest / (rest - own).
            if rest == own:
                continue
            crossing = rest / (rest - own)
            if own > rest and low < crossing <= weight + 1e-12:
                low, loser_below = crossing, other[0]
            elif own < rest and weight - 1e-12 <= crossing < high:
                high, loser_above = crossing, other[0]
        intervals[name] = (round(low, 4), round(high, 4))
        if loser_below is not None:
            turns.append(Turn(name, round(low, 4), above=False, option_ix=loser_below))
        if loser_above is not None:
            turns.append(Turn(name, round(high, 4), above=True, option_ix=loser_above))
    turns.sort(key=lambda turn: (abs(turn.weight - weights[turn.criterion]), turn.criterion))
    return intervals, tuple(turns)
