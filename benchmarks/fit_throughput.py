"""Fit the constants of the speed formula to measured serving points: `make fit`. Writes footprint/speed.yaml.

The rows are in benchmarks/data/throughput.csv.gz (see benchmarks/data/README.md); what devices with another software
stack or with GGUF files reach against these is fitted afterwards, by `fit_adjusted` and `fit_gguf`. The formula is the
product's own. Every constant starts at what one would expect without these rows and is drawn towards it, so that a
constant which the rows say little about stays reasonable. Errors are counted on the rows of the fit, and on rows kept
from it: all of one model layout, one accelerator, one serving software at a time. Deterministic; needs the group
`bench`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from scipy.optimize import least_squares  # type: ignore[import-untyped]  # scipy has no type information

import fit_adjusted
import fit_gguf
from fit_sample import AS_OF, SOFT, Figures, Ratios, Sample, band, errors, layout_of, load_items, softened, with_values
from weighbridge.footprint.cases.speed import Measured
from weighbridge.footprint.constants import Constants

ROOT = Path(__file__).parents[1]
ROWS = ROOT / "benchmarks" / "data" / "throughput.csv.gz"
ADJUSTED_ROWS = ROOT / "benchmarks" / "data" / "throughput_mi300x.csv"
GGUF_ROWS = ROOT / "benchmarks" / "data" / "throughput_gguf.csv"
ADJUSTED_AS_OF = date(2026, 11, 27)
"""When the pages with these rows and those of GGUF files were read."""
TARGET = ROOT / "src" / "weighbridge" / "footprint" / "speed.yaml"

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
FIRST_TOKEN_WEIGHT = 0.3


def fit(sample: Sample, start: np.ndarray | None = None) -> np.ndarray:
    """Logarithms of the constants that fit a sample."""
    expected = np.log([value for value, _ in EXPECTED.values()])
    spread = np.array([width for _, width in EXPECTED.values()])

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


def yaml(fitted: Constants, found: dict[str, Figures]) -> str:
    """The file of constants."""
    tree = json.loads(fitted.speed.model_dump_json()) | {"evidence": {"*": "fit"}}
    reach, files = (json.loads(part.model_dump_json()) for part in (fitted.adjusted, fitted.gguf))
    source = (
        f"fit to {found['in_sample']['rows']:,} serving measurements of aiconfigurator-core 0.12.0 "
        "systems/silicon_sample.csv (Apache-2.0; mostly InferenceX), 8 or fewer datacenter GPUs on one NVLink domain, "
        "no speculative decoding"
    )
    vendor = (
        f"fit to {found['adjusted']['rows']} rows of AMD's published results of vLLM 0.11.1 on eight MI300X "
        "(Llama 3.1 70B and 405B in FP8; ROCm/MAD, benchmark/vllm, November 2025)"
    )
    users = (
        f"fit to {found['gguf']['rows']} speeds of single users with llama.cpp that two people published: "
        "XiongjieDai, GPU-Benchmarks-on-LLM-Inference (May 2024), and Pavlo Khmel, 13 GPUs and 10 models (June 2026)"
    )
    lines = [
        "# Written by benchmarks/fit_throughput.py. Do not edit; run: make fit",
        "sources:",
        f'  fit: {{grade: measured, source: "{source}", as_of: {AS_OF}}}',
        f'  adjusted: {{grade: claimed, source: "{vendor}", as_of: {ADJUSTED_AS_OF}}}',
        f'  gguf: {{grade: secondary, source: "{users}", as_of: {ADJUSTED_AS_OF}}}',
        "speed:",
        *(f"  {name}: {_inline(value)}" for name, value in tree.items()),
        f"adjusted: {_inline(reach)}",
        f"gguf: {_inline(files)}",
        "fit:",
        *(f"  {name}: {_inline(_rounded(figures))}" for name, figures in found.items()),
    ]
    return "\n".join(lines) + "\n"


def _rounded(figures: Figures) -> Figures:
    return {name: None if value is None else round(value, 4) for name, value in figures.items()}


def _inline(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(name)}: {_inline(item)}" for name, item in value.items()) + "}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and 0 < value < 1e-3:
        return f"{value:.9f}".rstrip("0")
    return str(value)


def _key(name: str) -> str:
    return '"*"' if name == "*" else name


def with_band(fitted: Constants, low: float, high: float) -> Constants:
    """The constants with the range that the fit found."""
    shown = fitted.speed.predicted_over_measured.model_copy(update={"low": low, "high": high})
    return fitted.model_copy(update={"speed": fitted.speed.model_copy(update={"predicted_over_measured": shown})})


def main() -> None:
    """Fit, judge, write and print."""
    items = load_items(ROWS)
    sample = Sample.of(items)
    x = fit(sample)
    folds = {
        "leave_one_model_out": layout_of,
        "leave_one_accelerator_out": lambda item: item.point.accelerator.id,
        "leave_one_backend_out": lambda item: str(item.point.server),
    }
    ratios = {"in_sample": sample.ratios(with_values(values_of(x)))}
    ratios |= {name: left_out(items, key, x) for name, key in folds.items()}
    # The range comes from rows that the constants have not seen.
    low, high = band(ratios["leave_one_model_out"][0])
    found = {name: errors(speed, first, low, high) for name, (speed, first) in ratios.items()}
    fitted = with_band(with_values({name: float(f"{v:.4g}") for name, v in values_of(x).items()}), low, high)
    fitted, of_adjusted = fit_adjusted.judged(load_items(ADJUSTED_ROWS), fitted)
    fitted, of_gguf = fit_gguf.judged(load_items(GGUF_ROWS), fitted)
    text = yaml(fitted, found | of_adjusted | of_gguf)
    TARGET.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
