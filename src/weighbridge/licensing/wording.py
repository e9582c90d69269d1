"""Circumstances in plain words, for reasons, questions and changes; where something is entered its own name counts."""

from __future__ import annotations

from collections.abc import Iterable

_SIZES = {
    "mau": "monthly active users",
    "mau_at_release": "monthly active users in the month before the release",
    "product_mau": "monthly active users of the product",
    "annual_revenue_usd": "of revenue in a year",
    "monthly_revenue_usd": "of revenue in a month",
    "ttm_revenue_usd": "of revenue in the best 12 months",
    "product_annual_revenue_usd": "of revenue with the product in a year",
    "product_monthly_revenue_usd": "of revenue with the product in a month",
}
"""Circumstance to the words that follow its figure."""
_CALLED = {
    "purpose": "what the model is used for (internal work, evaluation, a product, a hosted service)",
    "region": "where your company has its principal place of business",
    "use_countries": "in which countries it is used",
    "role": "whether you are the licensee or an end user",
    "mau": "the monthly active users of your group",
    "mau_at_release": "the monthly active users of your group in the month before the model's release",
    "product_mau": "the monthly active users of the product",
    "annual_revenue_usd": "the annual revenue of your group",
    "monthly_revenue_usd": "the monthly revenue of your group",
    "ttm_revenue_usd": "the highest revenue of your group in any 12 months",
    "product_annual_revenue_usd": "the annual revenue of the product",
    "product_monthly_revenue_usd": "the monthly revenue of the product",
    "model_multimodal": "whether the model takes more than text",
    "distributes_weights": "whether copies of the weights go to others",
    "distributes_derivative": "whether changed weights go to others",
    "fine_tunes": "whether you change the model",
    "trains_on_output": "whether another model is trained on its outputs",
    "hosted_service": "whether third parties reach the model over a network",
    "outputs_to_third_parties": "whether outputs go to people outside your company, as in letters to customers",
    "group_runs_maas": "whether any company of your group sells access to models",
    "runs_ai_work_assistant": "whether any company of your group sells a coding or work assistant",
    "via_vendor": "whether you use the licensor's own service",
    "via_certified_partner": "whether you use a host that the licensor certified",
    "received_in_product": "whether the model came inside somebody else's product for end users",
    "competes_with_licensor": "whether your group competes with the licensor",
    "nonprofit": "whether you are a non-profit organization",
    "tags": "the fields of use",
}
"""Circumstance to the words that follow `please state`."""
_BUSINESSES = {
    "maas_business": "business that sells access to models",
    "maas_or_ai_work_assistant_business": "business that sells access to models, or a coding or work assistant",
    "competes_with_licensor": "business that competes with the licensor",
    "hosting_use": "use that offers others access to the model",
    "commercial_product": "commercial product",
    "commercial_third_party": "commercial use that third parties take part in",
    "commercial_use": "commercial use",
    "any_use": "use",
}


def called(name: str) -> str:
    """A circumstance as it is asked for: `whether copies of the weights go to others`."""
    return _CALLED[name]


def listed(names: Iterable[str]) -> str:
    """Several of them, joined by `and`."""
    return " and ".join(called(name) for name in names)


def sized(name: str, value: float, *, money: bool) -> str:
    """A size of the business with its figure: `1,000,000 monthly active users`, `USD 5 of revenue in a year`."""
    return f"{'USD ' if money else ''}{value:,.0f} {_SIZES[name]}"


def use_called(reach: str) -> str:
    """The kind of use or business that a threshold is about."""
    return _BUSINESSES[reach]
