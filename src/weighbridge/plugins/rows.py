"""Rows of a text turned into records; every error names file, line, record, field and fix."""

from __future__ import annotations

from collections.abc import Callable, Collection
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from weighbridge import yamlfile
from weighbridge.errors import InvalidField
from weighbridge.plugins.evidence import Location, UnknownSource, resolve_record
from weighbridge.records.base import CatalogRecord, Evidence, Record

Shape = TypeVar("Shape", bound=Record)


class RowReader:
    """Shapes rows of one file with the evidence it names under `sources:`."""

    def __init__(self, path: Path, parse: Callable[[], yamlfile.YamlFile], sources: Any) -> None:
        """`parse()` gives the file with its lines; it is called only for an error. Raises InvalidField."""
        self.path = path
        self._parse = parse
        self._sources: dict[str, Evidence] = {}
        if sources is not None and not isinstance(sources, dict):
            raise self.refuse(("sources",), "sources", "must be a map from a name to {grade, source, as_of}.")
        self._sources = {
            str(name): self.shape(("sources", name), row, Evidence, f"sources.{name}")
            for name, row in (sources or {}).items()
        }

    def shape(self, at: Location, row: Any, shape: type[Shape], label: str) -> Shape:
        """The row at that place of the file as a record; `label` names it in messages. Raises InvalidField."""
        if not isinstance(row, dict):
            raise self.refuse(at, label, "must hold `key: value` lines.")
        try:
            if shape is not Evidence:
                row = resolve_record(row, self._sources, per_field=issubclass(shape, CatalogRecord))
            record = shape.model_validate(row)
        except UnknownSource as error:
            field = ".".join(str(part) for part in error.location)
            raise self.refuse((*at, *error.location), f"{label}: {field}", error.reason) from None
        except ValidationError as error:
            raise yamlfile.invalid_field(self._parse(), error, shape, at, label) from None
        if isinstance(record, CatalogRecord):
            self._check_evidence_fields(at, record, label)
        return record

    def refuse(self, at: Location, field: str, reason: str) -> InvalidField:
        """The error for a field of the file."""
        return InvalidField(self.path, self._parse().line_of(at), field, reason)

    def _check_evidence_fields(self, at: Location, record: CatalogRecord, label: str) -> None:
        fields = type(record).model_fields
        for name in record.evidence:
            if name != "*" and name.partition(".")[0] not in fields:
                reason = unknown_name("evidence for an unknown field", name, fields)
                raise self.refuse((*at, "evidence", name), f"{label}: evidence.{name}", reason)


def label_of(row: Any, index: int) -> str:
    """The id of a row, or its number when it has none."""
    return str(row["id"]) if isinstance(row, dict) and isinstance(row.get("id"), str) else f"row {index + 1}"


def unknown_name(what: str, name: str, known: Collection[str]) -> str:
    """A reason with its fix: the nearest known name, or all of them when they are few."""
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        return f"{what}; did you mean {near[0]!r}?"
    return f"{what}; known are {', '.join(sorted(known))}." if 0 < len(known) <= 40 else f"{what}."
