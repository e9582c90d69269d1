"""Layers one by one to groups of equal ones, however a model's files describe them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeAlias

from weighbridge.errors import UnknownLayout
from weighbridge.records.architecture import FeedForward, LayerGroup, Mixer

Layer: TypeAlias = tuple[Mixer, FeedForward]
LAYERS_MAX = 10_000


def plausible(layers: int) -> int:
    """The number of layers. Raises UnknownLayout for one that no model has."""
    if not 0 < layers <= LAYERS_MAX:
        raise UnknownLayout(f"{layers:,} layers are no plausible number")
    return layers


def counted(layers: Iterable[Layer]) -> tuple[LayerGroup, ...]:
    """Equal layers together, in the order in which each kind comes first."""
    found = Counter(layers)
    return tuple(LayerGroup(count=n, mixer=mixer, feed_forward=ffn) for (mixer, ffn), n in found.items())
