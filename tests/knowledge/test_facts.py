"""Facts of the catalog as passages: every record speaks, ids are unique, evidence and figures come along."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from weighbridge.catalog import Catalog
from weighbridge.knowledge import facts
from weighbridge.knowledge.facts import licenses
from weighbridge.records import license_words

ALIKE = ("models", "licenses", "providers", "offers", "accelerators", "frameworks", "claims", "services")


@pytest.mark.parametrize("table", ALIKE)
def test_every_record_has_passages_that_are_found_again_by_id(catalog: Catalog, table: str) -> None:
    records: Any = getattr(catalog, table)
    for record_id in list(records)[:: max(1, len(records) // 25)]:
        passages = list(facts.about(catalog, record_id))
        assert passages
        for passage in passages:
            assert record_id in passage.applies_to
            assert passage.text.endswith((".", "?", "!"))
            assert "None" not in passage.text
            assert facts.find(catalog, passage.id) == passage


def test_ids_are_unique(catalog: Catalog) -> None:
    ids = {record_id for table in ALIKE for record_id in getattr(catalog, table)}
    found = [passage.id for record_id in sorted(ids) for passage in facts.about(catalog, record_id)]
    assert len(found) == len(set(found))


def test_every_clause_of_every_license_is_told_with_its_place(catalog: Catalog) -> None:
    for sheet in catalog.licenses.values():
        told = {passage.locator: passage.text for passage in licenses.passages(sheet)}
        facts_with_place: tuple[Any, ...] = (*sheet.obligations, *sheet.thresholds, *sheet.territory)
        assert {fact.clause for fact in facts_with_place} <= set(told)
        for passage in licenses.passages(sheet):
            assert passage.grade is not None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (license_words.CommercialUse, "_COMMERCIAL"),
        (license_words.Hosting, "_HOSTING"),
        (license_words.OutputTraining, "_OUTPUTS"),
        (license_words.Redistribution, "_PASSING_ON"),
        (license_words.Modification, "_CHANGING"),
    ],
)
def test_every_word_of_a_sheet_can_be_said(words: Any, told: str) -> None:
    assert set(getattr(licenses, told)) == set(get_args(words))


def test_unknown_is_said_and_never_a_zero(small: Catalog) -> None:
    for model in small.models.values():
        (size,) = (passage for passage in facts.about(small, model.id) if passage.id.endswith("#size"))
        assert ("not known" in size.text) == (model.parameters_b is None or model.context_tokens is None)


def test_prices_are_those_of_the_offer(catalog: Catalog) -> None:
    priced = next(offer for offer in catalog.offers.values() if offer.price and not offer.free)
    text = next(found.text for found in facts.about(catalog, priced.id) if found.id == f"offer:{priced.id}")
    assert priced.price is not None
    assert f"${priced.price.input_usd_per_mtok:,.2f}"[:4] in text


def test_an_unknown_id_has_no_passage(catalog: Catalog) -> None:
    assert list(facts.about(catalog, "nobody/nothing")) == []
    assert facts.find(catalog, "license:nothing#profile") is None
    assert facts.find(catalog, "no-colon") is None
