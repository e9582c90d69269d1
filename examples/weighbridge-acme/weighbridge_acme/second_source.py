"""A gate: a model must be had in two ways, so that no single seller can hold us to ransom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge.extensions import FAIL, PASS, Explanation, Gate

if TYPE_CHECKING:
    import polars as pl

    from weighbridge.options.context import Context
    from weighbridge.options.view import OptionView

STANDARD = "Acme standard 7, section 2"


def second_source() -> Gate:
    """The gate."""
    return Gate(
        name="acme_second_source",
        title="There is a second source",
        grain="model",
        status=_status,
        explain=_explain,
        out="have a single source",
    )


def _status(_context: Context) -> pl.Expr:
    import polars as pl

    ways = pl.col("sellers") + pl.col("open_weights").cast(pl.Int64)
    own = pl.col("maker") == "acme"
    return pl.when(own | (ways >= 2)).then(PASS).otherwise(FAIL)


def _explain(view: OptionView, _context: Context) -> Explanation:
    if view.model.maker == "acme":
        return Explanation("The model is our own.", citation=STANDARD)
    sellers = view.fact("model", "sellers")
    ways = (
        f"{sellers} provider{'' if sellers == 1 else 's'} and {'the' if view.model.open_weights else 'no'} open weights"
    )
    return Explanation(f"{ways}; Acme wants two ways to get a model.", citation=STANDARD)
