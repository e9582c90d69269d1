"""Models and accelerators as the first-party plugin folders hold them, and the rows of measured cases."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from weighbridge.plugins.packs import load_pack
from weighbridge.records import Accelerator, Model

PLUGINS = Path(__file__).parents[2] / "plugins"
DATA = Path(__file__).parent / "data"
Rows = Callable[[str], list[dict[str, str]]]


def _records(kind: str) -> list[object]:
    folders = [folder for folder in sorted(PLUGINS.glob("weighbridge_*")) if (folder / f"{kind}.yaml").exists()]
    return [record for folder in folders for record in load_pack(folder).records(kind)]


@pytest.fixture(scope="session")
def models() -> dict[str, Model]:
    return {record.id: record for record in _records("models") if isinstance(record, Model)}


@pytest.fixture(scope="session")
def accelerators() -> dict[str, Accelerator]:
    return {record.id: record for record in _records("accelerators") if isinstance(record, Accelerator)}


@pytest.fixture(scope="session")
def case_rows() -> Rows:
    def read(name: str) -> list[dict[str, str]]:
        with (DATA / f"{name}.csv").open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    return read


@pytest.fixture
def save(tmp_path: Path) -> Callable[[dict[str, Any]], Path]:
    """Writes a config.json into a new folder, which it gives back."""

    def write(config: dict[str, Any]) -> Path:
        (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
        return tmp_path

    return write
