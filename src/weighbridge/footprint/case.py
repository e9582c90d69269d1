"""One model at one precision on one kind of accelerator: what a copy holds, how fast it is, how many it takes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from weighbridge.errors import DoesNotFit, TooSlow
from weighbridge.footprint import memory, throughput
from weighbridge.footprint.components import Components, Measured, at_precision, dominant_compute, measure, stage
from weighbridge.footprint.constants import constants
from weighbridge.footprint.layout import ROOMY, Split, largest_split, most_stages, splits
from weighbridge.footprint.memory import GIB
from weighbridge.footprint.operands import number
from weighbridge.footprint.serving import missing, serving, usable_bytes
from weighbridge.footprint.size_result import Memory, SizeResult, Throughput, answer_tokens
from weighbridge.records.accelerator import Accelerator
from weighbridge.records.architecture import Architecture
from weighbridge.records.model import Model

WHOLE = Split(1)
ROOM_WORTH = 1.5
"""How many times the fewest devices are taken at most, so that no copy is filled to the brim."""
CERTAINTY_WORTH = 2.0
"""The same where a full copy is not even certain to fit, since the overhead is known to a band only."""


@dataclass(frozen=True)
class Plan:
    """So many copies, each spread in one way."""

    way: Split
    copies: int
    tight: int | None = None
    """Fewer devices that would hold the same without memory to spare, if any."""

    @property
    def devices(self) -> int:
        """Of all copies."""
        return self.way.total * self.copies


@dataclass(frozen=True)
class Case:
    """One model at one precision on one kind of accelerator, for so many sequences of so many tokens at once."""

    model: Model
    architecture: Architecture
    accelerator: Accelerator
    precision: str
    tokens: int
    concurrency: int
    pace: float | None = None
    """Most seconds between tokens; None: any."""

    @cached_property
    def measured(self) -> Measured:
        """What does not depend on the precision."""
        return measure(self.architecture)

    @cached_property
    def parts(self) -> Components:
        """The whole copy."""
        return at_precision(self.measured, self.precision)

    @cached_property
    def usable(self) -> float:
        """Bytes that software can allocate on one device."""
        return usable_bytes(self.accelerator, constants())

    def held_by(self, way: Split) -> Components:
        """The part of a copy that one stage holds, the fullest of them."""
        return self.parts if way.stages == 1 else stage(self.parts, way.stages)

    def share(self, way: Split) -> memory.Share:
        """What one device holds."""
        return memory.share(self.held_by(way), float(way.devices), constants(), float(way.ways))

    def room(self, way: Split) -> float:
        """Bytes for sequences on each device; negative when the weights do not fit."""
        k = constants()
        return number(memory.cache_room(self.share(way), self.usable, memory.batched_tokens(self.usable, k), k))

    def sequence(self, way: Split, tokens: float) -> float:
        """Cache of one sequence on each device."""
        return number(memory.sequence_bytes(self.share(way), tokens))

    def held(self, way: Split) -> int:
        """Sequences that one copy holds at once; 0 when they are too few to keep every stage at work."""
        fitting = int(self.room(way) // self.sequence(way, float(self.tokens)))
        return 0 if fitting < way.stages else min(fitting, constants().memory.max_sequences * way.groups)

    def served(self, way: Split) -> int:
        """Sequences that one copy works on at once: as many as it holds and the pace allows."""
        held, pace = self.held(way), self.pace
        if pace is None:
            return held
        return bisect_left(range(1, held + 1), x=True, key=lambda batch: self.seconds(way, batch) > pace)

    @cached_property
    def band_gib(self) -> float:
        """By how much the overhead on one device may be off."""
        band = constants().memory.band_gib
        return band.experts if self.parts.expert_layers else band.dense

    @cached_property
    def spare(self) -> float:
        """Bytes that should stay free on each device; a copy with less is tight."""
        k = constants().memory
        return max(k.tight_share * k.utilization * self.usable, self.band_gib * GIB)

    def eased(self, way: Split, served: int) -> int:
        """Of the sequences that a copy serves, those that leave it memory to spare; at least one for each stage."""
        fitting = int((self.room(way) - self.spare) // self.sequence(way, float(self.tokens)))
        return min(served, max(fitting, way.stages))

    def seconds(self, way: Split, batch: int) -> float:
        """Seconds between tokens with so many sequences in work; without end when no speed can be computed."""
        speed, _ = self.speed(way, 1, batch)
        return float("inf") if speed is None else speed.seconds_per_token

    def roomy(self, ways: Sequence[Split]) -> bool:
        """Whether one of these holds as many sequences as are asked for, or as a copy should."""
        return any(self.held(way) >= min(ROOMY, self.concurrency) for way in ways)

    def ways(self, *, pipelined: bool) -> list[Split]:
        """Ways to spread a copy on this accelerator, within a node or over several."""
        limit, most = largest_split(self.accelerator), most_stages(self.accelerator)
        usable = [way for way in splits(self.architecture, self.precision) if way.devices <= limit]
        if not pipelined:
            return [way for way in usable if way.stages == 1]
        # Only what fills a node needs a second one.
        return [way for way in usable if 1 < way.stages <= most and way.larger > limit]

    def plan(self, *, pipelined: bool) -> Plan:
        """The way and number of copies with the fewest devices that leave memory to spare in each.

        Full copies are taken where that would cost too many. Raises DoesNotFit or TooSlow.
        """
        fitting = self.fitting(pipelined=pipelined)
        quick = {way: served for way in fitting if (served := self.served(way))}
        if not quick:
            best = min(self.seconds(way, 1) for way in fitting)
            raise TooSlow(self.model.id, f"{self.accelerator.name} at {self.precision}", best, self.pace or 0.0)
        full = self.fewest(quick)
        eased = self.fewest({way: self.eased(way, served) for way, served in quick.items()})
        worth = ROOM_WORTH if self.left(full) >= self.band_gib * GIB else CERTAINTY_WORTH
        if eased.devices > worth * full.devices:
            return full
        return replace(eased, tight=full.devices) if full.devices < eased.devices else eased

    def left(self, plan: Plan) -> float:
        """Bytes that stay free on each device of the plan."""
        batch = -(-self.concurrency // plan.copies)
        return self.room(plan.way) - batch * self.sequence(plan.way, float(self.tokens))

    def fitting(self, *, pipelined: bool) -> list[Split]:
        """Ways that hold a sequence; longer pipelines only until one is roomy. Raises DoesNotFit."""
        within, over = self.ways(pipelined=False), self.ways(pipelined=True)
        found = [way for way in within if self.held(way)]
        if (found or pipelined) and not self.roomy(found):
            for way in over:
                found += [way] if self.held(way) else []
                if self.roomy(found[-1:]):
                    break
        if not found:
            raise self.shortage((over or within if pipelined else within)[-1])
        return found

    def fewest(self, loads: Mapping[Split, int]) -> Plan:
        """The plan with the fewest devices at those loads; ties go to the larger copy, which answers faster."""
        plans = [Plan(way, -(-self.concurrency // load)) for way, load in loads.items()]
        return min(plans, key=lambda plan: (plan.devices, plan.way.groups, -plan.way.total))

    def shortage(self, way: Split) -> DoesNotFit:
        """What is missing on the largest way to spread a copy."""
        budget = constants().memory.utilization * self.usable
        needed = budget - self.room(way) + way.stages * self.sequence(way, float(self.tokens))
        where = f"{self.accelerator.name} at {self.precision}"
        return DoesNotFit(self.model.id, where, needed / GIB, budget / GIB, way.total)

    def result(self, *, pipelined: bool = False) -> SizeResult:
        """What that plan holds and how fast it is. Raises DoesNotFit or TooSlow."""
        plan, k = self.plan(pipelined=pipelined), constants()
        way, copies, tokens = plan.way, plan.copies, float(self.tokens)
        batch = -(-self.concurrency // copies)
        cache = batch * self.sequence(way, tokens)
        room, budget = self.room(way), k.memory.utilization * self.usable
        weights = number(self.share(way).weight_bytes)
        speed, calibrated = self.speed(way, copies, batch)
        return SizeResult(
            model=self.model.id,
            accelerator=self.accelerator.id,
            accelerator_count=plan.devices,
            precision=self.precision,
            parallelism=way.total,
            stages=way.stages,
            attention_groups=way.groups,
            copies=copies,
            context_tokens=self.tokens,
            concurrency=self.concurrency,
            memory=_memory(weights, cache, budget - room - weights, way.total, self.usable),
            kv_bytes_per_token=self.sequence(WHOLE, tokens) / tokens,
            kv_bytes_per_token_reserved=number(self.parts.reserved_token_bytes),
            max_concurrency=self.served(way),
            margin_share=(room - cache) / budget,
            overhead_band_gib=self.band_gib,
            tight=room - cache < self.spare,
            throughput=speed,
            throughput_missing=missing(self.accelerator),
            calibrated=calibrated,
            basis="upper bound" if self.architecture.upper_bound else "layout",
            published_precision=self.architecture.stored_precision,
            tight_count=plan.tight,
        )

    def speed(self, way: Split, copies: int, sequences: int) -> tuple[Throughput | None, bool]:
        """Speed of all copies with so many sequences in each, and whether the formula was fitted on such devices."""
        k = constants()
        found = serving(self.accelerator, dominant_compute(self.measured, self.precision), k, way.stages)
        if found is None:
            return None, False
        answer, stages = answer_tokens(self.tokens), float(way.stages)
        # A token passes all stages, each of which takes its turn with every group of sequences.
        live, batch = self.tokens - answer / 2, max(sequences / stages, 1.0)
        work = throughput.work(self.held_by(way), float(way.devices), k, float(way.ways))
        task = throughput.task(work, self.sequence(way, live), live, self.tokens - answer)
        step = throughput.step_s(throughput.step_of(task, found.device, k), batch, k)
        prefill = throughput.prefill_s(task, found.device)
        between = number(throughput.token_s(step, prefill, batch, answer)) * stages / found.kind.factor
        first = number(throughput.first_token_s(step * stages, prefill * stages, batch, k)) / found.kind.factor
        output = copies * number(throughput.tokens_per_s(first, between, float(sequences), answer))
        low, high, each = output / found.kind.high, output / found.kind.low, output / (copies * way.total)
        return Throughput(output, low, high, each, between, first), found.calibrated


def _memory(weights: float, cache: float, overhead: float, devices: int, usable: float) -> Memory:
    """Sizes in GiB from the bytes on each device of a copy."""
    total = weights + cache + overhead
    return Memory(
        weights_gib=weights * devices / GIB,
        kv_cache_gib=cache * devices / GIB,
        overhead_gib=overhead * devices / GIB,
        total_gib=total * devices / GIB,
        per_accelerator_gib=total / GIB,
        usable_gib=usable / GIB,
    )
