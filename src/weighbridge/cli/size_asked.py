"""What `weighbridge size` was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weighbridge.needs import Infrastructure
    from weighbridge.pricing.self_hosting import SelfHosting
    from weighbridge.records import Accelerator, Model


@dataclass(frozen=True)
class Asked:
    """What the command line asks for, whichever way the load is stated."""

    model: Model
    accelerators: Mapping[str, Accelerator]
    side_by_side: bool
    precision: str | None
    context: int | None
    infrastructure: Infrastructure
    hosting: SelfHosting
    notes: tuple[str, ...]
