"""Plans: on how many of which accelerators a model carries a load, for every feasible combination at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from weighbridge.footprint import throughput
from weighbridge.footprint.constants import constants
from weighbridge.footprint.demand import Demand
from weighbridge.footprint.memory import GIB
from weighbridge.footprint.operands import Operand, at_most, ceil, column, floor, maximum, minimum, sqrt
from weighbridge.footprint.pairs import fitting
from weighbridge.footprint.tables import copy_table, device_table, joined, record
from weighbridge.records.accelerator import Accelerator
from weighbridge.records.model import Model

if TYPE_CHECKING:
    import polars as pl

ROUNDS = 4
"""Narrowing steps of the batch that keeps the pace, for models with experts."""
ROUNDING = 1.0 + 1e-9
TINY = 1e-12


def plans(models: Sequence[Model], accelerators: Sequence[Accelerator], demand: Demand) -> pl.DataFrame:
    """One row per model, precision, accelerator and split that carries the load; see `plan_table`."""
    return plan_table(copy_table(models), device_table(accelerators), demand)


def plan_table(copies: pl.DataFrame, devices: pl.DataFrame, demand: Demand) -> pl.DataFrame:
    """Join copies with devices and size each pair for the demand.

    `gpus_per_replica` are the devices of a copy, in `stages` of a pipeline, with their attention in `attention_groups`
    (`layout.Split`); a pipeline is planned only where nothing smaller fits
    or what fits holds few sequences. `concurrency` (planned) and
    `max_concurrency` are sequences per copy; memory sizes are those of one copy, `per_accelerator_gib` and
    `usable_gib` of one device; `output_tokens_per_s`, `low` and `high` those of all copies; `calibrated` tells whether
    the speed formula was fitted on such devices in one node, `derived` whether the operator quantizes the published
    weights. Order: model, precision, split, accelerator.
    """
    return Load.of(fitting(copies, devices, demand), demand).plans()


@dataclass(frozen=True)
class Load:
    """Pairs of copy and device, and the largest batch of each."""

    pairs: pl.DataFrame
    demand: Demand
    step: throughput.Step
    prefill_s: Operand
    """Reading the mean prompt."""
    overhead: Operand
    """Bytes on each device beside weights and cache."""
    batch: Operand
    """Most sequences that a stage of a copy works on at once; without a pipeline the copy is its only stage."""
    step_s: Operand
    """Giving each sequence of the largest batch its next token."""

    @classmethod
    def of(cls, pairs: pl.DataFrame, demand: Demand) -> Load:
        """Batches limited by memory and by the pace; pairs too slow even for one sequence are dropped."""
        k = constants()
        task, device = record(throughput.Task, pairs), record(throughput.Device, pairs)
        overhead = pairs["fixed_overhead"] + pairs["batched_tokens"] * pairs["batched_overhead"]
        room = pairs["budget_bytes"] - pairs["weight_bytes"] - overhead
        held = minimum(room / pairs["sequence"], pairs["groups"] * float(k.memory.max_sequences))
        most = maximum(floor(held / pairs["stages"]), 1.0)
        step, prefill_s = throughput.step_of(task, device, k), throughput.prefill_s(task, device)
        if demand.max_seconds_per_token is None:
            return cls(pairs, demand, step, prefill_s, overhead, most, throughput.step_s(step, most, k))
        # A token passes all stages, each of which takes its turn with every group of sequences.
        allowed = pairs["factor"] * demand.max_seconds_per_token / pairs["stages"]
        batch = _within(allowed, most, step, prefill_s / demand.output_tokens)
        step_s = throughput.step_s(step, batch, k)
        between = column(throughput.token_s(step_s, prefill_s, batch, demand.output_tokens))
        paced = cls(pairs, demand, step, prefill_s, overhead, batch, step_s)
        return paced.kept(between <= allowed * ROUNDING)

    def kept(self, mask: pl.Series) -> Load:
        """The same for the pairs where `mask` is true."""
        import polars as pl

        step = throughput.Step(*(column(item).filter(mask) for item in vars(self.step).values()))
        pairs = pl.DataFrame([item.filter(mask) for item in self.pairs.get_columns()])
        others = (self.prefill_s, self.overhead, self.batch, self.step_s)
        return Load(pairs, self.demand, step, *(column(item).filter(mask) for item in others))

    def times(self, batch: Operand, step_s: Operand) -> tuple[Operand, Operand]:
        """Seconds between tokens, and to the first token, when each stage works on `batch` sequences."""
        k, factor, stages = constants(), self.pairs["factor"], self.pairs["stages"]
        between = throughput.token_s(step_s, self.prefill_s, batch, self.demand.output_tokens)
        first = throughput.first_token_s(step_s * stages, self.prefill_s * stages, batch, k)
        return between * stages / factor, first / factor

    def plans(self) -> pl.DataFrame:
        """Replicas for the peak, and what each plan holds and does."""
        d, k, p, stages = self.demand, constants(), self.pairs, self.pairs["stages"]
        between, first = self.times(self.batch, self.step_s)
        batch = self.batch * stages
        capacity = throughput.tokens_per_s(first, between, batch, d.output_tokens)
        needed, stated = d.peak_tokens_per_s, float(d.peak_concurrency or 0)
        busy = maximum(ceil(needed / (capacity * k.load.target_share)), maximum(ceil(stated / batch), 1.0))
        planned = maximum(minimum(ceil(maximum(needed / capacity * batch, stated) / busy), batch), 1.0)
        turn = maximum(planned / stages, 1.0)
        between, first = self.times(turn, throughput.step_s(self.step, turn, k))
        replicas, devices = busy + float(d.spare_replica), p["devices"] * stages
        output = capacity * replicas
        low, high = self._band()
        facts: dict[str, Operand] = {
            "gpus_per_replica": _whole(devices),
            "stages": _whole(stages),
            "attention_groups": _whole(p["groups"]),
            "replicas": _whole(replicas),
            "accelerator_count": _whole(replicas * devices),
            "concurrency": _whole(planned),
            "max_concurrency": _whole(batch),
            **self._memory(planned, devices),
            "calibrated": p["calibrated"] & (stages == 1.0),
            "seconds_per_token": between,
            "time_to_first_token_s": first,
            "output_tokens_per_s": output,
            "low": output / high,
            "high": output / low,
            "utilization": needed / output,
        }
        return joined(p["model_id", "precision", "accelerator_id", "basis", "derived"], facts)

    def _memory(self, sequences: Operand, devices: Operand) -> dict[str, Operand]:
        """What a copy on so many devices holds with so many sequences in work."""
        m, p = constants().memory, self.pairs
        cache = maximum(sequences * p["sequence"], p["longest"])
        per_device, devices_per_gib = p["weight_bytes"] + self.overhead + cache, devices / GIB
        margin = p["budget_bytes"] - per_device
        band = at_most(p["idle_log"], -TINY, m.band_gib.experts * GIB, m.band_gib.dense * GIB)
        return {
            "weights_gib": p["weight_bytes"] * devices_per_gib,
            "kv_cache_gib": cache * devices_per_gib,
            "overhead_gib": self.overhead * devices_per_gib,
            "total_gib": per_device * devices_per_gib,
            "per_accelerator_gib": per_device / GIB,
            "usable_gib": p["usable_gib"],
            "margin_share": margin / p["budget_bytes"],
            "tight": column(margin) < column(maximum(p["budget_bytes"] * m.tight_share, band)),
        }

    def _band(self) -> tuple[Operand, Operand]:
        """Predicted over measured: the ends for each device, wider where a copy spans nodes."""
        p, wide = self.pairs, constants().devices.uncalibrated
        low = at_most(p["stages"], 1.0, p["band_low"], minimum(p["band_low"], wide.low))
        return low, at_most(p["stages"], 1.0, p["band_high"], maximum(p["band_high"], wide.high))


def _within(allowed: pl.Series, most: Operand, step: throughput.Step, turn: Operand) -> Operand:
    """Batches of at most `most` whose time between tokens stays within `allowed`, or 1.

    `turn` is what each further sequence's prompt adds to the time per token. Without experts that time is a straight
    line over the batch and the first solution is exact; where experts make it bend, `_narrowed` follows.
    """
    found = throughput.batch_within(step, throughput.read_s(step, most), turn, allowed, constants())
    low = column(minimum(maximum(found, 1.0), most))
    bent = (low < most) & (column(step.idle_log) < 0.0)
    if bent.any():
        columns = [low, most, turn, allowed, *vars(step).values()]
        low = low.scatter(bent.arg_true(), _narrowed(*(column(item).filter(bent) for item in columns)))
    return floor(low)


def _narrowed(low: Operand, high: Operand, turn: Operand, allowed: Operand, *step: Operand) -> pl.Series:
    """Batches of models with experts that keep the pace, each a little too small rather than too large.

    With the experts that a batch too large touches, the solution is too small, and the other way round; so each round
    narrows the answer from both sides. `step` are the fields of `throughput.Step`.
    """
    lines, k = throughput.Step(*step), constants()
    for _ in range(ROUNDS):
        middle = sqrt(low * high)
        found = throughput.batch_within(lines, throughput.read_s(lines, middle), turn, allowed, k)
        low, high = maximum(low, minimum(middle, found)), minimum(high, maximum(middle, found))
    return column(low)


def _whole(value: Operand) -> pl.Series:
    import polars as pl

    return column(value).cast(pl.Int64)


def cheapest(table: pl.DataFrame, hourly_usd: Mapping[str, float], per: Sequence[str] = ("model_id",)) -> pl.DataFrame:
    """The plan with the lowest price per hour for each value of `per`, with its `hourly_usd`.

    Accelerators without a price are left out. Ties go to the higher speed, then to the smaller split and by name.
    """
    import polars as pl

    schema = {"accelerator_id": pl.String, "price": pl.Float64}
    prices = pl.DataFrame({"accelerator_id": list(hourly_usd), "price": list(hourly_usd.values())}, schema=schema)
    cost = pl.col("price") * pl.col("accelerator_count")
    order = ["hourly_usd", "seconds_per_token", "gpus_per_replica", "model_id", "precision", "accelerator_id"]
    priced = table.join(prices, on="accelerator_id").with_columns(hourly_usd=cost).drop("price")
    return priced.sort(order).unique(list(per), keep="first", maintain_order=True)
