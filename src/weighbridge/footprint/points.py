"""Serving points - a model on given devices with given lengths and concurrency - and their predicted speed.

The same formulas as plans use, over many points at once; `weighbridge check sizing` and the fit of the constants both
go through here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from weighbridge.errors import SizeUnknown, SpeedUnknown
from weighbridge.footprint import components, memory, throughput
from weighbridge.footprint.components import Components
from weighbridge.footprint.constants import Constants, constants
from weighbridge.footprint.fallback import layout
from weighbridge.footprint.operands import Operand, column, floor, maximum, minimum
from weighbridge.footprint.precision import Compute
from weighbridge.footprint.serving import datasheet, device_class, missing, usable_bytes
from weighbridge.footprint.tables import frame, record
from weighbridge.records.accelerator import Accelerator
from weighbridge.records.architecture import Architecture
from weighbridge.records.model import Model

if TYPE_CHECKING:
    import polars as pl

LARGEST_BATCH = 2048.0
"""Sequences per data-parallel rank that servers admit when they are tuned for the largest load."""


@dataclass(frozen=True)
class Point:
    """One copy of a model at work."""

    model: Model
    accelerator: Accelerator
    precision: str
    devices: int
    """That share each layer."""
    input_tokens: float
    output_tokens: float
    concurrency: float | None
    """Sequences in work at once; None: as many as memory holds."""
    ways: int | None = None
    """Devices that share the attention heads; None: all."""
    stages: int = 1
    """Groups of so many devices that hold the layers in turn."""
    server: str | None = None
    """Serving software, as in the constants; None or unknown: the first of them."""

    @property
    def total(self) -> int:
        """Devices of the copy."""
        return self.devices * self.stages


@dataclass(frozen=True)
class Speed:
    """Columns, one value per point."""

    tokens_per_s: pl.Series
    """Answer tokens per second of the copy."""
    low: pl.Series
    high: pl.Series
    between_s: pl.Series
    first_s: pl.Series
    batch: pl.Series


@dataclass(frozen=True)
class Points:
    """Points as columns, ready to be predicted under any constants."""

    whole: Components
    numbers: pl.DataFrame
    servers: tuple[str | None, ...]

    @classmethod
    def of(cls, points: Sequence[Point], k: Constants | None = None) -> Points:
        """Columns of `points`, on devices as constants `k` (None: the packaged ones) know them.

        Raises SizeUnknown, SpeedUnknown, or UnknownPrecision from the layout's parts.
        """
        import polars as pl

        measured: dict[tuple[str, str], tuple[Components, Compute]] = {}
        parts: list[Components] = []
        rows: list[dict[str, object]] = []
        for point in points:
            key = point.model.id, point.precision
            if key not in measured:
                measured[key] = _held(point)
            whole, compute = measured[key]
            parts.append(whole)
            rows.append(_row(point, compute, k or constants()))
        numbers = pl.DataFrame(rows, infer_schema_length=None).cast(pl.Float64)
        whole = record(Components, frame(Components, parts))
        if numbers["stages"].max() != 1.0:
            whole = components.stage(whole, numbers["stages"])
        return cls(whole, numbers, tuple(point.server for point in points))

    def predict(self, k: Constants) -> Speed:
        """Speeds of all points under constants `k`."""
        n = self.numbers
        devices, ways, prompt, answer = n["devices"], n["ways"], n["input_tokens"], n["output_tokens"]
        live, stages = prompt + answer * 0.5, n["stages"]
        server = [k.speed.servers.get(name or "") or next(iter(k.speed.servers.values())) for name in self.servers]
        whole = self._cached_at([s.eight_bit_cache for s in server])
        share = memory.share(whole, devices, k, ways)
        device = throughput.device(record(throughput.Datasheet, n), k)
        work = throughput.work(whole, devices, k, ways)
        task = throughput.task(work, memory.sequence_bytes(share, live), live, prompt)
        batch = self._batch(share, prompt + answer, k)
        # A token passes all stages, each of which takes its turn with every group of sequences.
        turn = maximum(batch / stages, 1.0)
        step = throughput.step_s(throughput.step_of(task, device, k), turn, k)
        prefill = throughput.prefill_s(task, device)
        first = throughput.first_token_s(step * stages, prefill * stages, turn, k)
        first = first * _series([s.first_token for s in server])
        # Under full load, requests wait in a queue of their own and not in the batch.
        first = column(first).zip_with(n["concurrency"].is_not_null(), column((step + prefill) * stages))
        between = throughput.token_s(step, prefill, turn, answer) * stages * _series([s.token for s in server])
        first, between = column(first / n["factor"]), column(between / n["factor"])
        speed = column(throughput.tokens_per_s(first, between, batch, answer))
        return Speed(speed, speed / n["band_high"], speed / n["band_low"], between, first, column(batch))

    def _cached_at(self, eight_bit: Sequence[bool]) -> Components:
        """The components, with a cache of half the size where a server keeps that of 8-bit and 4-bit models so."""
        part = 1.0 - 0.5 * self.numbers["narrow"] * _series([float(flag) for flag in eight_bit])
        halved = ("full_token_bytes", "latent_token_bytes", "window_token_bytes", "sparse_token_bytes")
        return replace(self.whole, **{name: getattr(self.whole, name) * part for name in halved})

    def _batch(self, share: memory.Share, tokens: Operand, k: Constants) -> Operand:
        """The stated batch, else the largest that memory holds when sequences are at all stages of their answers."""
        n = self.numbers
        if not n["concurrency"].null_count():
            return n["concurrency"]
        usable = n["usable_bytes"]
        room = memory.cache_room(share, usable, memory.batched_tokens(usable, k), k)
        most = n["devices"] / n["ways"] * LARGEST_BATCH
        held = maximum(minimum(floor(room / memory.sequence_bytes(share, tokens)), most), 1.0)
        return n["concurrency"].fill_null(column(held))


def check(point: Point) -> None:
    """Whether a speed can be computed. Raises SizeUnknown or SpeedUnknown, which say what is missing."""
    _architecture(point)
    reason = missing(point.accelerator)
    if reason is not None:
        raise SpeedUnknown(reason)


def _architecture(point: Point) -> Architecture:
    found = layout(point.model)
    if found is None:
        raise SizeUnknown(point.model.id)
    return found


def _held(point: Point) -> tuple[Components, Compute]:
    measured = components.measure(_architecture(point))
    compute = components.dominant_compute(measured, point.precision)
    return components.at_precision(measured, point.precision), compute


def _row(point: Point, compute: Compute, k: Constants) -> dict[str, object]:
    """Numbers of one point beside its components."""
    accelerator = point.accelerator
    kind, _ = device_class(accelerator, compute, k, point.stages)
    sheet = datasheet(accelerator, compute, kind)
    if sheet is None:
        raise SpeedUnknown(missing(accelerator) or f"the speed of {accelerator.name} at {compute} is unknown")
    return {
        **vars(sheet),
        "devices": point.devices,
        "ways": point.ways or point.devices,
        "stages": point.stages,
        "input_tokens": point.input_tokens,
        "output_tokens": point.output_tokens,
        "concurrency": point.concurrency,
        "narrow": float(compute in ("fp8", "fp4")),
        "usable_bytes": usable_bytes(accelerator, k),
        "factor": kind.factor,
        "band_low": kind.low,
        "band_high": kind.high,
    }


def _series(values: Sequence[float]) -> pl.Series:
    import polars as pl

    return pl.Series(values, dtype=pl.Float64)
