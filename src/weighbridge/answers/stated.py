"""Circumstances of a use as the words of a question state them; what they do not state stays None."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weighbridge.answers.entities import Entities, at_home
from weighbridge.answers.language import matching, pattern, says
from weighbridge.answers.quantities import first
from weighbridge.licensing import Circumstances

if TYPE_CHECKING:
    from weighbridge.records import License

_FLAGS = (
    "fine_tunes",
    "hosted_service",
    "distributes_derivative",
    "distributes_weights",
    "group_runs_maas",
    "runs_ai_work_assistant",
    "nonprofit",
    "received_in_product",
    "via_vendor",
    "competes_with_licensor",
    "outputs_to_third_parties",
)
_PRODUCTS = ("product", "hosted_api", "maas")


@dataclass(frozen=True)
class Stated:
    """Circumstances with what was assumed while reading them."""

    facts: Circumstances
    assumed: tuple[str, ...] = ()
    """One sentence per reading that is not literal."""

    @property
    def any(self) -> bool:
        """Whether the question states anything about the use."""
        return self.facts != Circumstances(model_multimodal=self.facts.model_multimodal)


def read_circumstances(question: str, entities: Entities, multimodal: bool | None = None) -> Stated:
    """The circumstances that a question states."""
    found: dict[str, Any] = {"model_multimodal": multimodal}
    assumed: list[str] = []
    purposes = matching(question, "purpose")
    if purposes:
        found["purpose"] = purposes[0]
    for name in _FLAGS:
        for value in matching(question, "flags", name):
            found.setdefault(name, value == "true")
    if found.get("distributes_derivative"):
        found["fine_tunes"] = True
    training = matching(question, "trains_on_output")
    if training:
        found["trains_on_output"] = training[0]
    if found.get("runs_ai_work_assistant") and found.get("purpose") in (None, "internal_business"):
        found["purpose"] = "product"
    if found.get("outputs_to_third_parties") and "internal_business" in purposes:
        found["purpose"] = "internal_business"  # letters that employees write with it make no product of it
    # What fights fraud is no fraud.
    found["tags"] = matching(pattern("protective").sub(" ", question), "fields")
    _places(question, entities, found)
    _sizes(question, entities, found, assumed)
    return Stated(Circumstances(**found), tuple(assumed))


def group_at_least(sheet: License, facts: Circumstances) -> tuple[Circumstances, tuple[str, ...]]:
    """The revenue of a product as what its group earns at least, where that alone passes a limit on the group."""
    monthly = facts.product_monthly_revenue_usd
    yearly = facts.product_annual_revenue_usd or (monthly * 12 if monthly else None)
    stated = facts.annual_revenue_usd or facts.monthly_revenue_usd or facts.ttm_revenue_usd
    if yearly is None or stated:
        return facts, ()
    limits = [
        limit.value * (12 if limit.metric == "monthly_revenue" else 1)
        for limit in sheet.thresholds
        if limit.scope == "group" and limit.metric.endswith("revenue")
    ]
    if not any(yearly > limit for limit in limits):
        return facts, ()
    note = "What the product earns, its group earns at least; I held that against the limit on the group."
    return facts.model_copy(update={"annual_revenue_usd": yearly}), (note,)


def merged(before: Circumstances, now: Circumstances) -> Circumstances:
    """Earlier circumstances with what is stated now on top."""
    update = {
        name: value
        for name in Circumstances.model_fields
        if (value := getattr(now, name)) not in (None, ()) and name != "model_multimodal"
    }
    return before.model_copy(update={**update, "model_multimodal": now.model_multimodal})


def _places(question: str, entities: Entities, found: dict[str, Any]) -> None:
    homes = [place for place in entities.places if at_home(question, place)]
    if homes:
        found["region"] = homes[0]
    elsewhere = tuple(place for place in entities.places if place not in homes)
    if homes or says(question, "permission"):
        found["use_countries"] = (*elsewhere, *homes[:1]) or None


def _sizes(question: str, entities: Entities, found: dict[str, Any], assumed: list[str]) -> None:
    users = first(entities.quantities, "users")
    if users is not None:
        of_product = found.get("purpose") in _PRODUCTS
        found["product_mau" if of_product else "mau"] = int(users)
        found["mau"] = int(users)
        found["mau_at_release"] = None
    for item in entities.quantities:
        if item.unit not in ("money_year", "money_month", "money") or item.currency is None:
            continue
        yearly = item.unit != "money_month"
        about_product = says(question[max(0, item.start - 60) : item.end + 60], "product_revenue")
        name = ("product_" if about_product else "") + ("annual_revenue_usd" if yearly else "monthly_revenue_usd")
        found[name] = item.value
        if item.currency != "USD":
            assumed.append(f"{item.text} is compared as if it were US dollars; check the exchange rate if it is close.")
