"""What follows from a verdict: duties, the way out of a refusal, and what to ask back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from weighbridge.answers.answer import Figure, Statement
from weighbridge.answers.evidence import from_passage
from weighbridge.answers.sheet_facts import sheet_passages
from weighbridge.licensing.wording import called

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.subjects import Subject
    from weighbridge.licensing import Verdict
    from weighbridge.records import License


def duties(sheets: Sequence[License], found: Verdict) -> list[Statement]:
    """What to do, as one sentence, when the use sets duties off. `sheets` are all that bind, the deciding one first."""
    if not found.obligations:
        return []
    by_id = {passage.id: passage for sheet in sheets for passage in sheet_passages(sheet)}
    told = "; ".join(dict.fromkeys(f"{duty.what} ({duty.clause})" for duty in found.obligations))
    owners = [next((s for s in sheets if duty.clause.startswith(f"{s.id} ")), sheets[0]) for duty in found.obligations]
    keys = [f"license:{owner.id}#duty-{duty.id}" for owner, duty in zip(owners, found.obligations, strict=True)]
    passages = [by_id[key] for key in keys if key in by_id]
    citations = tuple(c for passage in passages[:3] for c in from_passage(passage).citations)
    return [Statement(f"To do: {told}.", "do", citations, basis=told)]


def agreement(sheet: License, found: Verdict) -> list[Statement]:
    """For a use that needs one: the agreement to get."""
    if found.verdict != "needs_vendor_agreement":
        return []
    offered = sheet.commercial_license_offered
    text = f"To do: get a commercial license from {sheet.publisher}{at_clause(offered.clause if offered else None)}."
    return [Statement(text, "do", basis=f"{sheet.publisher} {offered.clause if offered else ''}")]


def alternatives(subject: Subject, sheet: License, found: Verdict, desk: Desk) -> list[Statement]:
    """For a use that is not granted: models of the same maker under a permissive license."""
    if found.verdict not in ("needs_vendor_agreement", "forbidden"):
        return []
    makers = {model.maker for model in subject.models} or {
        model.maker for model in desk.catalog.models.values() if model.license_id == sheet.id
    }
    free = [
        model
        for model in desk.catalog.models.values()
        if model.maker in makers and model.open_weights and not model.also_licensed_under
        and model.kind == "chat" and model.status == "released"
        and (other := desk.catalog.licenses.get(model.license_id or "")) and other.category == "permissive"
    ]  # fmt: skip
    newest = sorted(free, key=lambda model: (model.release_date or "", model.id), reverse=True)[:4]
    if newest:
        told = listed([f"{model.name} ({desk.catalog.licenses[model.license_id or ''].name})" for model in newest])
        passages = [desk.passage(f"model:{model.id}#license") for model in newest]
        cited = tuple(c for passage in passages if passage for c in from_passage(passage).citations)
        whom = "the same maker" if len(makers) == 1 else "makers of models under it"
        return [Statement(f"Free of that limit, from {whom}: {told}.", "do", cited, basis=told)]
    return []


def asked_back(found: Verdict) -> list[Statement]:
    """The circumstances that are missing and matter."""
    # That outputs stay inside is read from an internal purpose, which says nothing of letters to customers: ask.
    told_apart = [ask for ask in found.asks if ask.name == "outputs_to_third_parties"]
    asks = list(dict.fromkeys((*told_apart, *found.open_asks)))[:4]
    if not asks:
        return []
    told = "; ".join(f"{called(ask.name)}{at_clause(ask.clause)}" for ask in asks)
    return [Statement(f"To be sure, tell me: {told}.", "ask", basis=told)]


def limits(sheet: License) -> tuple[Figure, ...]:
    """The thresholds of a sheet as figures."""
    return tuple(
        Figure(item.id, item.value, item.currency or "users", f"{sheet.id}, {item.clause}")
        for item in sheet.thresholds
        if item.metric != "business_type"
    )


def limits_in_words(sheet: License) -> str:
    """The thresholds of a sheet in one line; `none` when it has none."""
    told = []
    for limit in sheet.thresholds:
        if limit.metric == "business_type":
            told.append(f"{limit.measured or limit.applies_to.replace('_', ' ')}, any size ({limit.clause})")
            continue
        word = "more than" if limit.operator == ">" else "at least"
        unit = (
            "monthly active users"
            if limit.metric == "mau"
            else limit.metric.replace("ttm", "12-month").replace("_", " ")
        )
        money = "USD " if limit.currency else ""
        value = f"{limit.value / 1e9:g} billion" if limit.value >= 1e9 else f"{limit.value / 1e6:g} million"
        then = f": {limit.duty.what}" if limit.duty else ""
        told.append(f"{word} {money}{value} {unit}{then} ({limit.clause})")
    return "; ".join(dict.fromkeys(told)) or "none"


def at_clause(clause: str | None) -> str:
    """The clause in brackets, or nothing."""
    return f" ({clause})" if clause else ""


def listed(names: list[str]) -> str:
    """Names as one phrase: `A, B and C`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
