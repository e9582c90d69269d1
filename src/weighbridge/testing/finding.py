"""What a check says when a plugin breaks its rule."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One breach of one rule."""

    where: str
    """Record, hook, file or contribution: `offers: acme/small`, `criterion 'green'`."""
    what: str
    """What is wrong, one plain sentence."""
    fix: str
    """What to do about it, one plain sentence."""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}\n    Fix: {self.fix}"
