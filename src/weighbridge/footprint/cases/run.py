"""A folder of measurements beside this package's own predictions: what `weighbridge check sizing` runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean, median, quantiles
from typing import TYPE_CHECKING, Any

from weighbridge.errors import FileMissing, NoCases
from weighbridge.footprint.cases import memory, speed
from weighbridge.footprint.cases.rows import CaseResult, Row, read_rows

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog

Reader = Callable[[Sequence[Row], "Catalog"], list[CaseResult]]


def run_cases(path: Path, catalog: Catalog) -> dict[str, list[CaseResult]]:
    """Predict every row of the CSV files in a folder, or of one file; by name of the file.

    A file counts when its columns are those of weights, cache, observed memory or throughput; others have no results.
    Raises FileMissing, FileUnreadable, or NoCases when no file has such columns.
    """
    if not path.exists():
        raise FileMissing(path)
    files = sorted([*path.glob("*.csv"), *path.glob("*.csv.gz")]) if path.is_dir() else [path]
    found: dict[str, list[CaseResult]] = {}
    for file in files:
        rows = read_rows(file)
        reader = reader_of(rows)
        found[file.name] = reader(rows, catalog) if reader else []
    if not any(found.values()):
        raise NoCases(path)
    return found


def reader_of(rows: Sequence[Row]) -> Reader | None:
    """What can judge rows with those columns."""
    columns = set(rows[0].cells) if rows else set()
    if {"quantity", "model", "observed"} <= columns:
        return memory.observed
    if "model" in columns and columns & {"params_hf_safetensors", "parameters"}:
        return memory.weights
    if "model" in columns and any(name.startswith(("bytes_per_token", "kv_bytes")) for name in columns):
        return memory.cache
    if columns >= speed.NEEDED:
        return speed.results
    return None


def summary(results: Sequence[CaseResult]) -> dict[str, Any]:
    """Errors over the rows of one file, as shares of one; None without rows that can be compared."""
    ratios = [case.ratio for case in results if case.ratio is not None]
    off = sorted(abs(ratio - 1) for ratio in ratios)
    ranged = [case for case in results if case.ratio is not None and case.low is not None]
    figures: dict[str, Any] = {
        "cases": len(results),
        "compared": len(ratios),
        "not_predicted": sum(case.result is None for case in results),
        "ok": sum(case.ok for case in results),
        "median_error": None,
        "mean_error": None,
        "p90_error": None,
        "within_2x": None,
        "bias": None,
        "range_coverage": sum(case.ok for case in ranged) / len(ranged) if ranged else None,
    }
    if ratios:
        figures |= {
            "median_error": median(off),
            "mean_error": mean(off),
            "p90_error": quantiles(off, n=10)[8] if len(off) > 1 else off[0],
            "within_2x": sum(0.5 <= ratio <= 2 for ratio in ratios) / len(ratios),
            "bias": median(ratios),
        }
    return figures


def results_to_json(found: dict[str, list[CaseResult]]) -> dict[str, Any]:
    """`{cases, summary}` as `weighbridge check sizing` prints it; `result` is the raw prediction."""
    return {
        "cases": [_case(name, case) for name, cases in found.items() for case in cases],
        "summary": {name: summary(cases) for name, cases in found.items()},
    }


def _case(file: str, case: CaseResult) -> dict[str, Any]:
    return {
        "id": case.row.id,
        "file": file,
        "line": case.row.line,
        "model": case.model,
        "quantity": case.quantity,
        "unit": case.unit,
        "result": case.result,
        "expected": case.expected,
        "ratio": case.ratio,
        "low": case.low,
        "high": case.high,
        "ok": case.ok,
        "note": case.note,
    }
