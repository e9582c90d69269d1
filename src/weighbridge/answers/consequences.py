"""What follows from a verdict: duties, the way out of a refusal, and what to ask back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge.answers.answer import Figure, Statement
from weighbridge.answers.evidence import from_passage
from weighbridge.answers.sheet_facts import sheet_passages

if TYPE_CHECKING:
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.subjects import Subject
    from weighbridge.licensing import Verdict
    from weighbridge.records import License

_QUESTIONS = {
    "purpose": "what the model is used for (internal work, evaluation, a product, a hosted service)",
    "mau": "the monthly active users of your group",
    "mau_at_release": "the monthly active users of your group in the month before the model's release",
    "product_mau": "the monthly active users of the product",
    "monthly_revenue_usd": "the monthly revenue of your group",
    "annual_revenue_usd": "the annual revenue of your group",
    "ttm_revenue_usd": "the highest revenue of your group in any 12 months",
    "product_monthly_revenue_usd": "the monthly revenue of the product",
    "region": "where your company has its principal place of business",
    "use_countries": "in which countries it is used",
    "group_runs_maas": "whether any company of your group sells access to models",
    "runs_ai_work_assistant": "whether any company of your group sells a coding or work assistant",
    "nonprofit": "whether you are a non-profit organization",
    "competes_with_licensor": "whether your group competes with the licensor",
    "model_multimodal": "whether the model takes more than text",
    "fine_tunes": "whether you change the model",
    "hosted_service": "whether third parties reach the model over a network",
    "distributes_weights": "whether copies of the weights go to others",
    "distributes_derivative": "whether changed weights go to others",
    "trains_on_output": "whether another model is trained on its outputs",
}


def duties(sheet: License, found: Verdict) -> list[Statement]:
    """What to do, as one sentence, when the use sets duties off."""
    if not found.obligations:
        return []
    by_id = {passage.id.partition("#")[2]: passage for passage in sheet_passages(sheet)}
    told = "; ".join(f"{duty.what} ({duty.clause})" for duty in found.obligations)
    passages = [by_id[key] for duty in found.obligations if (key := f"duty-{duty.id}") in by_id]
    citations = tuple(c for passage in passages[:3] for c in from_passage(passage).citations)
    return [Statement(f"To do: {told}.", "do", citations, basis=told)]


def way_out(subject: Subject, sheet: License, found: Verdict, desk: Desk) -> list[Statement]:
    """For a use that is not granted: the agreement to get, and models of the same maker under a permissive license."""
    if found.verdict not in ("needs_vendor_agreement", "forbidden"):
        return []
    out: list[Statement] = []
    offered = sheet.commercial_license_offered
    if found.verdict == "needs_vendor_agreement":
        text = (
            f"To do: get a commercial license from {sheet.publisher}{at_clause(offered.clause if offered else None)}."
        )
        out.append(Statement(text, "do", basis=f"{sheet.publisher} {offered.clause if offered else ''}"))
    makers = {model.maker for model in subject.models}
    makers |= {model.maker for model in desk.catalog.models.values() if model.license_id == sheet.id}
    free = [
        model
        for model in desk.catalog.models.values()
        if model.maker in makers and model.open_weights and model.kind == "chat" and model.status == "released"
        and (other := desk.catalog.licenses.get(model.license_id or "")) and other.category == "permissive"
    ]  # fmt: skip
    newest = sorted(free, key=lambda model: (model.release_date or "", model.id), reverse=True)[:4]
    if newest:
        told = listed([f"{model.name} ({desk.catalog.licenses[model.license_id or ''].name})" for model in newest])
        passages = [desk.passage(f"model:{model.id}#license") for model in newest]
        cited = tuple(c for passage in passages if passage for c in from_passage(passage).citations)
        out.append(Statement(f"Free of that limit, from the same maker: {told}.", "do", cited, basis=told))
    return out


def asked_back(found: Verdict) -> list[Statement]:
    """The circumstances that are missing and matter."""
    asks = [ask for ask in found.open_asks if ask.name in _QUESTIONS][:4]
    if not asks:
        return []
    told = "; ".join(f"{_QUESTIONS[ask.name]}{at_clause(ask.clause)}" for ask in asks)
    return [Statement(f"To be sure, tell me: {told}.", "ask", basis=told)]


def limits(sheet: License) -> tuple[Figure, ...]:
    """The thresholds of a sheet as figures."""
    return tuple(
        Figure(item.id, item.value, item.currency or "users", f"{sheet.id}, {item.clause}")
        for item in sheet.thresholds
        if item.metric != "business_type"
    )


def at_clause(clause: str | None) -> str:
    """The clause in brackets, or nothing."""
    return f" ({clause})" if clause else ""


def listed(names: list[str]) -> str:
    """Names as one phrase: `A, B and C`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
