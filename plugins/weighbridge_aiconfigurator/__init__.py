"""A second opinion on speed from aiconfigurator-core, where it is installed: `pip install 'weighbridge[measured]'`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge import DataPlugin, hookimpl

if TYPE_CHECKING:
    from weighbridge.extensions import ThroughputEstimator


class AiconfiguratorPlugin(DataPlugin):
    """Silent without the package: its estimator then has no opinion."""

    @hookimpl
    def throughput_estimators(self) -> Iterable[ThroughputEstimator]:
        """One estimator."""
        from weighbridge.extensions import ThroughputEstimator
        from weighbridge_aiconfigurator.estimate import tokens_per_s

        yield ThroughputEstimator("aiconfigurator", tokens_per_s)


plugin = AiconfiguratorPlugin(Path(__file__).parent)
