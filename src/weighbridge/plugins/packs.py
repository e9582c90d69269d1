"""Packs: a folder of YAML that is a plugin. The manifest is read at once, the records when they are asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from weighbridge import yamlfile
from weighbridge.errors import (
    ApiVersionUnsupported,
    FileUnreadable,
    InvalidField,
    NotAFolder,
    OutsidePack,
    PackIncomplete,
    RecordTwice,
)
from weighbridge.hookspecs import API_VERSION
from weighbridge.plugins import parsecache, recordcache
from weighbridge.plugins.columns import COLUMNS
from weighbridge.plugins.kinds import RECORD_TYPES, kind_of
from weighbridge.plugins.packfile import PackFile, file_text, read_document
from weighbridge.plugins.recordframe import RecordFrame, Source
from weighbridge.plugins.tables import SUFFIXES, read_table
from weighbridge.records.architecture import Architecture
from weighbridge.records.base import CatalogRecord, Evidence, Record

MANIFEST = "pack.yaml"
MAX_MANIFEST_BYTES = 100_000


class Manifest(Record):
    """What `pack.yaml` says about a pack."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)
    """Name of the plugin, in lower case with dashes."""
    title: str = Field(min_length=1, max_length=200)
    """What it brings, in a few words."""
    api_version: int
    """Major version of the hooks it was written for."""
    version: str | None = None
    """Version of the pack itself; None takes that of its distribution."""
    description: str | None = None
    tables: dict[str, Evidence] = Field(default_factory=dict)
    """File name of every CSV or Parquet table in the pack to the evidence behind all that it holds."""


