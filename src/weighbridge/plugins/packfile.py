"""One file of a pack turned into records; every error names file, line, record, field and fix."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from weighbridge import yamlfile
from weighbridge.errors import InvalidField, RecordTwice
from weighbridge.plugins import parsecache
from weighbridge.plugins.evidence import Location, UnknownSource, resolve_record
from weighbridge.records.architecture import Architecture
from weighbridge.records.base import CatalogRecord, Evidence, Record

MAX_DOCUMENT_BYTES = 2_000_000

Shape = TypeVar("Shape", bound=Record)
Catalogued = TypeVar("Catalogued", bound=CatalogRecord)


class PackFile:
    """A record file: its named sources, and the rows below the key that its kind or its name gives."""

    def __init__(self, path: Path, kind: str) -> None:
        """Read the file. Raises InvalidField for other keys or a wrong source, and the errors of `parsecache.load`."""
        self.path, self.kind = path, kind
        data = parsecache.load(path)
        if not isinstance(data, dict):
            raise InvalidField(path, 1, kind, f"the file must hold `{kind}:` and its records below it.")
        self.key = path.stem if path.stem in data else kind
        for key in data:
            if key not in ("sources", self.key):
                raise self._refuse((key,), str(key), _unknown("unknown key", str(key), ("sources", self.key)))
        self.rows = data.get(self.key)
        self.sources: dict[str, Evidence] = {}
        self.sources = self._read_sources(data.get("sources"))

    def records(self, shape: type[Catalogued], layouts: Mapping[str, Architecture]) -> list[Catalogued]:
        """The rows as records, each model with its layout from `layouts`. Raises InvalidField."""
        if not isinstance(self.rows, list):
            raise self._refuse((self.key,), self.key, "must be a list of records.")
        found = []
        for index, row in enumerate(self.rows):
            at, label = (self.key, index), _label(row, index)
            if layouts and label in layouts and isinstance(row, dict):
                if row.get("architecture") is not None:
                    raise self._refuse((*at, "architecture"), f"{label}: architecture", "stands in two files; keep one.")
                row = {**row, "architecture": layouts[label]}
            found.append(self.shape(at, row, shape, label))
        return found

    def architectures(self) -> dict[str, Architecture]:
        """The rows as a map from model id to layout. Raises InvalidField."""
        if not isinstance(self.rows, dict):
            raise self._refuse((self.key,), self.key, "must be a map from model id to architecture.")
        return {name: self.shape((self.key, name), row, Architecture, name) for name, row in self.rows.items()}

    def shape(self, at: Location, row: Any, shape: type[Shape], label: str) -> Shape:
        """One row as a record of that shape. Raises InvalidField."""
        return shaped(self._reread, at, row, shape, label, self.sources)

    def orphan(self, name: str, known: Mapping[str, Any]) -> InvalidField:
        """The error for a layout whose model is not in the pack."""
        return self._refuse((self.key, name), name, _unknown("this pack has no model of that id", name, known))

    def _read_sources(self, rows: Any) -> dict[str, Evidence]:
        if rows is None:
            return {}
        if not isinstance(rows, dict):
            raise self._refuse(("sources",), "sources", "must be a map from a name to {grade, source, as_of}.")
        return {
            str(name): self.shape(("sources", name), row, Evidence, f"sources.{name}") for name, row in rows.items()
        }

    def _reread(self) -> yamlfile.YamlFile:
        return yamlfile.read(self.path)

    def _refuse(self, at: Location, field: str, reason: str) -> InvalidField:
        return InvalidField(self.path, self._reread().line_of(at), field, reason)


def read_document(path: Path, shape: type[Catalogued]) -> Catalogued:
    """A Markdown file with YAML front matter between two `---` lines; what follows is its `text`. Raises InvalidField."""
    text = yamlfile.read_text(path, MAX_DOCUMENT_BYTES)
    head, _, rest = text.partition("\n")
    front, mark, body = rest.partition("\n---\n")
    if head.strip() != "---" or not mark:
        raise InvalidField(path, 1, "front matter", "the file must start with `---`, YAML lines, and `---` again.")
    # The empty first line keeps line numbers those of the file.
    file = yamlfile.parse(f"\n{front}\n", path)
    if not isinstance(file.data, dict):
        raise InvalidField(path, 1, "front matter", "must hold `key: value` lines.")
    row = {**file.data, "text": body.strip()}
    named = row.pop("sources", None) or {}
    if not isinstance(named, dict):
        raise InvalidField(path, file.line_of(("sources",)), "sources", "must be a map from a name to evidence.")
    sources = {
        str(name): shaped(lambda: file, ("sources", name), item, Evidence, f"sources.{name}", {})
        for name, item in named.items()
    }
    return shaped(lambda: file, (), row, shape, _label(row, 0), sources)


def shaped(
    reread: Any, at: Location, row: Any, shape: type[Shape], label: str, sources: Mapping[str, Evidence]
) -> Shape:
    """`row` as a record. `reread()` gives the parsed file with lines, needed only for an error. Raises InvalidField."""
    if not isinstance(row, dict):
        file = reread()
        raise InvalidField(file.path, file.line_of(at), label, "must hold `key: value` lines.")
    try:
        catalogued = issubclass(shape, CatalogRecord)
        record = shape.model_validate(resolve_record(row, sources, catalogued) if shape is not Evidence else row)
    except UnknownSource as error:
        file = reread()
        line = file.line_of((*at, *error.location))
        field = ".".join(str(part) for part in error.location)
        raise InvalidField(file.path, line, f"{label}: {field}", error.reason) from None
    except ValidationError as error:
        raise yamlfile.invalid_field(reread(), error, shape, at, label) from None
    if isinstance(record, CatalogRecord):
        for name in record.evidence:
            if name != "*" and name.partition(".")[0] not in shape.model_fields:
                file = reread()
                reason = _unknown("evidence for an unknown field", name, shape.model_fields)
                raise InvalidField(file.path, file.line_of((*at, "evidence", name)), f"{label}: evidence.{name}", reason)
    return record


def merge_once(kind: str, found: dict[str, Path], ids: Mapping[str, Any] | list[str], path: Path) -> None:
    """Note that `path` gives these ids. Raises RecordTwice for one that stands already."""
    for record_id in ids:
        if record_id in found:
            raise RecordTwice(kind, record_id, found[record_id], path)
        found[record_id] = path


def _label(row: Any, index: int) -> str:
    return str(row["id"]) if isinstance(row, dict) and isinstance(row.get("id"), str) else f"row {index + 1}"


def _unknown(what: str, name: str, known: Any) -> str:
    near = get_close_matches(name, [str(item) for item in known], n=1, cutoff=0.5)
    if near:
        return f"{what}; did you mean {near[0]!r}?"
    if len(known) > 40:
        return f"{what}."
    return f"{what}; known are {', '.join(sorted(str(item) for item in known))}."
