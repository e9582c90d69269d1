"""Rows found by number instead of by a join: for keys that take few values, once per value and not once per row."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

MOST_LISTED = 1_000_000
"""Up to this key a list of all keys is made; beyond it they are joined."""


def looked_up(keys: pl.Series, rows: Mapping[int, int]) -> pl.Series:
    """The row that `rows` gives for every key."""
    most = max(rows, default=-1)
    if most < MOST_LISTED:
        return pl.Series([rows.get(key) for key in range(most + 1)], dtype=pl.UInt32).gather(keys)
    known = pl.DataFrame({"key": rows.keys(), "row": rows.values()}, schema={"key": keys.dtype, "row": pl.UInt32})
    return keys.alias("key").to_frame().join(known, on="key", how="left", maintain_order="left")["row"]
