"""The doctor's visit in a process of its own, so that a plugin which ends the program is named and not met."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from weighbridge.catalog import load_catalog
from weighbridge.errors import WeighbridgeError
from weighbridge.plugins.doctor import Finding, examine
from weighbridge.plugins.host import PluginHost, Selection
from weighbridge.testing.apart import limit_memory, run_apart, write_whole

LIMIT_SECONDS = 120.0
MOST_FATAL = 20
"""Plugins that end the process, after which no more are looked for."""


@dataclass(frozen=True)
class Checkup:
    """What the doctor found."""

    plugins: int
    """How many are loaded."""
    findings: tuple[Finding, ...]


def checkup(as_of: date, packs: Sequence[Path], selection: Selection, seconds: float = LIMIT_SECONDS) -> Checkup:
    """Examine the plugins and packs of a command. Those that end the process are found one by one and left out.

    Raises WeighbridgeError with the words of what keeps the catalog from loading.
    """
    fatal: list[Finding] = []
    while True:
        without = selection.without | {item.plugin for item in fatal}
        answer = _visit(as_of, packs, replace(selection, without=without), seconds)
        if isinstance(answer, Checkup):
            return Checkup(answer.plugins, (*fatal, *answer.findings))
        if answer.plugin in without or len(fatal) == MOST_FATAL:
            raise WeighbridgeError(f"The check of the plugins did not come to an end: {answer.reason}")
        fatal.append(answer)


def _visit(as_of: date, packs: Sequence[Path], selection: Selection, seconds: float) -> Checkup | Finding:
    """What a process found, or what ended it."""
    with tempfile.TemporaryDirectory(prefix="weighbridge-doctor-") as folder:
        request = {
            "as_of": as_of.isoformat(),
            "packs": list(map(str, packs)),
            "without": sorted(selection.without),
            "only": None if selection.only is None else sorted(selection.only),
        }
        ended = run_apart("weighbridge.testing.checkup", [json.dumps(request), folder], seconds)
        answer, stage = Path(folder, "answer"), Path(folder, "stage")
        if answer.exists():
            return _read(json.loads(answer.read_text(encoding="utf-8")))
        plugin, at = json.loads(stage.read_text(encoding="utf-8")) if stage.exists() else ("weighbridge", "start")
    return Finding(
        plugin=plugin,
        distribution=None,
        stage=at,
        reason=f"{ended}; every command would end so.",
        remedy=f"Leave it out with --no-plugin {plugin}, or uninstall it; tell its author.",
        broken=True,
    )


def _read(answer: dict[str, Any]) -> Checkup:
    if "error" in answer:
        raise WeighbridgeError(answer["error"])
    return Checkup(answer["plugins"], tuple(Finding(**row) for row in answer["findings"]))


def main() -> None:
    """Examine what is asked for in this process, and leave word of every plugin whose code is to run."""
    request, folder = json.loads(sys.argv[1]), Path(sys.argv[2])
    limit_memory()
    write_whole(json.dumps(_examined(request, folder / "stage")), folder / "answer")
    # A thread that a plugin left behind must not keep the process.
    os._exit(0)


def _examined(request: dict[str, Any], stage: Path) -> dict[str, Any]:
    def note(plugin: str, at: str) -> None:
        write_whole(json.dumps([plugin, at]), stage)

    only = None if request["only"] is None else frozenset(request["only"])
    selection = Selection(without=frozenset(request["without"]), only=only)
    try:
        host = PluginHost.start(selection, map(Path, request["packs"]), note=note)
        catalog = load_catalog(date.fromisoformat(request["as_of"]), host=host)
    except WeighbridgeError as error:
        return {"error": str(error)}
    findings = examine(catalog.plugins, catalog.failures, catalog.origins.counts())
    return {"plugins": len(catalog.plugins), "findings": [asdict(item) for item in findings]}


if __name__ == "__main__":
    main()
