"""What licenses ask about: who you are, how big, where, and what you do with the model."""

from __future__ import annotations

from pydantic import Field

from weighbridge.needs import Needs, OutputTraining, Place, Purpose
from weighbridge.records.base import Record

OFFERED: frozenset[Purpose] = frozenset({"product", "hosted_api", "maas"})
"""Purposes in which third parties get something that contains the model."""
_MAY_SPREAD: frozenset[Purpose] = frozenset({"product", "research", "personal"})
"""Purposes that leave open whether weights go to others, when it is not stated."""
HOSTED: frozenset[Purpose] = frozenset({"hosted_api", "maas"})
"""Purposes in which third parties get the model itself as a service."""
AI_WORK_ASSISTANT = "ai_work_assistant"
"""Tag of a business that sells an assistant for coding or office work."""

_BROADER = {
    "warfare_espionage": "military",
    "surveillance_illegal": "surveillance",
    "surveillance_without_consent": "surveillance",
    "biometric_without_consent": "biometric_processing",
}
"""A use of the first kind is one of the second kind too."""


class Circumstances(Record):
    """One use of one model. None means not stated: it is asked for when it matters, never assumed."""

    purpose: Purpose | None = None
    """What the model is used for."""
    region: Place | None = None
    """ISO 3166 code of the principal place of business, or a group such as `EU`."""
    use_countries: tuple[Place, ...] | None = None
    """Where the model or its outputs are used."""
    role: str | None = None
    """`licensee`, or `end_user` for one who gets the model inside somebody else's product."""
    mau: int | None = Field(default=None, ge=0)
    """Monthly active users of the group today."""
    mau_at_release: int | None = Field(default=None, ge=0)
    """Monthly active users of the group in the month before the release date that the license fixes."""
    product_mau: int | None = Field(default=None, ge=0)
    """Monthly active users of the product in question."""
    annual_revenue_usd: float | None = Field(default=None, ge=0)
    """Revenue of the group in a year."""
    monthly_revenue_usd: float | None = Field(default=None, ge=0)
    """Revenue of the group in the last month."""
    ttm_revenue_usd: float | None = Field(default=None, ge=0)
    """Highest revenue of the group in any 12 months in a row."""
    product_monthly_revenue_usd: float | None = Field(default=None, ge=0)
    """Revenue of the product in a month."""
    product_annual_revenue_usd: float | None = Field(default=None, ge=0)
    """Revenue of the product in a year."""
    model_multimodal: bool | None = None
    """Whether the model takes more than text."""
    use_modality: str | None = None
    """What you send to it; no sheet looks at it so far, unlike at `model_multimodal`."""
    distributes_weights: bool | None = None
    """Whether a copy of the model goes to others, alone or inside a product."""
    distributes_derivative: bool | None = None
    """Whether changed, fine-tuned or quantized weights go to others."""
    fine_tunes: bool | None = None
    """Whether the model is changed."""
    trains_on_output: OutputTraining | None = None
    """What kind of model, if any, is trained on its outputs."""
    hosted_service: bool | None = None
    """Whether third parties reach the model over a network."""
    outputs_to_third_parties: bool | None = None
    """Whether outputs go to third parties, as in letters to customers."""
    group_runs_maas: bool | None = None
    """Whether any company of the group sells access to models."""
    runs_ai_work_assistant: bool | None = None
    """Whether any company of the group sells an assistant for coding or office work."""
    via_vendor: bool | None = None
    """Whether the model is used through the licensor's own service."""
    via_certified_partner: bool | None = None
    """Whether the model is used through a host that the licensor certified."""
    received_in_product: bool | None = None
    """Whether it came inside an integrated product for end users."""
    competes_with_licensor: bool | None = None
    """Whether any company of the group sells what competes with the licensor's products."""
    nonprofit: bool | None = None
    """Whether the licensee is a non-profit organization."""
    tags: tuple[str, ...] = ()
    """Fields of use and activities in the words of the sheets: `military`, `clinical_use` ..."""

    @classmethod
    def from_needs(cls, needs: Needs, *, model_multimodal: bool | None, via_vendor: bool | None) -> Circumstances:
        """The circumstances that a needs file states, for one model and one way of getting it."""
        who, use = needs.organization, needs.use
        at_home = (who.country,) if who.country else None
        return cls(
            purpose=use.purpose,
            region=who.country,
            use_countries=who.use_countries or at_home,
            role="licensee",
            mau=who.monthly_active_users,
            mau_at_release=who.monthly_active_users_at_release,
            product_mau=who.product_monthly_active_users,
            annual_revenue_usd=who.annual_revenue_usd,
            monthly_revenue_usd=who.monthly_revenue_usd,
            product_monthly_revenue_usd=who.product_monthly_revenue_usd,
            product_annual_revenue_usd=who.product_annual_revenue_usd,
            model_multimodal=model_multimodal,
            use_modality="text" if needs.capabilities.input == ("text",) else "multimodal",
            distributes_weights=use.distributes_weights,
            distributes_derivative=use.distributes_weights and use.fine_tunes,
            fine_tunes=use.fine_tunes,
            trains_on_output=use.trains_on_output,
            group_runs_maas=who.runs_model_service,
            via_vendor=via_vendor,
            competes_with_licensor=who.competes_with_licensor,
            nonprofit=who.nonprofit,
            tags=use.tags,
        )

    @property
    def offered(self) -> bool | None:
        """Whether third parties get a product or service with the model inside."""
        return None if self.purpose is None else self.purpose in OFFERED

    @property
    def hosts(self) -> bool | None:
        """Whether third parties reach the model over a network."""
        if self.hosted_service or self.purpose in HOSTED:
            return True
        if self.hosted_service is False or (self.purpose is not None and self.purpose not in OFFERED):
            return False
        return None

    @property
    def resells_access(self) -> bool:
        """Whether the use itself gives others access to the model, rather than to a product made with it."""
        return self.purpose in HOSTED or (self.hosted_service is True and self.purpose != "product")

    @property
    def passes_on_weights(self) -> bool | None:
        """Whether unmodified weights go to others. A purpose that keeps the model in house answers it by itself."""
        if self.distributes_weights is not None:
            return self.distributes_weights
        return None if self.purpose in (None, *_MAY_SPREAD) else False

    @property
    def passes_on_derivative(self) -> bool | None:
        """Whether changed weights go to others; fine-tuned weights that are passed on are changed weights."""
        if self.distributes_derivative is not None:
            return self.distributes_derivative
        return both(self.passes_on_weights, self.fine_tunes)

    @property
    def modifies(self) -> bool | None:
        """Whether the model is changed."""
        return True if self.distributes_derivative else self.fine_tunes

    @property
    def stays_internal(self) -> bool:
        """Whether nothing is made available to third parties."""
        shared = self.distributes_weights or self.distributes_derivative or self.hosted_service
        return self.offered is False and not shared

    @property
    def end_user(self) -> bool:
        """Whether the model came inside somebody else's end-user product."""
        return self.received_in_product is True or (self.role or "").startswith("end_user")

    @property
    def work_assistant(self) -> bool | None:
        """Whether the group sells an assistant for coding or office work."""
        return True if AI_WORK_ASSISTANT in self.tags else self.runs_ai_work_assistant

    @property
    def releases_trained_model(self) -> bool | None:
        """Whether a model trained on outputs reaches others; a competing model is taken to."""
        return None if self.trains_on_output is None else self.trains_on_output in ("released_llm", "competing_llm")

    @property
    def fields_of_use(self) -> frozenset[str]:
        """The tags, with the broader field that each belongs to."""
        return frozenset(self.tags) | {_BROADER[tag] for tag in self.tags if tag in _BROADER}


def either(*parts: bool | None) -> bool | None:
    """Three-valued `or`: True wins over unknown, unknown over False."""
    return True if True in parts else None if None in parts else False


def both(first: bool | None, second: bool | None) -> bool | None:
    """Three-valued `and`: False wins over unknown, unknown over True."""
    if first is False or second is False:
        return False
    return None if first is None or second is None else True
