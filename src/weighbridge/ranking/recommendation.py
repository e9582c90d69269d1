"""The result of a ranking: what is recommended, what is ranked behind it, what is out and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Any, Literal

import polars as pl

from weighbridge.errors import UnknownOption
from weighbridge.extensions import FAIL, PASS, UNKNOWN, Explanation
from weighbridge.options.view import OptionView, option_id
from weighbridge.plugins.failures import PluginFailure
from weighbridge.ranking.engine import Ranking
from weighbridge.ranking.relaxations import Relaxation, relaxations
from weighbridge.ranking.robustness import Robustness, robustness
from weighbridge.records import Evidence
from weighbridge.records.aging import HANDLING_DAYS, aged

Status = Literal["qualified", "conditional", "excluded"]


@dataclass(frozen=True)
class Finding:
    """A gate's or criterion's result for one option, in words."""

    name: str
    title: str
    outcome: Literal["pass", "unknown", "fail"] | None
    """None for a criterion."""
    reason: str
    citation: str | None
    evidence: Evidence | None
    score: float | None = None
    """0 to 1, for a criterion."""
    value: float | None = None
    """In `unit`; None is unknown."""
    unit: str | None = None
    weight: float | None = None
    """Share of the total, 0 to 1."""


@dataclass(frozen=True)
class OpenPoint:
    """Something to confirm before an option qualifies."""

    source: str
    """Gate or framework that asks."""
    reason: str
    question: str
    party: str
    citation: str | None = None


@dataclass(frozen=True)
class Entry:
    """One option of the result."""

    view: OptionView
    ranking: Ranking
    rank: int | None
    """From 1; None when excluded."""

    @property
    def id(self) -> str:
        """Option id."""
        return self.view.id

    @property
    def status(self) -> Status:
        """Whether it may be recommended."""
        if self.view.row["fails"]:
            return "excluded"
        return "conditional" if self.view.row["unknowns"] else "qualified"

    @property
    def score(self) -> float:
        """0 to 100."""
        return float(self.view.row["score"])

    def gates(self, *outcomes: int) -> Iterable[Finding]:
        """Gate findings, those with the given outcomes or all."""
        for gate in self.ranking.gates:
            outcome = self.view.row[f"gate:{gate.name}"]
            if not outcomes or outcome in outcomes:
                explained = gate.explain(self.view, self.ranking.context)
                yield _finding(gate.name, gate.title, outcome, explained, self.ranking.context.as_of)

    def criteria(self, *, weighted_only: bool = False) -> Iterable[Finding]:
        """Criterion findings in the order of the reports."""
        for criterion in self.ranking.criteria:
            weight = self.ranking.weights.get(criterion.name, 0.0)
            if weighted_only and not weight:
                continue
            explained = criterion.explain(self.view, self.ranking.context)
            yield Finding(
                name=criterion.name,
                title=criterion.title,
                outcome=None,
                reason=explained.reason,
                citation=explained.citation,
                evidence=_current(criterion.name, explained.evidence, self.ranking.context.as_of),
                score=self.view.row[f"score:{criterion.name}"],
                value=self.view.row[f"value:{criterion.name}"],
                unit=criterion.unit,
                weight=weight,
            )

    @cached_property
    def failing(self) -> tuple[Finding, ...]:
        """Gates that exclude it; unknowns too when the policy excludes the unknown."""
        strict = self.ranking.context.policy.unknown == "exclude"
        return tuple(self.gates(FAIL, UNKNOWN) if strict else self.gates(FAIL))

    @cached_property
    def way_in(self) -> tuple[str, ...]:
        """Single changes to needs or policy that would open this excluded option."""
        alone = self.ranking.table.filter(pl.col("option_ix") == self.view.row["option_ix"])
        return tuple(item.change for item in relaxations(replace(self.ranking, table=alone)))

    @cached_property
    def open_points(self) -> tuple[OpenPoint, ...]:
        """What must be confirmed before it qualifies, one per unknown gate, one per unknown blocker of a framework."""
        return tuple(self._open_points())

    def _open_points(self) -> Iterable[OpenPoint]:
        for gate in self.ranking.gates:
            if self.view.row[f"gate:{gate.name}"] != UNKNOWN:
                continue
            if gate.name == "compliance":
                yield from self._compliance_points()
                continue
            explained = gate.explain(self.view, self.ranking.context)
            yield OpenPoint(
                source=gate.name,
                reason=explained.reason,
                question=explained.question or f"Can you confirm: {gate.title[0].lower()}{gate.title[1:]}?",
                party=explained.party or "you",
                citation=explained.citation,
            )

    def _compliance_points(self) -> Iterable[OpenPoint]:
        asked: set[str] = set()
        for item in self.view.assessments.values():
            for point in item.to_confirm:
                if point.attribute not in asked:
                    asked.add(point.attribute)
                    note = f" ({point.note})" if point.note else ""
                    yield OpenPoint(
                        source=item.framework_id,
                        reason=f"{item.name} {point.clause} is to be confirmed{note}.",
                        question=point.question,
                        party=self.view.supply.label if point.party == "vendor" else point.party.replace("_", " "),
                        citation=f"{item.name} {point.clause}",
                    )


def _finding(name: str, title: str, outcome: int, explained: Explanation, as_of: date) -> Finding:
    words: dict[int, Literal["pass", "unknown", "fail"]] = {PASS: "pass", UNKNOWN: "unknown", FAIL: "fail"}
    evidence = _current(name, explained.evidence, as_of)
    return Finding(name, title, words[outcome], explained.reason, explained.citation, evidence)


_ON_HANDLING = frozenset(
    {
        *("residency", "region_access", "training_on_data", "retention", "certificates", "privacy"),
        "policy_processing_country",
    }
)
"""Gates and criteria that rest on how a vendor handles data: what it says of that grows old."""


def _current(name: str, evidence: Evidence | None, as_of: date) -> Evidence | None:
    """Evidence as it counts on the day: a grade lower once it has run out."""
    return aged(evidence, as_of, HANDLING_DAYS if name in _ON_HANDLING else None)


@dataclass(frozen=True)
class Recommendation:
    """Ranked options, excluded options with reasons, relaxations and robustness, over one snapshot."""

    ranking: Ranking
    failures: tuple[PluginFailure, ...] = ()
    """Plugins, rows and contributed gates or criteria that were left out."""

    @property
    def weighed(self) -> int:
        """Options judged."""
        return len(self.ranking.table)

    @cached_property
    def reach(self) -> tuple[int, int]:
        """Models and API providers among the options judged."""
        supplies = self.ranking.options.supplies
        rows = self.ranking.table["supply_ix"].unique().to_list()
        sellers = {provider.id for row in rows if (provider := supplies[row].provider) is not None}
        return self.ranking.table["model_ix"].n_unique(), len(sellers)

    @cached_property
    def counts(self) -> Mapping[Status, int]:
        """Options by status."""
        table = self.ranking.table
        allowed, asked = table["fails"] == 0, table["unknowns"] > 0
        ranked, conditional = int(allowed.sum()), int((allowed & asked).sum())
        return {"qualified": ranked - conditional, "conditional": conditional, "excluded": self.weighed - ranked}

    def top(self, count: int | None = None) -> tuple[Entry, ...]:
        """The first `count` ranked options, or all."""
        rows = self.ranking.ranked if count is None else self.ranking.first(count)
        return tuple(self._entry(row, rank) for rank, row in enumerate(rows.iter_rows(named=True), start=1))

    @cached_property
    def winner(self) -> Entry | None:
        """The recommended option: the first, if it is qualified."""
        first = self.top(1)
        return first[0] if first and first[0].status == "qualified" else None

    def excluded(self, count: int | None = None) -> Iterable[Entry]:
        """Excluded options, in catalog order."""
        rows = self.ranking.excluded if count is None else self.ranking.excluded.head(count)
        return (self._entry(row, None) for row in rows.iter_rows(named=True))

    def out_by(self, gate: str, count: int) -> tuple[Entry, ...]:
        """Options that a gate excludes, those first that fail nothing else, then by score."""
        limit = PASS if self.ranking.context.policy.unknown == "exclude" else UNKNOWN
        rows = self.ranking.excluded.filter(pl.col(f"gate:{gate}") < limit).sort("fails", -pl.col("score"), "option_ix")
        return tuple(self._entry(row, None) for row in rows.head(count).iter_rows(named=True))

    @cached_property
    def relaxations(self) -> tuple[Relaxation, ...]:
        """Single changes that open options, most opened first."""
        return relaxations(self.ranking)

    @cached_property
    def robustness(self) -> Robustness:
        """How firm the first rank is."""
        return robustness(self.ranking)

    @cached_property
    def exclusion_counts(self) -> Mapping[str, int]:
        """Gate name to how many options it excludes, most first; an option may fail several."""
        limit = PASS if self.ranking.context.policy.unknown == "exclude" else UNKNOWN
        counts = {
            gate.name: int((self.ranking.table[f"gate:{gate.name}"] < limit).sum()) for gate in self.ranking.gates
        }
        return dict(sorted(((name, n) for name, n in counts.items() if n), key=lambda item: (-item[1], item[0])))

    def id_of(self, option_ix: int) -> str:
        """Id of the option in a row of the table."""
        options = self.ranking.options
        model_ix, supply_ix, region_ix = options.options.select("model_ix", "supply_ix", "region_ix").row(option_ix)
        return option_id(options.frames.models[model_ix], options.supplies[supply_ix], options.regions[region_ix][1])

    def view_of(self, option_ix: int) -> OptionView:
        """The option in a row of the table."""
        return OptionView(self.ranking.options, self.ranking.table.row(option_ix, named=True))

    def at(self, rank: int) -> Entry:
        """The option at a rank, from 1. Raises UnknownOption."""
        ranked = self.ranking.ranked
        if not 1 <= rank <= len(ranked):
            raise UnknownOption(str(rank), ())
        return self._entry(ranked.row(rank - 1, named=True), rank)

    def find(self, ref: str) -> Entry:
        """The option with that id, ranked or excluded; model names may be aliases. Raises UnknownOption."""
        rows = self._candidates(ref)
        wanted = ref.rsplit("@", 1)[-1]
        ids = []
        for row in rows.iter_rows(named=True):
            entry = self._entry(row, self._rank_of(row))
            if entry.id == ref or entry.id.rsplit("@", 1)[-1] == wanted:
                return entry
            ids.append(entry.id)
        raise UnknownOption(ref, get_close_matches(ref, ids, n=3, cutoff=0.3))

    def entry(self, row: Mapping[str, Any]) -> Entry:
        """The option in a row of `ranking.table`, without its rank."""
        return self._entry(row, None)

    def _candidates(self, ref: str) -> pl.DataFrame:
        name = ref.rsplit("@", 1)[0]
        model = self.ranking.context.catalog.models.find(name)
        row = next((ix for ix, item in enumerate(self.ranking.options.frames.models) if item.id == model.id), None)
        return self.ranking.table.filter(pl.col("model_ix") == row)

    def _rank_of(self, row: Mapping[str, Any]) -> int | None:
        if row["fails"]:
            return None
        return self.ranking.ranked["option_ix"].to_list().index(row["option_ix"]) + 1

    def _entry(self, row: Mapping[str, Any], rank: int | None) -> Entry:
        return Entry(OptionView(self.ranking.options, row), self.ranking, rank)
