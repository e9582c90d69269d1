"""An organization that makes models or serves them, and how it handles data."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from weighbridge.records.base import CatalogRecord, Evidence, Record

Stance = Literal["yes", "conditional", "no"]
Certificate = Literal["soc2_type2", "iso_27001", "iso_42001", "hipaa_baa", "fedramp", "pci_dss"]
CERTIFICATE_NAMES: dict[Certificate, str] = {
    "soc2_type2": "SOC 2 Type II report",
    "iso_27001": "ISO 27001 certificate",
    "iso_42001": "ISO 42001 certificate",
    "hipaa_baa": "HIPAA business associate agreement (BAA)",
    "fedramp": "FedRAMP certification",
    "pci_dss": "PCI DSS attestation",
}
"""What people call them; sources name the same things differently."""
ZeroRetention = Literal["default", "self_serve", "approval_gated", "sales_gated", "none"]
RegionAccess = Literal["default", "configurable", "dedicated_only", "on_request"]


class PostureFact(Record):
    """A yes, a no, or a yes on a condition; None is unknown and never read as either."""

    value: Stance | None = None
    condition: str | None = None
    """What must be true, signed, configured or asked before the value counts as yes."""
    evidence: Evidence | None = None


class Retention(Record):
    """How long prompts and answers are kept."""

    days: float | None = None
    """Longest default retention in days; None is unknown."""
    condition: str | None = None
    """Exceptions: flagged content, features that store state, models with terms of their own."""
    zero_option: ZeroRetention | None = None
    """How zero retention is had: by default, a switch, approval, sales, or not at all."""
    zero_condition: str | None = None
    evidence: Evidence | None = None
    zero_evidence: Evidence | None = None


class Region(Record):
    """A place or routing scope that a customer can choose."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: str
    processing: tuple[str, ...] | None = None
    """Countries (ISO 3166) or groups (`EU`, `EEA`, `GLOBAL`) where prompts may be processed; None unknown."""
    storage: tuple[str, ...] | None = None
    """The same for data at rest; None unknown."""
    access: RegionAccess = "default"
    """Whether any customer gets it, must configure it, or must buy or ask for it."""
    condition: str | None = None
    evidence: Evidence | None = None


class Posture(Record):
    """Data handling of one tier, for the models it names."""

    tier: str = "standard"
    models: tuple[str, ...] = ()
    """Model id patterns (`maker/name-*`) this applies to; empty means every other model."""
    trains_on_data: PostureFact = PostureFact()
    """Whether customer data trains models by default; `conditional` states the way out."""
    retention: Retention = Retention()
    certificates: dict[Certificate, PostureFact] = Field(default_factory=dict)
    """A certificate that is not listed is unknown, not absent."""
    regions: tuple[Region, ...] = ()


class Provider(CatalogRecord):
    """An organization: maker of models, seller of an API, or both."""

    name: str
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    """ISO 3166 code of the headquarters."""
    roles: tuple[Literal["maker", "api"], ...]
    website: str | None = None
    aliases: tuple[str, ...] = ()
    postures: tuple[Posture, ...] = ()
    """The first posture whose patterns match a model applies; one without patterns applies to the rest."""
