"""Reads the `quantization_config` of a Hugging Face `config.json`: which precision, and which parts keep another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from weighbridge.errors import UnknownLayout
from weighbridge.footprint.hf.formats import KEPT, Formats, formats
from weighbridge.footprint.hf.matrices import matrices
from weighbridge.footprint.layer_groups import Layer
from weighbridge.records.architecture import Held, Part

PATTERNS_MAX = 20_000
"""Patterns times layers; those of published checkpoints stay far below, and more could take minutes."""
TINY = 0.0005
"""A share of a part's weights that is not worth a mention."""
HEADS = ("lm_head", "language_model.lm_head")


def stored_precision(config: Mapping[str, Any], layers: Sequence[Layer]) -> tuple[str, dict[Part, Held]]:
    """Precision of the published weights and the parts that hold another, in whole or in part.

    Raises UnknownLayout for a quantization method without a byte count.
    """
    quantization = config.get("quantization_config")
    if not quantization:
        return KEPT, {}
    found = formats(quantization)
    if found.default == "mxfp4" and quantization.get("quant_method") == "mxfp4":
        # This method quantizes routed experts only, whatever the list of exceptions says.
        return "mxfp4", {"attention": KEPT, "dense": KEPT, "shared": KEPT}
    held = _held(config, layers, found)
    precision = found.default if found.default != KEPT else _most(held)
    exceptions: dict[Part, Held] = {part: _told(parts) for part, parts in held.items()}
    if config.get("expert_dtype") == "fp4" and exceptions.get("experts") == precision:
        exceptions["experts"] = "mxfp4"
    head = found.of(HEADS, listed=True)
    if head != KEPT:
        exceptions["head"] = head
    return precision, {part: name for part, name in exceptions.items() if name != precision or part == "head"}


def _held(config: Mapping[str, Any], layers: Sequence[Layer], found: Formats) -> dict[Part, Counter[str]]:
    """Weights of each part by precision."""
    if found.general * len(layers) > PATTERNS_MAX:
        raise UnknownLayout(f"{found.general:,} patterns of its quantization are too many for {len(layers):,} layers")
    beside, hidden = bool(config.get("enable_moe_block")), int(config["hidden_size"])
    held: dict[Part, Counter[str]] = {}
    for index, layer in enumerate(layers):
        for matrix in matrices(index, layer, hidden, beside=beside):
            held.setdefault(matrix.part, Counter())[found.of(matrix.names)] += matrix.weights
    return held


def _most(held: Mapping[Part, Counter[str]]) -> str:
    """The precision of most weights that are not in 16 bit."""
    total: Counter[str] = sum(held.values(), Counter())
    del total[KEPT]
    return total.most_common(1)[0][0] if total else KEPT


def _told(parts: Counter[str]) -> Held:
    """The precision of a part, or the shares of several."""
    total = parts.total()
    shares = {name: weights / total for name, weights in sorted(parts.items()) if weights / total > TINY}
    if len(shares) <= 1:
        return parts.most_common(1)[0][0]
    scale = sum(shares.values())
    return {name: round(share / scale, 5) for name, share in shares.items()}
