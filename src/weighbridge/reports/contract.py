"""The JSON of `weighbridge rank` as types: what integrations may rely on. docs/schemas/rank.schema.json follows it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from weighbridge.compliance.assess import Result
from weighbridge.compliance.assess import Status as FrameworkStatus
from weighbridge.licensing.verdict import VerdictName
from weighbridge.needs import Hosting, Needs
from weighbridge.policy import Policy
from weighbridge.records.base import Evidence, Record
from weighbridge.records.framework import Severity
from weighbridge.records.license import ServiceTerms
from weighbridge.records.model import How


class PluginVersion(Record):
    """One loaded plugin."""

    name: str
    version: str | None
    distribution: str | None
    """Installed package that brings it; null for a folder."""
    pack: bool = False
    """Whether it is a folder given with --pack."""
    sha256: str | None = None
    """Over all its files, when the run was locked; null when it was not."""


class SnapshotOut(Record):
    """What the result was computed from."""

    id: str
    """Hash of all facts and plugin versions: equal ids mean equal catalogs."""
    as_of: str
    """The day taken as today, `2026-11-23`."""
    plugins: list[PluginVersion]


class Counts(Record):
    """How many options were weighed, and how they came out."""

    weighed: int
    models: int
    providers: int
    qualified: int
    conditional: int
    excluded: int


class CriterionOut(Record):
    """One criterion of one option."""

    score: float
    """0 (worst) to 1 (best) on fixed anchors."""
    value: float | None
    """Null is unknown, which scores 0."""
    unit: str | None
    weight: float
    """Share of the sum of weights, 0 to 1."""
    contribution: float
    """Points of the total score, which goes to 100."""
    reason: str
    evidence: Evidence | None


class Cost(Record):
    """USD a month; null is unknown."""

    low: float | None
    expected: float | None
    high: float | None
    currency: Literal["USD"]
    basis: Literal["own", "fallback", "contract", "claimed", "self-hosting"] | None
    """Whose price it is; `fallback` is another provider's list price."""
    parts: dict[str, float]
    """What `expected` is made of."""


class FootprintOut(Record):
    """The accelerator plan of a self-hosted option."""

    accelerator: str
    precision: str
    gpus_per_replica: int
    replicas: int
    accelerator_count: int
    max_concurrency: int
    """Sequences that one replica holds at once."""
    weights_gib: float
    """Memory figures up to `total_gib` are of one replica."""
    kv_cache_gib: float
    overhead_gib: float
    total_gib: float
    per_accelerator_gib: float
    usable_gib: float
    margin_share: float
    tight: bool
    seconds_per_token: float | None
    time_to_first_token_s: float | None
    output_tokens_per_s: float | None
    """Of all replicas; `low` and `high` hold nine of ten measurements."""
    low: float | None
    high: float | None
    utilization: float | None
    basis: str
    """`layout`, or `upper bound` when the real layout is not known."""


class DutyOut(Record):
    """Something the license makes you do."""

    id: str
    what: str
    clause: str


class LicenseOut(Record):
    """What the license says for the stated use. Not legal advice."""

    id: str | None
    """Null when the license is not on record."""
    verdict: VerdictName
    obligations: list[DutyOut]
    clauses: list[str]
    asks: list[str]
    """Circumstances that are missing and matter."""


class CheckPoint(Record):
    """A check of a framework that is open or failed."""

    check: str
    question: str
    party: str
    clause: str
    severity: Severity
    result: Result
    answer_as: str
    """Key under `answers:` of the needs file that settles it."""


class FrameworkOut(Record):
    """One framework's word on one option."""

    status: FrameworkStatus
    open_points: list[CheckPoint]


class OpenPointOut(Record):
    """What must be confirmed before the option qualifies."""

    source: str
    """Gate or framework that asks."""
    reason: str
    question: str
    party: str
    """Whom to ask."""


class OptionOut(Record):
    """One ranked option."""

    rank: int
    id: str
    """`MODEL@PROVIDER[:REGION]` or `MODEL@HOSTING`; stable between runs."""
    status: Literal["qualified", "conditional"]
    model: str
    claimed: bool
    """True for a model that nobody has released."""
    provider: str | None
    hosting: Hosting
    region: str
    precision: str | None
    accelerator: str | None
    accelerator_count: int | None
    score: float
    """0 to 100."""
    criteria: dict[str, CriterionOut]
    monthly_cost: Cost
    footprint: FootprintOut | None
    license: LicenseOut
    compliance: dict[str, FrameworkOut]
    packs: dict[str, str] = Field(default_factory=dict)
    """Which facts (model, license, offer, provider, accelerator) came from a folder given with --pack, and its name."""
    open_points: list[OpenPointOut]


