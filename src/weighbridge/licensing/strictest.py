"""Models under several licenses at once: every one binds, so the strictest verdict holds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from weighbridge.licensing.circumstances import Circumstances
from weighbridge.licensing.judge import judge
from weighbridge.licensing.verdict import SEVERITY, Ask, Verdict
from weighbridge.records.license import License
from weighbridge.records.model import Model


def judge_model(
    model: Model,
    find: Callable[[str], License | None],
    circumstances: Circumstances,
    *,
    also: Collection[str] | None = None,
    signed: Collection[str] = (),
) -> Verdict:
    """Judge one use under all licenses of a model.

    `also` are the licenses that bind beside its own, from `lineage.binding_licenses`; without it, those that it names.
    `signed` are the licenses for which an agreement is signed.
    """
    own = find(model.license_id) if model.license_id else None
    verdicts = [judge(own, circumstances, license_id=model.license_id or model.license_tag)]
    # Buying from the maker is not buying from the licensor of what the maker built on.
    elsewhere = circumstances.model_copy(update={"via_vendor": None, "via_certified_partner": None})
    verdicts += [
        judge(find(other), elsewhere, license_id=other)
        for other in (model.also_licensed_under if also is None else also)
    ]
    return strictest(verdicts, signed=signed)


def strictest(verdicts: Sequence[Verdict], *, signed: Collection[str] = ()) -> Verdict:
    """The strictest of one or more verdicts, the first of equals, with what the others ask for merged in.

    Where another license binds too, an agreement that is needed and `signed` settles its license. Clauses of licenses
    other than the deciding one are labeled with their id. Raises ValueError when there is no verdict.
    """
    settled = [found for found in verdicts if found.verdict == "needs_vendor_agreement" and found.license_id in signed]
    binding = [found for found in verdicts if found not in settled] or settled
    lead = max(binding, key=lambda found: SEVERITY[found.verdict])
    if len(binding) == 1:
        return lead
    ranked = [lead, *(_labeled(found) for found in binding if found is not lead)]
    duties = [] if lead.verdict == "forbidden" else ranked
    return replace(
        lead,
        obligations=tuple(duty for found in duties for duty in found.obligations),
        clauses=_distinct(clause for found in ranked if found.verdict == lead.verdict for clause in found.clauses),
        trace=tuple(step for found in ranked for step in found.trace),
        asks=_asks(ranked),
        bases=tuple(basis for found in ranked for basis in found.bases),
    )


def _labeled(verdict: Verdict) -> Verdict:
    """The same with the license before each clause."""

    def label(clause: str | None) -> str:
        return f"{verdict.license_id} {clause}" if clause else verdict.license_id

    return replace(
        verdict,
        obligations=tuple(replace(duty, clause=label(duty.clause)) for duty in verdict.obligations),
        clauses=tuple(label(clause) for clause in verdict.clauses),
        trace=tuple(replace(step, clause=label(step.clause), license_id=verdict.license_id) for step in verdict.trace),
        asks=tuple(replace(ask, clause=label(ask.clause)) for ask in verdict.asks),
    )


def _asks(ranked: Sequence[Verdict]) -> tuple[Ask, ...]:
    """Questions that can still change the verdict: each license answers anew, and again the strictest holds."""
    found: dict[str, Ask] = {}
    for name in _distinct(ask.name for verdict in ranked for ask in verdict.asks):
        asked = [next((ask for ask in verdict.asks if ask.name == name), None) for verdict in ranked]
        outcomes = [ask.could_become if ask else verdict.verdict for ask, verdict in zip(asked, ranked, strict=True)]
        becomes = max(outcomes, key=SEVERITY.__getitem__)
        if becomes != ranked[0].verdict:
            worst = max(filter(None, asked), key=lambda ask: (SEVERITY[ask.could_become], ask.stand_in is None))
            found[name] = replace(worst, could_become=becomes)
    return tuple(found.values())


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
