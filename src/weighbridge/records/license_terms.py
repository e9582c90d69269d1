"""The parts of a license sheet: grants, limits, duties and terms, each with the clause that says so."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from weighbridge.records.base import PartialDate, Record
from weighbridge.records.license_words import (
    Affiliates,
    AppliesTo,
    Assessment,
    CommercialUse,
    Condition,
    Currency,
    Exemption,
    Hosting,
    Metric,
    Modification,
    NonCommercialPurpose,
    OutputTraining,
    Redistribution,
    TextKind,
    TrainingKind,
    Trigger,
)

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.+-]*$")]


class TextBasis(Record):
    """Which text the facts were taken from."""

    kind: TextKind
    ref: str
    """File, package or repository that holds the text."""
    verified: bool
    """True when the full text was read; False when only summaries or short quotes were."""


class HubTag(Record):
    """A license label of a model hub that stands for this license, alone or under conditions."""

    tag: str
    """The label itself, or `other/<license_name>` where the hub says `other` and names the license beside it."""
    publishers: tuple[str, ...] = ()
    """Hub organizations whose label means this license; empty means any."""
    models: tuple[str, ...] = ()
    """Repository name patterns (`model-3*`, lower case) it is limited to; empty means all."""
    note: str | None = None


class ClauseFact(Record):
    """A statement of the text in plain words, or a yes or no, with its clause."""

    value: bool | str
    clause: str | None = None
    note: str | None = None


class CommercialGrant(Record):
    """Whether the text grants commercial use."""

    value: CommercialUse
    clause: str | None = None
    note: str | None = None


class HostingGrant(Record):
    """Whether third parties may be given access to the model as a service."""

    value: Hosting
    clause: str | None = None


class RedistributionGrant(Record):
    """Whether the weights may be passed on."""

    value: Redistribution
    clause: str | None = None


class ModificationGrant(Record):
    """Whether the weights may be changed."""

    value: Modification
    clause: str | None = None


class NonCommercialScope(Record):
    """Which purposes the text counts as non-commercial."""

    purposes: tuple[NonCommercialPurpose, ...] = ("research", "personal")
    nonprofit_purposes: tuple[NonCommercialPurpose, ...] = ()
    """Purposes that count as well when a non-profit organization pursues them."""
    company_research: bool = True
    """False when research inside a company does not count."""
    clause: str | None = None


class DisplayDuty(Record):
    """The duty that begins when a threshold is passed."""

    id: Slug
    what: str


class Threshold(Record):
    """A size or kind of business beyond which the plain grant no longer suffices."""

    id: Slug
    metric: Metric
    scope: Literal["group", "product"] = "group"
    """Whose figure counts: the licensee's (with affiliates, where the text says so) or that of one product."""
    operator: Literal[">", ">="]
    value: float = Field(ge=0)
    """Users a month, or money in `currency`; 0 for a kind of business of any size."""
    currency: Currency | None = None
    measured: str | None = None
    """What is counted, in the text's own terms."""
    reference_date: PartialDate | None = None
    """Release date whose preceding month fixes the figure for good; None when the figure is a current one."""
    window: str | None = None
    affiliates: Affiliates
    applies_to: AppliesTo
    effect: Literal["needs_vendor_agreement", "obligation"]
    duty: DisplayDuty | None = None
    """The duty, when the effect is one."""
    exempt: tuple[Exemption, ...] = ()
    clause: str
    note: str | None = None

    @model_validator(mode="after")
    def _is_consistent(self) -> Threshold:
        money = self.metric in ("monthly_revenue", "annual_revenue", "ttm_revenue")
        if money != (self.currency is not None):
            raise ValueError("a revenue threshold, and only that, names its currency")
        if (self.effect == "obligation") != (self.duty is not None):
            raise ValueError("effect `obligation`, and only that, states its duty")
        return self


class Territory(Record):
    """Places that the grant leaves out."""

    excluded: tuple[str, ...]
    """Countries (`US`) or groups (`EU`, `UK`)."""
    applies_to: Literal["licensee", "licensee_and_use"]
    """What the text looks at: where the licensee is based, or that and every place of use of model or output."""
    condition: Condition | None = None
    exempt: tuple[Exemption, ...] = ()
    clause: str
    note: str | None = None


class Obligation(Record):
    """Something to do, and what triggers it."""

    id: Slug
    what: str
    triggers: tuple[Trigger, ...] = ()
    """Any one of them, or of the activities, is enough."""
    activities: tuple[Slug, ...] = ()
    """Less common triggers, stated by a tag of the use: `clinical_use`, `publish_results` ..."""
    condition: Condition | None = None
    """Must hold as well."""
    places: tuple[str, ...] = ()
    """Limits the duty to these places of business or use; empty means everywhere."""
    clause: str

    @model_validator(mode="after")
    def _something_triggers_it(self) -> Obligation:
        if not (self.triggers or self.activities):
            raise ValueError("name at least one trigger or activity")
        return self


class TrainingException(Record):
    """A way of training on outputs that the text treats unlike its general rule."""

    kinds: tuple[TrainingKind, ...]
    purposes: tuple[NonCommercialPurpose, ...] = ()
    """Limits the exception to these purposes of the use; empty means all."""
    effect: Literal["allowed", "forbidden", "needs_vendor_agreement"]
    clause: str | None = None


class OutputTerms(Record):
    """What may be done with outputs."""

    train_other_models: OutputTraining
    covers_other_ai: bool | None = None
    """Whether a ban on training reaches models that are no language or foundation models; None unknown."""
    exceptions: tuple[TrainingException, ...] = ()
    ownership: str | None = None
    clause: str | None = None
    note: str | None = None


class AcceptableUse(Record):
    """Whether a use policy is part of the license."""

    incorporated: bool
    where: str | None = None
    clause: str | None = None
    updates: str | None = None
    """Whether the policy can change after the license was accepted."""


class FieldOfUseBan(Record):
    """A field of use that the license or its policy forbids."""

    tag: Slug
    """The field, as a use states it in its tags: `military`, `medical_advice` ..."""
    clause: str
    note: str | None = None
    """Condition under which the text softens the ban."""


class Patent(Record):
    """Patent grant and what ends it."""

    grant: str | None = None
    termination: str | None = None
    clause: str | None = None


class GoverningLaw(Record):
    """Law and forum of disputes."""

    law: str | None = None
    forum: str | None = None
    contracting_party: str | None = None
    clause: str | None = None


class OpenSourceExemption(Record):
    """How likely the EU AI Act's open-source exemption is open to models under this license."""

    assessment: Assessment
    why: str


class Contradiction(Record):
    """A place where the text says two things, or less than it means to. The stricter reading is followed."""

    rule: str
    """The rule of the judgment it bears on: `output_training`, `threshold:ID`, `commercial_use`, `obligation:ID` ..."""
    clause: str
    """Both places, `§2.b against §4`."""
    says: str
    """What stands against what, in plain words."""
    followed: str
    """The reading followed here, with its clause."""


class ServiceTerms(Record):
    """What the terms of a hosted service say beside the license: your data, and who stands in for what."""

    trains_on_inputs: ClauseFact | None = None
    retention: ClauseFact | None = None
    residency: ClauseFact | None = None
    vendor_indemnity: ClauseFact | None = None
    """Whether the vendor holds you harmless for outputs or for the service."""
