"""What devices reach with GGUF files for one user, against servers with weights in their usual formats; part of
`make fit`.

One factor for accelerators with stacked memory and one for all others, the middle of measured over predicted speeds in
benchmarks/data/throughput_gguf.csv. Rows of one model layout are also predicted by factors found without them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fit_sample import Figures, Ratios, Sample, band, errors, left_out
from weighbridge.footprint.cases.speed import Measured
from weighbridge.footprint.constants import Constants, DeviceClass, GgufClasses

CLASSES = ("stacked", "others")
WIDER = 1.1
"""The ranges are wider than the rows by this factor at each end, and never narrower than that of the other formats:
other versions of the software, longer prompts, few rows. A judgment."""


def class_of(item: Measured) -> str:
    """Which factor holds for the row's accelerator."""
    return "others" if item.point.accelerator.memory_kind in ("gddr", "lpddr") else "stacked"


def with_factors(k: Constants, factors: dict[str, float]) -> Constants:
    """The constants with these factors in place."""
    classes = {
        name: getattr(k.gguf, name).model_copy(update={"factor": factors[name]}) for name in CLASSES if name in factors
    }
    return k.model_copy(update={"gguf": k.gguf.model_copy(update=classes)})


def fit_factors(items: Sequence[Measured], k: Constants) -> dict[str, float]:
    """Measured over predicted speed, the middle of each class."""
    plain = with_factors(k, dict.fromkeys(CLASSES, 1.0))
    speed, _ = Sample.of(items, plain).ratios(plain)
    classes = np.array([class_of(item) for item in items])
    return {name: float(f"{np.median(1 / speed[classes == name]):.3g}") for name in CLASSES if name in classes}


def judged(items: Sequence[Measured], k: Constants) -> tuple[Constants, dict[str, Figures]]:
    """Constants with factor and range of each class, and the errors under them."""
    factors, unseen = fit_factors(items, k), left_out(items, lambda rows: with_factors(k, fit_factors(rows, k)))
    kinds = np.array([class_of(item) for item in items])
    ranges = {name: band(unseen[0][kinds == name]) for name in CLASSES}
    usual = k.speed.predicted_over_measured
    classes = {
        name: DeviceClass(
            low=round(min(low / WIDER, usual.low), 2),
            high=round(max(high * WIDER, usual.high), 2),
            factor=factors[name],
        )
        for name, (low, high) in ranges.items()
    }
    fitted = k.model_copy(update={"gguf": GgufClasses(**classes)})
    ratios = {"gguf": Sample.of(items, fitted).ratios(fitted), "gguf_leave_one_model_out": unseen}
    return fitted, {name: _figures(found, kinds, fitted.gguf) for name, found in ratios.items()}


def _figures(ratios: Ratios, kinds: np.ndarray, classes: GgufClasses) -> Figures:
    """The errors of all rows, each in the range of its class."""
    speed, first = ratios
    low = np.where(kinds == "stacked", classes.stacked.low, classes.others.low)
    high = np.where(kinds == "stacked", classes.stacked.high, classes.others.high)
    inside = float(np.mean((speed >= low) & (speed <= high)))
    return errors(speed, first, 0.0, np.inf) | {"in_range": inside}
