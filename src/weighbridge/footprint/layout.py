"""Over how many devices a copy of a model can be split (tensor parallelism; experts may be spread instead)."""

from __future__ import annotations

from weighbridge.footprint.constants import constants
from weighbridge.footprint.precision import part_precisions, precisions
from weighbridge.records.accelerator import Accelerator
from weighbridge.records.architecture import Architecture, FeedForward, LayerGroup, Mixer, Part

SPLITS = (1, 2, 4, 8)


def valid_splits(architecture: Architecture, precision: str) -> tuple[int, ...]:
    """Sizes of a copy, in devices, at which every layer divides evenly."""
    held = part_precisions(architecture, precision)
    blocks = {part: precisions()[name].block for part, name in held.items()}
    # What divides by a power of two divides by the smaller ones; one device always does.
    most = len(SPLITS)
    while not all(_divides(group, SPLITS[most - 1], blocks) for group in architecture.groups):
        most -= 1
    return SPLITS[:most]


def largest_split(accelerator: Accelerator) -> int:
    """Most devices of one kind that a copy can span: the link domain, less where the link is slow, 1 if unknown."""
    if accelerator.link is None or accelerator.link_gb_s is None:
        return 1
    return min(constants().devices.max_split.get(accelerator.link, SPLITS[-1]), accelerator.max_per_node)


def _divides(group: LayerGroup, devices: int, blocks: dict[Part, int]) -> bool:
    """Whether one layer of the group can be shared evenly among `devices`."""
    return _mixer_divides(group.mixer, devices) and _feed_forward_divides(group.feed_forward, devices, blocks)


def _mixer_divides(mixer: Mixer, devices: int) -> bool:
    # By kind, since `isinstance` is slow on records.
    if mixer.kind == "grouped":
        # Fewer key-value heads than devices are repeated, in whole numbers.
        whole = mixer.kv_heads % devices == 0 or devices % mixer.kv_heads == 0
        return whole and mixer.query_heads % devices == 0
    if mixer.kind == "latent" or mixer.kind == "compressed":  # noqa: PLR1714  # mypy narrows only what is written out
        return mixer.query_heads % devices == 0
    if mixer.kind == "linear":
        return mixer.key_heads % devices == 0 and mixer.value_heads % devices == 0
    return mixer.kind == "none" or mixer.heads % devices == 0


def _feed_forward_divides(ffn: FeedForward, devices: int, blocks: dict[Part, int]) -> bool:
    if ffn.kind == "dense":
        return devices == 1 or ffn.width % (devices * blocks["dense"]) == 0
    if ffn.kind == "experts":
        # Whole experts can be spread over the devices where a single one cannot be cut.
        return ffn.experts % devices == 0 or ffn.width % (devices * blocks["experts"]) == 0
    return True
