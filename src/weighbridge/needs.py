"""What the enterprise states: workload, data, organization, use, compliance, infrastructure, budget, weights."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from weighbridge import codes, yamlfile
from weighbridge.records.base import Record

MAX_NEEDS_BYTES = 1_000_000
MAX_TOKENS = 100_000_000
"""Beyond any model, and small enough for every formula."""

Hosting = Literal["cloud_api", "self_hosted_cloud", "on_premises", "edge"]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), AfterValidator(codes.known_country)]
Place = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,8}$"), AfterValidator(codes.known_place)]
"""A country (`DE`) or a group (`EU`, `EEA`)."""
DataClass = Literal["public", "internal", "confidential", "restricted"]
Purpose = Literal["internal_business", "evaluation_business", "product", "hosted_api", "maas", "research", "personal"]
OutputTraining = Literal["none", "internal_llm", "released_llm", "competing_llm", "non_llm"]
Task = Literal["general", "coding", "agentic", "reasoning", "science"]


class Workload(Record):
    """How much is asked of the model."""

    queries_per_month: float = Field(gt=0, le=1e12)
    input_tokens: int = Field(gt=0, le=MAX_TOKENS)
    """Mean prompt length per query, in tokens, cached part included."""
    output_tokens: int = Field(gt=0, le=MAX_TOKENS)
    """Mean answer length per query, in tokens, reasoning included."""
    cached_input_share: float = Field(default=0.0, ge=0, le=1)
    """Share of the input tokens that providers can read from their prompt cache."""
    peak_factor: float = Field(default=3.0, ge=1, le=1000)
    """Busiest hour against the average hour."""
    peak_concurrency: int | None = Field(default=None, gt=0, le=1_000_000_000)
    """Most queries in flight at once; None derives it from the volume."""
    max_seconds_per_token: float | None = Field(default=None, gt=0)
    """Slowest acceptable pace of the answer, seconds per token."""
    batch: bool = False
    """True when answers may take hours, so batch prices apply."""


class Capabilities(Record):
    """What the model must be able to do."""

    input: tuple[Literal["text", "image", "audio", "video", "file"], ...] = Field(default=("text",), min_length=1)
    context_tokens: int | None = Field(default=None, gt=0, le=MAX_TOKENS)
    languages: tuple[str, ...] = ()
    tool_calling: bool = False
    min_quality: float | None = Field(default=None, ge=0, le=1)
    """Lowest acceptable quality value, 0 to 1, on the benchmark of `task`."""
    task: Task = "general"


class Data(Record):
    """What the prompts contain and where they may go."""

    class_: DataClass = Field(default="internal", alias="class")
    personal: bool = False
    health: bool = False
    cardholder: bool = False
    residency: tuple[Place, ...] = ()
    """Countries or groups in which data may be processed and stored; empty means anywhere."""
    retention_days_max: float | None = Field(default=None, ge=0)
    training_on_data: bool = False
    """Whether a provider may train on the data."""


class Organization(Record):
    """Who is asking. What a license needs and is missing here is asked for, never assumed."""

    country: Country | None = None
    """ISO 3166 code of the principal place of business."""
    use_countries: tuple[Country, ...] = ()
    """Countries where the system is used, when they differ."""
    industry: str | None = None
    monthly_active_users: int | None = Field(default=None, ge=0)
    monthly_active_users_at_release: int | None = Field(default=None, ge=0)
    """Users of the whole group in the month before a model's release, when it differs from today's."""
    product_monthly_active_users: int | None = Field(default=None, ge=0)
    """Users of the product that the model goes into."""
    annual_revenue_usd: float | None = Field(default=None, ge=0)
    monthly_revenue_usd: float | None = Field(default=None, ge=0)
    product_annual_revenue_usd: float | None = Field(default=None, ge=0)
    product_monthly_revenue_usd: float | None = Field(default=None, ge=0)
    runs_model_service: bool | None = None
    """Whether any company of the group sells access to models as a service."""
    competes_with_licensor: bool | None = None
    nonprofit: bool | None = None
    eu_nexus: bool | None = None
    """Whether the EU AI Act and GDPR reach it; None derives it from the countries."""


class Use(Record):
    """What is done with the model."""

    purpose: Purpose = "internal_business"
    fine_tunes: bool = False
    fine_tuning_flop: float | None = Field(default=None, gt=0, le=1e30)
    """Floating-point operations of your fine-tuning; tells whether you become a provider of the changed model."""
    distributes_weights: bool = False
    trains_on_output: OutputTraining = "none"
    tags: tuple[str, ...] = ()
    """Fields of use that licenses may ban: military, medical_advice, automated_decisions_affecting_rights ..."""


class Infrastructure(Record):
    """Where it may run."""

    hosting: tuple[Hosting, ...] = Field(default=("cloud_api", "self_hosted_cloud", "on_premises"), min_length=1)
    owned_accelerators: dict[str, int] = Field(default_factory=dict)
    """Accelerator id or name to how many are free for this use."""
    price_level: Literal["low", "typical", "high"] = "typical"
    spare_replica: bool = False
    """Whether one more copy than the load needs must run (N+1)."""
    power_usd_per_kwh: float | None = Field(default=None, ge=0, le=1000)
    """None leaves power out and says so."""
    power_usage_effectiveness: float | None = Field(default=None, ge=1, le=5)
    """Power of your site over power of its computers (PUE); None takes a usual range."""
    staff_usd_per_month: float | None = Field(default=None, ge=0, le=1e12)
    """People who run the cluster; None leaves them out and says so."""
    staff_share: float = Field(default=1.0, ge=0, le=1)
    """Share of those people's time that this use takes, when the cluster serves others as well."""
    depreciation_years: float = Field(default=4.0, ge=0.1, le=100)
    """Years over which hardware you buy is paid off."""
    hourly_usd: dict[str, float] = Field(default_factory=dict)
    """Accelerator id or name to the rent you were quoted, USD an hour each; it replaces the market's range."""
    purchase_usd: dict[str, float] = Field(default_factory=dict)
    """Accelerator id or name to the price you were quoted, USD each; it replaces the market's range."""

    @field_validator("owned_accelerators")
    @classmethod
    def _counts_are_positive(cls, value: dict[str, int]) -> dict[str, int]:
        for name, count in value.items():
            if not 1 <= count <= 1_000_000:
                raise ValueError(f"{name} must be 1 to 1,000,000; leave out what you do not own")
        return value

    @field_validator("hourly_usd", "purchase_usd")
    @classmethod
    def _prices_are_positive(cls, value: dict[str, float]) -> dict[str, float]:
        for name, usd in value.items():
            if not 0 < usd <= 1e9:
                raise ValueError(f"{name} must be above 0 and at most 1,000,000,000 USD")
        return value

    @property
    def staff_usd(self) -> float | None:
        """USD a month of the people who run this use; None is unknown."""
        return None if self.staff_usd_per_month is None else self.staff_usd_per_month * self.staff_share


