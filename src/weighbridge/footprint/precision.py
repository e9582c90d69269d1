"""Number formats of weights: their bytes, which ones a model comes in, and what a device makes of them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import Field

from weighbridge import yamlfile
from weighbridge.errors import UnknownPrecision
from weighbridge.footprint.constants import constants
from weighbridge.records.accelerator import Accelerator
from weighbridge.records.architecture import Architecture, Held, Part
from weighbridge.records.base import Evidence, Record

Compute = Literal["bf16", "fp8", "int8", "fp4", "gguf"]
"""What weights are multiplied as; `gguf`: unpacked on the way, by the software that reads such files."""
PARTS: tuple[Part, ...] = ("attention", "dense", "shared", "experts", "head")


class Precision(Record):
    """One number format of weights."""

    title: str
    bytes_per_weight: float = Field(gt=0)
    compute: Compute
    """Format of the multiplications on hardware that has it; elsewhere weights are widened to 16 bit."""
    block: int = Field(default=1, gt=0)
    """Weights along a side that share a scale; the slice of a device must be a multiple."""
    whole_model: bool = False
    """Whether the bytes are an average over tables and head as well."""
    four_bit: bool = False
    source: str


class _File(Record):
    sources: dict[str, Evidence]
    precisions: dict[str, Precision]


@cache
def precisions() -> dict[str, Precision]:
    """All known precisions by id, from the packaged table."""
    path = Path(str(files("weighbridge.footprint") / "precisions.yaml"))
    return yamlfile.validate(yamlfile.read(path), _File, "precisions").precisions


def find(name: str) -> str:
    """The id of a precision by id or by usual short name (fp8, int4, awq, q4_k_m). Raises UnknownPrecision."""
    known = precisions()
    key = name.strip().lower().replace("-", "_")
    short = {"fp8": "fp8_channel", "int4": "int4_g128", "awq": "int4_g128", "gptq": "int4_g128", "fp16": "bf16"}
    for candidate in (key, short.get(key, ""), f"gguf_{key}"):
        if candidate in known:
            return candidate
    raise UnknownPrecision(name, known)


def offered(architecture: Architecture) -> tuple[str, ...]:
    """Precisions worth planning for: the stored one and what it is commonly quantized to."""
    stored = architecture.stored_precision
    if precisions()[stored].four_bit:
        return (stored,)
    derived = ("fp8_channel", "int4_g128", "nvfp4") if stored == "bf16" else ("int4_g128", "nvfp4")
    return (stored, *derived)


def part_precisions(architecture: Architecture, precision: str) -> dict[Part, str]:
    """Precision of most of each part's matrices when the model is served at `precision`."""
    held = held_parts(architecture, precision)
    return {part: name if isinstance(name, str) else max(name, key=name.__getitem__) for part, name in held.items()}


def part_bytes(architecture: Architecture, precision: str) -> dict[Part, float]:
    """Bytes per weight of each part when the model is served at `precision`."""
    width, held = precisions(), held_parts(architecture, precision)
    return {
        part: width[name].bytes_per_weight
        if isinstance(name, str)
        else sum(share * width[single].bytes_per_weight for single, share in name.items())
        for part, name in held.items()
    }


def held_parts(architecture: Architecture, precision: str) -> dict[Part, Held]:
    """What each part is held in.

    Precisions that the maker publishes keep their exceptions. Other 4-bit checkpoints of mixtures of experts keep
    attention in 16 bit, as the published ones do. The head stays in 16 bit where nothing else is said.
    """
    whole = precisions()[precision].whole_model
    held: dict[Part, Held] = dict.fromkeys(PARTS, precision)
    held["head"] = precision if whole else "bf16"
    if precision == architecture.stored_precision:
        held.update(architecture.stored_exceptions)
    elif precision in architecture.quantized_exceptions:
        held.update(architecture.quantized_exceptions[precision])
    elif precisions()[precision].four_bit and not whole and _routed(architecture):
        held["attention"] = "bf16"
    return held


def _routed(architecture: Architecture) -> bool:
    return any(group.feed_forward.kind == "experts" for group in architecture.groups)


def compute_rate(accelerator: Accelerator, compute: Compute) -> float | None:
    """Dense operations per second for weights of that format, widened to 16 bit where the hardware lacks it.

    None when the device's speed is unknown.
    """
    rates = {"fp8": accelerator.fp8_tflops, "int8": accelerator.int8_tops, "fp4": accelerator.fp4_tflops}
    rate = rates.get(compute) or accelerator.bf16_tflops
    return rate * 1e12 if rate else None


def runs_natively(accelerator: Accelerator, compute: Compute) -> bool:
    """Whether the device multiplies in that format itself."""
    rates = {"fp8": accelerator.fp8_tflops, "int8": accelerator.int8_tops, "fp4": accelerator.fp4_tflops}
    return compute in ("bf16", "gguf") or rates[compute] is not None


def served(accelerator: Accelerator, compute: Compute) -> bool:
    """Whether servers run such weights on the device: narrow floating point is computed, or widened to bfloat16."""
    if compute == "gguf":
        return accelerator.software is None or accelerator.software in constants().devices.gguf_software
    return compute in ("bf16", "int8") or runs_natively(accelerator, compute) or has_bfloat16(accelerator)


def has_bfloat16(accelerator: Accelerator) -> bool:
    """Whether the device has the format that weights are published in; taken as true where its formats are unknown."""
    formats = accelerator.native_precisions
    return not formats or "bf16" in formats
