"""Which number format each matrix of a checkpoint is in, as the `quantization_config` of its config.json says.

Tools that quantize write this in several ways: one format with the modules that are spared, as names, wildcards or
regular expressions; groups of modules with a format each; or every module by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weighbridge.errors import UnknownLayout
from weighbridge.footprint.hf.modules import Modules

KEPT = "bf16"
SPARED = ("ignore", "modules_to_not_convert", "exclude_modules", "ignored_layers")
ALGORITHMS = {
    "NVFP4": "nvfp4", "W4A16_NVFP4": "nvfp4", "NVFP4_AWQ": "nvfp4", "MXFP4": "mxfp4", "MXFP8": "mxfp8",
    "FP8": "fp8_channel", "FP8_PER_CHANNEL_PER_TOKEN": "fp8_channel", "INT4_AWQ": "int4_g128", "W4A16_AWQ": "int4_g128",
    "INT8_SQ": "int8", "W8A8_SQ_PER_CHANNEL": "int8",
}  # fmt: skip
MIXED = "MIXED_PRECISION"


@dataclass(frozen=True)
class Formats:
    """The number formats of a checkpoint's matrices."""

    default: str
    spared: Modules
    """In 16 bit."""
    groups: tuple[tuple[str, Modules], ...]
    """Formats of their own, and whose they are."""

    @property
    def general(self) -> int:
        """How many patterns may mean any layer."""
        return self.spared.general + sum(modules.general for _, modules in self.groups)

    def of(self, modules: Sequence[str], *, listed: bool = False) -> str:
        """The precision of a matrix, given the names that it may have; `listed`: 16 bit unless it is named."""
        for precision, found in self.groups:
            if any(found.hold(module) for module in modules):
                return precision
        if any(self.spared.hold(module) for module in modules):
            return KEPT
        return KEPT if listed else self.default


def formats(quantization: Mapping[str, Any]) -> Formats:
    """What a quantization_config says. Raises UnknownLayout for a method without a byte count."""
    spared = Modules.of(pattern for name in SPARED for pattern in _listed(quantization.get(name)))
    groups = _groups(quantization)
    listed = algorithm(quantization) == MIXED and bool(groups)
    base = str(quantization.get("quant_method", "")).lower()
    if listed and base != "fp8":
        return Formats(KEPT, spared, groups)
    if listed or quantization.get("moe_quant_algo"):
        # Experts in a format of their own in a checkpoint whose other matrices stay as they were.
        return Formats(default_precision({**quantization, "quant_algo": None}), Modules.of(()), groups)
    return Formats(default_precision(quantization), spared, groups)


def algorithm(quantization: Mapping[str, Any]) -> str:
    """The name of the algorithm, in capitals; empty if none is stated."""
    inner = quantization.get("quantization")
    stated = quantization.get("quant_algo") or (inner.get("quant_algo") if isinstance(inner, Mapping) else None)
    return str(stated or "").upper()


def default_precision(quantization: Mapping[str, Any]) -> str:
    """Precision of all matrices that are neither spared nor named. Raises UnknownLayout."""
    method, name = str(quantization.get("quant_method", "")).lower(), algorithm(quantization)
    if method == "mxfp4" or str(quantization.get("format", "")).startswith("mxfp4"):
        return "mxfp4"
    if name in ALGORITHMS:
        return ALGORITHMS[name]
    if method in {"fp8", "fbgemm_fp8"}:
        return "fp8_block" if quantization.get("weight_block_size") else "fp8_channel"
    if method in ("awq", "gptq") and quantization.get("bits") == 4:
        return "int4_g128"
    if method == "gptq" and quantization.get("bits") == 8:
        return "int8"
    for group in (quantization.get("config_groups") or {}).values():
        return _group_precision(group.get("weights") or {})
    raise UnknownLayout(f"the quantization {name or method or 'without a method'} has no byte count")


def _groups(quantization: Mapping[str, Any]) -> tuple[tuple[str, Modules], ...]:
    """Formats of modules that are named one by one, or by groups whose targets are more than kinds of layers."""
    named: dict[str, list[str]] = {}
    layers = quantization.get("quantized_layers")
    if isinstance(layers, Mapping):
        for module, stated in layers.items():
            named.setdefault(_named_precision(str(module), stated), []).append(str(module))
    elif len(quantization.get("config_groups") or {}) > 1:
        for group in quantization["config_groups"].values():
            targets = [str(target) for target in _listed(group.get("targets")) if "." in str(target)]
            if targets:
                named.setdefault(_group_precision(group.get("weights") or {}), []).extend(targets)
    return tuple((precision, Modules.of(modules)) for precision, modules in named.items())


def _listed(patterns: Any) -> Sequence[Any]:
    return [patterns] if isinstance(patterns, str) else patterns or ()


def _named_precision(module: str, stated: Any) -> str:
    name = str(stated.get("quant_algo", "") if isinstance(stated, Mapping) else stated).upper()
    if name not in ALGORITHMS:
        raise UnknownLayout(f"the quantization {name or 'without a name'} of {module} has no byte count")
    return ALGORITHMS[name]


def _group_precision(weights: Mapping[str, Any]) -> str:
    kind, bits, size = weights.get("type"), weights.get("num_bits"), weights.get("group_size")
    if kind == "int" and bits == 4 and size in (32, 128):
        return f"int4_g{size}"
    if kind == "int" and bits == 8:
        return "int8"
    if kind == "float" and bits == 8:
        return "fp8_channel"
    if kind == "float" and bits == 4 and size == 16:
        return "nvfp4"
    raise UnknownLayout(f"{bits}-bit {kind} weights in groups of {size} have no byte count")
