"""How many keystrokes two words are apart, and the one known word that is at most one or two away."""

from __future__ import annotations

from collections.abc import Sequence

_LONG = 8
"""From this length on two errors are allowed."""


def near(word: str, known: Sequence[str]) -> str | None:
    """The single known word within the bound that starts with the same letter; None when none or several fit."""
    bound = 2 if len(word) >= _LONG else 1
    fitting: dict[int, list[str]] = {}
    for other in known:
        if other[0] == word[0] and abs(len(other) - len(word)) <= bound:
            errors = distance(word, other, bound)
            if errors <= bound:
                fitting.setdefault(errors, []).append(other)
    best = fitting[min(fitting)] if fitting else []
    return best[0] if len(best) == 1 else None


def distance(first: str, second: str, bound: int) -> int:
    """Insertions, deletions, replacements and swaps of neighbors between two words; more than `bound` is cut off."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, left in enumerate(first, 1):
        last, before, row = before, row, [i]
        for j, right in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == second[j - 2] and first[i - 2] == right:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > bound:
            return bound + 1
    return row[-1]
