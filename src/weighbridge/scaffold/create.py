"""Write a new plugin into a folder of its own; nothing that exists is touched."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from string import Template

from weighbridge.errors import FolderInUse, NotWritable, WrongPluginName
from weighbridge.hookspecs import API_VERSION
from weighbridge.plugins.kinds import kind_of
from weighbridge.plugins.packs import MANIFEST
from weighbridge.scaffold.schemas import SCHEMA_FOLDER, file_name, schema_text

KINDS = {
    "provider": "a maker or seller: its models, terms, offers and how it handles data",
    "licenses": "license sheets with cases that say how each is to be judged",
    "criterion": "a gate and a criterion for the ranking, in Python",
    "documents": "texts that questions are answered from",
    "pack": "models, prices and terms as a folder of YAML, without Python",
}
"""Kind of plugin to what it brings."""

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LONGEST_NAME = 40
_SUFFIX = ".tmpl"
_PACKAGE = "package"
"""Folder of a template that takes the name of the Python package."""


@dataclass(frozen=True)
class Created:
    """What was written."""

    folder: Path
    files: tuple[str, ...]
    """Paths below the folder, sorted."""


def create(name: str, kind: str, out: Path, today: date, title: str | None = None) -> Created:
    """Write the plugin `name` of a kind of `KINDS` into a new folder below `out`.

    The folder is `name` for a pack and `weighbridge-name` for a distribution. It appears whole or not at all.
    Raises WrongPluginName, FolderInUse, NotWritable, and KeyError for another kind.
    """
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise WrongPluginName(name)
    distribution = f"weighbridge-{name}"
    folder = out / (name if kind == "pack" else distribution)
    if folder.exists() or folder.is_symlink():
        raise FolderInUse(folder)
    words = {
        "name": name,
        "title": _plain(title) if title else name.replace("-", " ").title(),
        "module": distribution.replace("-", "_"),
        "distribution": distribution,
        "brings": KINDS[kind],
        "entry": distribution.replace("-", "_") + ("" if kind == "criterion" else ":plugin"),
        "dependencies": '"polars>=1.20", "weighbridge"' if kind == "criterion" else '"weighbridge"',
        "api_version": str(API_VERSION),
        "today": today.isoformat(),
    }
    written = {path: Template(text).substitute(words) for path, text in _texts(kind, words["module"])}
    written = _with_schemas(written)
    _write(folder, written)
    return Created(folder, tuple(sorted(written)))


def _with_schemas(texts: dict[str, str]) -> dict[str, str]:
    """The files with a line in every YAML file that leads an editor to its schema, and those schemas beside them."""
    found, used = {}, set()
    for path, text in texts.items():
        place = PurePosixPath(path)
        name = "pack" if place.name == MANIFEST else kind_of(place.stem)
        if place.suffix == ".yaml" and name is not None:
            used.add(name)
            up = "../" * (len(place.parts) - 1)
            found[path] = f"# yaml-language-server: $schema={up}{SCHEMA_FOLDER}/{file_name(name)}\n{text}"
        else:
            found[path] = text
    return found | {f"{SCHEMA_FOLDER}/{file_name(name)}": schema_text(name) for name in used}


def _plain(title: str) -> str:
    """A title that stays one harmless line in YAML, TOML, Markdown and Python strings."""
    return " ".join("".join(mark for mark in title if mark.isprintable() and mark not in "\"\\$`<>#{}[]'").split())


def _texts(kind: str, module: str) -> Iterator[tuple[str, str]]:
    """Path and text of every file of a kind; a distribution has those of `python` too."""
    root = files("weighbridge.scaffold") / "templates"
    for folder in (kind,) if kind == "pack" else ("python", kind):
        for path, item in _walk(root / folder, PurePosixPath()):
            parts = [module if part == _PACKAGE else part for part in path.parts]
            yield "/".join(parts).removesuffix(_SUFFIX), item.read_text(encoding="utf-8")


def _walk(folder: Traversable, at: PurePosixPath) -> Iterator[tuple[PurePosixPath, Traversable]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _walk(item, at / item.name)
        elif item.name.endswith(_SUFFIX):
            yield at / item.name, item


def _write(folder: Path, texts: dict[str, str]) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as draft:
            home = Path(draft) / folder.name
            for name, text in texts.items():
                path = home / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            home.rename(folder)
    except OSError as error:
        raise NotWritable(folder, error.strerror or str(error)) from error
