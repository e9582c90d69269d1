"""The two tables that plans are joined from: copies of models, and devices. Built once, kept by the caller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, TypeVar

from weighbridge.footprint import components, memory, throughput
from weighbridge.footprint.constants import Constants, DeviceClass, SpeedBasis, constants
from weighbridge.footprint.fallback import layout
from weighbridge.footprint.layout import STAGED_GB, Split, largest_split, most_stages, splits
from weighbridge.footprint.operands import Operand, column, number
from weighbridge.footprint.precision import Compute, compute_rate, offered, runs_natively, served
from weighbridge.records.accelerator import Accelerator
from weighbridge.records.model import Model

if TYPE_CHECKING:
    import polars as pl

Shape = TypeVar("Shape")
FORMATS: dict[Compute, int] = {"bf16": 1, "fp8": 2, "int8": 4, "fp4": 8}
"""Number formats of multiplications as bits, so that a column tells which of them a device serves."""
FILLED = 0.6
"""Share of a device's memory that weights may take before its sequences are too few."""
NATIVE_FP4 = 16
"""Four-bit floats that the device multiplies as such."""
UNCALIBRATED_SETTINGS = ("consumer", "edge")
UNCALIBRATED_LINKS = ("unified", "ethernet", "proprietary")


@dataclass(frozen=True)
class Serving:
    """One accelerator as the formulas see it, for one number format."""

    device: throughput.Device
    usable_bytes: float
    batched_tokens: float
    kind: DeviceClass
    calibrated: bool


def missing(accelerator: Accelerator) -> str | None:
    """Why no speed can be computed for a device; None when one can."""
    if accelerator.bandwidth_gb_s is None:
        return f"the memory bandwidth of {accelerator.name} is unknown"
    if accelerator.bf16_tflops is None:
        return f"the 16-bit speed of {accelerator.name} is unknown"
    return None


def usable_bytes(accelerator: Accelerator, k: Constants) -> float:
    """Bytes that software can allocate on one device; from the vendor's label when nothing better is known."""
    gib = accelerator.usable_gib or accelerator.memory_gb * k.memory.usable_share
    return gib * memory.GIB


def speed_basis(accelerator: Accelerator, k: Constants) -> SpeedBasis:
    """Whether the speed formula was fitted on such devices, or adjusted to measurements with their software stack."""
    if accelerator.setting in UNCALIBRATED_SETTINGS or accelerator.link in UNCALIBRATED_LINKS:
        return "uncalibrated"
    return k.devices.software.get(accelerator.software or "", "uncalibrated")


def device_class(accelerator: Accelerator, k: Constants) -> tuple[DeviceClass, bool]:
    """Correction and range for a device, and whether the speed formula was fitted on its kind."""
    basis, band = speed_basis(accelerator, k), k.speed.predicted_over_measured
    if basis == "fitted":
        return DeviceClass(low=band.low, high=band.high), True
    return (k.adjusted if basis == "adjusted" else k.devices.uncalibrated), False


def datasheet(accelerator: Accelerator, compute: Compute, kind: DeviceClass) -> throughput.Datasheet | None:
    """The speed of a device for weights of that format, as far as its kind gets; None when something is unknown."""
    rate, plain = compute_rate(accelerator, compute), compute_rate(accelerator, "bf16")
    if accelerator.bandwidth_gb_s is None or rate is None or plain is None:
        return None
    return throughput.Datasheet(
        bandwidth=accelerator.bandwidth_gb_s * 1e9 * kind.bandwidth,
        flops=rate * kind.compute,
        prompt_flops=rate * kind.prefill,
        prompt_flops_16bit=plain * kind.prefill,
        # Without a stated link a copy cannot be split anyway (see `largest_split`); one device never uses it.
        link=(accelerator.link_gb_s or 1.0) * 1e9,
        fp4=float(compute == "fp4" and runs_natively(accelerator, "fp4")),
    )


def serving(accelerator: Accelerator, compute: Compute, k: Constants, stages: int = 1) -> Serving | None:
    """A device's speed for weights of that format; None when its bandwidth or FLOPS are unknown.

    Ranges are wider for a copy in several `stages`, since none was in the measurements.
    """
    usable, (kind, calibrated) = usable_bytes(accelerator, k), device_class(accelerator, k)
    sheet = datasheet(accelerator, compute, kind)
    if sheet is None:
        return None
    if stages > 1:
        wide = k.devices.uncalibrated
        kind = DeviceClass(factor=kind.factor, low=min(kind.low, wide.low), high=max(kind.high, wide.high))
    batched = number(memory.batched_tokens(usable, k))
    return Serving(throughput.device(sheet, k), usable, batched, kind, calibrated and stages == 1)


