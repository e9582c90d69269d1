"""Over how many devices a copy of a model can be split, and in which way.

Tensor parallelism: devices share every layer (experts may be spread instead). Pipeline parallelism: groups of them, as
many as fit one node, hold the layers in turn. Data-parallel attention: each device serves sequences of its own with
all attention weights, so that a compressed cache is not held once on each of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from weighbridge.footprint.constants import constants
from weighbridge.footprint.precision import part_precisions, precisions
from weighbridge.records.accelerator import Accelerator
from weighbridge.records.architecture import Architecture, FeedForward, LayerGroup, Mixer, Part

SPLITS = (1, 2, 4, 8)
NODE_MIN = 4
STAGES = (2, 3, 4)
"""Stages of a pipeline worth planning for: beyond four nodes nobody serves one copy."""
ROOMY = 32
"""Sequences that a copy should hold; beside one that holds fewer, a longer pipeline is worth planning."""
SERVERS = ("datacenter", "workstation")
"""Settings of accelerators that stand in nodes with a network between them."""
STAGED_GB = 40.0
"""Memory of the smallest accelerator that anyone chains over nodes; a larger one is cheaper than two nodes of less."""


@dataclass(frozen=True)
class Split:
    """How one copy is spread."""

    devices: int
    """That share each layer."""
    larger: float = math.inf
    """The next larger number of devices; infinite if there is none."""
    stages: int = 1
    """Groups of so many devices that hold the layers in turn."""
    groups: int = 1
    """Sets of devices whose attention works on sequences of its own; 1: all devices share the heads."""

    @property
    def total(self) -> int:
        """Devices of one copy."""
        return self.devices * self.stages

    @property
    def ways(self) -> int:
        """Devices that share the attention heads."""
        return self.devices // self.groups


def said(devices: int, stages: int, groups: int) -> str:
    """How a copy of so many devices is spread, where they do not simply share every layer; else empty."""
    if stages > 1:
        return f"in a pipeline of {stages} x {devices // stages}"
    return f"attention in {groups} groups" if groups > 1 else ""


def splits(architecture: Architecture, precision: str) -> tuple[Split, ...]:
    """Ways to spread a copy: within a node first, then with an attention of its own on each device, then in stages."""
    shared = precisions()[precision].compute != "gguf"
    compressed = shared and any(mixer.kind == "latent" for group in architecture.groups for mixer in group.mixers)
    return _ways(valid_splits(architecture, precision), sum(group.count for group in architecture.groups), compressed)


@cache
def _ways(sizes: tuple[int, ...], layers: int, compressed: bool) -> tuple[Split, ...]:
    larger = dict(zip(sizes, (*sizes[1:], math.inf), strict=True))
    within = [Split(n, larger[n]) for n in sizes]
    apart = [Split(n, larger[n], groups=n) for n in sizes if n > 1 and compressed]
    # Each stage is as wide as a node allows: four cards without fast links, eight with them.
    wide = [n for n in sizes if n >= NODE_MIN or n == sizes[-1] > 1]
    staged = [Split(n, larger[n], stages=stages) for n in wide for stages in STAGES if stages <= layers]
    return (*within, *apart, *staged)


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


def most_stages(accelerator: Accelerator) -> int:
    """Most stages of a pipeline over nodes of such devices; 1 where no network for it is to be expected, or no use."""
    usual = accelerator.setting in SERVERS and accelerator.memory_gb >= STAGED_GB and largest_split(accelerator) > 1
    return STAGES[-1] if usual else 1


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
    if mixer.kind == "selective" or mixer.kind == "convolution":  # noqa: PLR1714  # as above
        return mixer.channels % devices == 0
    if mixer.kind == "parallel":
        return all(_mixer_divides(single, devices) for single in mixer.mixers)
    return mixer.kind == "none" or mixer.heads % devices == 0


def _feed_forward_divides(ffn: FeedForward, devices: int, blocks: dict[Part, int]) -> bool:
    if ffn.kind == "dense":
        return devices == 1 or ffn.width % (devices * blocks["dense"]) == 0
    if ffn.kind == "experts":
        # Whole experts can be spread over the devices where a single one cannot be cut.
        return ffn.experts % devices == 0 or ffn.width % (devices * blocks["experts"]) == 0
    return True
