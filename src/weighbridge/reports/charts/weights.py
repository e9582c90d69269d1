"""The leaders' scores while one weight goes from 0 to 100 and the others keep their proportions."""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.ranking.recommendation import Entry, Recommendation
from weighbridge.reports import words

LEADERS = 5


@dataclass(frozen=True)
class WeightLine:
    """One option's score, a straight line between the weights 0 and 100."""

    id: str
    option: str
    at_0: float
    at_100: float

    def at(self, weight: float) -> float:
        """Score at a weight of 0 to 100."""
        return self.at_0 + (self.at_100 - self.at_0) * weight / 100


@dataclass(frozen=True)
class Sensitivity:
    """One criterion."""

    criterion: str
    title: str
    weight: float
    """Of 100, as stated."""
    low: float
    high: float
    """The winner stays first between them, among all contenders and not only those shown."""
    lines: tuple[WeightLine, ...]
    turns: tuple[tuple[float, str, str], ...]
    """Weights at which another option takes the lead, `above` or `below`, and which option."""

    @property
    def summary(self) -> str:
        """What the chart says."""
        said = f"{self.title} weighs {self.weight:.0f} of 100. "
        if not self.turns:
            return f"{said}At no weight does another option lead."
        kept = f"{self.lines[0].option} stays first from {self.low:.0f} to {self.high:.0f}. "
        return (
            said
            + kept
            + " ".join(f"{side.capitalize()} {weight:.0f}, {option} leads." for weight, side, option in self.turns)
        )

    @property
    def rows(self) -> tuple[dict[str, object], ...]:
        """The table twin."""
        return tuple(
            {
                "Option": line.option,
                **{f"at {weight}": round(line.at(weight), 1) for weight in (0, 25, 50, 75, 100)},
                "as stated": round(line.at(self.weight), 1),
            }
            for line in self.lines
        )


def sensitivity(result: Recommendation, criterion: str) -> Sensitivity | None:
    """The first ranked options and those that take the lead at another weight; None when nothing is ranked."""
    leaders = result.top(LEADERS)
    firm = result.robustness
    if not leaders or criterion not in result.ranking.weights:
        return None
    turns = [turn for turn in firm.turns if turn.criterion == criterion]
    rivals = [result.find(result.id_of(turn.option_ix)) for turn in turns]
    shown = {entry.id: entry for entry in (*leaders, *rivals)}
    low, high = firm.weight_intervals.get(criterion, (0.0, 1.0))
    return Sensitivity(
        criterion=criterion,
        title=next(item.title for item in result.ranking.criteria if item.name == criterion),
        weight=result.ranking.weights[criterion] * 100,
        low=low * 100,
        high=high * 100,
        lines=tuple(_line(entry, criterion) for entry in shown.values()),
        turns=tuple(
            (turn.weight * 100, "above" if turn.above else "below", words.option(rival.view))
            for turn, rival in zip(turns, rivals, strict=True)
        ),
    )


def _line(entry: Entry, criterion: str) -> WeightLine:
    weights = entry.ranking.weights
    own = float(entry.view.row[f"score:{criterion}"])
    others = sum(weight * entry.view.row[f"score:{name}"] for name, weight in weights.items() if name != criterion)
    rest = 1 - weights[criterion]
    return WeightLine(entry.id, words.option(entry.view), 100 * others / rest if rest > 1e-12 else 0.0, 100 * own)
