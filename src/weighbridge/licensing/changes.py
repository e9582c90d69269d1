"""What would change a verdict: one circumstance, route, model or agreement at a time, each judged anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from weighbridge.licensing.circumstances import Circumstances
from weighbridge.licensing.figures import figures_of
from weighbridge.licensing.tags import known_tags
from weighbridge.licensing.verdict import SEVERITY, Verdict, VerdictName
from weighbridge.licensing.wording import sized
from weighbridge.needs import Purpose
from weighbridge.records.license import License

Kind = Literal["size", "place", "purpose", "outputs", "passing_on", "field_of_use", "route", "model", "agreement"]
Judge = Callable[[Circumstances], Verdict]
"""The same license or model under other circumstances."""

_ELSEWHERE = ("US", "CH", "SG", "IN", "JP")
"""Places tried for one that a license does not leave out, in this order."""
_PURPOSES: tuple[tuple[Purpose, str], ...] = (
    ("research", "research only"),
    ("personal", "personal use only"),
    ("evaluation_business", "evaluation only, nothing in production"),
    ("internal_business", "internal use, nothing offered to third parties"),
    ("product", "a product offered to third parties"),
    ("hosted_api", "the model offered to others over an API"),
    ("maas", "a business that sells access to models"),
)
_INTERNAL = {"distributes_weights": False, "distributes_derivative": False, "hosted_service": False}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that, alone, would give another verdict."""

    kind: Kind
    what: str
    """In plain words, to follow `If you had`: `fewer than ...`."""
    verdict: VerdictName
    """The verdict then."""
    better: bool
    clause: str | None
    """The clause that this change steps over, or out of."""

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "kind": self.kind,
            "change": self.what,
            "verdict": self.verdict,
            "direction": "better" if self.better else "worse",
            "clause": self.clause,
        }


def what_would_change(verdict: Verdict, again: Judge, sheets: Iterable[License]) -> tuple[Change, ...]:
    """Single changes to what `verdict` was judged on that lead to another one, the better ones first.

    `again` judges the same license or model under other circumstances; `sheets` are the licenses that bind. A vendor
    agreement counts as a change. Other models of the family are compared by `other_models`.
    """
    facts = verdict.circumstances
    if facts is None:
        return ()
    binding = tuple(sheets)
    found: dict[tuple[Kind, str], Change] = {}
    for kind, what, update, clause in _tried(facts, binding):
        after = again(facts.model_copy(update=update))
        if after.verdict != verdict.verdict:
            better = SEVERITY[after.verdict] < SEVERITY[verdict.verdict]
            said = clause or _first(verdict.clauses if better else after.clauses)
            found.setdefault((kind, what), Change(kind, what, after.verdict, better, said))
    if verdict.verdict == "needs_vendor_agreement":
        publisher = next((sheet.publisher for sheet in binding if sheet.id == verdict.license_id), "the licensor")
        what = f"a signed agreement with {publisher}"
        rest: VerdictName = "allowed_with_obligations" if verdict.obligations else "allowed"
        found["agreement", what] = Change("agreement", what, rest, better=True, clause=_first(verdict.clauses))
    return tuple(sorted(found.values(), key=lambda item: (not item.better, SEVERITY[item.verdict])))


def other_models(verdict: Verdict, others: Iterable[tuple[str, Verdict]], most: int = 5) -> tuple[Change, ...]:
    """The models of the same family, `(name, verdict)`, that are judged better, best first."""
    now = SEVERITY[verdict.verdict]
    better = sorted(
        (found for found in others if SEVERITY[found[1].verdict] < now), key=lambda x: SEVERITY[x[1].verdict]
    )
    return tuple(
        Change("model", f"{name} instead ({new.license_id})", new.verdict, better=True, clause=_first(new.clauses))
        for name, new in better[:most]
    )


Trial = tuple[Kind, str, dict[str, Any], str | None]


def _tried(facts: Circumstances, sheets: tuple[License, ...]) -> Iterator[Trial]:
    for sheet in sheets:
        yield from _sizes(sheet, facts)
        yield from _places(sheet)
    for purpose, what in _PURPOSES:
        if facts.purpose not in (None, purpose):
            update: dict[str, Any] = {"purpose": purpose}
            if purpose not in ("product", "hosted_api", "maas"):
                update |= _INTERNAL | {"outputs_to_third_parties": False}
            yield "purpose", what, update, None
    if facts.trains_on_output != "none":
        yield "outputs", "no model trained on its outputs", {"trains_on_output": "none"}, None
    if facts.distributes_weights or facts.distributes_derivative:
        update = {"distributes_weights": False, "distributes_derivative": False}
        yield "passing_on", "no weights passed on to others", update, None
    elif facts.distributes_weights is False:
        yield "passing_on", "weights passed on to others", {"distributes_weights": True}, None
    if facts.fields_of_use & known_tags(sheets):
        yield "field_of_use", "another field of use than the banned one", {"tags": ()}, None
    if facts.model_multimodal is not False and any(area.condition for sheet in sheets for area in sheet.territory):
        yield "model", "a text-only model under the same license", {"model_multimodal": False}, None
    yield from _routes(facts)


def _sizes(sheet: License, facts: Circumstances) -> Iterator[Trial]:
    for limit in sheet.thresholds:
        names = figures_of(limit)
        stated = [name for name in names if getattr(facts, name) is not None]
        if limit.metric == "business_type" or not stated:
            continue
        below, above = (limit.value, limit.value + 1) if limit.operator == ">" else (limit.value - 1, limit.value)
        cleared: dict[str, Any] = dict.fromkeys(names)
        size = sized(stated[0], limit.value, money=bool(limit.currency))
        word = "at most" if limit.operator == ">" else "less than"
        yield "size", f"{word} {size}", cleared | {names[0]: below}, limit.clause
        word = "more than" if limit.operator == ">" else "at least"
        yield "size", f"{word} {size}", cleared | {names[0]: above}, limit.clause


def _places(sheet: License) -> Iterator[Trial]:
    for area in sheet.territory:
        inside, names = area.excluded[0], ", ".join(area.excluded)
        outside = next((place for place in _ELSEWHERE if place not in area.excluded), None)
        used = area.applies_to == "licensee_and_use"
        what = "a place of business and of use" if used else "a principal place of business"
        if outside:
            update: dict[str, Any] = {"region": outside, **({"use_countries": (outside,)} if used else {})}
            yield "place", f"{what} outside {names}", update, area.clause
        yield "place", f"a principal place of business in {inside}", {"region": inside}, area.clause


def _routes(facts: Circumstances) -> Iterator[Trial]:
    if facts.via_vendor is not True:
        yield "route", "the licensor's own service instead of the weights", {"via_vendor": True}, None
    if facts.via_certified_partner is not True:
        yield "route", "a host that the licensor certified", {"via_certified_partner": True}, None
    if not facts.end_user:
        yield "route", "the model inside somebody else's product for end users", {"received_in_product": True}, None
    if facts.group_runs_maas:
        yield "purpose", "no company of the group selling access to models", {"group_runs_maas": False}, None
    if facts.competes_with_licensor:
        yield "purpose", "nothing that competes with the licensor", {"competes_with_licensor": False}, None


def _first(clauses: Iterable[str]) -> str | None:
    return next(iter(clauses), None)
