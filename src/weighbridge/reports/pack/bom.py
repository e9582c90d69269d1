"""The chosen option as a bill of materials: CycloneDX 1.6 with model, license, machines and the serving party."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from weighbridge.errors import MissingExtra
from weighbridge.options.view import OptionView
from weighbridge.ranking.quality import quality_benchmark
from weighbridge.reports.pack.decision import Decision
from weighbridge.reports.words import one_line

if TYPE_CHECKING:
    from cyclonedx.model import Property
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component
    from cyclonedx.model.license import DisjunctiveLicense
    from cyclonedx.model.service import Service


def bill_of_materials(decision: Decision) -> str:
    """The bill as JSON. Serial number and time follow from the decision, so equal decisions give equal bytes.

    Raises MissingExtra when cyclonedx-python-lib is not installed.
    """
    try:
        from cyclonedx.output.json import JsonV1Dot6
    except ImportError:
        raise MissingExtra("The bill of materials", "report") from None
    found = json.loads(JsonV1Dot6(_bom(decision)).output_as_string())
    for component in found["components"]:
        if component["type"] == "machine-learning-model":
            # The library has no type for model cards yet; the schema has.
            component["modelCard"] = _model_card(decision)
    return json.dumps(found, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _bom(decision: Decision) -> Bom:
    from cyclonedx.model.bom import Bom, BomMetaData
    from cyclonedx.model.component import Component, ComponentType

    model, machines = _model(decision), _machines(decision)
    service = _service(decision)
    use = Component(name=one_line(decision.needs.name), type=ComponentType.APPLICATION, bom_ref="use")
    bom = Bom(
        serial_number=uuid5(NAMESPACE_URL, f"weighbridge:{decision.id}"),
        components=[model, *machines],
        services=[service],
        metadata=BomMetaData(
            timestamp=datetime.combine(decision.context.as_of, time(), UTC),
            component=use,
            tools=_tools(),
            properties=_properties(
                {
                    "decision": decision.id,
                    "option": decision.chosen.id,
                    "status": decision.chosen.status,
                    "snapshot": decision.snapshot.id,
                }
            ),
        ),
    )
    bom.register_dependency(use, [model, service])
    bom.register_dependency(model, machines)
    return bom


def _tools() -> Any:
    from importlib.metadata import version

    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.model.tool import ToolRepository

    return ToolRepository(
        components=[Component(name="weighbridge", version=version("weighbridge"), type=ComponentType.APPLICATION)]
    )


def _model(decision: Decision) -> Component:
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.model.contact import OrganizationalEntity

    view = decision.chosen.view
    model, plan = view.model, view.plan
    return Component(
        type=ComponentType.MACHINE_LEARNING_MODEL,
        bom_ref=model.id,
        name=one_line(model.name),
        group=model.maker,
        manufacturer=OrganizationalEntity(name=one_line(view.maker_name)),
        licenses=_licenses(view),
        description=one_line(decision.option),
        properties=_properties(
            {
                "hosting": view.hosting,
                "open_weights": str(model.open_weights).lower(),
                "parameters_b": model.parameters_b,
                "repository": model.repository,
                "release_date": model.release_date,
                "retires": model.retires,
                "precision": plan["precision"] if plan else None,
                "license_verdict": view.verdict.verdict,
            }
        ),
    )


def _licenses(view: OptionView) -> list[DisjunctiveLicense]:
    """The sheet that decides by its SPDX id where it has one, else by name; none when not on record."""
    from cyclonedx.model.license import DisjunctiveLicense
    from cyclonedx.spdx import is_supported_id

    sheet = view.license
    if sheet is None:
        return []
    if sheet.spdx and is_supported_id(sheet.spdx):
        return [DisjunctiveLicense(id=sheet.spdx)]
    return [DisjunctiveLicense(name=one_line(sheet.name))]


def _machines(decision: Decision) -> list[Component]:
    """The accelerators of a self-hosted option as one device with its number."""
    from cyclonedx.model.component import Component, ComponentType

    plan = decision.chosen.view.plan
    if plan is None:
        return []
    device = decision.context.catalog.accelerators[plan["accelerator_id"]]
    count = {"accelerator_count": plan["accelerator_count"], "replicas": plan["replicas"], "owned": plan["owned"]}
    return [
        Component(
            type=ComponentType.DEVICE,
            bom_ref=f"accelerator:{device.id}",
            name=one_line(device.name),
            group=one_line(device.vendor),
            properties=_properties({**count, "memory_gb": device.memory_gb}),
        )
    ]


def _service(decision: Decision) -> Service:
    """Who answers, and what flows there. Endpoints are not on record, so none are named."""
    from cyclonedx.model import DataClassification, DataFlow
    from cyclonedx.model.contact import OrganizationalEntity
    from cyclonedx.model.service import Service

    view, data = decision.chosen.view, decision.needs.data
    provider, posture = view.supply.provider, view.supply.posture
    kinds = [name for name in ("personal", "health", "cardholder") if getattr(data, name)]
    return Service(
        name=f"Inference: {one_line(view.supply.label)}",
        bom_ref="service",
        provider=OrganizationalEntity(name=one_line(provider.name)) if provider else None,
        x_trust_boundary=provider is not None,
        data=[DataClassification(flow=DataFlow.BI_DIRECTIONAL, classification=", ".join([data.class_, *kinds]))],
        properties=_properties(
            {
                "region": view.region.id,
                "processing": None if view.region.processing is None else ", ".join(view.region.processing),
                "trains_on_data": posture.trains_on_data.value,
                "retention_days": posture.retention.days,
                "endpoints": "unknown" if provider else "set by you",
            }
        ),
    )


def _properties(values: dict[str, Any]) -> list[Property]:
    """Facts under our own prefix; what is unknown says so."""
    from cyclonedx.model import Property

    return [
        Property(name=f"weighbridge:{name}", value="unknown" if value is None else one_line(f"{value}"))
        for name, value in values.items()
    ]


def _model_card(decision: Decision) -> dict[str, Any]:
    """What is on record about the model, in the terms of the schema; nothing that is unknown."""
    model, needs = decision.chosen.view.model, decision.needs
    parameters: dict[str, Any] = {"task": "text generation"}
    if model.input_modalities is not None:
        parameters["inputs"] = [{"format": kind} for kind in model.input_modalities]
    if model.output_modalities is not None:
        parameters["outputs"] = [{"format": kind} for kind in model.output_modalities]
    card: dict[str, Any] = {
        "modelParameters": parameters,
        "considerations": {"useCases": [one_line(needs.name)]},
    }
    if model.context_tokens is not None:
        card["considerations"]["technicalLimitations"] = [f"Context window of {model.context_tokens:,} tokens."]
    benchmark = quality_benchmark(decision.context)
    score = benchmark.best(model.id) if benchmark is not None else None
    if benchmark is not None and score is not None:
        metric = {"type": f"{benchmark.name} ({benchmark.metric})", "value": f"{score.score:g}"}
        card["quantitativeAnalysis"] = {"performanceMetrics": [metric]}
    return card
