"""One model on one kind of accelerator: memory, number of devices, speed. The numbers behind `weighbridge size`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from weighbridge.errors import ContextTooLong, DoesNotFit, SizeUnknown, TooSlow
from weighbridge.footprint import memory, throughput
from weighbridge.footprint.components import Components, Measured, at_precision, dominant_compute, measure
from weighbridge.footprint.constants import constants
from weighbridge.footprint.fallback import layout
from weighbridge.footprint.layout import largest_split, valid_splits
from weighbridge.footprint.memory import GIB
from weighbridge.footprint.operands import number
from weighbridge.footprint.precision import offered, precisions
from weighbridge.footprint.tables import missing, serving, usable_bytes
from weighbridge.records.accelerator import Accelerator
from weighbridge.records.architecture import Architecture
from weighbridge.records.model import Model

ANSWER_SHARE = 0.25
LONGEST_ANSWER = 512


@dataclass(frozen=True)
class Memory:
    """Sizes of one copy; the last two of one accelerator."""

    weights_gib: float
    kv_cache_gib: float
    overhead_gib: float
    total_gib: float
    per_accelerator_gib: float
    usable_gib: float


@dataclass(frozen=True)
class Opinion:
    """What one estimator says of the speed of all copies together."""

    estimator: str
    output_tokens_per_s: float


@dataclass(frozen=True)
class Throughput:
    """Answer tokens per second of all copies together, with the range, and per accelerator."""

    output_tokens_per_s: float
    low: float
    high: float
    per_accelerator: float
    seconds_per_token: float
    time_to_first_token_s: float
    opinions: tuple[Opinion, ...] = ()
    """Ours and those of plugins, where plugins gave any; the speed is then their geometric mean."""


@dataclass(frozen=True)
class SizeResult:
    """What it takes to serve `concurrency` sequences of `context_tokens` at once."""

    model: str
    accelerator: str
    accelerator_count: int
    precision: str
    parallelism: int
    """Accelerators per copy."""
    copies: int
    context_tokens: int
    concurrency: int
    memory: Memory
    kv_bytes_per_token: float
    """Cache per token of one sequence at this context, windows and fixed states spread over its tokens."""
    kv_bytes_per_token_reserved: float
    """The same when a server keeps every token in every attention layer."""
    max_concurrency: int
    """Sequences of that length that one copy holds at once."""
    margin_share: float
    """Share of the memory a server may use that is still free."""
    overhead_band_gib: float
    """The overhead is known to this much, up or down, per accelerator."""
    tight: bool
    throughput: Throughput | None
    throughput_missing: str | None
    """Why there is no speed."""
    calibrated: bool
    basis: str
    """`layout`, or `upper bound` when the real layout is unknown."""
    published_precision: str
    """Precision in which the maker publishes the weights."""

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)


def size(
    model: Model,
    accelerator: Accelerator,
    precision: str | None = None,
    context_tokens: int | None = None,
    concurrency: int = 1,
    max_seconds_per_token: float | None = None,
) -> SizeResult:
    """The fewest accelerators that hold `concurrency` sequences of `context_tokens`, each as long as that.

    `precision` None takes the published one, or the first usual quantization that fits. With `max_seconds_per_token` a
    copy works on no more sequences than keep that pace. Speed assumes answers of a quarter of the context, at most 512
    tokens. Raises SizeUnknown, ContextTooLong, DoesNotFit or TooSlow.
    """
    architecture = layout(model)
    if architecture is None:
        raise SizeUnknown(model.id)
    tokens = context_tokens or min(model.context_tokens or 8192, 8192)
    if model.context_tokens and tokens > model.context_tokens:
        raise ContextTooLong(model.id, tokens, model.context_tokens)
    shortages: list[DoesNotFit | TooSlow] = []
    for name in (precision,) if precision else offered(architecture):
        try:
            return _Case(model, architecture, accelerator, name, tokens, concurrency, max_seconds_per_token).result()
        except (DoesNotFit, TooSlow) as shortage:
            shortages.append(shortage)
    raise shortages[-1]


def smallest(
    model: Model,
    accelerators: Sequence[Accelerator],
    precision: str | None,
    context_tokens: int | None,
    concurrency: int,
    max_seconds_per_token: float | None = None,
) -> list[SizeResult]:
    """Results for every accelerator that the model fits, fewest devices and then least memory first.

    Accelerators that hold it only when its weights are squeezed to 4 bit come after the others, as do those whose speed
    is uncertain. Raises SizeUnknown or ContextTooLong, or DoesNotFit or TooSlow when none will do.
    """
    found: list[SizeResult] = []
    last: DoesNotFit | TooSlow | None = None
    for accelerator in accelerators:
        try:
            found.append(size(model, accelerator, precision, context_tokens, concurrency, max_seconds_per_token))
        except (DoesNotFit, TooSlow) as error:
            last = error
    if not found and last is not None:
        raise last
    stored = found[0].published_precision
    return sorted(
        found,
        key=lambda r: (
            r.precision != stored and precisions()[r.precision].four_bit,
            not r.calibrated,
            r.accelerator_count,
            r.memory.usable_gib,
            r.accelerator,
        ),
    )


@dataclass(frozen=True)
class _Case:
    """One model at one precision on one kind of accelerator."""

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
        return measure(self.architecture)

    @cached_property
    def parts(self) -> Components:
        return at_precision(self.measured, self.precision)

    @cached_property
    def usable(self) -> float:
        return usable_bytes(self.accelerator, constants())

    def share(self, devices: int) -> memory.Share:
        return memory.share(self.parts, float(devices), constants())

    def room(self, devices: int) -> float:
        """Bytes for sequences on each of `devices`; negative when the weights do not fit."""
        k = constants()
        return number(memory.cache_room(self.share(devices), self.usable, memory.batched_tokens(self.usable, k), k))

    def sequence(self, devices: int, tokens: float) -> float:
        """Cache of one sequence on each of `devices`."""
        return number(memory.sequence_bytes(self.share(devices), tokens))

    def held(self, devices: int) -> int:
        """Sequences that one copy on `devices` holds at once."""
        fitting = self.room(devices) // self.sequence(devices, float(self.tokens))
        return max(0, min(int(fitting), constants().memory.max_sequences))

    def served(self, devices: int) -> int:
        """Sequences that one copy works on at once: as many as it holds and the pace allows."""
        held, pace = self.held(devices), self.pace
        if pace is None:
            return held
        return bisect_left(range(1, held + 1), x=True, key=lambda batch: self.seconds(devices, batch) > pace)

    def seconds(self, devices: int, batch: int) -> float:
        """Seconds between tokens with so many sequences in work; without end when no speed can be computed."""
        speed, _ = self.speed(devices, 1, batch)
        return float("inf") if speed is None else speed.seconds_per_token

    def splits(self) -> list[int]:
        """Valid sizes of a copy on this accelerator."""
        limit = largest_split(self.accelerator)
        return [n for n in valid_splits(self.architecture, self.precision) if n <= limit]

    def devices(self) -> int:
        """Size of a copy that needs the fewest devices; ties go to the larger one, which answers faster.

        Raises DoesNotFit or TooSlow.
        """
        splits = self.splits()
        fitting = [n for n in splits if self.held(n)]
        if not fitting:
            raise self.shortage(splits[-1])
        quick = {n: served for n in fitting if (served := self.served(n))}
        if not quick:
            best = min(self.seconds(n, 1) for n in fitting)
            raise TooSlow(self.model.id, f"{self.accelerator.name} at {self.precision}", best, self.pace or 0.0)
        return min(quick, key=lambda n: (n * -(-self.concurrency // quick[n]), -n))

    def shortage(self, devices: int) -> DoesNotFit:
        """What is missing on the largest valid split."""
        budget = constants().memory.utilization * self.usable
        needed = budget - self.room(devices) + self.sequence(devices, float(self.tokens))
        where = f"{self.accelerator.name} at {self.precision}"
        return DoesNotFit(self.model.id, where, needed / GIB, budget / GIB, devices)

    def result(self) -> SizeResult:
        """The plan with the fewest devices. Raises DoesNotFit or TooSlow."""
        devices, k = self.devices(), constants()
        held, tokens = self.served(devices), float(self.tokens)
        copies = -(-self.concurrency // held)
        batch = -(-self.concurrency // copies)
        cache = batch * self.sequence(devices, tokens)
        room, budget = self.room(devices), k.memory.utilization * self.usable
        weights = number(self.share(devices).weight_bytes)
        speed, calibrated = self.speed(devices, copies, batch)
        return SizeResult(
            model=self.model.id,
            accelerator=self.accelerator.id,
            accelerator_count=copies * devices,
            precision=self.precision,
            parallelism=devices,
            copies=copies,
            context_tokens=self.tokens,
            concurrency=self.concurrency,
            memory=_memory(weights, cache, budget - room - weights, devices, self.usable),
            kv_bytes_per_token=self.sequence(1, tokens) / tokens,
            kv_bytes_per_token_reserved=number(self.parts.reserved_token_bytes),
            max_concurrency=held,
            margin_share=(room - cache) / budget,
            overhead_band_gib=k.memory.band_gib.experts if self.parts.expert_layers else k.memory.band_gib.dense,
            tight=cache > (1.0 - k.memory.tight_share) * room,
            throughput=speed,
            throughput_missing=missing(self.accelerator),
            calibrated=calibrated,
            basis="upper bound" if self.architecture.upper_bound else "layout",
            published_precision=self.architecture.stored_precision,
        )

    def speed(self, devices: int, copies: int, sequences: int) -> tuple[Throughput | None, bool]:
        """Speed of all copies with so many sequences in each, and whether the formula was fitted on such devices."""
        k = constants()
        found = serving(self.accelerator, dominant_compute(self.measured, self.precision), k)
        if found is None:
            return None, False
        answer = answer_tokens(self.tokens)
        live, batch = self.tokens - answer / 2, float(sequences)
        work = throughput.work(self.parts, float(devices), k)
        task = throughput.task(work, self.sequence(devices, live), live, self.tokens - answer)
        step = throughput.step_s(throughput.step_of(task, found.device, k), batch, k)
        prefill = throughput.prefill_s(task, found.device)
        between = number(throughput.token_s(step, prefill, batch, answer)) / found.kind.factor
        first = number(throughput.first_token_s(step, prefill, batch, k)) / found.kind.factor
        output = copies * number(throughput.tokens_per_s(first, between, batch, answer))
        low, high, each = output / found.kind.high, output / found.kind.low, output / (copies * devices)
        return Throughput(output, low, high, each, between, first), found.calibrated


def answer_tokens(context_tokens: int) -> float:
    """How long answers are taken to be at a context."""
    return max(1.0, min(ANSWER_SHARE * context_tokens, LONGEST_ANSWER))


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
