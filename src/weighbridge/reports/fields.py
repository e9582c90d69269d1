"""A record as plain lines: every field in words, with the evidence behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weighbridge.records.base import CatalogRecord, Evidence, Record

UNKNOWN = "unknown"
"""How a fact that nobody knows is shown."""

_CODE_WORD = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")
_UNITS = {
    "gib": "GiB",
    "gb": "GB",
    "gb_s": "GB/s",
    "usd": "USD",
    "usd_per_mtok": "USD per million tokens",
    "tflops": "TFLOPS",
    "tops": "TOPS",
    "w": "W",
    "b": "billions",
    "tokens_per_s": "tokens/s",
}
_SILENT = frozenset(
    {
        *("actual_counterpart", "applies_from", "derived_from", "claim_note", "clause", "commercial_license_offered"),
        *("condition", "currency", "duty", "license_tag", "measured", "models_multimodal", "note", "on_fail"),
        *("open_source_exemption", "reference_date", "repository", "scancode_key", "spdx", "trademark", "updates"),
        *("text_sha256", "version", "where", "why", "window", "zero_condition"),
    }
)
"""Fields whose absence says that there is nothing to say, rather than that something is unknown."""
_FIELDS_OF_A_REMARKED_VALUE = 4
"""A value with clause or condition, note and evidence fits one line; more fields need a line each."""
_APART = frozenset({"id", "name", "aliases", "evidence", "overrides"})


@dataclass(frozen=True)
class Line:
    """One field in plain words; `evidence` is None where nobody stated a source."""

    path: tuple[str, ...]
    """The field's name, after the names of what it lies in."""
    value: str
    evidence: Evidence | None


def lines(record: CatalogRecord) -> Iterator[Line]:
    """Every field of a record as plain lines, nested ones too."""
    for name in type(record).model_fields:
        if name not in _APART:
            yield from _flatten(name, (_plain(name),), getattr(record, name), record.evidence_for(name))


def _flatten(name: str, path: tuple[str, ...], value: Any, evidence: Evidence | None) -> Iterator[Line]:
    """`value` as lines under `path`."""
    if value is None:
        if name not in _SILENT:
            yield Line(path, UNKNOWN, evidence)
    elif isinstance(value, Record):
        yield from _record_lines(path, value, evidence)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _flatten(name, (*path, key if "." in key else _plain(key)), item, evidence)
    elif isinstance(value, tuple) and any(isinstance(item, Record) for item in value):
        for told, item in zip(_names(value), value, strict=True):
            yield from _flatten(name, (*path, told), item, evidence)
    elif isinstance(value, tuple):
        if value:
            yield Line(path, ", ".join(_cell(item) for item in value), evidence)
    else:
        yield Line(path, _cell(value), evidence)


def _record_lines(path: tuple[str, ...], record: Record, evidence: Evidence | None) -> Iterator[Line]:
    """A nested record; one that is a value with remarks takes a single line."""
    fields = {name: getattr(record, name) for name in type(record).model_fields}
    own = fields.get("evidence") or evidence
    in_words = getattr(record, "in_words", None)
    if in_words is not None:
        yield Line(path, in_words(), own)
        return
    if "value" in fields and len(fields) <= _FIELDS_OF_A_REMARKED_VALUE:
        remarks = [_cell(item) for name, item in fields.items() if name not in ("value", "evidence") and _is_text(item)]
        shown = UNKNOWN if fields["value"] is None else _cell(fields["value"])
        yield Line(path, "; ".join([shown, *remarks]), own)
        return
    told = _name_of(record)
    for name, value in fields.items():
        if name == "evidence" or name.endswith("_evidence") or (told is not None and value == told):
            continue
        closer = fields.get(f"{name.split('_')[0]}_evidence") or own
        yield from _flatten(name, (*path, _plain(name)), value, closer)


def _names(items: tuple[Any, ...]) -> Iterator[str]:
    """A name for each item, numbered from the second on where a name comes again."""
    used: dict[str, int] = {}
    for number, item in enumerate(items, start=1):
        name = _name_of(item)
        used[name or ""] = seen = used.get(name or "", 0) + 1
        yield str(number) if name is None else name if seen == 1 else f"{name} {seen}"


def _name_of(item: Any) -> str | None:
    """What tells one item of a list from the others."""
    for name in ("id", "tag", "tier", "attribute"):
        found = getattr(item, name, None)
        if isinstance(found, str):
            return found
    return None


def _is_text(value: Any) -> bool:
    return isinstance(value, str | bool | int | float)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.10g}"
    # Code words such as `approval_gated` become plain words; names with capitals, dots or slashes stay as they are.
    return value.replace("_", " ") if _CODE_WORD.fullmatch(value) else str(value)


def _plain(name: str) -> str:
    """A field name in words, its unit in brackets."""
    for suffix, unit in sorted(_UNITS.items(), key=lambda item: -len(item[0])):
        if name.endswith(f"_{suffix}"):
            return f"{name.removesuffix(f'_{suffix}').replace('_', ' ')} ({unit})"
    return name.replace("_", " ")
