"""Which copies of models go on which devices: every pair whose memory holds the weights and the longest sequence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weighbridge.footprint import memory, throughput
from weighbridge.footprint.demand import Demand
from weighbridge.footprint.layout import ROOMY
from weighbridge.footprint.operands import column
from weighbridge.footprint.tables import joined, record

if TYPE_CHECKING:
    import polars as pl

DECIDING = ("formats", "largest_split", "most_stages")
"""Columns of devices that only decide which copies they serve."""


def fitting(copies: pl.DataFrame, devices: pl.DataFrame, demand: Demand) -> pl.DataFrame:
    """Pairs of a copy and a device kind whose memory holds the weights and at least the longest sequence.

    The join runs over the few columns that decide this; the others are looked up for the survivors only.
    """
    s = record(memory.Share, copies)
    live = memory.sequence_bytes(s, demand.live_tokens)
    task = throughput.task(record(throughput.Work, copies), live, demand.live_tokens, demand.prompt_tokens)
    batched = column(memory.overhead_bytes(s, 1.0) - s.overhead_bytes)
    longest = memory.sequence_bytes(s, demand.longest_tokens)
    sizes = {
        **vars(task),
        "weight_bytes": s.weight_bytes,
        "fixed_overhead": s.overhead_bytes,
        "batched_overhead": batched,
        "sequence": memory.sequence_bytes(s, demand.sequence_tokens),
        "longest": longest,
    }
    fixed = s.weight_bytes + s.overhead_bytes + longest
    # Every stage of a pipeline has a sequence in work.
    least = fixed + (copies["stages"] - 1.0) * sizes["sequence"]
    copy, device = _pairs(copies, devices, Need(column(least), column(fixed + ROOMY * sizes["sequence"]), batched))
    named = copies["model_id", "precision", "basis", "derived", "devices", "stages", "groups"]
    facts = devices[[name for name in devices.columns if name not in DECIDING]]
    return joined(named, sizes)[copy].hstack(facts[device])


@dataclass(frozen=True)
class Need:
    """Bytes on each device of a copy: at least, to hold many sequences, and for each prompt token of a step."""

    least: pl.Series
    roomy: pl.Series
    batched: pl.Series


def _pairs(copies: pl.DataFrame, devices: pl.DataFrame, need: Need) -> tuple[pl.Series, pl.Series]:
    """Row numbers of copies and devices that go together."""
    import polars as pl

    copy, device = _partners(copies, devices)
    budget, batched = devices["budget_bytes"][device], devices["batched_tokens"][device]
    fits = need.least[copy] + need.batched[copy] * batched <= budget
    most = devices["largest_split"][device]
    fits = fits & (copies["devices"][copy] <= most)
    if copies["stages"].max() != 1.0:
        stages, shorter = copies["stages"][copy], copy.cast(pl.Int64) - copies["back"][copy]
        # Only what fills a node needs a second one, and only where one stage fewer is crowded.
        crowded = need.roomy[shorter] + need.batched[shorter] * batched > budget
        possible = (copies["larger"][copy] > most) & (stages <= devices["most_stages"][device])
        fits = fits & ((stages == 1.0) | (possible & crowded))
    return copy.filter(fits), device.filter(fits)


def _partners(copies: pl.DataFrame, devices: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Row numbers of all pairs of which the device serves the number format of the copy, by copy."""
    import polars as pl

    # The whole grid and a bit to tell, since a join of few rows takes ten times as long.
    cell = pl.int_range(copies.height * devices.height, dtype=pl.UInt32, eager=True)
    copy = cell // devices.height
    device = cell - copy * devices.height
    serves = (copies["format"][copy] & devices["formats"][device]) != 0
    return copy.filter(serves), device.filter(serves)
