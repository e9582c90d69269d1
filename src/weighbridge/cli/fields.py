"""A record as plain lines: every field in words, with the evidence behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weighbridge.records.base import CatalogRecord, Evidence, Record

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
    "condition note zero_condition claim_note actual_counterpart base_model clause license_tag why where updates duty "
    "currency reference_date window measured exceptions on_fail applies_from spdx scancode_key hourly_usd_note".split()
)
"""Fields whose absence says that there is nothing to say, rather than that something is unknown."""
_APART = frozenset({"id", "name", "evidence", "overrides"})


@dataclass(frozen=True)
class Line:
    """One field in plain words; `evidence` is None where nobody stated a source."""

    field: str
    value: str
    evidence: Evidence | None


def lines(record: CatalogRecord) -> Iterator[Line]:
    """Every field of a record as plain lines, nested ones with the names of what they lie in before them."""
    for name in type(record).model_fields:
        if name not in _APART:
            yield from _flatten(name, _plain(name), getattr(record, name), record.evidence_for(name))


def _flatten(name: str, label: str, value: Any, evidence: Evidence | None) -> Iterator[Line]:
    """`value` as lines under `label`."""
    if value is None:
        if name not in _SILENT:
            yield Line(label, "unknown", evidence)
    elif isinstance(value, Record):
        yield from _record_lines(label, value, evidence)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _flatten(name, f"{label}: {_plain(key)}", item, evidence)
    elif isinstance(value, tuple) and any(isinstance(item, Record) for item in value):
        for number, item in enumerate(value, start=1):
            yield from _flatten(name, f"{label}: {_name_of(item) or number}", item, evidence)
    elif isinstance(value, tuple):
        if value:
            yield Line(label, ", ".join(_cell(item) for item in value), evidence)
    else:
        yield Line(label, _cell(value), evidence)


def _record_lines(label: str, record: Record, evidence: Evidence | None) -> Iterator[Line]:
    """A nested record; one that is a value with remarks takes a single line."""
    fields = {name: getattr(record, name) for name in type(record).model_fields}
    own = fields.get("evidence") or evidence
    if "value" in fields:
        remarks = [_cell(item) for name, item in fields.items() if name not in ("value", "evidence") and _is_text(item)]
        shown = "unknown" if fields["value"] is None else _cell(fields["value"])
        yield Line(label, "; ".join([shown, *remarks]), own)
        return
    for name, value in fields.items():
        if name == "evidence" or name.endswith("_evidence") or value == _name_of(record):
            continue
        closer = fields.get(f"{name.split('_')[0]}_evidence") or own
        yield from _flatten(name, f"{label}: {_plain(name)}", value, closer)


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
    return f"{value:,.10g}" if isinstance(value, float) else str(value)


def _plain(name: str) -> str:
    """A field name in words, its unit in brackets."""
    for suffix, unit in sorted(_UNITS.items(), key=lambda item: -len(item[0])):
        if name.endswith(f"_{suffix}"):
            return f"{name.removesuffix(f'_{suffix}').replace('_', ' ')} ({unit})"
    return name.replace("_", " ")
