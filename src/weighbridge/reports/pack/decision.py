"""The decision that a pack records: the ranking, the option chosen, and what stands beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from weighbridge.catalog import Snapshot
from weighbridge.errors import NothingRanked, OptionExcluded
from weighbridge.needs import Needs
from weighbridge.options.context import Context
from weighbridge.options.view import OptionView
from weighbridge.ranking.recommendation import Entry, Finding, Recommendation
from weighbridge.records.base import last_day
from weighbridge.reports import words

LEADERS = 5
"""Options compared side by side."""
NOTABLE = 8
"""Excluded options named one by one."""
REVIEW_MONTHS = 6
"""Prices and models change within half a year; a decision is looked at again by then."""


@dataclass(frozen=True)
class NotableExclusion:
    """The option that would score highest among those that one gate alone keeps out."""

    entry: Entry
    gate: Finding


@dataclass(frozen=True)
class Decision:
    """A ranking and the option decided for."""

    result: Recommendation
    chosen: Entry

    @property
    def context(self) -> Context:
        """Needs, policy and catalog."""
        return self.result.ranking.context

    @property
    def needs(self) -> Needs:
        """What was asked for."""
        return self.context.needs

    @property
    def snapshot(self) -> Snapshot:
        """The catalog behind it."""
        return self.context.catalog.snapshot

    @property
    def option(self) -> str:
        """The chosen option in words."""
        return words.option(self.chosen.view)

    @cached_property
    def id(self) -> str:
        """`wb-20261123-1a2b3c4d`: the day, and a hash of catalog, needs, policy and option."""
        stated = json.dumps(
            [
                self.snapshot.id,
                self.needs.model_dump(mode="json", by_alias=True),
                self.context.policy.model_dump(mode="json"),
                self.chosen.id,
            ],
            sort_keys=True,
        )
        return f"wb-{self.context.as_of:%Y%m%d}-{hashlib.sha256(stated.encode()).hexdigest()[:8]}"

    @cached_property
    def leaders(self) -> tuple[Entry, ...]:
        """The first options, and the chosen one if it is not among them."""
        first = self.result.top(LEADERS)
        known = {entry.id for entry in first}
        return first if self.chosen.id in known else (*first[:-1], self.chosen)

    @cached_property
    def rival(self) -> Entry | None:
        """The best option of the same status beside the chosen one."""
        others = (entry for entry in self.result.top(2) if entry.id != self.chosen.id)
        other = next(others, None)
        return other if other is not None and other.status == self.chosen.status else None

    @cached_property
    def criteria(self) -> tuple[Finding, ...]:
        """Findings of the chosen option for the criteria that weigh something."""
        return tuple(self.chosen.criteria(weighted_only=True))

    def criteria_reason(self, name: str) -> str | None:
        """Why the chosen option has its score in a criterion; None for one that is not weighed."""
        return next((item.reason for item in self.criteria if item.name == name), None)

    @cached_property
    def notable(self) -> tuple[NotableExclusion, ...]:
        """Per gate that excludes most, the best-scoring option that fails it alone."""
        table = self.result.ranking.table.filter(pl.col("fails") == 1).sort(
            "score", "option_ix", descending=[True, False]
        )
        found = []
        for name in self.result.exclusion_counts:
            row = next(table.filter(pl.col(f"gate:{name}") < _limit(self.context)).head(1).iter_rows(named=True), None)
            if row is None:
                continue
            entry = Entry(OptionView(self.result.ranking.options, row), self.result.ranking, None)
            gate = next((finding for finding in entry.failing if finding.name == name), None)
            if gate is not None:
                found.append(NotableExclusion(entry, gate))
        return tuple(found[:NOTABLE])

    @cached_property
    def review_on(self) -> date:
        """The earliest of half a year from now, the policy's expiry and three months before retirement."""
        dates = [_months_on(self.context.as_of, REVIEW_MONTHS)]
        expiry = self.context.policy.expiry
        if expiry is not None and (day := _day(expiry)) is not None:
            dates.append(day)
        dates += [_months_on(retires, -3) for retires in self.retirements()]
        return max(min(dates), self.context.as_of)

    def retirements(self) -> Iterable[date]:
        """Days on which the maker or the seller of the chosen option stops serving it."""
        view = self.chosen.view
        known = (view.model.retires, view.offer.retires if view.offer else None)
        return (last_day(day) for day in known if day is not None)


def decide(result: Recommendation, option_id: str | None = None) -> Decision:
    """The decision for an option, or for the first one when none is named.

    Raises NothingRanked when every option is out, UnknownOption, or OptionExcluded with the gates that it fails.
    """
    if option_id is None:
        first = result.top(1)
        if not first:
            raise NothingRanked
        return Decision(result, first[0])
    chosen = result.find(option_id)
    if chosen.status == "excluded":
        raise OptionExcluded(chosen.id, [finding.reason for finding in chosen.failing])
    return Decision(result, chosen)


def _limit(context: Context) -> int:
    """Outcomes of a gate below this exclude."""
    return 1 if context.policy.unknown == "exclude" else 0


def _months_on(day: date, months: int) -> date:
    """The same day some months later; the 28th stands for later days, so that it exists."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, min(day.day, 28))


def _day(text: str) -> date | None:
    """A policy's expiry is free text."""
    try:
        return last_day(text)
    except ValueError:
        return None
