"""Named evidence: the `sources:` of a pack file, put in wherever a row names one of them."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, get_args

from weighbridge.records.base import Evidence, Grade

Location = tuple[str | int, ...]
_GRADES = frozenset(get_args(Grade))


class UnknownSource(Exception):  # named like the other causes; packfile turns it into InvalidField
    """A row names evidence that its file does not define; carries where."""

    def __init__(self, location: Location, reason: str) -> None:
        self.location, self.reason = location, reason
        super().__init__(reason)


def resolve_record(row: dict[str, Any], sources: Mapping[str, Evidence], per_field: bool) -> dict[str, Any]:
    """A copy of a row with evidence names replaced by `Evidence`.

    With `per_field` the row's own `evidence` is a map from field to evidence; one name or one inline object stands for
    all fields (`*`). An `evidence` or `*_evidence` further down is a single one. Raises UnknownSource.
    """
    resolved = {}
    for key, value in row.items():
        if per_field and key == "evidence":
            resolved[key] = _field_map(value, sources)
        else:
            resolved[key] = _resolve(key, value, sources, (key,))
    return resolved


def _field_map(value: Any, sources: Mapping[str, Evidence]) -> Any:
    if isinstance(value, str) or _is_inline(value):
        return {"*": _single(value, sources, ("evidence",))}
    if isinstance(value, dict):
        return {field: _single(item, sources, ("evidence", field)) for field, item in value.items()}
    return value


def _resolve(key: str, value: Any, sources: Mapping[str, Evidence], location: Location) -> Any:
    if isinstance(value, dict):
        if _names_evidence(key):
            if _is_inline(value):
                return value
            return {field: _single(item, sources, (*location, field)) for field, item in value.items()}
        return {inner: _resolve(inner, item, sources, (*location, inner)) for inner, item in value.items()}
    if isinstance(value, list):
        if value and isinstance(value[0], dict | list):
            return [_resolve("", item, sources, (*location, index)) for index, item in enumerate(value)]
        return value
    return _single(value, sources, location) if _names_evidence(key) else value


def _names_evidence(key: Any) -> bool:
    return isinstance(key, str) and (key == "evidence" or key.endswith("_evidence"))


def _is_inline(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    grade = value.get("grade")
    return "source" in value or (isinstance(grade, str) and grade in _GRADES)


def _single(value: Any, sources: Mapping[str, Evidence], location: Location) -> Any:
    if not isinstance(value, str):
        return value
    if value in sources:
        return sources[value]
    near = get_close_matches(value, sources, n=1, cutoff=0.5)
    if near:
        fix = f"did you mean {near[0]!r}?"
    elif sources:
        fix = f"name one of {', '.join(sorted(sources))}, or add it under `sources:`."
    else:
        fix = "add it under `sources:` at the top of the file."
    raise UnknownSource(location, f"no source is named {value!r}; {fix}")
