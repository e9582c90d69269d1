"""The table of options, and gates and criteria tried on it the way the ranking does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_args

import polars as pl

from weighbridge.catalog import Catalog
from weighbridge.extensions import Criterion, Gate, Grain
from weighbridge.needs import Needs
from weighbridge.options.context import Context
from weighbridge.options.table import INDEX_OF, OptionTable
from weighbridge.options.view import OptionView
from weighbridge.policy import Policy
from weighbridge.ranking.engine import judged, widened
from weighbridge.testing.finding import Finding

if TYPE_CHECKING:
    from weighbridge.ranking.recommendation import Recommendation

Contribution = Gate | Criterion

NEEDS = {
    "workload": {"queries_per_month": 100_000, "input_tokens": 1000, "output_tokens": 200},
    "infrastructure": {"hosting": ["cloud_api", "self_hosted_cloud", "on_premises", "edge"]},
}
"""Light needs under which every way of hosting is weighed."""

MOST_ROWS = 2000
"""Rows of a table that an expression is tried on."""

GRAINS: tuple[Grain, ...] = get_args(Grain)

_PYTHON = ("python_udf", "map_elements", "map_batches")
"""How an expression prints that calls Python."""


@dataclass
class Bench:
    """Options of one catalog under light needs."""

    options: OptionTable
    recommendation: Recommendation
    _tried: dict[int, Tried] = field(default_factory=dict)

    @classmethod
    def over(cls, catalog: Catalog) -> Bench:
        """Rank the catalog once."""
        from weighbridge.advisor import Advisor

        result = Advisor(catalog).rank(Needs.model_validate(NEEDS), Policy())
        return cls(result.ranking.options, result)

    @property
    def context(self) -> Context:
        """What gates and criteria are given."""
        return self.options.context

    def table(self, grain: Grain, columns: list[str]) -> pl.DataFrame:
        """The rows of a grain, spread over the table when they are many."""
        found = widened(self.options, self.options.options, columns) if grain == "option" else None
        table = self.options.dimensions[grain] if found is None else found
        return table.gather_every(max(1, table.height // MOST_ROWS))

    def columns(self, grain: Grain) -> set[str]:
        """Columns that an expression of that grain may name."""
        if grain != "option":
            return set(self.options.dimensions[grain].columns)
        return set(self.options.options.columns).union(*(item.columns for item in self.options.dimensions.values()))

    def tried(self, item: Contribution) -> Tried:
        """An expression of a gate or criterion, looked at and evaluated once."""
        if id(item) not in self._tried:
            self._tried[id(item)] = _try(self, item)
        return self._tried[id(item)]

    def views(self, item: Contribution, each: int = 2) -> Iterator[tuple[OptionView, Any]]:
        """Options that differ in their result and hosting, with the result; `each` of every kind."""
        name = f"gate:{item.name}" if isinstance(item, Gate) else "value"
        expression = expression_of(item, self.context).alias(name)
        table = judged(self.options, self.options.options, item.grain, [expression])
        known = pl.col(name).fill_null(0) if isinstance(item, Gate) else pl.col(name).is_not_null()
        table = table.with_columns(known.alias("__kind"), pl.col(name).alias("__result"))
        for row in table.group_by("__kind", "hosting", maintain_order=True).head(each).iter_rows(named=True):
            result = row.pop("__result")
            kind = row.pop("__kind")
            yield OptionView(self.options, row), kind if isinstance(item, Gate) else result


@dataclass(frozen=True)
class Tried:
    """What came of an expression."""

    where: str
    problem: Finding | None
    """Why it cannot be judged further."""
    table: pl.DataFrame
    roots: tuple[str, ...] = ()
    """Columns it reads."""

    def values(self, make: Callable[[], pl.Expr], table: pl.DataFrame | None = None) -> pl.Series:
        """The expression over a table, its own unless another is given."""
        return (self.table if table is None else table).with_columns(make().alias("value"))["value"]


def expression_of(item: Contribution, context: Context) -> Any:
    """What the plugin's function returns for its table."""
    return item.status(context) if isinstance(item, Gate) else item.value(context)


def place_of(item: Contribution) -> str:
    """How findings name it."""
    return f"{type(item).__name__.lower()} {item.name!r}"


