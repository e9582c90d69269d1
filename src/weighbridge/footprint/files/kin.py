"""Finds the catalog's model of the same sizes, whose layout says what a model file leaves to its family's code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from weighbridge.records.architecture import (
    Architecture,
    DenseFeedForward,
    GroupedAttention,
    LatentAttention,
    MixtureOfExperts,
)
from weighbridge.records.model import Model


@dataclass(frozen=True)
class Sizes:
    """What two models of one family and size have in common."""

    hidden: int
    layers: int
    query_heads: frozenset[int]
    kv_heads: frozenset[int]
    widths: frozenset[int]

    def fits(self, other: Sizes) -> bool:
        """Whether everything known here holds of the other."""
        same = (self.hidden, self.layers) == (other.hidden, other.layers)
        return (
            same
            and self.query_heads <= other.query_heads
            and self.kv_heads <= other.kv_heads
            and self.widths <= other.widths
        )


def sizes_of(architecture: Architecture) -> Sizes:
    """The sizes of a layout."""
    mixers = [mixer for group in architecture.groups for mixer in group.mixers]
    forward = [group.feed_forward for group in architecture.groups]
    return Sizes(
        architecture.hidden_size,
        sum(group.count for group in architecture.groups),
        frozenset(mixer.query_heads for mixer in mixers if isinstance(mixer, GroupedAttention | LatentAttention)),
        frozenset(mixer.kv_heads for mixer in mixers if isinstance(mixer, GroupedAttention)),
        frozenset(ffn.width for ffn in forward if isinstance(ffn, DenseFeedForward | MixtureOfExperts)),
    )


def sizes_of_config(config: Mapping[str, Any]) -> Sizes | None:
    """The sizes that a parsed `config.json` states; None when too few are there to recognize a model by."""
    text = {**config, **(config.get("text_config") or {})}

    def stated(*names: str) -> frozenset[int]:
        found = [text[name] for name in names if type(text.get(name)) is int and text[name] > 0]
        return frozenset(found[:1])

    hidden, layers = stated("hidden_size"), stated("num_hidden_layers")
    heads, widths = stated("num_attention_heads"), stated("moe_intermediate_size", "intermediate_size")
    if not (hidden and layers and heads and widths):
        return None
    latent = bool(text.get("kv_lora_rank"))
    kv_heads = frozenset() if latent else stated("num_key_value_heads")
    return Sizes(min(hidden), min(layers), heads, kv_heads, widths)


def kin(sizes: Sizes | None, models: Iterable[Model]) -> Model | None:
    """The model whose known layout has these sizes; None when there is none, or several that differ in their layers."""
    if sizes is None:
        return None
    found = [
        model
        for model in sorted(models, key=lambda model: model.id)
        if model.architecture is not None
        and not model.architecture.upper_bound
        and sizes.fits(sizes_of(model.architecture))
    ]
    layouts = {model.architecture.groups for model in found if model.architecture is not None}
    return found[0] if len(layouts) == 1 else None