class Budget(Record):
    """What may be spent."""

    monthly_usd_max: float | None = Field(default=None, gt=0)


class Needs(Record):
    """Everything the enterprise states. Only `workload` must be given."""

    name: str = "Unnamed use"
    workload: Workload
    capabilities: Capabilities = Capabilities()
    data: Data = Data()
    organization: Organization = Organization()
    use: Use = Use()
    compliance: tuple[str, ...] = ()
    """Framework ids to check."""
    answers: dict[str, bool | float | str] = Field(default_factory=dict)
    """Answers you attest for compliance checks, by attribute: `vendor.dpa_signed: true`."""
    infrastructure: Infrastructure = Infrastructure()
    budget: Budget = Budget()
    weights: dict[str, float] = Field(
        default={"privacy": 30.0, "cost": 25.0, "compliance": 25.0, "gpu_footprint": 10.0, "quality": 10.0}
    )
    """Criterion name to weight; they are scaled to a sum of 100."""
    horizon_months: int = Field(default=12, ge=0, le=1200)
    """How long the choice must last; models that retire earlier are out."""
    include_claimed: bool = False
    """Whether models that nobody has released yet may be ranked, marked as claimed."""

    @field_validator("weights")
    @classmethod
    def _weights_are_usable(cls, value: dict[str, float]) -> dict[str, float]:
        for name, weight in value.items():
            if not 0 <= weight <= 1e6:
                raise ValueError(f"the weight of {name} must be 0 to 1,000,000")
        if not sum(value.values()) > 0:
            raise ValueError("at least one weight must be above 0")
        return value

    @model_validator(mode="after")
    def _health_data_is_personal(self) -> Needs:
        if self.data.health and not self.data.personal:
            raise ValueError("data.health is true, so data.personal must be true as well")
        return self


def load_needs(path: Path) -> Needs:
    """Read a needs file.

    Raises FileMissing, NotAFile, FileTooLarge, FileUnreadable, YamlSyntax or InvalidField.
    """
    return yamlfile.validate(yamlfile.read(path, MAX_NEEDS_BYTES), Needs, "needs")


def parse_needs(content: bytes, name: str) -> dict[str, Any]:
    """The plain data of an uploaded needs file, as it was written.

    Raises FileTooLarge, FileUnreadable, YamlSyntax or InvalidField, all under the file's `name`.
    """
    file = yamlfile.parse_upload(content, name, MAX_NEEDS_BYTES)
    yamlfile.validate(file, Needs, "needs")
    data: dict[str, Any] = file.data
    return data


def needs_yaml(data: Mapping[str, Any]) -> str:
    """A needs file that says what `data` says, sections in the order of `Needs`."""
    ordered = {_key(name): data[_key(name)] for name in Needs.model_fields if _key(name) in data}
    return "# Needs of a language model. Weigh them with: weighbridge rank FILE\n" + yamlfile.dump(ordered)


def _key(name: str) -> str:
    return Needs.model_fields[name].alias or name
