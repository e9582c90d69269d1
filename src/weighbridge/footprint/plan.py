"""Plans: on how many of which accelerators a model carries a load, for every feasible combination at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from weighbridge.footprint import memory, throughput
from weighbridge.footprint.constants import Constants, constants
from weighbridge.footprint.memory import GIB
from weighbridge.footprint.operands import Operand, ceil, floor, maximum, minimum
from weighbridge.footprint.tables import copy_table, device_table
from weighbridge.needs import Needs
from weighbridge.records.accelerator import Accelerator
from weighbridge.records.model import Model

if TYPE_CHECKING:
    import polars as pl

SECONDS_PER_MONTH = 30 * 86_400.0
HALVINGS = 6
"""Bisection steps in the logarithm of the batch: of 256 sequences the answer is within 5 %, always on the safe side."""


@dataclass(frozen=True)
class Demand:
    """The load that a plan must carry at its busiest."""

    queries_per_month: float
    input_tokens: float
    output_tokens: float
    cached_input_share: float = 0.0
    peak_factor: float = 3.0
    peak_concurrency: int | None = None
    max_seconds_per_token: float | None = None
    context_tokens: int | None = None
    """Longest prompt plus answer that one query may have; None: the mean query."""
    spare_replica: bool = False

    @property
    def sequence_tokens(self) -> float:
        """Mean prompt plus answer."""
        return self.input_tokens + self.output_tokens

    @property
    def longest_tokens(self) -> float:
        """Tokens of the longest sequence that must fit."""
        return max(self.sequence_tokens, float(self.context_tokens or 0))

    @property
    def peak_queries_per_s(self) -> float:
        """Queries per second in the busiest hour."""
        return self.queries_per_month / SECONDS_PER_MONTH * self.peak_factor

    @property
    def prompt_tokens(self) -> float:
        """Prompt tokens that must be computed, the cached share left out."""
        return max(1.0, self.input_tokens * (1.0 - self.cached_input_share))


def demand_of(needs: Needs) -> Demand:
    """The load that a needs file states."""
    load = needs.workload
    return Demand(
        queries_per_month=load.queries_per_month,
        input_tokens=load.input_tokens,
        output_tokens=load.output_tokens,
        cached_input_share=load.cached_input_share,
        peak_factor=load.peak_factor,
        peak_concurrency=load.peak_concurrency,
        max_seconds_per_token=load.max_seconds_per_token,
        context_tokens=needs.capabilities.context_tokens,
        spare_replica=needs.infrastructure.spare_replica,
    )


def plans(models: Sequence[Model], accelerators: Sequence[Accelerator], demand: Demand) -> pl.DataFrame:
    """One row per model, precision, accelerator and split that carries the load; see `plan_table`."""
    return plan_table(copy_table(models), device_table(accelerators), demand)


def plan_table(copies: pl.DataFrame, devices: pl.DataFrame, demand: Demand) -> pl.DataFrame:
    """Join copies with devices and size each pair for the demand.

    Columns: model_id, precision, accelerator_id, gpus_per_replica, replicas, accelerator_count, concurrency (planned,
    per copy), max_concurrency (per copy), weights_gib, kv_cache_gib, overhead_gib, total_gib (of one copy),
    per_accelerator_gib, usable_gib, margin_share, tight, seconds_per_token, time_to_first_token_s,
    output_tokens_per_s (all copies), low, high, utilization, basis, calibrated, derived (quantized by the operator).
    """
    k = constants()
    pairs = _fitting(copies, devices, demand, k)
    load = _Load(pairs, demand, k)
    if demand.max_seconds_per_token is not None:
        load = load.kept(load.seconds_per_token(1.0) <= demand.max_seconds_per_token)
    batch = load.largest_batch()
    return load.result(batch)


def _fitting(copies: pl.DataFrame, devices: pl.DataFrame, demand: Demand, k: Constants) -> pl.DataFrame:
    """Pairs of a copy and a device kind whose memory holds the weights and at least the longest sequence.

    The join runs over the few columns that decide this; the others are looked up for the survivors only.
    """
    import polars as pl

    s = _share(copies)
    longest = memory.sequence_bytes(s, demand.longest_tokens)
    left = pl.DataFrame(
        {
            "compute": copies["compute"],
            "devices": copies["devices"],
            "fixed": s.weight_bytes + s.overhead_bytes + longest,
            "per_token": s.activation_token_bytes + s.window_token_bytes,
        }
    ).with_row_index("copy")
    right = devices.select(
        "compute", "largest_split", "batched_tokens", budget=pl.col("usable_bytes") * k.memory.utilization
    ).with_row_index("device")
    fits = pl.col("fixed") + pl.col("per_token") * pl.col("batched_tokens") <= pl.col("budget")
    found = left.lazy().join(right.lazy(), on="compute").filter(pl.col("devices") <= pl.col("largest_split"), fits)
    index = found.select("copy", "device").collect()
    wide = copies[index["copy"]].drop("compute")
    return wide.hstack(devices[index["device"]].get_columns())


def _share(frame: pl.DataFrame) -> memory.Share:
    return memory.Share(**{field.name: frame[field.name] for field in fields(memory.Share)})


class _Load:
    """Pairs of copy and device as columns, and what the demand makes of them."""

    def __init__(self, pairs: pl.DataFrame, demand: Demand, k: Constants) -> None:
        self.pairs, self.demand, self.k = pairs, demand, k
        self.share = _share(pairs)
        self.work = throughput.Work(**{field.name: pairs[field.name] for field in fields(throughput.Work)})
        self.device = throughput.Device(**{field.name: pairs[field.name] for field in fields(throughput.Device)})
        self.sequence = memory.sequence_bytes(self.share, demand.sequence_tokens)
        self.live_tokens = demand.input_tokens + demand.output_tokens / 2
        self.live = memory.sequence_bytes(self.share, self.live_tokens)
        self.prefill = throughput.prefill_s(self.work, self.device, demand.prompt_tokens)

    def kept(self, mask: Operand) -> _Load:
        """The same for the pairs where `mask` is true."""
        return _Load(self.pairs.filter(mask), self.demand, self.k)  # type: ignore[arg-type]  # a column of booleans

    def times(self, batch: Operand) -> tuple[Operand, Operand]:
        """Seconds between tokens and seconds to the first token at `batch` sequences per copy."""
        step = throughput.decode_step_s(self.work, self.device, batch, self.live, self.live_tokens, self.k)
        between = throughput.token_s(step, self.prefill, batch, self.demand.output_tokens)
        factor = self.pairs["factor"]
        return between / factor, throughput.first_token_s(step, self.prefill, batch, self.k) / factor

    def seconds_per_token(self, batch: Operand) -> Operand:
        """Seconds between tokens alone."""
        step = throughput.decode_step_s(self.work, self.device, batch, self.live, self.live_tokens, self.k)
        return throughput.token_s(step, self.prefill, batch, self.demand.output_tokens) / self.pairs["factor"]

    def room(self) -> Operand:
        """Bytes for sequences on each device."""
        return memory.cache_room(self.share, self.pairs["usable_bytes"], self.pairs["batched_tokens"], self.k)

    def largest_batch(self) -> Operand:
        """Most sequences per copy that memory holds and that keep the stated pace."""
        fitting = minimum(floor(self.room() / self.sequence), float(self.k.memory.max_sequences))
        largest = maximum(fitting, 1.0)
        pace = self.demand.max_seconds_per_token
        if pace is None or self.pairs.is_empty():
            return largest
        return self._within_pace(largest, pace)

    def _within_pace(self, largest: Operand, pace: float) -> Operand:
        import polars as pl

        slow = pl.Series("slow", self.seconds_per_token(largest) > pace)
        if not slow.any():
            return largest
        part = self.kept(slow)
        low = pl.Series("low", [1.0]).new_from_index(0, part.pairs.height)
        high = largest.filter(slow)  # type: ignore[union-attr]  # a column, as its arguments are
        for _ in range(HALVINGS):
            middle = (low * high).sqrt()
            good = pl.Series("good", part.seconds_per_token(middle) <= pace)
            low, high = middle.zip_with(good, low), high.zip_with(good, middle)
        frame = pl.DataFrame({"batch": largest})
        index = slow.arg_true()
        return frame["batch"].scatter(index, low.floor())

    def result(self, batch: Operand) -> pl.DataFrame:
        """The plan table at `batch` sequences at most per copy."""
        d, k, s, p = self.demand, self.k, self.share, self.pairs
        between, first = self.times(batch)
        capacity = throughput.tokens_per_s(first, between, batch, d.output_tokens)
        needed = d.peak_queries_per_s * d.output_tokens
        busy = maximum(ceil(needed / (capacity * k.load.target_share)), 1.0)
        users = needed / capacity * batch
        if d.peak_concurrency is not None:
            users = maximum(users, float(d.peak_concurrency))
            busy = maximum(busy, ceil(users / batch))
        planned = maximum(minimum(ceil(users / busy), batch), 1.0)
        replicas = busy + float(d.spare_replica)
        between, first = self.times(planned)
        cache = maximum(planned * self.sequence, memory.sequence_bytes(s, d.longest_tokens))
        overhead = memory.overhead_bytes(s, p["batched_tokens"])
        per_device = s.weight_bytes + cache + overhead
        output = capacity * replicas
        return p.select("model_id", "precision", "accelerator_id", "basis", "calibrated", "derived").with_columns(
            gpus_per_replica=_whole(s.devices),
            replicas=_whole(replicas),
            accelerator_count=_whole(replicas * s.devices),
            concurrency=_whole(planned),
            max_concurrency=_whole(batch),
            weights_gib=s.weight_bytes * s.devices / GIB,
            kv_cache_gib=cache * s.devices / GIB,
            overhead_gib=overhead * s.devices / GIB,
            total_gib=per_device * s.devices / GIB,
            per_accelerator_gib=per_device / GIB,
            usable_gib=p["usable_bytes"] / GIB,
            margin_share=1.0 - per_device / (k.memory.utilization * p["usable_bytes"]),
            tight=cache > (1.0 - k.memory.tight_share) * self.room(),
            seconds_per_token=between,
            time_to_first_token_s=first,
            output_tokens_per_s=output,
            low=output / p["high"],
            high=output / p["low"],
            utilization=needed / output,
        )


def _whole(value: Operand) -> pl.Series:
    import polars as pl

    return pl.Series(value).cast(pl.Int64)


def cheapest(
    table: pl.DataFrame, hourly_usd: Mapping[str, float], per: Sequence[str] = ("model_id",)
) -> pl.DataFrame:
    """The plan with the lowest price per hour for each value of `per`, with its `hourly_usd`.

    Accelerators without a price are left out. Ties go to the higher speed, then to the smaller split and by name.
    """
    import polars as pl

    prices = pl.DataFrame(
        {"accelerator_id": list(hourly_usd), "price": list(hourly_usd.values())},
        schema={"accelerator_id": pl.String, "price": pl.Float64},
    )
    priced = table.join(prices, on="accelerator_id").with_columns(
        hourly_usd=pl.col("price") * pl.col("accelerator_count")
    )
    order = ["hourly_usd", "seconds_per_token", "gpus_per_replica", "model_id", "precision", "accelerator_id"]
    return priced.drop("price").sort(order).unique(list(per), keep="first", maintain_order=True)
