"""The report of `weighbridge check sizing`: figures of each file, then what is not compared or far off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from weighbridge.cli import common

if TYPE_CHECKING:
    from weighbridge.footprint.cases.rows import CaseResult

_MOST_SHOWN = 12


def print_sizing(found: Mapping[str, Sequence[CaseResult]]) -> None:
    """A summary line per file, and the rows furthest off."""
    from weighbridge.footprint.cases.run import summary

    table = common.table(["File", "Rows", "Ok", "Median off", "90 % within", "Within 2x", "In range", "Bias"])
    for name, cases in found.items():
        figures = summary(cases)
        shares = (figures[key] for key in ("median_error", "p90_error", "within_2x", "range_coverage"))
        bias = "-" if figures["bias"] is None else f"{figures['bias']:.3f}"
        table.add_row(name, f"{figures['cases']:,}", f"{figures['ok']:,}", *map(_percent, shares), bias)
    common.console().print(table)
    for name, cases in found.items():
        if not cases:
            click.echo(f"{name}: not read, for its columns are not those of sizing cases (see --help).")
        lines = [*_not_compared(cases), *_furthest_off(cases)]
        for line in lines[:_MOST_SHOWN]:
            click.echo(f"{name}, {line}")
        if len(lines) > _MOST_SHOWN:
            click.echo(f"{name}: {len(lines) - _MOST_SHOWN:,} more; all with --format json.")


def _percent(share: float | None) -> str:
    if share is None:
        return "-"
    return f"{share * 100:.1f} %" if share == 0 or share >= 0.001 else f"{share * 100:.4f} %"


def _not_compared(cases: Sequence[CaseResult]) -> list[str]:
    """Rows that cannot be compared, those with one reason in one line."""
    reasons: dict[str, list[int]] = {}
    for case in cases:
        if case.result is None or case.expected is None:
            reason = case.note.removeprefix(f"{case.row.path}, line {case.row.line}: ")
            reasons.setdefault(f"{case.model}: not compared: {reason}", []).append(case.row.line)
    return [f"{_lines(found)}: {reason}" for reason, found in reasons.items()]


def _lines(found: Sequence[int]) -> str:
    first, *others = dict.fromkeys(found)
    return f"line {first} and {len(others):,} more" if others else f"line {first}"


def _furthest_off(cases: Sequence[CaseResult]) -> list[str]:
    """Compared rows that are wrong, the furthest off first."""
    wrong = [case for case in cases if not case.ok and case.ratio is not None]
    wrong.sort(key=lambda case: -abs((case.ratio or 1.0) - 1))
    return [f"line {case.row.line}: {_sizing_words(case)}" for case in wrong]


def _sizing_words(case: CaseResult) -> str:
    note = f" ({case.note})" if case.note else ""
    figures = f"predicted {_figure(case.result)} {case.unit}, observed {_figure(case.expected)}"
    return f"{case.model}: {case.quantity}: {figures}{note}"


def _figure(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
