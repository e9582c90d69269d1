"""The tensors of a checkpoint as its headers list them, and what a server loads of them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from math import prod

PACKED = {"I32": 8, "U8": 2, "F4": 1}
"""Weights in one element of a quantized matrix: eight 4-bit ones in 32 bits, two in a byte."""
QUANTIZED_NAMES = ("qweight", "weight_packed", "_blocks", "weight")
NOT_WEIGHTS = ("inv_freq", "g_idx", "num_batches_tracked", "rotary_emb")
LAYER = re.compile(r"(?:^|\.)layers\.(\d+)\.")
DRAFTS = re.compile(r"(?:^|\.)(?:mtp|nextn|eagle)(?:\.|_|\d)")
"""Layers that guess several tokens ahead; servers leave them out unless asked."""
HEADS = ("lm_head.weight", "output.weight", "lm_head.qweight", "embed_out.weight")


@dataclass(frozen=True)
class Tensor:
    """One tensor: name as stored, number format, shape and size in the file."""

    name: str
    kind: str
    shape: tuple[int, ...]
    size_bytes: float

    @property
    def weights(self) -> int:
        """Weights it holds, packed ones counted singly; 0 for scales and zero points."""
        if self.kind.startswith("F8_E8") or self.name.endswith(("_scales", "scales", "qzeros", "scale_inv", "_scale")):
            return 0
        whole = prod(self.shape)
        if self.kind in ("I32", "U8"):
            return whole * PACKED[self.kind] if self.name.endswith(QUANTIZED_NAMES) else 0
        return whole


@dataclass(frozen=True)
class Checkpoint:
    """All tensors of one model."""

    tensors: tuple[Tensor, ...]
    notes: tuple[str, ...] = ()
    """What a reader should know about the files, one sentence each."""

    def served(self, layers: int | None) -> tuple[Tensor, ...]:
        """Tensors that a server loads: no draft layers beyond the `layers` of the model, no buffers."""
        return tuple(tensor for tensor in self.tensors if not _left_out(tensor.name, layers))

    def weights(self, layers: int | None = None) -> int:
        """Served weights, each counted once."""
        return sum(tensor.weights for tensor in self.served(layers))

    def size_bytes(self, layers: int | None = None) -> float:
        """Bytes of the served weights; 32-bit checkpoints are counted at the 16 bit that servers run them in."""
        served = self.served(layers)
        sizes: Counter[str] = Counter()
        for tensor in served:
            sizes[tensor.kind] += int(tensor.size_bytes)
        whole = sum(sizes.values())
        return whole - (sizes["F32"] / 2 if sizes["F32"] * 2 > whole else 0.0)

    @property
    def main_kind(self) -> str:
        """Number format of most bytes."""
        sizes: Counter[str] = Counter()
        for tensor in self.tensors:
            sizes[tensor.kind] += int(tensor.size_bytes)
        return max(sorted(sizes), key=lambda kind: sizes[kind])

    @property
    def tied(self) -> bool:
        """Whether the output head shares the input table, so that no head of its own is stored."""
        return not any(tensor.name.endswith(HEADS) for tensor in self.tensors)


def _left_out(name: str, layers: int | None) -> bool:
    found = LAYER.search(name)
    beyond = layers is not None and found is not None and int(found.group(1)) >= layers and "vision" not in name
    return beyond or bool(DRAFTS.search(name)) or name.endswith(NOT_WEIGHTS)
