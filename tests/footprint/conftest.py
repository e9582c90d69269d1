"""Models and accelerators as the first-party plugin folders hold them."""

from __future__ import annotations

from pathlib import Path

import pytest

from weighbridge.plugins.packs import load_pack
from weighbridge.records import Accelerator, Model

PLUGINS = Path(__file__).parents[2] / "plugins"


def _records(kind: str) -> dict[str, object]:
    packs = [load_pack(folder) for folder in sorted(PLUGINS.glob("weighbridge_*")) if (folder / f"{kind}.yaml").exists()]
    return {record.id: record for pack in packs for record in pack.records(kind)}


@pytest.fixture(scope="session")
def models() -> dict[str, Model]:
    return {key: record for key, record in _records("models").items() if isinstance(record, Model)}


@pytest.fixture(scope="session")
def accelerators() -> dict[str, Accelerator]:
    return {key: record for key, record in _records("accelerators").items() if isinstance(record, Accelerator)}
