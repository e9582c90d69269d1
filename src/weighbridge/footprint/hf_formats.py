"""Which number format each matrix of a checkpoint is in, as the `quantization_config` of its config.json says.

Tools that quantize write this in several ways: one format with the modules that are spared, as names, wildcards or
regular expressions; groups of modules with a format each; or every module by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from weighbridge.errors import UnknownLayout

KEPT = "bf16"
ROOT = re.compile(r"^(model\.|language_model\.|text_model\.|backbone\.|transformer\.)+")
ROOTS = ("", "model.", "language_model.model.", "model.language_model.", "backbone.")
"""What stands before the layers in the names of a checkpoint's modules."""
SPARED = ("ignore", "modules_to_not_convert", "exclude_modules", "ignored_layers")
ALGORITHMS = {
    "NVFP4": "nvfp4", "W4A16_NVFP4": "nvfp4", "NVFP4_AWQ": "nvfp4", "MXFP4": "mxfp4", "MXFP8": "mxfp8",
    "FP8": "fp8_channel", "FP8_PER_CHANNEL_PER_TOKEN": "fp8_channel", "INT4_AWQ": "int4_g128", "W4A16_AWQ": "int4_g128",
    "INT8_SQ": "int8", "W8A8_SQ_PER_CHANNEL": "int8",
}  # fmt: skip
MIXED = "MIXED_PRECISION"
PATTERN_MAX = 200
REPEATED_GROUP = re.compile(r"\)[*+{]")
REPEATS_MAX = 6
"""Beyond these a pattern could keep the matcher busy for hours; those of published checkpoints stay far below."""
WHOLE_LAYER = re.compile(r"(layers\.\d+)\*")


@dataclass(frozen=True)
class Modules:
    """A set of modules by name, wildcard or regular expression."""

    names: frozenset[str]
    """Without what stands before the layers."""
    wildcards: tuple[str, ...]
    expressions: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, patterns: Iterable[str]) -> Modules:
        """Raises UnknownLayout for an expression that is broken or could take for ever."""
        written = [str(pattern) for pattern in patterns]
        plain = [ROOT.sub("", text) for text in written if not text.startswith("re:")]
        # A layer's number followed by a star means that layer, not those whose numbers begin so.
        stars = [WHOLE_LAYER.sub(r"\1.*", text) for text in plain if "*" in text]
        return cls(
            names=frozenset(text for text in plain if "*" not in text),
            wildcards=tuple(stars),
            expressions=tuple(_compiled(text[3:]) for text in written if text.startswith("re:")),
        )

    def hold(self, module: str) -> bool:
        """Whether a module, named from its layer on, is one of them or inside one."""
        parts = module.split(".")
        if any(".".join(parts[:length]) in self.names for length in range(1, len(parts) + 1)):
            return True
        # A name without dots is that of a module anywhere.
        if any(part in self.names for part in parts[1:]):
            return True
        if any(_wild(module, pattern) for pattern in self.wildcards):
            return True
        return any(found.match(root + module) for found in self.expressions for root in ROOTS)


@dataclass(frozen=True)
class Formats:
    """The number formats of a checkpoint's matrices."""

    default: str
    spared: Modules
    """In 16 bit."""
    groups: tuple[tuple[str, Modules], ...]
    """Formats of their own, and whose they are."""

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
    spared = Modules.of(pattern for name in SPARED for pattern in quantization.get(name) or ())
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
            targets = [str(target) for target in group.get("targets") or () if "." in str(target)]
            if targets:
                named.setdefault(_group_precision(group.get("weights") or {}), []).extend(targets)
    return tuple((precision, Modules.of(modules)) for precision, modules in named.items())


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


def _wild(module: str, pattern: str) -> bool:
    """Whether a wildcard covers a module or one that it is in, with or without what stands before the layers."""
    return any(fnmatchcase(name, tail) for name in (module, f"model.{module}") for tail in (pattern, f"{pattern}.*"))


def _compiled(pattern: str) -> re.Pattern[str]:
    """The expression of an exception. Raises UnknownLayout for one that is broken or could take for ever."""
    repeats = pattern.count("*") + pattern.count("+") + pattern.count("{")
    if len(pattern) > PATTERN_MAX or repeats > REPEATS_MAX or REPEATED_GROUP.search(pattern):
        raise UnknownLayout(f"the exception {pattern[:60]!r} of its quantization is too involved")
    try:
        return re.compile(pattern)
    except re.error as error:
        raise UnknownLayout(f"the exception {pattern[:60]!r} of its quantization is no expression: {error}") from error
