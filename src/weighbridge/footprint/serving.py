"""What one accelerator gives to serving: usable memory, and how far it gets of its datasheet, as far as is known."""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.footprint import memory, throughput
from weighbridge.footprint.constants import Constants, DeviceClass, SpeedBasis
from weighbridge.footprint.operands import number
from weighbridge.footprint.precision import Compute, compute_rate, runs_natively
from weighbridge.records.accelerator import Accelerator

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


def speed_basis(accelerator: Accelerator, compute: Compute, k: Constants) -> SpeedBasis:
    """Whether the speed formula was fitted on such devices, or adjusted to measurements with their software."""
    if compute == "gguf":
        return "gguf"
    if accelerator.setting in UNCALIBRATED_SETTINGS or accelerator.link in UNCALIBRATED_LINKS:
        return "uncalibrated"
    return k.devices.software.get(accelerator.software or "", "uncalibrated")


def device_class(accelerator: Accelerator, compute: Compute, k: Constants, stages: int = 1) -> tuple[DeviceClass, bool]:
    """Correction and range for a device and number format, and whether the speed formula was fitted on such.

    Ranges are wider for a copy in several `stages`, since none was in the measurements.
    """
    basis, wide = speed_basis(accelerator, compute, k), k.devices.uncalibrated
    kind = _class(basis, accelerator, k)
    if stages > 1:
        kind = kind.model_copy(update={"low": min(kind.low, wide.low), "high": max(kind.high, wide.high)})
    return kind, basis == "fitted" and stages == 1


def _class(basis: SpeedBasis, accelerator: Accelerator, k: Constants) -> DeviceClass:
    if basis == "fitted":
        band = k.speed.predicted_over_measured
        return DeviceClass(low=band.low, high=band.high)
    if basis == "gguf":
        return k.gguf.others if accelerator.memory_kind in ("gddr", "lpddr") else k.gguf.stacked
    return k.adjusted if basis == "adjusted" else k.devices.uncalibrated


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
    """A device's speed for weights of that format; None when its bandwidth or FLOPS are unknown."""
    usable, (kind, calibrated) = usable_bytes(accelerator, k), device_class(accelerator, compute, k, stages)
    sheet = datasheet(accelerator, compute, kind)
    if sheet is None:
        return None
    batched = number(memory.batched_tokens(usable, k))
    return Serving(throughput.device(sheet, k), usable, batched, kind, calibrated)
