"""What one accelerator of a plan holds: weights, cache, overhead, and what stays free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from weighbridge.options.view import OptionView

TIGHT = " That is tight: less than a tenth of the memory is free, or less than the overhead may be off by."


@dataclass(frozen=True)
class MemoryUse:
    """GiB on one accelerator."""

    accelerator: str
    weights_gib: float
    cache_gib: float
    overhead_gib: float
    usable_gib: float
    copies: int
    accelerators_per_copy: int
    precision: str
    tight: bool

    @property
    def free_gib(self) -> float:
        """What is left."""
        return max(0.0, self.usable_gib - self.weights_gib - self.cache_gib - self.overhead_gib)

    @property
    def parts(self) -> tuple[tuple[str, float], ...]:
        """Names and GiB, in the order of the chart."""
        return (
            ("Weights", self.weights_gib),
            ("Cache of running queries", self.cache_gib),
            ("Overhead", self.overhead_gib),
            ("Free", self.free_gib),
        )

    @property
    def summary(self) -> str:
        """What the chart says."""
        total = self.copies * self.accelerators_per_copy
        each = "copy" if self.copies == 1 else "copies"
        tight = TIGHT if self.tight else ""
        return (
            f"{self.copies} {each} of the model on {self.accelerators_per_copy} x {self.accelerator} each, {total} in "
            f"all, at {self.precision}. Each holds {self.weights_gib:.1f} GiB of weights, {self.cache_gib:.1f} GiB of "
            f"cache and {self.overhead_gib:.1f} GiB of overhead; {self.free_gib:.1f} of {self.usable_gib:.1f} GiB stay "
            f"free.{tight}"
        )

    @property
    def rows(self) -> tuple[dict[str, object], ...]:
        """The table twin."""
        return tuple(
            {"Part": name, "GiB": round(gib, 2), "Share": f"{gib / self.usable_gib:.0%}"} for name, gib in self.parts
        )


def memory(view: OptionView) -> MemoryUse | None:
    """Of the option's plan; None for an API or when no plan holds."""
    plan: Mapping[str, Any] | None = view.plan
    if plan is None:
        return None
    devices = plan["gpus_per_replica"]
    return MemoryUse(
        accelerator=view.table.context.catalog.accelerators[plan["accelerator_id"]].name,
        weights_gib=plan["weights_gib"] / devices,
        cache_gib=plan["kv_cache_gib"] / devices,
        overhead_gib=plan["overhead_gib"] / devices,
        usable_gib=plan["usable_gib"],
        copies=plan["replicas"],
        accelerators_per_copy=devices,
        precision=plan["precision"],
        tight=plan["tight"],
    )
