"""What a ranking is asked for: needs, policy, catalog and the day that counts as today."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from weighbridge.catalog import Catalog
from weighbridge.needs import Needs
from weighbridge.policy import Policy


@dataclass(frozen=True)
class Context:
    """Handed to every gate and criterion."""

    needs: Needs
    policy: Policy
    catalog: Catalog

    @property
    def as_of(self) -> date:
        """The day that counts as today."""
        return self.catalog.as_of

    @property
    def horizon(self) -> date:
        """The last day on which the choice must still be served."""
        months = self.as_of.month - 1 + self.needs.horizon_months
        year, month = self.as_of.year + months // 12, months % 12 + 1
        if year > date.max.year:
            return date.max
        return date(year, month, min(self.as_of.day, monthrange(year, month)[1]))
