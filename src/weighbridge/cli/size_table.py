"""Plans of `weighbridge size` one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge.cli.common import table
from weighbridge.reports.words import money_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from weighbridge.cli.size_asked import Asked
    from weighbridge.footprint.size_result import SizeResult
    from weighbridge.pricing.monthly import CostRange

NAME_WIDTH = 17
TIGHT = "less than a tenth of the memory is free, or less than the overhead may be off by"
HAD = {"self_hosted_cloud": "Rent", "on_premises": "Bought", "edge": "Bought"}


def print_table(
    out: Console, asked: Asked, title: str, results: Sequence[SizeResult], costs: Sequence[CostRange]
) -> None:
    """A row for each result, with what is paid for it a month."""
    right = ["Users", "Margin", "Each/s", "Tokens/s (range)", f"{HAD[asked.hosting]} a month"]
    grid = table([title, "Copies", "Weights", *right], right=right)
    for result, cost in zip(results, costs, strict=True):
        accelerator, speed = asked.accelerators[result.accelerator], result.throughput
        name = accelerator.name.removeprefix(f"{accelerator.vendor} ")
        shown = "unknown" if speed is None else f"{_short(speed.output_tokens_per_s)} ({_ends(speed.low, speed.high)})"
        grid.add_row(
            name if len(name) <= NAME_WIDTH else f"{name[: NAME_WIDTH - 3]}...",
            f"{result.copies} x {result.parallelism}",
            _format(result.precision),
            f"{result.max_concurrency:,}",
            f"{result.margin_share:.0%}{' !' if result.tight else ''}",
            "-" if speed is None else f"{1 / speed.seconds_per_token:,.0f}",
            shown,
            money_range(cost.low, cost.expected, cost.high).replace(" - ", "-"),
        )
    out.print(grid)
    if any(result.tight for result in results):
        out.print(f"! tight: {TIGHT}.", style="dim")


def _format(precision: str) -> str:
    """A precision by its short name: fp8, int4, q4_k_m."""
    name = precision.removeprefix("gguf_")
    return name.split("_", maxsplit=1)[0] if name == precision else name


def _short(value: float) -> str:
    """Three figures at most."""
    return f"{value / 1e3:,.0f}k" if value >= 99_500 else f"{value / 1e3:.1f}k" if value >= 1_000 else f"{value:,.0f}"


def _ends(low: float, high: float) -> str:
    return f"{_short(low)}-{_short(high)}"
