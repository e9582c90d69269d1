"""The two tables that plans are joined from: copies of models, and devices. Built once, kept by the caller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, TypeVar

from weighbridge.footprint import components, memory, throughput
from weighbridge.footprint.constants import constants
from weighbridge.footprint.fallback import layout
from weighbridge.footprint.layout import STAGED_GB, Split, largest_split, most_stages, splits
from weighbridge.footprint.operands import Operand, column, number
from weighbridge.footprint.precision import Compute, offered, runs_natively, served
from weighbridge.footprint.serving import serving
from weighbridge.records.accelerator import Accelerator
from weighbridge.records.model import Model

if TYPE_CHECKING:
    import polars as pl

Shape = TypeVar("Shape")
FORMATS: dict[Compute, int] = {"bf16": 1, "fp8": 2, "int8": 4, "fp4": 8, "gguf": 32}
"""Number formats of multiplications as bits, so that a column tells which of them a device serves."""
FILLED = 0.6
"""Share of a device's memory that weights may take before its sequences are too few."""
NATIVE_FP4 = 16
"""Four-bit floats that the device multiplies as such."""


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
