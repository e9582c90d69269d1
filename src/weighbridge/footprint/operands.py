"""Arithmetic that works on one number and on a column alike, so that each formula is written once."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias, Union

if TYPE_CHECKING:
    import polars as pl

Operand: TypeAlias = Union[float, "pl.Series"]
"""A Python number, or a Polars column of Float64 of the same length as its partners."""


def maximum(a: Operand, b: Operand) -> Operand:
    """The larger of each pair."""
    if isinstance(a, int | float) and isinstance(b, int | float):
        return max(a, b)
    import polars as pl

    return pl.select(pl.max_horizontal(a, b)).to_series()


def minimum(a: Operand, b: Operand) -> Operand:
    """The smaller of each pair."""
    if isinstance(a, int | float) and isinstance(b, int | float):
        return min(a, b)
    import polars as pl

    return pl.select(pl.min_horizontal(a, b)).to_series()


def floor(a: Operand) -> Operand:
    """Rounded down, as a float."""
    return float(math.floor(a)) if isinstance(a, int | float) else a.floor()


def ceil(a: Operand) -> Operand:
    """Rounded up, as a float."""
    return float(math.ceil(a)) if isinstance(a, int | float) else a.ceil()


def exp(a: Operand) -> Operand:
    """e to the power of `a`."""
    return math.exp(a) if isinstance(a, int | float) else a.exp()


def at_most(a: Operand, limit: Operand, then: Operand, otherwise: Operand) -> Operand:
    """`then` where `a` is at most `limit`, else `otherwise`."""
    if isinstance(a, int | float) and isinstance(limit, int | float):
        return then if a <= limit else otherwise
    import polars as pl

    return pl.select(pl.when(pl.lit(a) <= pl.lit(limit)).then(pl.lit(then)).otherwise(pl.lit(otherwise))).to_series()
