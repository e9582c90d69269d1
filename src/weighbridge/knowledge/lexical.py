"""Okapi BM25 over tokens. Source: Robertson and Zaragoza, The Probabilistic Relevance Framework (2009)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

K1 = 1.2
"""How fast repeating a word stops to matter."""
B = 0.75
"""How much longer texts are held back; 0 not at all, 1 in full proportion."""


@dataclass(frozen=True)
class Statistics:
    """What is known about a collection: its size, its mean length in tokens, and how many texts hold a term."""

    count: int
    mean_length: float
    frequency: Callable[[str], int]
    """Term to the number of texts that hold it."""

    def weight(self, term: str) -> float:
        """Inverse document frequency, never negative: ln(1 + (N - n + 0.5) / (n + 0.5))."""
        holders = self.frequency(term)
        return math.log(1 + (self.count - holders + 0.5) / (holders + 0.5))

    def part(self, times: int, length: int, weight: float) -> float:
        """What a term that a text of that length holds so many times adds to its score."""
        return weight * times * (K1 + 1) / (times + K1 * (1 - B + B * length / self.mean_length))


def statistics_of(texts: Sequence[Iterable[str]]) -> Statistics:
    """Statistics of tokenized texts."""
    holders: Counter[str] = Counter()
    total = 0
    for tokens in texts:
        counted = Counter(tokens)
        holders.update(counted.keys())
        total += counted.total()
    return Statistics(len(texts), max(1.0, total / max(1, len(texts))), lambda term: holders.get(term, 0))


def score(query: Iterable[str], counted: Mapping[str, int], length: int, statistics: Statistics) -> float:
    """The score of one text, given as its term counts and its length in tokens."""
    return sum(
        statistics.part(counted[term], length, statistics.weight(term)) for term in set(query) if term in counted
    )
