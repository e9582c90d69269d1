"""Acme for Weighbridge: data from YAML, and two rules of our own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge import DataPlugin, hookimpl

if TYPE_CHECKING:
    from weighbridge.extensions import Criterion, Gate


class Acme(DataPlugin):
    """The pack beside this file, a gate and a criterion."""

    @hookimpl
    def gates(self) -> Iterable[Gate]:
        """Our standard on second sources."""
        from weighbridge_acme.second_source import second_source

        return [second_source()]

    @hookimpl
    def criteria(self) -> Iterable[Criterion]:
        """The energy that requests take."""
        from weighbridge_acme.energy import energy

        return [energy()]


plugin = Acme(Path(__file__).parent)
