"""Report formats and speed estimators, tried on a real recommendation and real plans."""

from __future__ import annotations

import math
from typing import Any

from weighbridge.testing.finding import Finding
from weighbridge.testing.subject import Subject

PLANS = 40


def formats(subject: Subject) -> list[Finding]:
    """A format gives text or bytes for a recommendation, the same twice, with a media type."""
    result = subject.bench.recommendation
    found = []
    for item in subject.first.get("report_formats", ()):
        where = f"report format {item.name!r}"
        if "/" not in item.media_type:
            what = f"its media type {item.media_type!r} is none."
            found.append(Finding(where, what, "Write it as text/plain or application/pdf."))
        try:
            text, again = item.render(result), item.render(result)
        except Exception as error:  # noqa: BLE001  # plugin code
            what = f"it raises {type(error).__name__}: {(str(error) or 'no message').splitlines()[0][:150]}"
            found.append(Finding(where, what, "Any part of a recommendation can be empty or None; handle that."))
            continue
        if not isinstance(text, str | bytes):
            found.append(Finding(where, f"it gives a {type(text).__name__}.", "Return str or bytes."))
        elif text != again:
            found.append(Finding(where, "it gives something else when asked again.", "Use no clock and no chance."))
    return found


def estimators(subject: Subject) -> list[Finding]:
    """An estimator gives a positive number or None for every plan."""
    catalog, plans = subject.catalog, subject.bench.options.plans.best
    found = []
    for item in subject.first.get("throughput_estimators", ()):
        where = f"throughput estimator {item.name!r}"
        for plan in plans.gather_every(max(1, plans.height // PLANS)).iter_rows(named=True):
            model, accelerator = catalog.models[plan["model_id"]], catalog.accelerators[plan["accelerator_id"]]
            try:
                speed: Any = item.estimate(model, accelerator, plan)
            except Exception as error:  # noqa: BLE001  # plugin code
                what = f"it raises {type(error).__name__}: {(str(error) or 'no message').splitlines()[0][:150]}"
                found.append(Finding(where, what, "Return None for what it cannot answer."))
                break
            if speed is not None and not (isinstance(speed, int | float) and math.isfinite(speed) and speed > 0):
                what = f"it gives {speed!r}, which is no speed."
                found.append(Finding(where, what, "Return output tokens per second above 0, or None."))
                break
    return found
