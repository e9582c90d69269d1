"""Where knowledge is kept on this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

DATA_VARIABLE = "WEIGHBRIDGE_DATA_DIR"


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
