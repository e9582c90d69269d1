"""The shipped frameworks, and small options to judge."""

from __future__ import annotations

import pytest

from weighbridge.catalog import Table
from weighbridge.records import Framework, Model
from weighbridge_frameworks import plugin


@pytest.fixture(scope="session")
def frameworks() -> Table[Framework]:
    return Table("framework", plugin.frameworks())


@pytest.fixture
def open_model() -> Model:
    return Model(id="maker/open-7b", name="Open 7B", maker="maker", open_weights=True, output_modalities=("text",))


@pytest.fixture
def closed_model() -> Model:
    return Model(id="maker/closed", name="Closed", maker="maker", open_weights=False, output_modalities=("text",))
