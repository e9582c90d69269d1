"""Fit the constants of the speed formula to measured serving points: `make fit`. Writes footprint/speed.yaml.

The rows are in benchmarks/data/throughput.csv.gz (see benchmarks/data/README.md). The formula is the product's own.
Every constant starts at what one would expect without these rows and is drawn towards it, so that a constant which
the rows say little about stays reasonable. Errors are counted on the rows of the fit, and on rows kept from it: all of
one model layout, one accelerator, one serving software at a time. Deterministic; needs the group `bench`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from scipy.optimize import least_squares  # type: ignore[import-untyped]  # scipy has no type information

from weighbridge.catalog import load_catalog
from weighbridge.footprint.case_rows import read_rows
from weighbridge.footprint.case_speed import Measured, read
from weighbridge.footprint.constants import Constants, constants
from weighbridge.footprint.points import Points

ROOT = Path(__file__).parents[1]
ROWS = ROOT / "benchmarks" / "data" / "throughput.csv.gz"
TARGET = ROOT / "src" / "weighbridge" / "footprint" / "speed.yaml"
AS_OF = date(2026, 11, 23)

EXPECTED: dict[str, tuple[float, float]] = {
    # Shares of a datasheet that well-tuned kernels reach, from published kernel benchmarks in general.
    "weight_bandwidth_share": (0.85, 0.08),
    "cache_bandwidth_share": (0.70, 0.20),
    "decode_compute_share.dense": (0.50, 0.20),
    "decode_compute_share.experts": (0.15, 0.50),
    "prefill_compute_share": (0.60, 0.20),
    "prefill_expert_factor": (0.35, 0.40),
    "prefill_fp4_factor": (0.80, 0.15),
    "prompt_attention_share": (0.50, 0.40),
    "overlap": (0.30, 0.30),
    "link_share": (0.50, 0.40),
    # Ten to fifteen kernels a layer at 4 to 6 microseconds each; routing adds four or five, an indexer as many.
    "layer_s": (60e-6, 0.30),
    "expert_layer_s": (25e-6, 0.50),
    "indexer_layer_s": (25e-6, 0.50),
    "split_layer_s": (10e-6, 0.50),
    "sequence_s": (10e-6, 0.50),
    "first_token.base_s": (0.02, 1.0),
    "first_token.steps": (8.0, 0.5),
    "first_token.queue_factor": (0.01, 1.0),
    "first_token.queue_power": (1.4, 0.2),
    "servers.trtllm.token": (0.95, 0.15),
    "servers.sglang.token": (1.05, 0.15),
    "servers.trtllm.first_token": (1.0, 3.0),
    "servers.sglang.first_token": (1.0, 3.0),
}
"""Constant to its expected value and how far it may well be off, as a logarithm (0.1 is about 10 %)."""

PULL = 20.0
"""Weight of the expected values against the rows."""
SOFT = 0.07
"""Errors well beyond this share count by their size rather than its square."""
FIRST_TOKEN_WEIGHT = 0.3
Ratios = tuple[np.ndarray, np.ndarray]
"""Predicted over measured: answer tokens per second, time to the first token."""
HELD = 0.9
"""Share of the rows that the range shall hold."""


@dataclass(frozen=True)
class Sample:
    """Rows as columns, with what was measured."""

    points: Points
    measured: pl.Series
    """Answer tokens per second of the copy."""
    first: pl.Series

    @classmethod
    def of(cls, items: Sequence[Measured]) -> Sample:
        """The columns of measured points."""
        speeds = pl.Series([item.tokens_per_s for item in items])
        return cls(Points.of([item.point for item in items]), speeds, pl.Series([item.first_s for item in items]))

    def ratios(self, k: Constants) -> Ratios:
        """Predicted over measured."""
        found = self.points.predict(k)
        return (found.tokens_per_s / self.measured).to_numpy(), (found.first_s / self.first).to_numpy()


def with_values(values: dict[str, float]) -> Constants:
    """The packaged constants with these in place."""
    k = constants()
    speed = json.loads(k.speed.model_dump_json())
    for path, value in values.items():
        place, *rest = path.split(".")
        target = speed
        while rest:
            target, place, rest = target[place], rest[0], rest[1:]
        target[place] = value
    return k.model_copy(update={"speed": type(k.speed).model_validate(speed)})


def fit(sample: Sample, start: np.ndarray | None = None) -> np.ndarray:
    """Logarithms of the constants that fit a sample."""
    expected = np.log([value for value, _ in EXPECTED.values()])
    spread = np.array([width for _, width in EXPECTED.values()])

    def softened(errors: np.ndarray) -> np.ndarray:
        return np.asarray(np.sign(errors) * SOFT * np.sqrt(2 * (np.sqrt(1 + (errors / SOFT) ** 2) - 1)))

    def residuals(x: np.ndarray) -> np.ndarray:
        speed, first = sample.ratios(with_values(values_of(x)))
        pull = (x - expected) / spread * PULL * SOFT
        return np.concatenate([softened(np.log(speed)), FIRST_TOKEN_WEIGHT * softened(np.log(first)), pull])

    found = least_squares(residuals, expected if start is None else start, x_scale="jac", max_nfev=25, xtol=1e-5)
    return np.asarray(found.x)


def values_of(x: np.ndarray) -> dict[str, float]:
    """The constants by name."""
    return dict(zip(EXPECTED, np.exp(x).tolist(), strict=True))


def unseen_server(values: dict[str, float], name: str) -> dict[str, float]:
    """With a serving software that the fit has not seen taken as the mean of the others."""
    others = {"vllm", "trtllm", "sglang"} - {name}
    mean = {
        part: float(np.exp(np.mean([np.log(values.get(f"servers.{other}.{part}", 1.0)) for other in sorted(others)])))
        for part in ("token", "first_token")
    }
    return values | {f"servers.{name}.{part}": value for part, value in mean.items()}


def left_out(items: Sequence[Measured], key: Callable[[Measured], str], start: np.ndarray) -> Ratios:
    """Ratios of every row under constants fitted without its fold."""
    speed, first = np.zeros(len(items)), np.zeros(len(items))
    for fold in sorted({key(item) for item in items}):
        held = np.array([key(item) == fold for item in items])
        x = fit(Sample.of([item for item, out in zip(items, held, strict=True) if not out]), start)
        values = values_of(x)
        if fold in ("vllm", "trtllm", "sglang"):
            values = unseen_server(values, fold)
        fold_items = [item for item, out in zip(items, held, strict=True) if out]
        speed[held], first[held] = Sample.of(fold_items).ratios(with_values(values))
    return speed, first


def errors(speed: np.ndarray, first: np.ndarray, low: float, high: float) -> dict[str, float]:
    """The figures of `weighbridge.footprint.constants.Errors`."""
    off = np.abs(speed - 1)
    return {
        "rows": len(speed),
        "median": float(np.median(off)),
        "mean": float(np.mean(off)),
        "p90": float(np.percentile(off, 90)),
        "within_2x": float(np.mean((speed >= 0.5) & (speed <= 2))),
        "in_range": float(np.mean((speed >= low) & (speed <= high))),
        "bias": float(np.median(speed)),
        "first_token_median": float(np.median(np.abs(first - 1))),
    }


def layout_of(item: Measured) -> str:
    """Models of one layout are one fold: the rows of a retrained model are often the same measurements."""
    architecture = item.point.model.architecture
    return architecture.model_dump_json(exclude={"evidence"}) if architecture else item.point.model.id


def load_items() -> list[Measured]:
    """All rows, resolved against the shipped catalog. Raises on a row that cannot be."""
    catalog = load_catalog(AS_OF)
    return [read(row, catalog) for row in read_rows(ROWS)]


def yaml(values: dict[str, float], low: float, high: float, found: dict[str, dict[str, float]], rows: int) -> str:
    """The file of constants."""
    shown = with_values({name: float(f"{value:.4g}") for name, value in values.items()}).speed
    tree = json.loads(shown.model_dump_json())
    tree |= {"evidence": {"*": "fit"}, "predicted_over_measured": {"low": low, "high": high}}
    source = (
        f"fit to {rows:,} serving measurements of aiconfigurator-core 0.12.0 systems/silicon_sample.csv (Apache-2.0; "
        "mostly InferenceX), 8 or fewer datacenter GPUs on one NVLink domain, no speculative decoding"
    )
    lines = [
        "# Written by benchmarks/fit_throughput.py. Do not edit; run: make fit",
        "sources:",
        f'  fit: {{grade: measured, source: "{source}", as_of: {AS_OF}}}',
        "speed:",
        *(f"  {name}: {_inline(value)}" for name, value in tree.items()),
        "fit:",
        *(f"  {name}: {_inline({k: round(v, 4) for k, v in figures.items()})}" for name, figures in found.items()),
    ]
    return "\n".join(lines) + "\n"


def _inline(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(name)}: {_inline(item)}" for name, item in value.items()) + "}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and 0 < value < 1e-3:
        return f"{value:.9f}".rstrip("0")
    return str(value)


def _key(name: str) -> str:
    return '"*"' if name == "*" else name


def main() -> None:
    """Fit, judge, write and print."""
    items = load_items()
    sample = Sample.of(items)
    x = fit(sample)
    values = values_of(x)
    folds = {
        "leave_one_model_out": layout_of,
        "leave_one_accelerator_out": lambda item: item.point.accelerator.id,
        "leave_one_backend_out": lambda item: str(item.point.server),
    }
    ratios = {"in_sample": sample.ratios(with_values(values))}
    ratios |= {name: left_out(items, key, x) for name, key in folds.items()}
    # The range comes from rows that the constants have not seen.
    tail = (1 - HELD) / 2 * 100
    low, high = (float(f"{v:.3g}") for v in np.percentile(ratios["leave_one_model_out"][0], [tail, 100 - tail]))
    found = {name: errors(speed, first, low, high) for name, (speed, first) in ratios.items()}
    text = yaml(values, low, high, found, len(items))
    TARGET.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
