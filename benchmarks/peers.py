"""What other tools would say of the same serving points and caches: their formulas, restated from their source.

The formulas take neither tensor parallelism nor a batch into account: each says what one accelerator gives one user.
Where one leaves a choice, the value that suits the tool is taken. aiconfigurator-core itself is asked where installed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec

from weighbridge.footprint.parameters import count
from weighbridge.footprint.points import Point
from weighbridge.records.architecture import Architecture, GroupedAttention, LatentAttention, MixtureOfExperts

Peer = Callable[[Point], float | None]
"""Answer tokens per second of the copy; None when the tool has no answer."""

_WHICHLLM_BYTES = {
    "nvfp4": 0.5625,
    "mxfp4": 0.5625,
    "int4_g128": 0.5,
    "int4_g32": 0.5,
    "bf16": 2.0,
    "gguf_q4_k_m": 0.5625,
    "gguf_f16": 2.0,
}
_WHICHLLM_EFFICIENCY = {
    "nvfp4": 0.56,
    "mxfp4": 0.55,
    "int4_g128": 0.45,
    "int4_g32": 0.45,
    "bf16": 0.40,
    "gguf_q4_k_m": 0.55,
    "gguf_f16": 0.40,
}
_WHICHLLM_VENDOR = {"AMD": 0.78, "Apple": 0.82}
_LLMFIT_BYTES = {"bf16": 2.0, "gguf_f16": 2.0, "int4_g128": 0.5, "int4_g32": 0.5}
_LLMFIT_UNKNOWN = 0.58
_LLMFIT_EFFICIENCY = 0.55


def _architecture(point: Point) -> Architecture:
    if point.model.architecture is None:
        raise ValueError(f"{point.model.id} has no layout")
    return point.model.architecture


def _share_read(architecture: Architecture) -> float:
    counts = count(architecture)
    return counts.active / counts.total if counts.experts else 1.0


def whichllm(point: Point) -> float | None:
    """As whichllm 0.5.21: bandwidth over bytes read, times an efficiency per format; up to a quarter of the experts."""
    architecture = _architecture(point)
    size = count(architecture).total * _WHICHLLM_BYTES.get(point.precision, 1.0)
    bandwidth = point.accelerator.bandwidth_gb_s or 0.0
    floor = min(0.25, 0.05 * max(1.0, bandwidth / 256.0))
    share = max(_share_read(architecture), floor) if count(architecture).experts else 1.0
    vendor = _WHICHLLM_VENDOR.get(point.accelerator.vendor, 1.0)
    return bandwidth * 1e9 / (size * share) * _WHICHLLM_EFFICIENCY.get(point.precision, 0.45) * vendor


def llmfit(point: Point) -> float | None:
    """As llmfit 1.1.17: bandwidth over gigabytes of active weights, times 0.55; FP8 and FP4 count as 0.58 bytes.

    For mixtures of experts it adds a fixed part, which is left out here; its own figures are lower by that.
    """
    architecture = _architecture(point)
    size = count(architecture).total * _LLMFIT_BYTES.get(point.precision, _LLMFIT_UNKNOWN)
    return (point.accelerator.bandwidth_gb_s or 0.0) * 1e9 / (size * _share_read(architecture)) * _LLMFIT_EFFICIENCY


def aiconfigurator(point: Point) -> float | None:
    """aiconfigurator-core itself, through the plugin; None for layouts and accelerators that it lacks."""
    from weighbridge_aiconfigurator.estimate import tokens_per_s

    plan = {
        "precision": point.precision,
        "devices": point.devices,
        "batch": point.concurrency or 1.0,
        "input_tokens": point.input_tokens,
        "output_tokens": point.output_tokens,
    }
    try:
        return tokens_per_s(point.model, point.accelerator, plan)
    except Exception:  # noqa: BLE001  # the package raises many kinds for what it has no data for
        return None


def peers() -> Mapping[str, Peer]:
    """Name of each tool to its answer."""
    own = {"aiconfigurator-core 0.12": aiconfigurator} if find_spec("aiconfigurator_core") else {}
    return {**own, "llmfit 1.1.17 (formula)": llmfit, "whichllm 0.5.21 (formula)": whichllm}


def every_layer_full(architecture: Architecture) -> float:
    """Cache bytes per token as hf-mem 0.5.6 and llmfit 1.1.17 count them: keys and values of every layer, 16 bit."""
    layers = sum(group.count for group in architecture.groups if group.mixer.kind != "none")
    for group in architecture.groups:
        mixer = group.mixer
        if isinstance(mixer, GroupedAttention):
            return 2.0 * layers * mixer.kv_heads * mixer.head_dim * 2
        if isinstance(mixer, LatentAttention):
            return 2.0 * layers * architecture.hidden_size * 2
    return 0.0


def has_experts(architecture: Architecture) -> bool:
    """Whether some layers route tokens to experts."""
    return any(isinstance(group.feed_forward, MixtureOfExperts) for group in architecture.groups)
