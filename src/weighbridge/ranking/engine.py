"""Gates and criteria over the table of options: who qualifies, with which score, in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

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
        allowed = self.table.filter(pl.col("fails") == 0)
        # Two stable sorts by one key each cost a quarter of one sort by all keys; rows come by option_ix.
        keys = allowed.select("cost_expected", _standing().alias("standing")).with_row_index("row")
        by_cost = keys.sort("cost_expected", nulls_last=True, maintain_order=True)
        return allowed[by_cost.sort("standing", maintain_order=True)["row"]]

    def first(self, count: int) -> pl.DataFrame:
        """The first rows of `ranked`, found without sorting the rest."""
        allowed = self.table.lazy().filter(pl.col("fails") == 0)
        return allowed.sort(_standing(), "cost_expected", "option_ix", nulls_last=True).head(count).collect()

    @cached_property
    def excluded(self) -> pl.DataFrame:
        """Options that fail a gate, in the order of the option table."""
        return self.table.filter(pl.col("fails") > 0)


def rank(
    options: OptionTable,
    gates: Sequence[Gate],
    criteria: Sequence[Criterion],
    failed: Mapping[str, str] = MappingProxyType({}),
) -> Ranking:
    """Judge every option. `failed` names criteria of plugins that were left out, and why.

    Raises UnknownCriterion when the needs weigh a criterion that nobody defines.
    """
    context = options.context
    weights = criterion_weights(context.needs.weights, [criterion.name for criterion in criteria], failed)
    columns: dict[Grain, list[pl.Expr]] = {}
    for gate in gates:
        outcome = gate.status(context).fill_null(UNKNOWN).cast(pl.Int8)
        columns.setdefault(gate.grain, []).append(outcome.alias(f"gate:{gate.name}"))
    for criterion in criteria:
        columns.setdefault(criterion.grain, []).append(criterion.value(context).alias(f"value:{criterion.name}"))
    table = options.options
    for grain, expressions in columns.items():
        table = judged(options, table, grain, expressions)
    table = table.with_columns(_score(criterion) for criterion in criteria)
    outcomes = [pl.col(f"gate:{gate.name}") for gate in gates]
    fails_below = PASS if context.policy.unknown == "exclude" else UNKNOWN
    total = pl.sum_horizontal(pl.col(f"score:{name}") * weight for name, weight in weights.items())
    table = table.with_columns(
        fails=pl.sum_horizontal((outcome < fails_below).cast(pl.Int32) for outcome in outcomes),
        unknowns=pl.sum_horizontal((outcome == UNKNOWN).cast(pl.Int32) for outcome in outcomes),
        # Rounded so that sums in another order of terms cannot turn a tie.
        score=(total * 100).round(6),
    )
    return Ranking(options, tuple(gates), tuple(criteria), weights, table)


def _standing() -> pl.Expr:
    """Lower is better: no score reaches from the conditional options to the qualified ones."""
    return pl.when(pl.col("unknowns") > 0).then(1000.0).otherwise(0.0) - pl.col("score")


def _score(criterion: Criterion) -> pl.Expr:
    """0 to 1; an unknown value scores 0, so that it never beats a known one."""
    score = criterion.score(pl.col(f"value:{criterion.name}"))
    return score.fill_null(0.0).clip(0.0, 1.0).alias(f"score:{criterion.name}")


def judged(options: OptionTable, table: pl.DataFrame, grain: Grain, expressions: Sequence[pl.Expr]) -> pl.DataFrame:
    """The option table with expressions that are computed once per row of their grain's table.

    A self-hosted option has no offer, and an API no accelerator plan: gates that ask about those pass it.
    """
    if grain == "option":
        named = [column for expression in expressions for column in expression.meta.root_names()]
        wide = widened(options, table, named)
        judged = wide.with_columns(expressions)
        return judged.drop(set(wide.columns) - set(table.columns))
    dimension = options.dimensions[grain]
    names = [expression.meta.output_name() for expression in expressions]
    index = table[INDEX_OF[grain]]
    table = table.hstack(dimension.with_columns(expressions).select(pl.col(name).gather(index) for name in names))
    gates = [name for name in names if name.startswith("gate:")]
    return table.with_columns(pl.col(name).fill_null(_without_row(grain)) for name in gates) if gates else table


def _without_row(grain: Grain) -> pl.Expr:
    """Outcome of a gate for an option that has no row in the table of its grain."""
    if grain == "plan":
        own = pl.col("hosting") != "cloud_api"
        return pl.when(own).then(UNKNOWN).otherwise(PASS).cast(pl.Int8)
    return pl.lit(PASS if grain == "offer" else UNKNOWN, dtype=pl.Int8)


def widened(options: OptionTable, table: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """The option table with the dimension columns that are named and not in it yet."""
    found = []
    for column in dict.fromkeys(columns):
        if column in table.columns:
            continue
        for grain, dimension in options.dimensions.items():
            if column in dimension.columns:
                found.append(dimension[column].gather(table[INDEX_OF[grain]]))
                break
    return table.with_columns(found)
