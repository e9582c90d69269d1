"""docs/schemas: JSON Schemas of the YAML files people write and of the JSON the commands print."""

from __future__ import annotations

from pydantic import BaseModel, TypeAdapter

from generator.common import COMMAND
from weighbridge.footprint.size_result import SizeResult
from weighbridge.reports.contract import RankOutput
from weighbridge.reports.license_contract import LicenseComparison, LicenseOutput
from weighbridge.reports.pack.recheck_contract import Recheck
from weighbridge.reports.pack.record_contract import DecisionRecord
from weighbridge.scaffold.schemas import NAMES, Schema, as_text, file_name, written_schema


def schemas() -> dict[str, str]:
    """File name in docs/schemas to its text."""
    found = {name: written_schema(name) for name in NAMES}
    printed: dict[str, type[BaseModel]] = {
        "rank": RankOutput,
        "license": LicenseOutput,
        "license_comparison": LicenseComparison,
        "decision_record": DecisionRecord,
        "recheck": Recheck,
    }
    found |= {name: shape.model_json_schema(mode="serialization") for name, shape in printed.items()}
    found["size"] = _size()
    return {file_name(name): as_text(name, schema, COMMAND) for name, schema in sorted(found.items())}


def _size() -> Schema:
    """The result, with those on other accelerators when none was named."""
    schema = TypeAdapter(SizeResult).json_schema(mode="serialization", ref_template="#/$defs/{model}")
    definitions = schema.pop("$defs", {})
    definitions["SizeResult"] = dict(schema)
    alternatives = {"type": "array", "items": {"$ref": "#/$defs/SizeResult"}}
    return {
        **schema,
        "properties": {**schema["properties"], "alternatives": alternatives},
        "$defs": definitions,
    }
