"""Rankings that the tests of the decision pack share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from weighbridge.catalog import Catalog
from weighbridge.ranking.recommendation import Recommendation

EVIL = "=cmd|'/c calc'!A1 <script>alert(1)</script> | **b** [x](javascript:y) `z` \x1b[31m & \n# h"


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
        model["name"] = f"{EVIL} {model['id']}"
    for provider in rows["providers"]["providers"]:
        provider["name"] = f"{EVIL} {provider['id']}"
    for sheet in rows["licenses"]["licenses"]:
        sheet["name"] = EVIL
        for duty in sheet.get("obligations", ()):
            duty["what"] = duty["clause"] = EVIL
    for source in rows["offers"]["sources"].values():
        source["source"] = EVIL
    found: Recommendation = weigh({"name": EVIL}, catalog=build(rows))
    return found
