"""One model on one kind of accelerator: memory, number of devices, speed. The numbers behind `weighbridge size`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from weighbridge.errors import DoesNotFit, SizeUnknown
from weighbridge.footprint import memory, throughput
from weighbridge.footprint.components import Components, dominant_compute, of_architecture
from weighbridge.footprint.constants import constants
from weighbridge.footprint.fallback import layout
from weighbridge.footprint.layout import largest_split, valid_splits
from weighbridge.footprint.memory import GIB
from weighbridge.footprint.operands import number
from weighbridge.footprint.precision import offered
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
class Throughput:
    """Answer tokens per second of all copies together, with the range, and per accelerator."""

    output_tokens_per_s: float
    low: float
    high: float
    per_accelerator: float
    seconds_per_token: float
    time_to_first_token_s: float


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

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)


def size(
    model: Model,
    accelerator: Accelerator,
    precision: str | None = None,
    context_tokens: int | None = None,
    concurrency: int = 1,
) -> SizeResult:
    """The fewest accelerators that hold `concurrency` sequences of `context_tokens`, each as long as that.

    `precision` None takes the published one, or the first usual quantization that fits. Speed assumes answers of a
    quarter of the context, at most 512 tokens. Raises SizeUnknown or DoesNotFit.
    """
    architecture = layout(model)
    if architecture is None:
        raise SizeUnknown(model.id)
    tokens = context_tokens or min(model.context_tokens or 8192, 8192)
    names = (precision,) if precision else offered(architecture)
    results = [_best(model, architecture, accelerator, name, tokens, concurrency) for name in names]
    for result in results:
        if isinstance(result, SizeResult):
            return result
    raise min((r for r in results if isinstance(r, _Shortage)), key=lambda r: r.needed_gib).error(model, accelerator)


def smallest(
    model: Model,
    accelerators: Sequence[Accelerator],
    precision: str | None,
    context_tokens: int | None,
    concurrency: int,
) -> list[SizeResult]:
    """Results for every accelerator that the model fits, fewest devices and then least memory first.

    Raises SizeUnknown, or DoesNotFit when it fits none.
    """
    found: list[SizeResult] = []
    last: DoesNotFit | None = None
    for accelerator in accelerators:
        try:
            found.append(size(model, accelerator, precision, context_tokens, concurrency))
        except DoesNotFit as error:
            last = error
    if not found and last is not None:
        raise last
    return sorted(found, key=lambda r: (r.accelerator_count, r.memory.usable_gib, r.accelerator))


@dataclass(frozen=True)
class _Shortage:
    """The split that came closest to fitting."""

    precision: str
    needed_gib: float
    usable_gib: float
    devices: int

    def error(self, model: Model, accelerator: Accelerator) -> DoesNotFit:
        where = f"{accelerator.name} at {self.precision}"
        return DoesNotFit(model.id, where, self.needed_gib, self.usable_gib, self.devices)


def _best(
    model: Model, architecture: Architecture, accelerator: Accelerator, precision: str, tokens: int, concurrency: int
) -> SizeResult | _Shortage:
    """The valid split that needs the fewest devices; ties go to the larger split, which answers faster."""
    k, limit = constants(), largest_split(accelerator)
    parts = of_architecture(architecture, precision)
    usable = usable_bytes(accelerator, k)
    batched = number(memory.batched_tokens(usable, k))
    best: tuple[int, int, int] | None = None
    shortage = _Shortage(precision, math.inf, usable / GIB, 1)
    for devices in valid_splits(architecture, precision):
        if devices > limit:
            continue
        share = memory.share(parts, float(devices), k)
        sequence = number(memory.sequence_bytes(share, float(tokens)))
        room = number(memory.cache_room(share, usable, batched, k))
        held = min(int(room // sequence), k.memory.max_sequences)
        if held < 1:
            needed = (k.memory.utilization * usable - room + sequence) / GIB
            shortage = _Shortage(precision, needed, usable / GIB, devices)
            continue
        copies = -(-concurrency // held)
        if best is None or (copies * devices, -devices) < (best[0] * best[1], -best[1]):
            best = (copies, devices, held)
    if best is None:
        return shortage
    return _result(model, architecture, accelerator, precision, parts, tokens, concurrency, best)


def _result(
    model: Model,
    architecture: Architecture,
    accelerator: Accelerator,
    precision: str,
    parts: Components,
    tokens: int,
    concurrency: int,
    plan: tuple[int, int, int],
) -> SizeResult:
    k, (copies, devices, held) = constants(), plan
    share, usable = memory.share(parts, float(devices), k), usable_bytes(accelerator, k)
    whole = memory.share(parts, 1.0, k)
    batch = -(-concurrency // copies)
    cache = batch * number(memory.sequence_bytes(share, float(tokens)))
    overhead = number(memory.overhead_bytes(share, memory.batched_tokens(usable, k)))
    per_device = number(share.weight_bytes) + cache + overhead
    room = k.memory.utilization * usable - per_device + cache
    band = k.memory.band_gib.experts if number(parts.expert_layers) else k.memory.band_gib.dense
    speed, calibrated = _speed(architecture, accelerator, precision, parts, devices, tokens, batch, copies)
    return SizeResult(
        model=model.id,
        accelerator=accelerator.id,
        accelerator_count=copies * devices,
        precision=precision,
        parallelism=devices,
        copies=copies,
        context_tokens=tokens,
        concurrency=concurrency,
        memory=Memory(
            weights_gib=number(share.weight_bytes) * devices / GIB,
            kv_cache_gib=cache * devices / GIB,
            overhead_gib=overhead * devices / GIB,
            total_gib=per_device * devices / GIB,
            per_accelerator_gib=per_device / GIB,
            usable_gib=usable / GIB,
        ),
        kv_bytes_per_token=number(memory.sequence_bytes(whole, float(tokens))) / tokens,
        kv_bytes_per_token_reserved=number(parts.reserved_token_bytes),
        max_concurrency=held,
        margin_share=1.0 - per_device / (k.memory.utilization * usable),
        overhead_band_gib=band,
        tight=cache > (1.0 - k.memory.tight_share) * room,
        throughput=speed,
        throughput_missing=missing(accelerator),
        calibrated=calibrated,
        basis="upper bound" if architecture.upper_bound else "layout",
    )


def _speed(
    architecture: Architecture,
    accelerator: Accelerator,
    precision: str,
    parts: Components,
    devices: int,
    tokens: int,
    batch: int,
    copies: int,
) -> tuple[Throughput | None, bool]:
    """Speed of all copies, and whether the formula was fitted on such devices."""
    k = constants()
    found = serving(accelerator, dominant_compute(architecture, precision), k)
    if found is None:
        return None, False
    answer = max(1.0, min(ANSWER_SHARE * tokens, LONGEST_ANSWER))
    live = tokens - answer / 2
    share, work = memory.share(parts, float(devices), k), throughput.work(parts, float(devices), k)
    lines = throughput.step_lines(work, found.device, float(batch), memory.sequence_bytes(share, live), live, k)
    step = throughput.step_s(lines, float(batch), k)
    prefill = throughput.prefill_s(work, found.device, tokens - answer)
    between = number(throughput.token_s(step, prefill, float(batch), answer)) / found.kind.factor
    first = number(throughput.first_token_s(step, prefill, float(batch), k)) / found.kind.factor
    output = copies * number(throughput.tokens_per_s(first, between, float(batch), answer))
    result = Throughput(
        output_tokens_per_s=output,
        low=output / found.kind.high,
        high=output / found.kind.low,
        per_accelerator=output / (copies * devices),
        seconds_per_token=between,
        time_to_first_token_s=first,
    )
    return result, found.calibrated
