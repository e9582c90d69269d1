"""A model named on the command line: one of the catalog, or one on disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog
    from weighbridge.records import Model

ENDINGS = (".json", ".gguf", ".safetensors")


def find_model(catalog: Catalog, ref: str) -> tuple[Model, tuple[str, ...]]:
    """The model, and notes about its files if it was read from disk.

    Raises UnknownId or AmbiguousId for a name, and the errors of `footprint.files.folder.read_model` for a path.
    """
    from weighbridge.errors import UnknownId
    from weighbridge.footprint.files.folder import read_model

    if not _is_path(ref):
        try:
            return catalog.models.find(ref), ()
        except UnknownId:
            if not Path(ref).exists():
                raise

    found = read_model(Path(ref).expanduser(), catalog.models.values)
    return found.model, found.notes


def _is_path(ref: str) -> bool:
    """Ids hold slashes too, so a path begins with a dot, a slash or a tilde, or names a file of weights or config."""
    return ref.startswith((".", "/", "~", "\\")) or ref.lower().endswith(ENDINGS)
