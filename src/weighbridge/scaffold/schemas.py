"""JSON Schemas of the YAML files that people write, for editors that complete and check them without a network."""

from __future__ import annotations

import json
from typing import Any, get_args

from pydantic import BaseModel

from weighbridge.needs import Needs
from weighbridge.plugins.kinds import RECORD_TYPES
from weighbridge.plugins.packs import Manifest
from weighbridge.policy import Policy
from weighbridge.records import Evidence, Record
from weighbridge.records.architecture import Architecture
from weighbridge.records.docstrings import field_texts

Schema = dict[str, Any]
SCHEMA_FOLDER = "schemas"
NAMES = tuple(sorted((*RECORD_TYPES, "architectures", "needs", "pack", "policy")))
"""Files that have a schema: those of a pack by kind, `pack.yaml`, a needs file and a policy."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_EVIDENCE: Schema = {"$ref": "#/$defs/Evidence"}
_NAMED: Schema = {
    "anyOf": [{"type": "string", "description": "Name of an entry under `sources`."}, _EVIDENCE],
}


def file_name(name: str) -> str:
    """Name of the file that holds the schema `name`."""
    return f"{name}.schema.json"


def schema_text(name: str) -> str:
    """The schema of one of `NAMES`, as the text of its file."""
    return as_text(name, written_schema(name), "weighbridge schema")


def written_schema(name: str) -> Schema:
    """The schema of one of `NAMES`, each field with what its type says about it."""
    if name in RECORD_TYPES:
        return _pack_file(name, RECORD_TYPES[name])
    if name == "architectures":
        return _architectures()
    shapes: dict[str, type[BaseModel]] = {"needs": Needs, "policy": Policy, "pack": Manifest}
    return _schema_of(shapes[name])


def as_text(name: str, schema: Schema, command: str) -> str:
    """A schema as a file that names the command which writes it."""
    title = {"title": f"weighbridge {name}", "$comment": f"Generated; do not edit. Run: {command}"}
    rest = {key: value for key, value in schema.items() if key != "title"}
    return json.dumps({"$schema": _DIALECT, **title, **rest}, indent=2, ensure_ascii=False) + "\n"


def _schema_of(shape: type[BaseModel]) -> Schema:
    """The schema of a type, with the texts that stand below its fields and those of the types within."""
    schema = shape.model_json_schema(by_alias=True)
    kinds = _held(shape, {})
    _describe(schema, shape)
    for name, part in schema.get("$defs", {}).items():
        if name in kinds:
            _describe(part, kinds[name])
    return schema


def _describe(schema: Schema, kind: type[BaseModel]) -> None:
    parents = [base for base in kind.__mro__ if issubclass(base, Record)]
    texts = {name: text for base in reversed(parents) for name, text in field_texts(base).items()}
    for name, text in texts.items():
        field = kind.model_fields.get(name)
        shown = None if field is None else schema.get("properties", {}).get(field.alias or name)
        if shown is not None:
            shown.setdefault("description", text)


def _held(annotation: Any, found: dict[str, type[BaseModel]]) -> dict[str, type[BaseModel]]:
    """Every record type that a value of this type can hold, by name, itself among them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation.__name__ not in found:
        found[annotation.__name__] = annotation
        for field in annotation.model_fields.values():
            _held(field.annotation, found)
    for part in get_args(annotation):
        _held(part, found)
    return found


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
    schema = _schema_of(shape)
    definitions = schema.pop("$defs", {})
    named = {name: _with_names(part) for name, part in definitions.items() if name != "Evidence"}
    record = _with_names(schema)
    if "evidence" in shape.model_fields and shape.model_fields["evidence"].annotation == dict[str, Evidence]:
        # One name or object stands for all fields; a map goes field by field, `*` for the rest.
        per_field = {"type": "object", "additionalProperties": _NAMED}
        record["properties"]["evidence"] = {"anyOf": [*_NAMED["anyOf"], per_field]}
    return record, {"Evidence": _schema_of(Evidence), **named}


def _with_names(schema: Any) -> Any:
    """A copy in which every reference to evidence also takes the name of a source."""
    if isinstance(schema, dict):
        if schema.get("$ref") == _EVIDENCE["$ref"]:
            return {**{key: value for key, value in schema.items() if key != "$ref"}, **_NAMED}
        return {key: _with_names(value) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_with_names(item) for item in schema]
    return schema
