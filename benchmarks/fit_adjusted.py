"""What devices with another software stack reach, against those that the constants were fitted to; part of `make fit`.

Three shares, of bandwidth and of FLOPS for answers and for prompts, fitted to the rows of
benchmarks/data/throughput_mi300x.csv with everything else left as it is. Rows of one model layout are also predicted by
shares fitted to the others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import least_squares  # type: ignore[import-untyped]  # scipy has no type information

from fit_sample import SOFT, Figures, Sample, band, errors, left_out, softened
from weighbridge.footprint.cases.speed import Measured
from weighbridge.footprint.constants import Constants

EXPECTED = {"bandwidth": (0.95, 0.1), "compute": (0.5, 0.5), "prefill": (0.5, 0.5)}
"""Share to its expected value and how far it may well be off, as a logarithm: kernels are as good at reading, and
younger at multiplying."""
PULL = 2.0
"""Weight of the expected values against the rows."""


WIDER = 1.2
"""The range is wider than that of the other devices by this factor at each end: one accelerator and two dense models of
one vendor are a narrow sample. A judgment."""


def with_reach(k: Constants, shares: dict[str, float]) -> Constants:
    """The constants with what these devices reach in place."""
    return k.model_copy(update={"adjusted": k.adjusted.model_copy(update={"factor": 1.0, **shares})})


def fit_reach(items: Sequence[Measured], k: Constants) -> dict[str, float]:
    """The shares that fit the rows under constants `k`."""
    expected = np.log([value for value, _ in EXPECTED.values()])
    spread = np.array([width for _, width in EXPECTED.values()])

    def residuals(x: np.ndarray) -> np.ndarray:
        speed, _ = Sample.of(items, with_reach(k, _shares(x))).ratios(k)
        return np.concatenate([softened(np.log(speed)), (x - expected) / spread * PULL * SOFT])

    return {name: float(f"{value:.4g}") for name, value in _shares(least_squares(residuals, expected).x).items()}


def judged(items: Sequence[Measured], k: Constants) -> tuple[Constants, dict[str, Figures]]:
    """Constants with shares and range of these devices, and the errors under them."""
    shares, unseen = fit_reach(items, k), left_out(items, lambda rows: with_reach(k, fit_reach(rows, k)))
    (low, high), others = band(unseen[0]), k.speed.predicted_over_measured
    ends = {"low": round(min(low, others.low / WIDER), 2), "high": round(max(high, others.high * WIDER), 2)}
    fitted = with_reach(k, shares | ends)
    ratios = {"adjusted": Sample.of(items, fitted).ratios(fitted), "adjusted_leave_one_model_out": unseen}
    return fitted, {name: errors(*pair, ends["low"], ends["high"]) for name, pair in ratios.items()}


def _shares(x: np.ndarray) -> dict[str, float]:
    return dict(zip(EXPECTED, np.exp(x).tolist(), strict=True))
