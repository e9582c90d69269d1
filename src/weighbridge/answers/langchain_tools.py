"""The engines as LangChain tools, for the chain or agent of anyone, and for the model that rewords an answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import copy
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from weighbridge.errors import MissingExtra, UnknownId, WeighbridgeError
from weighbridge.licensing import Circumstances
from weighbridge.needs import Needs, Workload

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

    from weighbridge.advisor import Advisor
    from weighbridge.catalog import Catalog
    from weighbridge.pricing.compare import Comparison
    from weighbridge.records import License, Model

SHOWN_OFFERS = 5
SHOWN_HARDWARE = 3
SHOWN_OPTIONS = 5
MAX_COMPARED = 6


class Question(BaseModel):
    """A question in plain words."""

    question: str = Field(max_length=2000, description="The question, with every circumstance that matters.")


class MonthlyVolume(BaseModel):
    """A model and a month's volume."""

    model: str = Field(description="Model id, name or alias.")
    queries_per_month: float = Field(gt=0, description="Queries a month.")
    input_tokens: int = Field(ge=1, description="Mean prompt length in tokens.")
    output_tokens: int = Field(ge=1, description="Mean answer length in tokens.")
    cached_input_share: float = Field(default=0.0, ge=0, le=1, description="Share of the prompt read from a cache.")
    batch: bool = Field(default=False, description="Whether answers may take hours, so that batch prices apply.")


class Footprint(BaseModel):
    """A model to host."""

    model: str = Field(description="Model id, name or alias.")
    accelerator: str | None = Field(default=None, description="Accelerator id, name or alias; none finds the smallest.")
    precision: str | None = Field(default=None, description="Number format of the weights: bf16, fp8, int4 ...")
    context_tokens: int | None = Field(default=None, ge=2, description="Tokens of each sequence, prompt and answer.")
    concurrency: int = Field(default=1, ge=1, description="Sequences at once.")


class Models(BaseModel):
    """Models to put side by side."""

    models: list[str] = Field(min_length=1, max_length=MAX_COMPARED, description="Model ids, names or aliases.")


def weighbridge_tools(advisor: Advisor) -> list[BaseTool]:
    """Tools over an advisor: `ask`, `license_verdict`, `monthly_cost`, `footprint`, `compare_models`, `rank_options`.

    Each returns JSON. What the user got wrong (an unknown model, a size that does not fit) comes back as one line of
    text, so that an agent can mend it. Raises MissingExtra without LangChain.
    """
    from weighbridge.answers.desk import Desk
    from weighbridge.answers.session import Session

    desk = Desk(advisor.catalog, rank=advisor.rank)

    def ask(question: str) -> dict[str, Any]:
        """Answer a question about models, licenses, providers, costs, hardware or compliance, with sources."""
        return Session(desk).ask(question).to_json()

    def rank_options(**stated: Any) -> dict[str, Any]:
        """Rank every way of running every model for an organization's needs: the best, with reasons and open points."""
        return _ranked(advisor, Needs.model_validate(stated))

    engines = engine_tools(advisor.catalog, lambda: advisor.catalog)
    return [_tool(ask, Question), *engines, _tool(rank_options, Needs)]


def engine_tools(catalog: Catalog, full: Callable[[], Catalog]) -> list[BaseTool]:
    """The tools that compute: `license_verdict`, `monthly_cost`, `footprint` and `compare_models`.

    `full` gives the catalog with its offers, which `catalog` may lack. Raises MissingExtra without LangChain.
    """

    def license_verdict(license_or_model: str, **stated: Any) -> dict[str, Any]:
        """Judge a license, or the license of a model, for a use: verdict, duties, clauses, and what is missing."""
        from weighbridge.licensing import judge

        sheet, model = _license_of(catalog, license_or_model)
        facts = Circumstances.model_validate({"model_multimodal": model.multimodal if model else None, **stated})
        name = sheet.id if sheet else (model and (model.license_id or model.license_tag)) or "unknown"
        return {"model": model.id if model else None, **judge(sheet, facts, license_id=name).to_json()}

    def monthly_cost(model: str, **volume: Any) -> dict[str, Any]:
        """Monthly cost in USD of a model for a volume: the cheapest offers, and renting or buying hardware."""
        from weighbridge.pricing.compare import compare

        return _month(compare(full(), full().models.find(model), Workload(**volume)))

    def footprint(
        model: str,
        accelerator: str | None = None,
        precision: str | None = None,
        context_tokens: int | None = None,
        concurrency: int = 1,
    ) -> dict[str, Any]:
        """How many accelerators a model needs, what fills their memory in GiB, and how fast it answers."""
        from weighbridge.footprint.precision import find
        from weighbridge.footprint.size import size, smallest

        wanted, chosen = catalog.models.find(model), find(precision) if precision else None
        if accelerator:
            return size(wanted, catalog.accelerators.find(accelerator), chosen, context_tokens, concurrency).as_dict()
        usual = [item for item in catalog.accelerators.values() if not item.preliminary]
        return smallest(wanted, usual, chosen, context_tokens, concurrency)[0].as_dict()

    def compare_models(models: list[str]) -> list[dict[str, Any]]:
        """The main facts of several models side by side: license, size, context, inputs, providers."""
        return [_profile(full(), name) for name in models]

    return [
        _tool(license_verdict, _license_use()),
        _tool(monthly_cost, MonthlyVolume),
        _tool(footprint, Footprint),
        _tool(compare_models, Models),
    ]


