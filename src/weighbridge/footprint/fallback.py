"""A stand-in layout for models whose real one is unknown: exact in weights, generous in cache."""

from __future__ import annotations

import math

from weighbridge.records.architecture import (
    Architecture,
    DenseFeedForward,
    FeedForward,
    GroupedAttention,
    LayerGroup,
    MixtureOfExperts,
)
from weighbridge.records.base import Evidence
from weighbridge.records.model import Model

VOCABULARY = 200_000
HEAD_DIM = 128
KV_HEADS = 16
"""Twice what most models have. With full attention in every layer this bounds the cache of every model in the catalog
whose query heads share key-value heads; only models of 2023 and 2024 that do not share them can exceed it."""
EXPERTS = 128
WIDTH_PER_LAYER = 128
"""Hidden size divided by layers, as models of 7 B to 400 B have it."""
EVIDENCE = Evidence(
    grade="estimated",
    source="computed from the number of parameters: 16 key-value heads of 128 in every layer, no sliding windows",
)


def layout(model: Model) -> Architecture | None:
    """The layout to compute with: the model's own, else the stand-in, else None (closed or of unknown size)."""
    return model.architecture or fallback(model)


def fallback(model: Model) -> Architecture | None:
    """A stand-in built from `parameters_b`; None without it or for closed weights. Results are upper bounds.

    Its hidden size is a multiple of 2,048 so that it can be split like a real model.
    """
    if not model.open_weights or not model.parameters_b:
        return None
    total = model.parameters_b * 1e9
    active = min(model.active_parameters_b * 1e9, total) if model.active_parameters_b else total
    # 12 h^2 weights a layer and h / 128 layers give the hidden size of a plain model.
    hidden = max(1, round((active * WIDTH_PER_LAYER / 12) ** (1 / 3) / 2048 + 0.5)) * 2048
    layers = hidden // WIDTH_PER_LAYER
    mixer = GroupedAttention(query_heads=hidden // HEAD_DIM, kv_heads=KV_HEADS, head_dim=HEAD_DIM)
    attention = 2 * hidden * hidden + 2 * hidden * KV_HEADS * HEAD_DIM
    rest = max(total / layers - attention - VOCABULARY * hidden / layers, 3.0 * hidden)
    return Architecture(
        hidden_size=hidden,
        vocab_size=VOCABULARY,
        tied_embeddings=True,
        groups=(LayerGroup(count=layers, mixer=mixer, feed_forward=_feed_forward(rest, hidden, active / total)),),
        upper_bound=True,
        evidence=EVIDENCE,
    )


def _feed_forward(parameters: float, hidden: int, active_share: float) -> FeedForward:
    """A feed-forward part of that many weights, as experts when only a share of the model is active."""
    if active_share > 0.9:
        return DenseFeedForward(width=_rounded(parameters / (3 * hidden), 1024))
    width = _rounded(parameters / (3 * hidden * EXPERTS), 128)
    return MixtureOfExperts(experts=EXPERTS, active=max(1, round(EXPERTS * active_share)), width=width)


def _rounded(width: float, multiple: int) -> int:
    return max(1, math.ceil(width / multiple)) * multiple
