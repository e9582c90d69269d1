"""One thing to do: what, by whom, when, and the clause that asks for it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Due = Literal["before_use", "at_distribution", "ongoing", "by_date"]
Owner = Literal["legal", "privacy_officer", "security", "procurement", "engineering", "product", "business"]
Status = Literal["to_do", "done", "later"]

DUE: dict[Due, str] = {
    "before_use": "before use",
    "at_distribution": "at distribution",
    "ongoing": "ongoing",
    "by_date": "by date",
}
OWNERS: dict[Owner, str] = {
    "legal": "Legal",
    "privacy_officer": "Data protection officer",
    "security": "Security",
    "procurement": "Procurement",
    "engineering": "Engineering",
    "product": "Product owner",
    "business": "Business owner",
}
ROLES = {
    "any": "any operator",
    "provider": "provider of the system",
    "deployer": "deployer",
    "downstream_provider": "one who builds on the model",
    "modifier": "one who changes the model",
    "service_organization": "customer of the service",
    "licensee": "licensee",
    "customer": "customer",
}
"""In whose shoes a duty falls to you."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do."""

    id: str
    what: str
    clause: str | None
    source: str
    """License id, framework id, `posture` or `policy`."""
    source_name: str
    """What people call the source."""
    owner: Owner
    trigger: str
    """What sets it off, in plain words."""
    due: Due
    role: str
    """In whose shoes it falls to you, a key of `ROLES`."""
    date: str | None = None
    """The day, for `by_date`."""
    status: Status = "to_do"
    """done: the stated answers or the catalog show it. later: it binds from `date` on."""

    @property
    def rests_on(self) -> str:
        """Source and clause as people name them: `GDPR Art. 35`."""
        return f"{self.source_name} {self.clause}" if self.clause else self.source_name

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)
