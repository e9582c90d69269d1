"""Over how many devices a copy of a model can be split (tensor parallelism; experts may be spread instead)."""

from __future__ import annotations

from weighbridge.footprint.constants import constants
from weighbridge.footprint.precision import part_precisions, precisions
from weighbridge.records.accelerator import Accelerator
from weighbridge.records.architecture import (
    Architecture,
    CompressedAttention,
    DenseFeedForward,
    GroupedAttention,
    LatentAttention,
    LayerGroup,
    LinearAttention,
    MixtureOfExperts,
    Part,
    StateSpace,
)

SPLITS = (1, 2, 4, 8)


def valid_splits(architecture: Architecture, precision: str) -> tuple[int, ...]:
    """Sizes of a copy, in devices, at which every layer divides evenly."""
    held = part_precisions(architecture, precision)
    blocks = {part: precisions()[name].block for part, name in held.items()}
    return tuple(n for n in SPLITS if all(_divides(group, n, blocks) for group in architecture.groups))


def largest_split(accelerator: Accelerator) -> int:
    """Most devices of one kind that a copy can span: the link domain, and less where the link is slow."""
    limit = constants().devices.max_split.get(accelerator.link or "pcie", accelerator.max_per_node)
    return min(limit, accelerator.max_per_node)


def _divides(group: LayerGroup, devices: int, blocks: dict[Part, int]) -> bool:
    mixer, ffn = group.mixer, group.feed_forward
    if isinstance(mixer, GroupedAttention):
        whole = mixer.kv_heads % devices == 0 or devices % mixer.kv_heads == 0
        if mixer.query_heads % devices or not whole:
            return False
    if isinstance(mixer, LatentAttention | CompressedAttention) and mixer.query_heads % devices:
        return False
    if isinstance(mixer, LinearAttention) and (mixer.key_heads % devices or mixer.value_heads % devices):
        return False
    if isinstance(mixer, StateSpace) and mixer.heads % devices:
        return False
    if isinstance(ffn, DenseFeedForward):
        return ffn.width % (devices * blocks["dense"]) == 0 or devices == 1
    if isinstance(ffn, MixtureOfExperts):
        return ffn.experts % devices == 0 or ffn.width % (devices * blocks["experts"]) == 0
    return True
