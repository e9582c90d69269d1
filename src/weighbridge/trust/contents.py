"""Hashes of what plugins and packs consist of, without running any of it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec
from pathlib import Path

from weighbridge.errors import FileUnreadable
from weighbridge.plugins.packs import MANIFEST, Pack

_MADE_BY_PYTHON = "__pycache__"
_BLOCK_BYTES = 1 << 20


def plugin_files(module: str) -> dict[str, Path]:
    """All files of the package that an entry point's module belongs to, by path within it; nothing is imported.

    What Python itself writes (`__pycache__`) is left out. Nothing is returned for a module that is not found, for such
    a plugin cannot be loaded either. Raises FileUnreadable.
    """
    spec = _home(module)
    if spec is None:
        return {}
    if spec.submodule_search_locations is None:
        return {} if spec.origin is None else {Path(spec.origin).name: Path(spec.origin)}
    roots = [Path(place) for place in spec.submodule_search_locations]
    return {name: path for root in reversed(roots) for name, path in files_below(root).items()}


def pack_files(pack: Pack) -> dict[str, Path]:
    """The files of a pack that are read, by path within it."""
    paths = {pack.folder / MANIFEST, *(path for files in pack.files.values() for path in files)}
    return {path.relative_to(pack.folder).as_posix(): path for path in sorted(paths)}


def files_below(root: Path) -> dict[str, Path]:
    """Every file below a folder by its path within it, sorted. Raises FileUnreadable."""
    found: dict[str, Path] = {}

    def refuse(error: OSError) -> None:
        raise FileUnreadable(root, error.strerror or str(error))

    for place, folders, names in os.walk(root, onerror=refuse):
        folders[:] = sorted(name for name in folders if name != _MADE_BY_PYTHON)
        for name in names:
            path = Path(place) / name
            found[path.relative_to(root).as_posix()] = path
    return dict(sorted(found.items()))


def hashes(files: Mapping[str, Path]) -> dict[str, str]:
    """SHA-256 of every file, by its path within the plugin or pack. Raises FileUnreadable."""
    return {name: hash_of(path) for name, path in sorted(files.items())}


def hash_of(path: Path) -> str:
    """SHA-256 of a file, read in blocks. Raises FileUnreadable."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
    except OSError as error:
        raise FileUnreadable(path, error.strerror or str(error)) from error
    return digest.hexdigest()


def combined(files: Mapping[str, str]) -> str:
    """One SHA-256 over names and hashes of files."""
    return hashlib.sha256("".join(f"{name}\0{value}\n" for name, value in sorted(files.items())).encode()).hexdigest()


def _home(module: str) -> ModuleSpec | None:
    """The outermost regular package or module of a dotted name. Namespace packages are shared, so those are passed."""
    parts = module.split(".")
    try:
        spec = find_spec(parts[0])
    except (ImportError, ValueError):
        return None
    for depth in range(2, len(parts) + 1):
        if spec is None or spec.origin is not None or spec.submodule_search_locations is None:
            break
        places: Iterable[str] = spec.submodule_search_locations
        spec = PathFinder.find_spec(".".join(parts[:depth]), list(places))
    return spec
