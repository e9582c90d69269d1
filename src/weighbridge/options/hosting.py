"""Self-hosted options: for every open model and hosting pattern, the cheapest accelerator plan that holds the load."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from weighbridge.options.context import Context
from weighbridge.pricing.plans import SETTINGS, for_servers, front, priced, sound
from weighbridge.pricing.quotes import owned_counts as counts_of
from weighbridge.pricing.quotes import quoted

_TIES = ("accelerator_count", "accelerator_id", "precision", "gpus_per_replica", "attention_groups")
_ADDED = ("hosting", "owned", "cost_low", "cost_expected", "cost_high", "preference")


@dataclass(frozen=True)
class HostingPlans:
    """Plans with their monthly cost; the best of each model and hosting pattern represents it."""

    plans: pl.DataFrame
    """All plans without cost: the table of `footprint.plan.plan_table`."""
    costed: pl.DataFrame
    """Per hosting pattern that allows it, each plan's `row` in `plans`, its model_id and what tells plans of a model
    apart, and hosting, owned (accelerators of that type owned), cost_low, cost_expected, cost_high (USD a month, null
    when a price is unknown), preference (lowest is best)."""
    best: pl.DataFrame
    """One row per model and hosting pattern, with its row number as plan_ix and all columns of both tables."""

    @cached_property
    def every(self) -> pl.DataFrame:
        """All plans under every hosting pattern that allows them, with all columns."""
        return _with_facts(self.plans, self.costed)

    def others(self, model_id: str, hosting: str, count: int) -> pl.DataFrame:
        """The best plans on other accelerators or at other precisions, best first."""
        kinds = ["accelerator_id", "precision"]
        same = self._of(model_id, hosting).sort("preference", *_TIES)
        return same.unique(kinds, keep="first", maintain_order=True)[1 : count + 1]

    def front(self, model_id: str, hosting: str) -> pl.DataFrame:
        """The plans that no other beats in both cost and pace, cheapest first."""
        return front(self._of(model_id, hosting))

    def _of(self, model_id: str, hosting: str) -> pl.DataFrame:
        same = self.costed.filter((pl.col("model_id") == model_id) & (pl.col("hosting") == hosting))
        return _with_facts(self.plans, same)


def hosting_plans(plans: pl.DataFrame, context: Context) -> HostingPlans:
    """Price every plan under every hosting pattern that allows it, and choose the cheapest sound one.

    `plans` is the table of `footprint.plan.plan_table`. On your own site a plan that fits what you own comes first.
    Raises UnknownId for an accelerator, owned or quoted, that the catalog does not have.
    """
    infrastructure, owned = context.needs.infrastructure, owned_counts(context)
    accelerators = quoted(context.catalog.accelerators, infrastructure)
    mine = {name: accelerators[name] for name in owned} or accelerators
    # Only what the choice needs is priced; the other columns are fetched for the rows that are shown.
    narrow = plans.select("model_id", "derived", "tight", *_TIES).with_row_index("row")
    served = for_servers(narrow)
    costed = pl.concat(
        [
            priced(
                narrow if hosting == "edge" else served,
                (mine if hosting == "on_premises" else accelerators).values(),
                hosting,
                infrastructure,
                owned,
            )
            for hosting in SETTINGS
        ]
    )
    count = pl.col("accelerator_count")
    # What you own goes first wherever it is enough; buying more of it competes on cost with nothing else.
    short = pl.when((pl.col("owned") > 0) & (count > pl.col("owned"))).then(_SHORT).otherwise(0.0)
    unsound = pl.when(sound(costed)).then(0.0).otherwise(_UNSOUND)
    preference = pl.col("cost_expected").fill_null(_UNKNOWN + count) + unsound + short
    costed = costed.with_columns(preference=preference).select("row", "model_id", *_TIES, *_ADDED)
    per = ["model_id", "hosting"]
    best = (
        costed.lazy()
        .filter(pl.col("preference") == pl.col("preference").min().over(per))
        .sort(*per, *_TIES)
        .unique(per, keep="first", maintain_order=True)
        .collect()
    )
    return HostingPlans(plans, costed, _with_facts(plans, best).with_row_index("plan_ix"))


def _with_facts(plans: pl.DataFrame, costed: pl.DataFrame) -> pl.DataFrame:
    """Costed rows with all columns of their plans."""
    return plans[costed["row"]].hstack(costed.select(_ADDED))


_UNSOUND, _UNKNOWN, _SHORT = 1e9, 1e12, 1e15
"""Added to the preference of a plan that is not sound, of one whose cost is unknown, and of one that what you own
is not enough for."""


def owned_counts(context: Context) -> dict[str, int]:
    """Accelerator id to how many are owned. Raises UnknownId for a name that no accelerator has."""
    return counts_of(context.catalog.accelerators, context.needs.infrastructure)
