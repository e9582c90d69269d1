"""Install a bundle: unpack it beside what is there, then switch to it in one step."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from weighbridge.errors import BundleConflict, NotWritable
from weighbridge.knowledge.license_texts import STORE
from weighbridge.knowledge.place import BUNDLES, INSTALLED
from weighbridge.knowledge.store import FOLDER
from weighbridge.plugins.packs import load_pack
from weighbridge.trust.bundle import Contents, verified

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


@dataclass(frozen=True)
class Installed:
    """What an installation brought."""

    folder: Path
    contents: Contents
    replaced: tuple[str, ...]
    """Packs that an earlier bundle had brought under the same name."""


def install(path: Path, key: Ed25519PublicKey, data_dir: Path) -> Installed:
    """Verify a bundle and install it below `data_dir`; a process killed at any time leaves the old state or the new.

    Packs of other bundles stay. Raises the errors of `verified`, BundleConflict when documents of this machine's own
    would be hidden, NotWritable, and the errors of `load_pack`.
    """
    with verified(path, key) as (contents, unpack):
        if contents.knowledge and any((data_dir / place).exists() for place in (FOLDER, STORE)):
            raise BundleConflict(
                f"{data_dir} holds documents of its own, which those of the bundle would hide",
                "Install into another folder with --into and set WEIGHBRIDGE_DATA_DIR to it.",
            )
        home = data_dir / BUNDLES
        try:
            name = _place(home, contents, unpack)
            replaced = _switch(home, name, contents)
        except OSError as error:
            raise NotWritable(home, error.strerror or str(error)) from error
        return Installed(home / name, contents, replaced)


def _place(home: Path, contents: Contents, unpack: Callable[[str, Path], None]) -> str:
    """Unpack into a folder that nothing refers to, then give it its name, which is returned.

    A bundle that is installed again gets a folder of its own too, so that what is in use is never half there.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = Path(tempfile.mkdtemp(dir=home, prefix=".new-"))
    try:
        for inner in contents.files:
            target = draft / inner
            target.parent.mkdir(parents=True, exist_ok=True)
            unpack(inner, target)
        for pack in contents.packs:
            load_pack(draft / "packs" / pack)
        mark = hashlib.sha256(contents.model_dump_json().encode()).hexdigest()[:16]
        name = next(name for number in count(1) if not (home / (name := f"{mark}-{number}")).exists())
        draft.rename(home / name)
        return name
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _switch(home: Path, name: str, contents: Contents) -> tuple[str, ...]:
    """Let the packs, and the documents if there are any, be those of the new folder. Names of replaced packs."""
    state = _state(home)
    before: dict[str, str] = state.get("packs", {})
    brought = {pack: f"{name}/packs/{pack}" for pack in contents.packs}
    after: dict[str, Any] = {**state, "packs": dict(sorted({**before, **brought}.items()))}
    if contents.knowledge:
        after["knowledge"] = f"{name}/knowledge"
    handle, draft = tempfile.mkstemp(dir=home, prefix=".new-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(after, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    Path(draft).replace(home / INSTALLED)
    _tidy(home, after)
    return tuple(sorted(pack for pack in brought if pack in before))


def _tidy(home: Path, state: dict[str, Any]) -> None:
    """Delete folders that nothing refers to, but never documents, for those may have been added to."""
    kept = {place.split("/")[0] for place in [*state["packs"].values(), state.get("knowledge", "")]}
    for folder in home.iterdir():
        if folder.is_dir() and folder.name not in kept and not (folder / "knowledge").exists():
            shutil.rmtree(folder, ignore_errors=True)


def _state(home: Path) -> dict[str, Any]:
    try:
        found = json.loads((home / INSTALLED).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("packs", {}), dict) else {}
