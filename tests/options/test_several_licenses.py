"""A model under several licenses is judged under all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from weighbridge.catalog import Catalog
from weighbridge.ranking.recommendation import Finding, Recommendation

Weigh = Callable[..., Recommendation]
Rows = dict[str, dict[str, Any]]

SITE = "gravel/pebble-7b@on_premises"
CROWDED = {"organization": {"monthly_active_users": 2_000_000, "monthly_active_users_at_release": 2_000_000}}


@pytest.fixture
def built_on_shard(build: Callable[..., Catalog], small_rows: Callable[[], Rows]) -> Catalog:
    """The small catalog, with a freely labeled model that carries the terms of its base too."""
    rows = small_rows()
    pebble = next(row for row in rows["models"]["models"] if row["id"] == "gravel/pebble-7b")
    pebble["also_licensed_under"] = ["crowd-1.0"]
    return build(rows)


def gate(result: Recommendation) -> Finding:
    return next(found for found in result.find(SITE).gates() if found.name == "license")


def test_the_terms_of_the_base_bar_a_freely_labeled_model(weigh: Weigh, built_on_shard: Catalog) -> None:
    assert gate(weigh(CROWDED)).outcome == "pass"
    result = weigh(CROWDED, catalog=built_on_shard)
    assert gate(result).outcome == "fail"
    view = result.find(SITE).view
    assert view.license is not None
    assert view.license.id == view.verdict.license_id == "crowd-1.0"
    assert view.license.name in gate(result).reason


def test_an_agreement_signed_for_the_base_is_enough(weigh: Weigh, built_on_shard: Catalog) -> None:
    signed = weigh(CROWDED, {"agreements": ["crowd-1.0"]}, catalog=built_on_shard)
    assert gate(signed).outcome == "pass"
    assert gate(weigh(CROWDED, {"agreements": ["free-1.0"]}, catalog=built_on_shard)).outcome == "fail"


def test_a_base_license_without_a_sheet_is_unknown(
    weigh: Weigh, build: Callable[..., Catalog], small_rows: Callable[[], Rows]
) -> None:
    rows = small_rows()
    rows["models"]["models"][1]["also_licensed_under"] = ["lost-1.0"]
    assert gate(weigh(catalog=build(rows))).outcome == "unknown"
