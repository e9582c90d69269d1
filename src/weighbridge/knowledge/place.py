"""Where data is kept on this machine: your documents, and what bundles brought."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

DATA_VARIABLE = "WEIGHBRIDGE_DATA_DIR"
BUNDLES = "bundles"
"""Folder below the data folder that holds what bundles brought, one folder each."""
INSTALLED = "installed.json"
"""File in it that says which of them counts. It is replaced in one step, so that an installation is whole or not."""


def data_folder() -> Path:
    """Folder of the user's own data: `WEIGHBRIDGE_DATA_DIR`, else the place that the system has for such data."""
    stated = os.environ.get(DATA_VARIABLE)
    if stated:
        return Path(stated).expanduser()
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "weighbridge"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "weighbridge"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "weighbridge"


def installed_packs(data_dir: Path) -> dict[str, Path]:
    """Name of every pack that a bundle brought to its folder, sorted."""
    packs = _installed(data_dir).get("packs")
    found = packs.items() if isinstance(packs, dict) else ()
    return {name: data_dir / BUNDLES / str(place) for name, place in sorted(found)}


def documents_folder(data_dir: Path) -> Path:
    """Where documents of your own are kept: the data folder itself, or the place that a bundle brought them to."""
    place = _installed(data_dir).get("knowledge")
    return data_dir / BUNDLES / place if isinstance(place, str) else data_dir


def _installed(data_dir: Path) -> dict[str, object]:
    try:
        found = json.loads((data_dir / BUNDLES / INSTALLED).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
