"""A formula gives the same for a number and for a column of it."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.footprint import operands
from weighbridge.footprint.operands import Operand, column, number

VALUES = st.lists(st.floats(1.0, 1e6), min_size=1, max_size=20)
FORMULAS: dict[str, Callable[[Operand], Operand]] = {
    "exp": lambda a: operands.exp(a * -1e-3),
    "log2": operands.log2,
    "power": lambda a: operands.power(a, 1.4375),
    "sqrt": operands.sqrt,
    "floor": operands.floor,
    "ceil": operands.ceil,
    "maximum": lambda a: operands.maximum(a, 250.0),
    "minimum": lambda a: operands.minimum(250.0, a),
    "at_most": lambda a: operands.at_most(a, 250.0, 1.0, a * 2.0),
}


@pytest.mark.parametrize("name", FORMULAS)
@given(values=VALUES)
def test_a_column_gives_what_its_numbers_give(name: str, values: list[float]) -> None:
    formula = FORMULAS[name]
    each = [number(formula(value)) for value in values]
    assert column(formula(pl.Series(values, dtype=pl.Float64))).to_list() == pytest.approx(each, rel=1e-12, abs=1e-12)


def test_one_kind_is_not_taken_for_the_other() -> None:
    with pytest.raises(TypeError):
        number(pl.Series([1.0]))
    with pytest.raises(TypeError):
        column(1.0)
