"""Weights: scaled shares of what matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType

from weighbridge.errors import UnknownCriterion


def criterion_weights(
    stated: Mapping[str, float], known: Sequence[str], failed: Mapping[str, str] = MappingProxyType({})
) -> dict[str, float]:
    """Criterion name to share, adding up to 1; criteria that are not stated weigh 0 and are left out.

    `failed` names criteria of plugins that were left out, and why. Raises UnknownCriterion for a name that no
    criterion has.
    """
    for name in stated:
        if name not in known:
            raise UnknownCriterion(name, get_close_matches(name, known, n=1), known, failed.get(name))
    total = sum(stated.values())
    return {name: stated[name] / total for name in known if stated.get(name, 0) > 0}
