"""Reads the `quantization_config` of a Hugging Face `config.json`: which precision, and which parts keep another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from weighbridge.errors import UnknownLayout
from weighbridge.records.architecture import Part

SAMPLES: dict[Part, tuple[str, ...]] = {
    "attention": ("self_attn.o_proj",),
    "dense": ("mlp.down_proj",),
    "shared": ("mlp.shared_experts.down_proj", "block_sparse_moe.shared_experts.down_proj"),
    "experts": ("mlp.experts.0.down_proj", "block_sparse_moe.experts.0.w2"),
}
"""One weight of each part, named as checkpoints name it."""
MIDDLE_LAYER = 5
PATTERN_MAX = 200
REPEATED_GROUP = re.compile(r"\)[*+{]")
REPEATS_MAX = 6
"""Beyond these a pattern could keep the matcher busy for hours; those of published checkpoints stay far below."""


def stored_precision(config: Mapping[str, Any]) -> tuple[str, dict[Part, str]]:
    """Precision of the published weights and the parts that hold another.

    Raises UnknownLayout for a quantization method without a byte count.
    """
    quantization = config.get("quantization_config")
    if not quantization:
        return "bf16", {}
    precision = _precision(quantization)
    if precision == "mxfp4" and quantization.get("quant_method") == "mxfp4":
        # This method quantizes routed experts only, whatever the list of exceptions says.
        return precision, {"attention": "bf16", "dense": "bf16", "shared": "bf16"}
    exceptions: dict[Part, str] = {}
    ignored = _ignored(quantization)
    for part, names in SAMPLES.items():
        if any(_matches(pattern, names) for pattern in ignored):
            exceptions[part] = "bf16"
    if config.get("expert_dtype") == "fp4":
        exceptions["experts"] = "mxfp4"
    return precision, exceptions


def _precision(quantization: Mapping[str, Any]) -> str:
    method = str(quantization.get("quant_method", "")).lower()
    algorithm = str(quantization.get("quant_algo") or quantization.get("quantization", {}).get("quant_algo", ""))
    if method == "mxfp4" or str(quantization.get("format", "")).startswith("mxfp4"):
        return "mxfp4"
    if algorithm.upper().startswith("NVFP4"):
        return "nvfp4"
    if algorithm.upper() == "FP8":
        return "fp8_channel"
    if method in {"fp8", "fbgemm_fp8"}:
        return "fp8_block" if quantization.get("weight_block_size") else "fp8_channel"
    if method in ("awq", "gptq") and quantization.get("bits") == 4:
        return "int4_g128"
    for group in quantization.get("config_groups", {}).values():
        return _group_precision(group.get("weights") or {})
    raise UnknownLayout(f"the quantization {algorithm or method or 'without a method'} has no byte count")


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


def _ignored(quantization: Mapping[str, Any]) -> list[str]:
    names = ("ignore", "modules_to_not_convert", "exclude_modules", "ignored_layers")
    return [str(pattern) for name in names for pattern in quantization.get(name) or ()]


def _matches(pattern: str, names: tuple[str, ...]) -> bool:
    """Whether an exception covers the sample weight in a layer in the middle of the model."""
    middle = f"model.layers.{MIDDLE_LAYER}."
    full = [f"{prefix}{middle}{name}" for name in names for prefix in ("", "language_model.")]
    if pattern.startswith("re:"):
        return any(_compiled(pattern[3:]).fullmatch(name) for name in full)
    return any(fnmatchcase(name, f"{pattern}*") for name in full)


def _compiled(pattern: str) -> re.Pattern[str]:
    """The expression of an exception. Raises UnknownLayout for one that is broken or could take for ever."""
    repeats = pattern.count("*") + pattern.count("+") + pattern.count("{")
    if len(pattern) > PATTERN_MAX or repeats > REPEATS_MAX or REPEATED_GROUP.search(pattern):
        raise UnknownLayout(f"the exception {pattern[:60]!r} of its quantization is too involved")
    try:
        return re.compile(pattern)
    except re.error as error:
        raise UnknownLayout(f"the exception {pattern[:60]!r} of its quantization is no expression: {error}") from error
