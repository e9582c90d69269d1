"""What you have yourself: prices you were quoted, in place of the market's, and accelerators you own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from weighbridge.needs import Infrastructure
from weighbridge.records import Accelerator, PriceRange

if TYPE_CHECKING:
    from weighbridge.catalog import Table


def quoted(accelerators: Table[Accelerator], infrastructure: Infrastructure) -> dict[str, Accelerator]:
    """Every accelerator by id, with the rent and the purchase price that the needs state.

    Raises UnknownId for a price of an accelerator that the catalog does not have.
    """
    found = dict(accelerators)
    for field in ("hourly_usd", "purchase_usd"):
        prices: Mapping[str, float] = getattr(infrastructure, field)
        for name, usd in prices.items():
            wanted = accelerators.find(name).id
            price = PriceRange(low=usd, typical=usd, high=usd)
            found[wanted] = found[wanted].model_copy(update={field: price})
    return found


def owned_counts(accelerators: Table[Accelerator], infrastructure: Infrastructure) -> dict[str, int]:
    """Accelerator id to how many are owned. Raises UnknownId for a name that no accelerator has."""
    found: dict[str, int] = {}
    for name, count in infrastructure.owned_accelerators.items():
        wanted = accelerators.find(name).id
        found[wanted] = found.get(wanted, 0) + count
    return found
