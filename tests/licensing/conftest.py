from __future__ import annotations

from pathlib import Path

import pytest

from weighbridge.plugins.packs import load_pack
from weighbridge.records import License

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def sheets() -> dict[str, License]:
    return {sheet.id: sheet for sheet in load_pack(ROOT / "plugins" / "weighbridge_licenses").records("licenses")}