@dataclass(frozen=True)
class Pack:
    """A folder of YAML with its manifest."""

    folder: Path
    manifest: Manifest
    files: dict[str, tuple[Path, ...]]
    """Record files by kind, tables among them, sorted by name; `architectures` stands beside `models`."""
    other_files: tuple[str, ...] = ()
    """YAML files whose names are no record kind; nothing reads them."""
    _read: dict[str, tuple[tuple[CatalogRecord, ...], RecordFrame[Any] | None]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of records that the pack has files for, sorted."""
        return tuple(sorted({"models" if kind == "architectures" else kind for kind in self.files}))

    def records(self, kind: str) -> tuple[Any, ...]:
        """All records of one kind, sorted by id.

        Raises InvalidField with file, line, record, field and fix, RecordTwice, or an error of the file itself.
        """
        rows, table = self._contents(kind)
        if table is None:
            return rows
        return tuple(sorted([*rows, *table.records()], key=lambda record: record.id))

    def items(self, kind: str) -> tuple[Any, ...]:
        """What `records` gives, but what stands in tables as one `RecordFrame` at the end. Raises as `records`."""
        rows, table = self._contents(kind)
        return rows if table is None else (*rows, table)

    def _contents(self, kind: str) -> tuple[tuple[CatalogRecord, ...], RecordFrame[Any] | None]:
        """Records from texts, sorted by id, and from tables; read once."""
        if kind not in self._read:
            self._read[kind] = self._read_contents(kind)
        return self._read[kind]

    def _read_contents(self, kind: str) -> tuple[tuple[CatalogRecord, ...], RecordFrame[Any] | None]:
        rows = self._text_records(kind)
        homes: list[tuple[Path, Any]] = [(self.folder / MANIFEST, {record.id for record in rows})]
        tables: list[RecordFrame[Any]] = []
        for path in self.files.get(kind, ()):
            if path.suffix not in SUFFIXES:
                continue
            source = Source(self.manifest.name, self.manifest.tables[path.name])
            table = read_table(path, kind, RECORD_TYPES[kind], source)
            for home, taken in homes:
                twice = table.ids.filter(table.among(taken))
                if len(twice):
                    raise RecordTwice(kind, twice[0], home, path)
            homes.append((path, table.ids))
            tables.append(table)
        return rows, RecordFrame.joined(tables) if tables else None

    def _text_records(self, kind: str) -> tuple[CatalogRecord, ...]:
        """Records that stand in YAML and Markdown, sorted by id; kept from an earlier run if there was one."""
        layouts = self.files.get("architectures", ()) if kind == "models" else ()
        paths = [path for path in self.files.get(kind, ()) if path.suffix not in SUFFIXES]
        texts = {path: file_text(path) for path in (*paths, *layouts)}
        shape = RECORD_TYPES[kind]
        return recordcache.remembered(shape, texts.items(), lambda: self._shape_records(kind, shape, texts))

    def _shape_records(
        self, kind: str, shape: type[CatalogRecord], texts: Mapping[Path, str]
    ) -> tuple[CatalogRecord, ...]:
        layouts, layout_files = self._architectures(texts) if kind == "models" else ({}, {})
        records: list[CatalogRecord] = []
        homes: dict[str, Path] = {}
        for path in self.files.get(kind, ()):
            if path not in texts:
                continue
            if path.suffix == ".md":
                rows: list[CatalogRecord] = [read_document(path, texts[path], shape)]
            else:
                rows = PackFile(path, kind, texts[path]).records(shape, layouts)
            _note_home(kind, homes, [record.id for record in rows], path)
            records += rows
        for name, file in layout_files.items():
            if name not in homes:
                raise file.orphan(name, homes)
        return tuple(sorted(records, key=lambda record: record.id))

    def _architectures(self, texts: Mapping[Path, str]) -> tuple[dict[str, Architecture], dict[str, PackFile]]:
        """Layouts by model id, and the file of each."""
        layouts: dict[str, Architecture] = {}
        homes: dict[str, Path] = {}
        files: dict[str, PackFile] = {}
        for path in self.files.get("architectures", ()):
            file = PackFile(path, "architectures", texts[path])
            found = file.architectures()
            _note_home("architectures", homes, found, path)
            layouts.update(found)
            files.update(dict.fromkeys(found, file))
        return layouts, files


def load_pack(folder: Path) -> Pack:
    """Open the pack in `folder`: check its manifest and list its files, without reading its records.

    Raises NotAFolder, PackIncomplete (no pack.yaml), ApiVersionUnsupported, OutsidePack (a link that leaves the
    folder), InvalidField, or an error of pack.yaml itself.
    """
    root = Path(os.path.realpath(folder))
    if not root.is_dir():
        raise NotAFolder(folder)
    names = _names_in(root, root)
    if MANIFEST not in names:
        raise PackIncomplete(folder)
    manifest = _read_manifest(root / MANIFEST)
    files: dict[str, list[Path]] = {}
    others = []
    for name in names:
        path = root / name
        if path.suffix in SUFFIXES:
            files.setdefault(_kind_of_table(path, root, manifest), []).append(path)
            continue
        if path.suffix != ".yaml" or name == MANIFEST:
            continue
        kind = kind_of(path.stem)
        if kind is None:
            _refuse_near_miss(path)
            others.append(name)
        else:
            files.setdefault(kind, []).append(path)
    if "documents" in names and (root / "documents").is_dir():
        texts = [name for name in _names_in(root / "documents", root) if name.endswith(".md")]
        if texts:
            files.setdefault("documents", []).extend(root / "documents" / name for name in texts)
    return Pack(root, manifest, {kind: tuple(paths) for kind, paths in files.items()}, tuple(others))


def _kind_of_table(path: Path, root: Path, manifest: Manifest) -> str:
    """`models` or `offers`. Raises InvalidField for another table, or one without evidence."""
    kind = kind_of(path.stem)
    if kind not in COLUMNS:
        known = " and ".join(f"{name}{suffix}" for name in COLUMNS for suffix in SUFFIXES)
        raise InvalidField(path, 1, "file name", f"tables are {known}, with any words and an underscore before it.")
    if path.name not in manifest.tables:
        fix = f"add `tables: {{{path.name}: {{grade: primary, source: ..., as_of: 2026-11-23}}}}`."
        raise InvalidField(root / MANIFEST, 1, "tables", f"states no evidence for {path.name}; {fix}")
    return kind


def _note_home(kind: str, homes: dict[str, Path], ids: Iterable[str], path: Path) -> None:
    """Note that `path` holds these ids. Raises RecordTwice for one that stands already."""
    for record_id in ids:
        if record_id in homes:
            raise RecordTwice(kind, record_id, homes[record_id], path)
        homes[record_id] = path


def _names_in(folder: Path, root: Path) -> list[str]:
    """Names in the folder, sorted. Raises OutsidePack for a link that leads out of `root`."""
    names = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_symlink() and not Path(os.path.realpath(entry.path)).is_relative_to(root):
                    raise OutsidePack(entry.path)
                names.append(entry.name)
    except OSError as error:
        raise FileUnreadable(folder, error.strerror or str(error)) from error
    return sorted(names)


def _read_manifest(path: Path) -> Manifest:
    data = parsecache.load(path, MAX_MANIFEST_BYTES)
    stated = data.get("api_version") if isinstance(data, dict) else None
    if isinstance(stated, int) and not isinstance(stated, bool) and stated != API_VERSION:
        # Checked before the rest: a newer manifest may hold keys that this version cannot know.
        raise ApiVersionUnsupported(str(path), stated, API_VERSION)
    try:
        return Manifest.model_validate(data)
    except ValidationError:
        return yamlfile.validate(yamlfile.read(path, MAX_MANIFEST_BYTES), Manifest, "pack")


def _refuse_near_miss(path: Path) -> None:
    """A misspelt file name would drop all its rows without a word. Raises InvalidField."""
    near = get_close_matches(path.stem, [*RECORD_TYPES, "architectures"], n=1, cutoff=0.8)
    if near:
        raise InvalidField(path, 1, "file name", f"no kind of record has that name; did you mean {near[0]}.yaml?")
