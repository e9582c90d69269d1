"""What went wrong with a plugin, as a value that every front end shows."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

from weighbridge.errors import WeighbridgeError

MAX_REASON = 600


@dataclass(frozen=True)
class PluginFailure:
    """One problem of one plugin. The rest of the program works on without what it would have given."""

    plugin: str
    distribution: str | None
    """Distribution that installed it; None for a pack given by path."""
    stage: str
    """discover, import, register, merge, or the hook that was called."""
    reason: str
    remedy: str


class PluginFault(Exception):  # it is the plugin's fault, and never leaves the host
    """Plugin code failed in a guarded call; `reason` and `remedy` are ready to show."""

    def __init__(self, reason: str, remedy: str, *, hung: bool = False) -> None:
        self.reason, self.remedy, self.hung = reason, remedy, hung
        super().__init__(reason)


def explain(error: BaseException) -> PluginFault:
    """Anything that plugin code can raise, put into words: what, where in its files, and what to do."""
    where = _place(error)
    if isinstance(error, PluginFault):
        return error
    if isinstance(error, WeighbridgeError):
        return PluginFault(_text(error), "Correct the file named, or leave the plugin out with --no-plugin.")
    if isinstance(error, SystemExit):
        remedy = "A plugin must return or raise; tell its author, and leave it out with --no-plugin."
        return PluginFault(f"called sys.exit({error.code!r}){where}.", remedy)
    if isinstance(error, ModuleNotFoundError) and error.name:
        package = error.name.partition(".")[0]
        return PluginFault(
            f"needs the Python package {package!r}, which is not installed{where}.",
            f"Install the package that provides {package!r}, or reinstall the plugin with its extras.",
        )
    return PluginFault(
        f"raised {type(error).__name__}: {_text(error)}{where}",
        "Update or uninstall the plugin, or leave it out with --no-plugin; tell its author.",
    )


def _text(error: BaseException) -> str:
    try:
        words = " ".join("".join(mark if mark.isprintable() else " " for mark in str(error)).split())
    except Exception:  # noqa: BLE001  # even the message is plugin code
        words = "(its message cannot be shown)"
    return words if len(words) <= MAX_REASON else f"{words[:MAX_REASON]} ..."


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return ""
    path = Path(frames[-1].filename)
    return f" ({'/'.join(path.parts[-2:])}, line {frames[-1].lineno})"
