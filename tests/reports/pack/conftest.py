"""Rankings that the tests of the decision pack share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from weighbridge.catalog import Catalog
from weighbridge.ranking.recommendation import Recommendation

SLY = "=cmd|'/c calc'!A1 <script>alert(1)</script> | **b** [x](javascript:y) `z` & # h"
"""What a pack can hold: the host refuses control characters, and names of several lines."""
EVIL = f"{SLY} \n# h \x1b[31m"
"""What a needs file can hold."""


@pytest.fixture(scope="session")
def light(weigh: Callable[..., Recommendation]) -> Recommendation:
    """The small catalog, weighed for a light load."""
    return weigh({"name": "Light use"})


@pytest.fixture(scope="session")
def claims(example: Callable[..., Recommendation]) -> Recommendation:
    """The full catalog, weighed for an insurer."""
    return example("claims-assistant")


@pytest.fixture(scope="session")
def hostile(build: Callable[..., Catalog], small_rows: Callable[[], Any], weigh: Callable[..., Any]) -> Recommendation:
    """The small catalog with texts that try to be a formula, a script or markup wherever a text may stand."""
    rows = small_rows()
    for model in rows["models"]["models"]:
        model["name"] = f"{SLY} {model['id']}"
    for provider in rows["providers"]["providers"]:
        provider["name"] = f"{SLY} {provider['id']}"
    for sheet in rows["licenses"]["licenses"]:
        sheet["name"] = SLY
        for duty in sheet.get("obligations", ()):
            duty["what"] = duty["clause"] = SLY
    for source in rows["offers"]["sources"].values():
        source["source"] = SLY
    found: Recommendation = weigh({"name": EVIL}, catalog=build(rows))
    return found
