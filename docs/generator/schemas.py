"""docs/schemas: JSON Schemas of the YAML files people write and of the JSON the commands print."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, TypeAdapter

from generator.common import COMMAND
from weighbridge.footprint.size_result import SizeResult
from weighbridge.needs import Needs
from weighbridge.plugins.kinds import RECORD_TYPES
from weighbridge.plugins.packs import Manifest
from weighbridge.policy import Policy
from weighbridge.records import Evidence, Record
from weighbridge.records.architecture import Architecture
from weighbridge.reports.contract import RankOutput
from weighbridge.reports.license_contract import LicenseComparison, LicenseOutput
from weighbridge.reports.pack.recheck_contract import Recheck
from weighbridge.reports.pack.record_contract import DecisionRecord

Schema = dict[str, Any]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_EVIDENCE: Schema = {"$ref": "#/$defs/Evidence"}
_NAMED: Schema = {
    "anyOf": [{"type": "string", "description": "Name of an entry under `sources`."}, _EVIDENCE],
}


def schemas() -> dict[str, str]:
    """File name in docs/schemas to its text."""
    found = {kind: _pack_file(kind, shape) for kind, shape in RECORD_TYPES.items()}
    found["architectures"] = _architectures()
    written: dict[str, type[BaseModel]] = {"needs": Needs, "policy": Policy, "pack": Manifest}
    found |= {name: shape.model_json_schema(by_alias=True) for name, shape in written.items()}
    printed: dict[str, type[BaseModel]] = {
        "rank": RankOutput,
        "license": LicenseOutput,
        "license_comparison": LicenseComparison,
        "decision_record": DecisionRecord,
        "recheck": Recheck,
    }
    found |= {name: shape.model_json_schema(mode="serialization") for name, shape in printed.items()}
    found["size"] = _size()
    return {f"{name}.schema.json": _text(name, schema) for name, schema in sorted(found.items())}


def _text(name: str, schema: Schema) -> str:
    title = {"title": f"weighbridge {name}", "$comment": f"Generated; do not edit. Run: {COMMAND}"}
    rest = {key: value for key, value in schema.items() if key != "title"}
    return json.dumps({"$schema": _DIALECT, **title, **rest}, indent=2, ensure_ascii=False) + "\n"


def _pack_file(kind: str, shape: type[Record]) -> Schema:
    """A pack's file: named sources, and a list of records under the kind or the file's own name."""
    record, definitions = _record(shape)
    rows = {"type": "array", "items": record}
    return _file(kind, rows, definitions)


def _architectures() -> Schema:
    record, definitions = _record(Architecture)
    return _file("architectures", {"type": "object", "additionalProperties": record}, definitions)


def _file(kind: str, rows: Schema, definitions: Schema) -> Schema:
    sources = {
        "description": "Evidence by a name of your choice, to be used wherever a row states evidence.",
        "type": "object",
        "additionalProperties": _EVIDENCE,
    }
    return {
        "type": "object",
        "properties": {"sources": sources},
        "patternProperties": {f"^([a-z0-9_]+_)?{kind}$": rows},
        "additionalProperties": False,
        "$defs": definitions,
    }


def _record(shape: type[Record]) -> tuple[Schema, Schema]:
    """The schema of a record as a pack writes it, where evidence may be the name of a source; and its parts."""
    schema = shape.model_json_schema(by_alias=True)
    definitions = schema.pop("$defs", {})
    named = {name: _with_names(part) for name, part in definitions.items() if name != "Evidence"}
    record = _with_names(schema)
    if "evidence" in shape.model_fields and shape.model_fields["evidence"].annotation == dict[str, Evidence]:
        # One name or object stands for all fields; a map goes field by field, `*` for the rest.
        per_field = {"type": "object", "additionalProperties": _NAMED}
        record["properties"]["evidence"] = {"anyOf": [*_NAMED["anyOf"], per_field]}
    return record, {"Evidence": Evidence.model_json_schema(), **named}


def _with_names(schema: Any) -> Any:
    """A copy in which every reference to evidence also takes the name of a source."""
    if isinstance(schema, dict):
        if schema.get("$ref") == _EVIDENCE["$ref"]:
            return {**{key: value for key, value in schema.items() if key != "$ref"}, **_NAMED}
        return {key: _with_names(value) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_with_names(item) for item in schema]
    return schema


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
