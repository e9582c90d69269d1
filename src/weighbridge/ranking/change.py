"""One change to the needs or the policy, and what it opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from weighbridge.options.view import OptionView
from weighbridge.ranking.engine import Ranking

SHOWN_PER_GATE = 3


@dataclass(frozen=True)
class Relaxation:
    """One change, the options it opens, and the field that makes it."""

    change: str
    opens: int
    gate: str
    field: str | None = None
    """Path of the field below the needs, or below `policy`; None when no single field does it."""
    value: Any = None
    """What the field must then hold, whole."""


def views(rows: pl.DataFrame, ranking: Ranking) -> Iterable[OptionView]:
    """The options of the rows."""
    return (OptionView(ranking.options, row) for row in rows.iter_rows(named=True))


def most(changes: Iterable[Relaxation]) -> list[Relaxation]:
    """The few that open most."""
    return sorted(changes, key=lambda item: (-item.opens, item.change))[:SHOWN_PER_GATE]
