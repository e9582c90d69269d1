"""The catalog as sheets: typed cells, searched and filtered."""

from __future__ import annotations

import pytest

from weighbridge.catalog import Catalog
from weighbridge.records.base import GRADES
from weighbridge.reports.shelves import SHELVES, ShelfName, default_posture, sheet


@pytest.mark.parametrize("name", SHELVES)
def test_every_record_is_a_row_with_every_column(catalog: Catalog, name: ShelfName) -> None:
    found = sheet(catalog, name)
    assert [row["id"] for row in found.rows] == sorted(getattr(catalog, name))
    keys = {column.key for column in found.columns} | {"id", "words"}
    assert {frozenset(row) for row in found.rows} == {frozenset(keys)}
    assert len({column.title for column in found.columns}) == len(found.columns)


def test_unknown_is_empty_and_never_zero(catalog: Catalog) -> None:
    rows = {row["id"]: row for row in sheet(catalog, "models").rows}
    for model in catalog.models.values():
        assert rows[model.id]["size_b"] == model.parameters_b
        assert rows[model.id]["context"] == model.context_tokens


def test_the_grade_of_a_row_is_its_weakest_and_the_date_its_oldest(small: Catalog) -> None:
    for name in SHELVES:
        for row in sheet(small, name).rows:
            assert row["grade"] is None or row["grade"] in GRADES
    model = next(iter(small.models.values()))
    known = [item for item in model.evidence.values() if item.as_of]
    row = next(row for row in sheet(small, "models").rows if row["id"] == model.id)
    assert known
    assert str(row["as_of"]) <= min(str(item.as_of) for item in known)


def test_every_word_must_occur_in_a_name_an_id_or_an_alias(catalog: Catalog) -> None:
    found = sheet(catalog, "models")
    chosen = found.chosen("LLAMA 70b", {})
    assert chosen
    assert all("llama" in str(row["words"]) and "70b" in str(row["words"]) for row in chosen)
    assert found.chosen("", {}) == list(found.rows)


def test_filters_narrow_one_after_the_other(catalog: Catalog) -> None:
    found = sheet(catalog, "models")
    opened = found.chosen("", {"weights": ["open"], "status": []})
    assert {row["weights"] for row in opened} == {"open"}
    assert len(found.chosen("", {"weights": ["open", "closed"]})) == len(found.rows)
    assert found.chosen("", {"weights": ["open"], "maker": ["nobody"]}) == []


def test_a_maker_that_sells_nothing_has_no_unknown_data_handling(catalog: Catalog) -> None:
    rows = {row["id"]: row for row in sheet(catalog, "providers").rows}
    for provider in catalog.providers.values():
        if "api" not in provider.roles and default_posture(provider) is None:
            assert rows[provider.id]["trains"] is None
        if "api" in provider.roles and default_posture(provider) is None:
            assert rows[provider.id]["trains"] == "unknown"
