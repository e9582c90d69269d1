"""An offer: a model that a provider sells by token or by hour."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from weighbridge.records.base import CatalogRecord, PartialDate, Record, RecordId

PriceBasis = Literal["own", "fallback", "contract", "claimed"]


class RateTier(Record):
    """Rates that replace the base ones for a whole request once its input is longer than `input_tokens_over`."""

    input_tokens_over: int = Field(gt=0)
    input_usd_per_mtok: float | None = Field(default=None, ge=0)
    cached_input_usd_per_mtok: float | None = Field(default=None, ge=0)
    output_usd_per_mtok: float | None = Field(default=None, ge=0)


class RateCard(Record):
    """Token prices in USD per million tokens. A rate of None falls back as stated, never to zero."""

    input_usd_per_mtok: float = Field(ge=0)
    output_usd_per_mtok: float = Field(ge=0)
    cached_input_usd_per_mtok: float | None = Field(default=None, ge=0)
    """Rate of input tokens read from the cache; None charges the input rate."""
    request_usd: float = Field(default=0.0, ge=0)
    """Fixed charge per request."""
    tiers: tuple[RateTier, ...] = ()
    """Cliffs, by rising `input_tokens_over`."""


class Offer(CatalogRecord):
    """A model at a provider. Its id is `provider/slug`."""

    model_id: RecordId
    provider_id: RecordId
    provider_model_name: str | None = None
    """The name to send in the API call."""
    tier: str = "standard"
    """Posture tier of the provider that applies."""
    regions: tuple[str, ...] | None = None
    """Region ids of the provider where it is sold; None means wherever the provider's posture says."""
    price: RateCard | None = None
    """None is unknown, never free; a free offer says so with a rate card of zeros and `free: true`."""
    free: bool = False
    batch_price: RateCard | None = None
    lowest_price: RateCard | None = None
    """Cheapest rates over the day when prices depend on the hour."""
    highest_price: RateCard | None = None
    """Dearest rates over the day when prices depend on the hour."""
    price_basis: PriceBasis | None = None
    """`own` list price, `fallback` (another provider's list), `contract` (negotiated) or `claimed`."""
    hourly_usd: float | None = Field(default=None, ge=0)
    """Price of a dedicated endpoint per hour."""
    hourly_output_tokens_per_s: float | None = Field(default=None, gt=0)
    """What one such endpoint sustains, when the seller states it."""
    context_tokens: int | None = None
    """Context window at this provider when it is smaller than the model's own."""
    retires: PartialDate | None = None
    """Day on which this provider stops serving the model."""
    note: str | None = None
