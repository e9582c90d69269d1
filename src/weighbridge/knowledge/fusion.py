"""Lexical and dense scores as one: each on a scale of 0 to 1, then half and half.

The weighting, and what each half is worth alone, are measured in benchmarks/retrieval.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from weighbridge.knowledge.passage import Passage

LEXICAL_SHARE = 0.5


@dataclass(frozen=True)
class Candidate:
    """A passage with what each search says about it."""

    passage: Passage
    lexical: float
    """BM25 score; 0 when no word is shared."""
    dense: float | None
    """Cosine on the scale of its own collection (0 worst, 1 best); None when the passage has no vector."""


def fused(candidates: Iterable[Candidate], lexical_share: float = LEXICAL_SHARE) -> list[tuple[Passage, float]]:
    """Candidates with one score each in 0 to 1, best first; ties go by id.

    A passage without a vector is judged by its words alone.
    """
    found = list(candidates)
    top = max((candidate.lexical for candidate in found), default=0.0) or 1.0
    scored = []
    for candidate in found:
        words = candidate.lexical / top
        meaning = words if candidate.dense is None else candidate.dense
        scored.append((candidate.passage, lexical_share * words + (1 - lexical_share) * meaning))
    return sorted(scored, key=lambda item: (-item[1], item[0].id))


def scaled(cosine: float, low: float, high: float) -> float:
    """A cosine between the lowest and the highest of its collection, on 0 to 1."""
    return (cosine - low) / (high - low) if high > low else 1.0
