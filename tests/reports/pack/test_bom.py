"""The bill of materials fits the CycloneDX schema and says what is on record, and no more."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from weighbridge.ranking.recommendation import Recommendation
from weighbridge.reports.pack import render_pack
from weighbridge.reports.pack.decision import decide


def bill(result: Recommendation, option: str | None = None) -> dict[str, Any]:
    text = render_pack("bom", result, option).decode()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    found: dict[str, Any] = json.loads(text)
    return found


def properties(part: dict[str, Any]) -> dict[str, str]:
    return {item["name"].removeprefix("weighbridge:"): item["value"] for item in part["properties"]}


def model_of(found: dict[str, Any]) -> dict[str, Any]:
    model: dict[str, Any]
    (model,) = [part for part in found["components"] if part["type"] == "machine-learning-model"]
    return model


@pytest.mark.parametrize("name", ["claims-assistant", "startup-support", "hospital-notes"])
def test_it_fits_the_schema(name: str, example: Callable[..., Recommendation]) -> None:
    result = example(name)
    found = bill(result)
    chosen = decide(result).chosen
    assert found["specVersion"] == "1.6"
    assert model_of(found)["bom-ref"] == chosen.view.model.id
    assert properties(found["metadata"])["snapshot"] == result.ranking.context.catalog.snapshot.id


def test_every_option_fits_the_schema(light: Recommendation, hostile: Recommendation) -> None:
    for result in (light, hostile):
        for entry in result.top():
            bill(result, entry.id)


def test_an_api_is_a_service_beyond_the_trust_boundary(light: Recommendation) -> None:
    (service,) = bill(light, "gravel/pebble-7b@gravel:eu")["services"]
    assert service["provider"] == {"name": "Gravel"}
    assert service["x-trust-boundary"] is True
    assert service["data"] == [{"flow": "bi-directional", "classification": "internal"}]
    assert "endpoints" not in service
    assert properties(service)["endpoints"] == "unknown"


def test_own_machines_are_devices_within_it(light: Recommendation) -> None:
    found = bill(light, "scree/shard-70b@on_premises")
    (device,) = [part for part in found["components"] if part["type"] == "device"]
    assert properties(device)["accelerator_count"] == "2"
    assert found["services"][0]["x-trust-boundary"] is False
    assert "provider" not in found["services"][0]
    links = {item["ref"]: item.get("dependsOn", []) for item in found["dependencies"]}
    assert links["scree/shard-70b"] == [device["bom-ref"]]


def test_what_is_unknown_is_called_unknown(light: Recommendation) -> None:
    model = model_of(bill(light, "scree/shard-70b@on_premises"))
    assert properties(model)["retires"] == "unknown"
    assert "technicalLimitations" not in model["modelCard"]["considerations"]


def test_serial_number_and_time_come_from_the_decision(light: Recommendation) -> None:
    first, second = bill(light), bill(light, "gravel/boulder@gravel:eu")
    assert first["serialNumber"] != second["serialNumber"]
    assert first["metadata"]["timestamp"] == "2026-11-23T00:00:00+00:00"
