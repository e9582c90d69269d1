"""What changed between two versions of a pack, fact by fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from weighbridge.plugins.packs import Pack, load_pack
from weighbridge.plugins.recordframe import RecordFrame
from weighbridge.records.base import CatalogRecord, Evidence

What = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class Change:
    """One field of a record; None is unknown."""

    field: str
    """Dotted name, such as `price.input_usd_per_mtok`."""
    old: Any
    new: Any
    old_evidence: Evidence | None
    new_evidence: Evidence | None


@dataclass(frozen=True)
class RecordChange:
    """One record that is not what it was."""

    kind: str
    id: str
    what: What
    changes: tuple[Change, ...] = ()
    """Fields that differ; empty for a record that was added or removed."""


@dataclass(frozen=True)
class PackChange:
    """Two versions of a pack."""

    old_name: str
    new_name: str
    old_version: str | None
    new_version: str | None
    records: tuple[RecordChange, ...]
    """By kind and id."""

    def count(self, what: What) -> int:
        """How many records were added, removed or changed."""
        return sum(item.what == what for item in self.records)


def diff_packs(old: Path, new: Path) -> PackChange:
    """The facts that differ between the packs in two folders. Raises the errors of `load_pack` and of its records."""
    before, after = load_pack(old), load_pack(new)
    kinds = sorted({*before.kinds, *after.kinds})
    return PackChange(
        old_name=before.manifest.name,
        new_name=after.manifest.name,
        old_version=before.manifest.version,
        new_version=after.manifest.version,
        records=tuple(item for kind in kinds for item in _of_kind(kind, before, after)),
    )


def _of_kind(kind: str, before: Pack, after: Pack) -> Iterator[RecordChange]:
    old, new = _differing(kind, before, after)
    for record_id in sorted({*old, *new}):
        if record_id not in new:
            yield RecordChange(kind, record_id, "removed")
        elif record_id not in old:
            yield RecordChange(kind, record_id, "added")
        elif old[record_id] != new[record_id]:
            yield RecordChange(kind, record_id, "changed", tuple(_fields(old[record_id], new[record_id])))


def _differing(kind: str, before: Pack, after: Pack) -> tuple[dict[str, CatalogRecord], dict[str, CatalogRecord]]:
    """The records of both packs by id. Rows of tables that are the same in both are left out before they are made."""
    held = [pack.items(kind) if kind in pack.kinds else () for pack in (before, after)]
    tables = [next((item for item in items if isinstance(item, RecordFrame)), None) for items in held]
    old, new = tables
    if old is not None and new is not None:
        same = old.same_rows(new)
        tables = [old.without(old.among(same)), new.without(new.among(same))]
    found: list[dict[str, CatalogRecord]] = []
    for items, table in zip(held, tables, strict=True):
        written = {item.id: item for item in items if not isinstance(item, RecordFrame)}
        found.append(written if table is None else written | {record.id: record for record in table.records()})
    return found[0], found[1]


def _fields(old: CatalogRecord, new: CatalogRecord) -> Iterator[Change]:
    """Fields whose value differs, then those for which only the evidence does."""
    before, after = (dict(_flat(record.model_dump(mode="json", exclude={"evidence"}))) for record in (old, new))
    told = set()
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            top = name.partition(".")[0]
            told.add(top)
            yield Change(name, before.get(name), after.get(name), old.evidence_for(top), new.evidence_for(top))
    for name in sorted({*old.evidence, *new.evidence}):
        first, second = old.evidence.get(name), new.evidence.get(name)
        if first != second and name not in told and not (name == "*" and told):
            yield Change(f"evidence of {'all fields' if name == '*' else name}", None, None, first, second)


def _flat(value: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Leaves with dotted names; a list is one value, for its items have no names."""
    for name, item in value.items():
        if isinstance(item, dict) and item:
            yield from _flat(item, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", item
