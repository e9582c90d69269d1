"""What one day's price lists give."""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.records import Offer

Gap = tuple[str, str, str]
"""Provider id, name at the provider, reason."""


@dataclass(frozen=True)
class Walk:
    """Offers, and the reason for every name that is none; both sorted."""

    offers: tuple[Offer, ...]
    unmatched: tuple[Gap, ...]
