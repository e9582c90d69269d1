"""What judging a license gives: the verdict, the duties, the reasons with their clauses, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from weighbridge.records.license_words import TextKind

if TYPE_CHECKING:
    from weighbridge.licensing.circumstances import Circumstances

VerdictName = Literal["allowed", "allowed_with_obligations", "unknown", "needs_vendor_agreement", "forbidden"]
Outcome = Literal["pass", "obligation", "unknown", "needs_vendor_agreement", "forbidden"]

SEVERITY: dict[VerdictName, int] = {
    "allowed": 0,
    "allowed_with_obligations": 1,
    "unknown": 2,
    "needs_vendor_agreement": 3,
    "forbidden": 4,
}
"""The worst verdict of all rules wins."""

BECOMES: dict[Outcome, VerdictName] = {
    "pass": "allowed",
    "obligation": "allowed_with_obligations",
    "unknown": "unknown",
    "needs_vendor_agreement": "needs_vendor_agreement",
    "forbidden": "forbidden",
}
"""The verdict that one rule's outcome alone leads to."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A circumstance that is missing and matters."""

    name: str
    """Field of `Circumstances`."""
    could_become: VerdictName
    """The verdict if the answer is the less convenient one or, where a stand-in decided, the other one."""
    clause: str | None = None
    stand_in: str | None = None
    """A stated figure that was taken in its place; then the question only confirms it."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Something you must do."""

    id: str
    what: str
    clause: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """A figure of yours that was held against a limit."""

    name: str
    """The circumstance that the limit is about."""
    value: float
    """As the limit counts it, USD or users."""
    unit: Literal["USD", "users"]
    stated_as: str
    """The circumstance that it was read from, often `name` itself."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one rule found."""

    rule: str
    outcome: Outcome
    clause: str | None
    detail: str
    duty: Duty | None = None
    asks: tuple[Ask, ...] = ()
    looked_at: tuple[str, ...] = ()
    """Fields of `Circumstances` that the rule held against the text."""
    weighed: Weighed | None = None
    """The figure that was held against a limit."""
    license_id: str | None = None
    """The license whose rule it is, where it is not the one that decides."""


@dataclass(frozen=True, slots=True)
class Basis:
    """The text behind a sheet: what kind, when it was last compared, and whether all of it was read."""

    license_id: str
    kind: TextKind
    reviewed: str
    read: bool
    """False when the sheet rests on summaries or short quotes."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgment of one license in one set of circumstances. Not legal advice."""

    license_id: str
    """The license judged or, where several bind, the one that decides."""
    verdict: VerdictName
    obligations: tuple[Duty, ...]
    clauses: tuple[str, ...]
    """Clauses that the verdict rests on; one of another license than `license_id` begins with that license's id."""
    trace: tuple[Step, ...]
    """Every rule that had something to say, in the order in which the rules are applied."""
    asks: tuple[Ask, ...]
    source_kind: TextKind | None
    """What kind of text the sheet was made from; None when there is no sheet."""
    bases: tuple[Basis, ...] = ()
    """The texts behind all licenses that bind, the deciding one first; empty when there is no sheet."""
    circumstances: Circumstances | None = None
    """What was judged."""

    @property
    def open_asks(self) -> tuple[Ask, ...]:
        """Questions whose answer could make the verdict worse, and that no stated figure stands in for."""
        now = SEVERITY[self.verdict]
        return tuple(ask for ask in self.asks if ask.stand_in is None and SEVERITY[ask.could_become] > now)

    @property
    def conditional(self) -> bool:
        """Whether the verdict holds only if open questions are answered the convenient way."""
        return bool(self.open_asks)

    @property
    def worst(self) -> VerdictName:
        """The worst that the verdict can turn into by the open questions or, as `unknown`, by a text not yet read."""
        possible = (self.verdict, *(ask.could_become for ask in self.open_asks))
        unread: tuple[VerdictName, ...] = () if self.text_read else ("unknown",)
        return max((*possible, *unread), key=SEVERITY.__getitem__)

    @property
    def text_read(self) -> bool:
        """Whether every text behind the verdict was read in full."""
        return bool(self.bases) and all(basis.read for basis in self.bases)

    @property
    def assured(self) -> VerdictName:
        """The verdict one may rely on: no better than `unknown` while a text is unread or something that matters is.

        `verdict` says what the sheet makes of the stated circumstances; this says how far that carries.
        """
        good = SEVERITY[self.verdict] < SEVERITY["unknown"]
        return "unknown" if good and (self.conditional or not self.text_read) else self.verdict

    def to_json(self) -> dict[str, Any]:
        """Plain data with a stable order."""
        bases = {basis.license_id: basis for basis in self.bases}
        return {
            "id": self.license_id,
            "verdict": self.verdict,
            "assured": self.assured,
            "conditional": self.conditional,
            "text_read": self.text_read,
            "obligations": [{"id": duty.id, "what": duty.what, "clause": duty.clause} for duty in self.obligations],
            "clauses": list(self.clauses),
            "trace": [
                {
                    "rule": step.rule,
                    "license": step.license_id or self.license_id,
                    "fact": self.fact(step),
                    "outcome": step.outcome,
                    "clause": step.clause,
                    "source_kind": basis.kind if (basis := bases.get(step.license_id or self.license_id)) else None,
                    "read": basis.reviewed if basis else None,
                    "detail": step.detail,
                }
                for step in self.trace
            ],
            "asks": [ask.name for ask in self.asks],
            "asked": [
                {"name": a.name, "could_become": a.could_become, "clause": a.clause, "stand_in": a.stand_in}
                for a in self.asks
            ],
        }

    def fact(self, step: Step) -> str | None:
        """What the step looked at with the stated values: `purpose = product, mau not stated`; None for nothing."""
        if not step.looked_at or self.circumstances is None:
            return None
        return ", ".join(_stated(name, getattr(self.circumstances, name)) for name in step.looked_at)


def _stated(name: str, value: object) -> str:
    if value is None:
        return f"{name} not stated"
    if isinstance(value, tuple):
        return f"{name} = {' + '.join(value) or 'none'}"
    if isinstance(value, bool):
        return f"{name} = {'yes' if value else 'no'}"
    return f"{name} = {value:,.0f}" if isinstance(value, int | float) else f"{name} = {value}"
