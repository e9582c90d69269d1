"""Checks in a process of their own: a plugin that ends, hangs or fills the memory takes that process with it."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from weighbridge.testing.apart import limit_memory, run_apart, write_whole
from weighbridge.testing.finding import Finding
from weighbridge.testing.registry import title_of
from weighbridge.testing.report import CheckResult, Report, report_on
from weighbridge.testing.subject import opened
from weighbridge.testing.target import Target, targets_of

LIMIT_SECONDS = 120.0


def check_apart(
    what: str, as_of: date, beside: Sequence[str] = (), seconds: float = LIMIT_SECONDS
) -> tuple[Report, ...]:
    """A report for every plugin that a path or a name stands for. Raises the errors of `targets_of`."""
    return tuple(_apart(target, what, as_of, beside, seconds) for target in targets_of(what))


def _apart(target: Target, what: str, as_of: date, beside: Sequence[str], seconds: float) -> Report:
    with tempfile.TemporaryDirectory(prefix="weighbridge-check-") as folder:
        request = {"what": what, "plugin": target.name, "as_of": as_of.isoformat(), "beside": list(beside)}
        ended = run_apart("weighbridge.testing.process", [json.dumps(request), folder], seconds)
        answer, stage = Path(folder, "report"), Path(folder, "stage")
        if answer.exists():
            return Report.from_json(json.loads(answer.read_text(encoding="utf-8")))
        at = stage.read_text(encoding="utf-8") if stage.exists() else "starting"
    fix = "A hook returns records and nothing else: no os._exit, no endless loop, no data without end."
    finding = Finding(at, f"{ended}; such a plugin takes every command with it.", fix)
    return Report(target.name, (CheckResult("loads", title_of("loads"), "failed", (finding,)),))


def main() -> None:
    """Check one plugin in this process and leave the report in the folder given."""
    request, folder = json.loads(sys.argv[1]), Path(sys.argv[2])
    limit_memory()

    def note(stage: str) -> None:
        (folder / "stage").write_text(stage, encoding="utf-8")

    note("loading and calling its hooks")
    (target,) = (item for item in targets_of(request["what"]) if item.name == request["plugin"])
    with opened(target, date.fromisoformat(request["as_of"]), request["beside"]) as subject:
        write_whole(json.dumps(report_on(subject, note).to_json()), folder / "report")
    # A thread that the plugin left behind must not keep the process.
    os._exit(0)


if __name__ == "__main__":
    main()
