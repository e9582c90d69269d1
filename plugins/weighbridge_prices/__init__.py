"""Offers priced by genai-prices: its bundled price lists, read at run time, joined to the catalog by aliases.yaml."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge import DataPlugin, hookimpl

if TYPE_CHECKING:
    from weighbridge.records import Offer
    from weighbridge_prices.result import Walk


class PricesPlugin(DataPlugin):
    """Walks the genai-prices snapshot; nothing of it is copied, so an updated package brings updated prices."""

    @hookimpl
    def offers(self, as_of: date) -> Iterable[Offer]:
        """Offers with the prices in force on `as_of` at 12:00 UTC."""
        return self._walk(as_of).offers

    def unmatched_offers(self, as_of: date) -> Iterable[tuple[str, str, str]]:
        """(provider id, name at the provider, reason) of every listed model that is no offer here."""
        return self._walk(as_of).unmatched

    @lru_cache(maxsize=4)  # noqa: B019  # one plugin object lives as long as the process
    def _walk(self, as_of: date) -> Walk:
        """The walk of one day, kept between runs under everything it depends on: importing the lists takes longest."""
        from weighbridge_prices.kept import kept_walk

        return kept_walk(self.folder, as_of)


plugin = PricesPlugin(Path(__file__).parent)