def device_table(accelerators: Sequence[Accelerator]) -> pl.DataFrame:
    """One row per accelerator of known speed and number format that it serves, sorted."""
    import polars as pl

    k = constants()
    names = _names(throughput.Device)
    numbers = [*names, "usable_gib", "budget_bytes", "batched_tokens", "factor", "band_low", "band_high"]
    numbers += ["largest_split", "most_stages"]
    rows: list[dict[str, object]] = []
    for accelerator in sorted(accelerators, key=lambda item: item.id):
        for compute, bit in FORMATS.items():
            found = serving(accelerator, compute, k)
            if found is None or not served(accelerator, compute):
                continue
            row: dict[str, object] = {name: getattr(found.device, name) for name in names}
            row |= {"accelerator_id": accelerator.id, "calibrated": found.calibrated}
            row |= {"usable_gib": found.usable_bytes / memory.GIB, "batched_tokens": found.batched_tokens}
            row |= {"budget_bytes": found.usable_bytes * k.memory.utilization}
            row |= {"factor": found.kind.factor, "band_low": found.kind.low, "band_high": found.kind.high}
            row |= {"largest_split": float(largest_split(accelerator)), "most_stages": float(most_stages(accelerator))}
            row |= {"formats": bit | (NATIVE_FP4 if compute == "fp4" and runs_natively(accelerator, compute) else 0)}
            rows.append(row)
    schema: dict[str, pl.DataType | type[pl.DataType]] = dict.fromkeys(numbers, pl.Float64)
    schema |= {"accelerator_id": pl.String, "calibrated": pl.Boolean, "formats": pl.UInt8}
    return pl.DataFrame(rows, schema=schema)


def copy_table(models: Sequence[Model], precision: str | None = None) -> pl.DataFrame:
    """One row per model with known size, precision it comes in and way to split it.

    `precision` asks for that one alone. Columns: names; `kind`, a number for each model and precision; `devices` (of
    each stage), `stages`, `groups` and `larger` of `layout.Split`; `back`, how many rows above the same copy stands
    with one stage fewer; the fields of `memory.Share` and `throughput.Work`.
    """
    import polars as pl

    k = constants()
    parts: list[components.Components] = []
    keys: list[tuple[str | bool | float, ...]] = []
    for model in sorted(models, key=lambda item: item.id):
        architecture = layout(model)
        if architecture is None:
            continue
        measured = components.measure(architecture)
        for name in (precision,) if precision else offered(architecture):
            whole, key, kind = components.at_precision(measured, name), _key(model.id, name, measured), len(parts)
            parts.append(whole)
            ways = _worthwhile(splits(architecture, name), number(whole.weight_bytes))
            keys += [(*key, kind, way.devices, way.stages, way.groups, way.larger, _back(ways, way)) for way in ways]
    names = {"model_id": pl.String, "precision": pl.String, "format": pl.UInt8, "basis": pl.String}
    counts = dict.fromkeys(("devices", "stages", "groups", "larger"), pl.Float64)
    copies = pl.DataFrame(
        keys, schema={**names, "derived": pl.Boolean, "kind": pl.UInt32, **counts, "back": pl.Int32}, orient="row"
    )
    held, n = record(components.Components, frame(components.Components, parts)[copies["kind"]]), copies["devices"]
    if copies["stages"].max() != 1.0:
        held = components.stage(held, copies["stages"])
    attention = n / copies["groups"]
    computed = vars(memory.share(held, n, k, attention)) | vars(throughput.work(held, n, k, attention))
    return joined(copies[[name for name in copies.columns if name != "devices"]], computed)


def _back(ways: Sequence[Split], way: Split) -> int:
    """Places from one stage fewer to `way`; 0 for a single stage."""
    if way.stages == 1:
        return 0
    shorter = replace(way, stages=way.stages - 1)
    return ways.index(way) - ways.index(shorter)


def _worthwhile(ways: Sequence[Split], weight_bytes: float) -> list[Split]:
    """Without pipelines of which a shorter one leaves room on even the smallest device that serves in pipelines."""
    smallest = STAGED_GB * FILLED * 1e9
    return [way for way in ways if way.stages == 1 or weight_bytes / way.devices / (way.stages - 1) > smallest]


def _names(shape: type) -> list[str]:
    return [field.name for field in fields(shape)]


def frame(shape: type[Shape], items: Sequence[Shape]) -> pl.DataFrame:
    """One row per item of a dataclass of numbers, one column per field."""
    import polars as pl

    return pl.DataFrame([vars(item) for item in items], schema=dict.fromkeys(_names(shape), pl.Float64))


def record(shape: type[Shape], table: pl.DataFrame) -> Shape:
    """The dataclass `shape` with each field standing for the column of that name."""
    return shape(**{field.name: table[field.name] for field in fields(shape)})  # type: ignore[arg-type]  # a dataclass


def joined(table: pl.DataFrame, columns: Mapping[str, Operand]) -> pl.DataFrame:
    """The table with further columns. Nothing is computed, so no query is planned either."""
    return table.hstack([column(values).alias(name) for name, values in columns.items()])


def _key(model_id: str, precision: str, measured: components.Measured) -> tuple[str, str, int, str, bool]:
    architecture = measured.architecture
    compute = components.dominant_compute(measured, precision)
    basis, derived = "upper bound" if architecture.upper_bound else "layout", precision != architecture.stored_precision
    # Nobody quantizes to four-bit floats that the device then has to widen again, when INT4 does as well.
    wanted = NATIVE_FP4 if derived and compute == "fp4" else FORMATS[compute]
    return model_id, precision, wanted, basis, derived
