"""Gates and criteria over the table of options: who qualifies, with which score, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from weighbridge.extensions import PASS, UNKNOWN, Criterion, Gate, Grain
from weighbridge.options.context import Context
from weighbridge.options.table import INDEX_OF, OptionTable
from weighbridge.ranking.weights import criterion_weights


@dataclass(frozen=True)
class Ranking:
    """All options judged. `table` has the option columns plus gate:*, value:*, score:*, fails, unknowns, score."""

    options: OptionTable
    gates: tuple[Gate, ...]
    criteria: tuple[Criterion, ...]
    weights: dict[str, float]
    """Criterion name to its share; they add up to 1."""
    table: pl.DataFrame

    @property
    def context(self) -> Context:
        """What was asked for."""
        return self.options.context

    @cached_property
    def ranked(self) -> pl.DataFrame:
        """Options that fail nothing: qualified ones by falling score, then conditional ones."""
        return self.table.filter(pl.col("fails") == 0).sort(
            pl.col("unknowns") > 0,
            -pl.col("score"),
            pl.col("cost_expected"),
            pl.col("option_ix"),
            nulls_last=True,
        )

    @cached_property
    def excluded(self) -> pl.DataFrame:
        """Options that fail a gate, in the order of the option table."""
        return self.table.filter(pl.col("fails") > 0)


def rank(options: OptionTable, gates: Sequence[Gate], criteria: Sequence[Criterion]) -> Ranking:
    """Judge every option.

    Raises UnknownCriterion when the needs weigh a criterion that nobody defines.
    """
    context = options.context
    weights = criterion_weights(context.needs.weights, [criterion.name for criterion in criteria])
    table = options.options
    for gate in gates:
        table = table.with_columns(_column(options, table, gate.grain, gate.status(context), f"gate:{gate.name}"))
    for criterion in criteria:
        value = criterion.value(context)
        table = table.with_columns(_column(options, table, criterion.grain, value, f"value:{criterion.name}"))
        score = criterion.score(pl.col(f"value:{criterion.name}")).fill_null(0.0).clip(0.0, 1.0)
        table = table.with_columns(score.alias(f"score:{criterion.name}"))
    outcomes = [pl.col(f"gate:{gate.name}") for gate in gates]
    unknown_fails = context.policy.unknown == "exclude"
    failed = [outcome < UNKNOWN if not unknown_fails else outcome < PASS for outcome in outcomes]
    total = pl.sum_horizontal(pl.col(f"score:{name}") * weight for name, weight in weights.items())
    table = table.with_columns(
        fails=pl.sum_horizontal(item.cast(pl.Int32) for item in failed),
        unknowns=pl.sum_horizontal((outcome == UNKNOWN).cast(pl.Int32) for outcome in outcomes),
        # Rounded so that sums in another order of terms cannot turn a tie.
        score=(total * 100).round(6),
    )
    return Ranking(options, tuple(gates), tuple(criteria), weights, table)


def _column(options: OptionTable, table: pl.DataFrame, grain: Grain, expression: pl.Expr, name: str) -> pl.Series:
    """An expression evaluated on the table of its grain, one value per option.

    A self-hosted option has no offer: what asks about offers passes it.
    """
    if grain == "option":
        found = _widened(options, table, expression).select(expression.alias(name)).to_series()
        if len(found) == 1 != len(table):
            found = found.extend_constant(found[0], len(table) - 1)
        return found.fill_null(UNKNOWN) if name.startswith("gate:") else found
    dimension = options.dimensions[grain]
    judged = dimension.select(expression.alias(name)).to_series()
    if len(judged) == 1 != len(dimension):
        judged = judged.extend_constant(judged[0], len(dimension) - 1)
    index = table[INDEX_OF[grain]]
    if not name.startswith("gate:"):
        return judged.gather(index).alias(name)
    joined = judged.fill_null(UNKNOWN).gather(index)
    return (joined.fill_null(PASS) if grain == "offer" else joined.fill_null(UNKNOWN)).cast(pl.Int8).alias(name)


def _widened(options: OptionTable, table: pl.DataFrame, expression: pl.Expr) -> pl.DataFrame:
    """The option table with the dimension columns that an expression names."""
    wanted = [column for column in expression.meta.root_names() if column not in table.columns]
    found = []
    for column in dict.fromkeys(wanted):
        for grain, dimension in options.dimensions.items():
            if column in dimension.columns:
                found.append(dimension[column].gather(table[INDEX_OF[grain]]))
                break
    return table.with_columns(found)