def score_of(item: Criterion, values: pl.Series) -> pl.Series:
    """The score of values in the criterion's unit."""
    return values.alias("value").to_frame().select(item.score(pl.col("value")).alias("score"))["score"]


class _Unusable(Exception):  # never leaves this module
    """An expression cannot be evaluated; carries what is wrong and the fix."""

    def __init__(self, what: str, fix: str) -> None:
        self.what, self.fix = what, fix
        super().__init__(what)


def _try(bench: Bench, item: Contribution) -> Tried:
    where = place_of(item)
    try:
        expression = _expression(bench, item)
        table = _evaluated(bench, item, expression)
        if isinstance(item, Criterion):
            _look_at_score(item)
    except _Unusable as problem:
        return Tried(where, Finding(where, problem.what, problem.fix), pl.DataFrame())
    return Tried(where, None, table, tuple(dict.fromkeys(expression.meta.root_names())))


def _expression(bench: Bench, item: Contribution) -> pl.Expr:
    """The expression of a gate or criterion, over columns of its grain. Raises _Unusable."""
    if item.grain not in GRAINS:
        raise _Unusable(
            f"its grain {item.grain!r} is none.", f"Choose one of {', '.join(GRAINS)}; see docs/scoring.md."
        )
    try:
        expression = expression_of(item, bench.context)
    except Exception as error:
        said = f"its function raises {_words(error)}"
        raise _Unusable(said, "Return an expression whatever the needs are.") from error
    if not isinstance(expression, pl.Expr):
        raise _Unusable(
            f"it gives a {type(expression).__name__}, not an expression.",
            "Return a Polars expression such as pl.col('parameters_b'): it is computed for the whole table at once.",
        )
    if any(mark in str(expression) for mark in _PYTHON):
        raise _Unusable(
            "it calls Python for every row.",
            "Write it with Polars expressions (when, then, replace_strict ...): they are a thousand times as fast.",
        )
    for name in expression.meta.root_names():
        if name not in bench.columns(item.grain):
            homes = [other for other in INDEX_OF if name in bench.columns(other)]
            fix = f"That column belongs to the grain {homes[0]!r}." if homes else "docs/scoring.md lists the columns."
            raise _Unusable(f"it reads {name!r}, which the table of its grain {item.grain!r} does not have.", fix)
    return expression


def _evaluated(bench: Bench, item: Contribution, expression: pl.Expr) -> pl.DataFrame:
    """The table that the expression gives one value a row for. Raises _Unusable."""
    roots = list(dict.fromkeys(expression.meta.root_names()))
    table = bench.table(item.grain, roots)
    try:
        values = table.select(expression.alias("value"))
    except Exception as error:
        said = f"its expression fails: {_words(error)}"
        raise _Unusable(said, "Compare its columns and types with docs/scoring.md.") from error
    if roots and values.height != table.height:
        raise _Unusable(
            f"it gives {values.height} value for {table.height:,} rows.",
            "Give one value a row: no max, mean or other summary of a column.",
        )
    return table


def _look_at_score(item: Criterion) -> None:
    """Raises _Unusable for a score that is no expression of the value."""
    try:
        score: Any = item.score(pl.col("value"))
    except Exception as error:
        raise _Unusable(f"its score raises {_words(error)}", "Take an expression, return an expression.") from error
    if not isinstance(score, pl.Expr):
        said = f"its score is a {type(score).__name__}, not an expression."
        raise _Unusable(said, "Return an expression of the value.")
    if any(mark in str(score) for mark in _PYTHON):
        raise _Unusable("its score calls Python for every row.", "Write it with Polars expressions.")


def varied(table: pl.DataFrame, columns: Mapping[str, Any]) -> pl.DataFrame:
    """The table with whole columns set to a value, in their own type."""
    return table.with_columns(
        pl.lit(value, dtype=table.schema[name]).alias(name) if value is None else _filled(table, name, value)
        for name, value in columns.items()
    )


def _filled(table: pl.DataFrame, name: str, value: Any) -> pl.Expr:
    return pl.lit(value).cast(table.schema[name]).alias(name)


def _words(error: Exception) -> str:
    text = (str(error).strip() or "without a message").splitlines()[0][:200]
    return f"{type(error).__name__}: {text}."