class FailedGate(Record):
    """A gate that excludes an option."""

    gate: str
    reason: str
    citation: str | None


class ExcludedOut(FailedGate):
    """An excluded option with its first failing gate, and all of them."""

    id: str
    model: str
    all: list[FailedGate]


class RelaxationOut(Record):
    """One change to the needs or the policy, and how many options it alone would open."""

    change: str
    opens: int
    gate: str
    field: str | None
    """Path of the field to change, `data.residency`; null when the change is not one field."""
    value: Any
    """The value to put there."""


class TurnOut(Record):
    """A weight beyond which another option leads."""

    criterion: str
    weight: float
    side: Literal["above", "below"]
    then: str


class RobustnessOut(Record):
    """How firm the first rank is."""

    first_rank_share: dict[str, float]
    """Option id to the share of nearby weightings under which it is first."""
    weight_intervals: dict[str, tuple[float, float]]
    """Criterion to the weights (shares) between which the winner stays first."""
    turns: list[TurnOut]


class FailureOut(Record):
    """A plugin problem; the result was computed without that part."""

    plugin: str
    stage: str
    reason: str
    remedy: str


class OverrideOut(Record):
    """A record that replaced another plugin's, by its own statement."""

    kind: str
    id: str
    plugin: str
    replaced: str


class RankOutput(Record):
    """`weighbridge rank --format json`."""

    snapshot: SnapshotOut
    needs: Needs
    policy: Policy
    counts: Counts
    recommended: str | None
    """The first option if it is qualified, else null."""
    options: list[OptionOut]
    excluded: list[ExcludedOut]
    excluded_by_gate: dict[str, int]
    relaxations: list[RelaxationOut]
    robustness: RobustnessOut
    failures: list[FailureOut]
    overrides: list[OverrideOut]


class TraceStep(Record):
    """What one rule of the license judgment found."""

    rule: str
    license: str
    """Whose rule it is; a model can stand under several licenses."""
    fact: str | None
    """The circumstances it looked at, with the stated values."""
    outcome: str
    clause: str | None
    source_kind: str | None
    """What kind of text the sheet was made from."""
    read: str | None
    """Day on which the sheet was last compared with its text."""
    detail: str


class AskOut(Record):
    """A circumstance that is missing and matters."""

    name: str
    could_become: VerdictName
    clause: str | None
    stand_in: str | None
    """A stated figure that was taken in its place."""


class ContradictionOut(Record):
    """A place where the text says two things that this use meets; the stricter reading was followed."""

    rule: str
    clause: str | None
    detail: str


class ChangeOut(Record):
    """One thing that, alone, would give another verdict."""

    kind: str
    change: str
    verdict: VerdictName
    direction: Literal["better", "worse"]
    clause: str | None


class ClaimOut(Record):
    """A point on which a model's license claims more than that of its base."""

    topic: str
    child_says: str
    child_clause: str | None
    base_says: str
    base_clause: str | None


class LinkOut(Record):
    """One step of a derivative chain."""

    model: str
    license: str | None
    derived_from: str
    how: How
    base_license: str | None
    same_maker: bool
    base_license_binds: bool | None
    """Null when the base's license is not known."""
    acknowledged: bool
    """Whether the model names the base's license beside its own."""
    claims_more_than_base: list[ClaimOut]


class LicenseOutput(Record):
    """`weighbridge license --format json` for one license, model or expression."""

    model: str | None
    id: str
    verdict: VerdictName
    """What the sheet makes of the stated circumstances."""
    assured: VerdictName
    """The same, but no better than `unknown` while the text is unread or a circumstance that matters is missing."""
    conditional: bool
    """Whether it holds only if open questions turn out well."""
    text_read: bool
    obligations: list[DutyOut]
    clauses: list[str]
    trace: list[TraceStep]
    asks: list[str]
    asked: list[AskOut]
    contradictions: list[ContradictionOut]
    changes: list[ChangeOut]
    """What would change the verdict, the better ones first."""
    chain: list[LinkOut]
    """What a model was made from, nearest first."""
    service: ServiceTerms | None
    """What the terms of a hosted service say on your data and on indemnity."""
    not_on_record: list[str]
    """Licenses that bind and have no sheet."""
    snapshot: SnapshotOut | None = None
    """What it was judged from; within a comparison it is stated once for all."""


class ComparedLicense(LicenseOutput):
    """One of several, under the name it was asked for by."""

    ref: str


class LicenseComparison(Record):
    """`weighbridge license A B --format json`: several for one set of circumstances."""

    circumstances: dict[str, Any]
    """What was stated."""
    compared: list[ComparedLicense]
    snapshot: SnapshotOut | None = None
    """What they were judged from."""