def _license_use() -> type[BaseModel]:
    """The circumstances of a use with their texts, which records keep in their source, and the name to judge."""
    from weighbridge.records.docstrings import field_texts

    texts = field_texts(Circumstances)
    fields: dict[str, Any] = {"license_or_model": (str, Field(description="License or model: id, name or alias."))}
    for name, info in Circumstances.model_fields.items():
        described = copy(info)
        described.description = texts.get(name)
        fields[name] = (info.annotation, described)
    return create_model("LicenseUse", __config__=ConfigDict(extra="forbid"), **fields)


def _license_of(catalog: Catalog, ref: str) -> tuple[License | None, Model | None]:
    """The sheet that a name stands for, and the model when it is that of one. Raises UnknownId or AmbiguousId."""
    try:
        return catalog.licenses.find(ref), None
    except UnknownId as no_license:
        try:
            model = catalog.models.find(ref)
        except UnknownId as no_model:
            raise (no_model if "/" in ref else no_license) from None
    return catalog.licenses.get(model.license_id or ""), model


def _tool(function: Callable[..., Any], schema: type[BaseModel]) -> BaseTool:
    """A function as a tool that returns JSON, and says in words what the user got wrong."""
    try:
        from langchain_core.tools import StructuredTool, ToolException
    except ImportError as error:
        raise MissingExtra("LangChain tools", "llm") from error

    def run(**arguments: Any) -> str:
        try:
            return json.dumps(_rounded(function(**arguments)), ensure_ascii=False, default=str)
        except WeighbridgeError as error:
            raise ToolException(str(error)) from error

    return StructuredTool.from_function(
        run,
        name=function.__name__,
        description=" ".join((function.__doc__ or "").split()),
        args_schema=schema,
        handle_tool_error=True,
        handle_validation_error=_correction,
    )


def _rounded(value: Any) -> Any:
    """Plain data with numbers to four decimals: more would only look exact."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value


def _correction(error: Exception) -> str:
    """What is wrong with the arguments, in one line."""
    listed: list[Any] = getattr(error, "errors", list)()
    told = "; ".join(f"{'.'.join(map(str, item['loc'])) or 'arguments'}: {item['msg']}" for item in listed[:5])
    return f"The arguments cannot be used: {told or type(error).__name__}."


def _month(found: Comparison) -> dict[str, Any]:
    known = [row for row in found.offers if row.cost.expected is not None and not row.retired]
    hardware = [row for row in found.hardware if row.cost.expected is not None]
    return {
        "model": found.model.id,
        "currency": "USD",
        "offers": [
            {"provider": row.offer.provider_id, "offer": row.offer.id, "low": row.cost.low,
             "expected": row.cost.expected, "high": row.cost.high, "price_basis": row.offer.price_basis}
            for row in known[:SHOWN_OFFERS]
        ],
        "offers_without_price": len(found.offers) - len(known),
        "self_hosted": [
            {"accelerator": row.accelerator.id, "count": row.accelerator_count, "hosting": row.hosting,
             "precision": row.precision, "low": row.cost.low, "expected": row.cost.expected, "high": row.cost.high,
             "left_out": row.cost.notes}
            for row in hardware[:SHOWN_HARDWARE]
        ],
    }  # fmt: skip


def _profile(catalog: Catalog, name: str) -> dict[str, Any]:
    model = catalog.models.find(name)
    sheet = catalog.licenses.get(model.license_id or "")
    offers = catalog.offers_by_model.get(model.id, ())
    return {
        "id": model.id,
        "name": model.name,
        "status": model.status,
        "open_weights": model.open_weights,
        "license": sheet.name if sheet else model.license_id or model.license_tag,
        "parameters_b": model.parameters_b,
        "active_parameters_b": model.active_parameters_b,
        "context_tokens": model.context_tokens,
        "more_than_text": model.multimodal,
        "released": model.release_date,
        "providers": sorted({offer.provider_id for offer in offers}),
    }


def _ranked(advisor: Advisor, needs: Needs) -> dict[str, Any]:
    found = advisor.rank(needs)
    return {
        "recommended": found.winner.id if found.winner else None,
        "weighed": found.weighed,
        **{str(status): count for status, count in found.counts.items()},
        "options": [
            {"rank": entry.rank, "id": entry.id, "status": entry.status, "score": round(entry.score, 1),
             "criteria": {item.name: item.reason for item in entry.criteria(weighted_only=True)},
             "open_points": [point.question for point in entry.open_points]}
            for entry in found.top(SHOWN_OPTIONS)
        ],
        "excluded_by": dict(found.exclusion_counts),
        "relaxations": [{"change": item.change, "opens": item.opens} for item in found.relaxations[:SHOWN_OPTIONS]],
    }  # fmt: skip
