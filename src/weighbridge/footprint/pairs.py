"""Which copies of models go on which devices: every pair whose memory holds the weights and the longest sequence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weighbridge.footprint import memory, throughput
from weighbridge.footprint.constants import constants
from weighbridge.footprint.demand import Demand
from weighbridge.footprint.layout import ROOMY
from weighbridge.footprint.operands import column
from weighbridge.footprint.tables import joined, record

if TYPE_CHECKING:
    import polars as pl

DECIDING = ("compute", "native", "largest_split", "most_stages")
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

    copy, device = _same_compute(copies["compute"], devices["compute"])
    budget = (devices["usable_bytes"] * constants().memory.utilization)[device]
    batched = devices["batched_tokens"][device]
    # Nobody quantizes to a format that the device then has to widen again, when INT4 does as well.
    widened = copies["derived"] & (copies["compute"] == "fp4")
    useful = devices["native"][device] | ~widened[copy]
    most, stages = devices["largest_split"][device], copies["stages"]
    fits = need.least[copy] + need.batched[copy] * batched <= budget
    fits = fits & (copies["devices"][copy] <= most) & useful
    if stages.max() != 1.0:
        stages, shorter = stages[copy], copy.cast(pl.Int64) - copies["back"][copy]
        # Only what fills a node needs a second one, and only where one stage fewer is crowded.
        crowded = need.roomy[shorter] + need.batched[shorter] * batched > budget
        possible = (copies["larger"][copy] > most) & (stages <= devices["most_stages"][device])
        fits = fits & ((stages == 1.0) | (possible & crowded))
    return copy.filter(fits), device.filter(fits)


def _same_compute(copies: pl.Series, devices: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Row numbers of all pairs with the same number format, by copy."""
    import polars as pl

    serving: dict[str, list[int]] = {}
    for row, name in enumerate(devices):
        serving.setdefault(name, []).append(row)
    place = {name: number for number, name in enumerate(serving)}
    rows = [(row, place[name]) for row, name in enumerate(copies) if name in place]
    partners = pl.Series("device", list(serving.values()), dtype=pl.List(pl.UInt32))
    copy = pl.Series("copy", [row for row, _ in rows], dtype=pl.UInt32)
    # One long list for each format, unrolled, costs less than a join; much less for few copies.
    pairs = pl.DataFrame([copy, partners[[number for _, number in rows]]]).explode("device")
    return pairs["copy"], pairs["device"]
