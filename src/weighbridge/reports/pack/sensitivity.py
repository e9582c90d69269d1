"""What would take the lead away: weights, and the option's own price."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from weighbridge.reports import words
from weighbridge.reports.pack.decision import Decision

RISES = tuple(1 + step / 100 for step in range(1, 901))
"""Price factors tried: up to ten times the price, in steps of one percent."""


def sensitivity(decision: Decision) -> list[str]:
    """Sentences on how firm the choice is."""
    result, chosen = decision.result, decision.chosen
    firm = result.robustness
    share = firm.first_rank_share.get(chosen.view.row["option_ix"])
    said = []
    if share is None:
        said.append("It is not first under the stated weights, so its share of first ranks is not measured.")
    else:
        said.append(f"It is first in {share:.0%} of 2,000 weightings near the stated one.")
    said += _lead(decision)
    if chosen.rank == 1:
        said += _turns(decision)
        rise = price_rise_to_lose(decision)
        if rise is not None:
            said.append(f"It loses the first rank if its own price rises by {rise:.0%} while the others stay.")
        elif decision.rival is not None and "cost" in result.ranking.weights:
            said.append("Even ten times its price would not cost it the first rank.")
    return said


def price_rise_to_lose(decision: Decision) -> float | None:
    """The rise of the chosen option's cost, as a share, at which its rival leads; None when there is none to 900 %."""
    ranking, rival, chosen = decision.result.ranking, decision.rival, decision.chosen
    criterion = next((item for item in ranking.criteria if item.name == "cost"), None)
    value = chosen.view.row.get("value:cost")
    if criterion is None or rival is None or value is None or rival.score > chosen.score:
        return None
    points = ranking.weights.get("cost", 0.0) * 100
    frame = pl.DataFrame({"value": [value * factor for factor in (1.0, *RISES)]})
    scores = frame.select(criterion.score(pl.col("value")).alias("score"))["score"].to_list()
    lead = chosen.score - rival.score
    for factor, score in zip(RISES, scores[1:], strict=True):
        if (scores[0] - score) * points > lead:
            return factor - 1
    return None


def _lead(decision: Decision) -> Iterable[str]:
    rival, chosen = decision.rival, decision.chosen
    first = decision.leaders[0]
    if chosen.rank != 1:
        yield f"It ranks {chosen.rank}. The first is {words.option(first.view)} with {first.score:.1f} points."
    elif rival is None:
        yield "No other option of the same standing is ranked."
    else:
        gap = chosen.score - rival.score
        yield f"It is {gap:.1f} points ahead of {words.option(rival.view)}."


def _turns(decision: Decision) -> Iterable[str]:
    """The weight at which another option takes the lead, per criterion, the nearest first."""
    result = decision.result
    titles = {item.name: item.title for item in result.ranking.criteria}
    for turn in result.robustness.turns:
        now = result.ranking.weights[turn.criterion]
        side = "more" if turn.above else "less"
        yield (
            f"{titles[turn.criterion]} weighs {now * 100:.0f} of 100; at {side} than {turn.weight * 100:.0f} "
            f"{words.option(result.find(result.id_of(turn.option_ix)).view)} leads."
        )
    if not result.robustness.turns:
        yield "No weight of a single criterion, from 0 to 100, takes the lead away."
