"""Parsed YAML kept by content, so that a second run need not parse it again.

Reading YAML is most of the time a command takes to load its catalog. The cache holds plain JSON named by the hash of
the text; it can be deleted at any time, and a folder that cannot be written is as good as an empty one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from weighbridge import yamlfile

FORMAT = 1
"""Raise it when yamlfile reads the same text differently."""
MAX_ENTRIES = 2000
"""Entries kept; the oldest go first."""


def load(path: Path, max_bytes: int = yamlfile.MAX_BYTES) -> Any:
    """The plain data of a YAML file, from the cache if its text is known.

    Raises the errors of `yamlfile.read`; the cache itself never raises.
    """
    text = yamlfile.read_text(path, max_bytes)
    return remembered(text, lambda: yamlfile.parse(text, path).data)


def remembered(key: str, compute: Callable[[], Any]) -> Any:
    """Plain data that `compute` gives for `key`, kept from an earlier run if there was one.

    `key` must name everything the result depends on: versions, days, contents. The cache itself never raises.
    """
    entry = entry_of(key)
    if entry is None:
        return compute()
    try:
        return json.loads(entry.read_bytes())
    except (OSError, ValueError, RecursionError):
        data = compute()
        _store(entry, data)
        return data


def entry_of(key: str) -> Path | None:
    """The file that keeps what `key` gives, whether it exists or not; None when nothing is kept."""
    folder = cache_folder()
    return None if folder is None else folder / f"{hashlib.sha256(key.encode()).hexdigest()}.json"


def cache_folder() -> Path | None:
    """Where entries are kept; None when `WEIGHBRIDGE_NO_CACHE` is set or no home folder is known."""
    if os.environ.get("WEIGHBRIDGE_NO_CACHE", "0") not in ("", "0"):
        return None
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return base / "weighbridge" / f"yaml-{FORMAT}"


def _store(entry: Path, data: Any) -> None:
    try:
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        if json.loads(text) != data:
            return  # a key that is no text would come back as one
    except (TypeError, ValueError, RecursionError):
        return  # an explicit tag such as !!binary gives what JSON cannot hold
    write(entry, text)


def write(entry: Path, text: str) -> None:
    """Write an entry whole or not at all, so that no reader sees half of it; a folder that refuses is no error."""
    with contextlib.suppress(OSError, UnicodeEncodeError):
        entry.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=entry.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(name).replace(entry)
        except (OSError, UnicodeEncodeError):
            Path(name).unlink(missing_ok=True)
            raise
        _prune(entry.parent)


def _prune(folder: Path) -> None:
    with os.scandir(folder) as found:
        entries = [item.path for item in found]
    if len(entries) > MAX_ENTRIES:
        for path in sorted(entries, key=os.path.getmtime)[: MAX_ENTRIES // 2]:
            Path(path).unlink(missing_ok=True)
