"""Records of several packs become one snapshot: who keeps an id, what is dropped, and what names find."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from weighbridge.catalog import Catalog
from weighbridge.errors import AmbiguousId, UnknownId

Rows = dict[str, dict[str, Any]]
Build = Callable[..., Catalog]


def provider(name: str = "Quarry", record_id: str = "quarry", **more: Any) -> Rows:
    return {"providers": {"providers": [{"id": record_id, "name": name, "roles": ["api"], **more}]}}


def test_packs_are_merged_into_one_sorted_table(build: Build, small_rows: Callable[[], Rows]) -> None:
    catalog = build(small_rows(), provider())
    assert list(catalog.providers) == ["gravel", "quarry", "scree", "talus"]
    assert catalog.origins["providers", "quarry"] == "more-1"
    assert catalog.origins["providers", "gravel"] == "small"
    assert [info.name for info in catalog.plugins] == ["small", "more-1"]
    assert catalog.failures == ()


def test_an_id_that_is_taken_stays_with_its_owner_and_both_are_named(
    build: Build, small_rows: Callable[[], Rows]
) -> None:
    catalog = build(small_rows(), provider("Other", "gravel"))
    assert catalog.providers["gravel"].name == "Gravel"
    (failure,) = catalog.failures
    assert (failure.plugin, failure.stage) == ("more-1", "merge")
    assert "'gravel'" in failure.reason
    assert "'small'" in failure.reason
    assert "overrides: true" in failure.remedy


def test_a_row_may_replace_another_by_saying_so_and_is_marked(build: Build, small_rows: Callable[[], Rows]) -> None:
    catalog = build(small_rows(), provider("Other", "gravel", overrides=True))
    assert catalog.providers["gravel"].name == "Other"
    assert catalog.failures == ()
    override = catalog.overridden_by("providers", "gravel")
    assert override is not None
    assert (override.plugin, override.replaced) == ("more-1", "small")
    assert catalog.overridden_by("providers", "scree") is None
    assert catalog.overridden_by("models", "gravel") is None


def test_a_row_that_overrides_wins_whatever_the_order_of_the_packs(
    build: Build, small_rows: Callable[[], Rows]
) -> None:
    catalog = build({**provider("Other", "gravel", overrides=True)}, small_rows())
    assert catalog.providers["gravel"].name == "Other"


def test_first_party_rows_cannot_be_taken_by_a_strangers_pack(catalog: Catalog) -> None:
    first_party = {info.name for info in catalog.plugins if info.first_party}
    assert first_party >= {catalog.origins["licenses", license_id] for license_id in catalog.licenses}


def test_offers_without_model_or_provider_are_dropped_and_named(build: Build, small_rows: Callable[[], Rows]) -> None:
    rows = small_rows()
    rows["offers"]["offers"] += [
        {"id": "gravel/ghost", "model_id": "gravel/ghost", "provider_id": "gravel"},
        {"id": "nobody/boulder", "model_id": "gravel/boulder", "provider_id": "nobody"},
    ]
    catalog = build(rows)
    assert not {"gravel/ghost", "nobody/boulder"} & set(catalog.offers)
    assert len(catalog.offers) == len(small_rows()["offers"]["offers"])
    reasons = [failure.reason for failure in catalog.failures]
    assert ["'gravel/ghost'" in reasons[0], "'nobody'" in reasons[1]] == [True, True]
    assert {failure.plugin for failure in catalog.failures} == {"small"}


@pytest.mark.parametrize(
    "name", ["gravel/pebble-7b", "pebble-7b", "Pebble 7B", "pebble_7b", "PEBBLE", "pebble-small", " Pebble  7b "]
)
def test_a_record_is_found_by_every_name_people_use(small: Catalog, name: str) -> None:
    assert small.models.find(name).id == "gravel/pebble-7b"


def test_unknown_names_get_near_ones(small: Catalog) -> None:
    with pytest.raises(UnknownId, match="Did you mean 'gravel/pebble-7b'"):
        small.models.find("gravel/peble-7b")
    with pytest.raises(UnknownId, match="weighbridge accelerators"):
        small.accelerators.find("zzz")
    with pytest.raises(UnknownId):
        small.models.find("")


def test_a_name_of_several_records_is_ambiguous_and_lists_them(build: Build, small_rows: Callable[[], Rows]) -> None:
    rows = small_rows()
    rows["models"]["models"][0]["aliases"] = ["shard"]
    with pytest.raises(AmbiguousId, match="gravel/boulder, scree/shard-70b"):
        build(rows).models.find("shard")


def test_the_last_part_of_an_id_yields_to_a_name_that_somebody_chose(
    build: Build, small_rows: Callable[[], Rows]
) -> None:
    rows = small_rows()
    rows["models"]["models"][0]["aliases"] = ["shard-70b"]
    rows["models"]["models"][2]["name"] = "Shard Large"
    assert build(rows).models.find("shard-70b").id == "gravel/boulder"
    assert build(rows).models.find("scree/shard-70b").id == "scree/shard-70b"


def test_every_record_of_the_full_catalog_is_found_by_its_id(catalog: Catalog) -> None:
    for table in (catalog.models, catalog.providers, catalog.offers, catalog.licenses, catalog.accelerators):
        assert all(table.find(record_id).id == record_id for record_id in table)


def test_equal_inputs_give_the_same_snapshot(build: Build, small_rows: Callable[[], Rows]) -> None:
    rows = small_rows()
    shuffled = small_rows()
    shuffled["models"]["models"].reverse()
    shuffled["offers"]["offers"].reverse()
    assert build(rows).snapshot.id == build(small_rows()).snapshot.id == build(shuffled).snapshot.id


def test_a_changed_fact_day_or_plugin_gives_another_snapshot(build: Build, small_rows: Callable[[], Rows]) -> None:
    changed = small_rows()
    changed["offers"]["offers"][0]["price"]["input_usd_per_mtok"] = 2.01
    evidence = small_rows()
    evidence["offers"]["sources"]["list"]["as_of"] = "2026-11-02"
    ids = [
        build(small_rows()).snapshot.id,
        build(changed).snapshot.id,
        build(evidence).snapshot.id,
        build(small_rows(), {}).snapshot.id,
        build(small_rows(), on=date(2026, 11, 24)).snapshot.id,
    ]
    assert len(set(ids)) == len(ids)


def test_nothing_in_a_catalog_can_be_changed(small: Catalog) -> None:
    with pytest.raises(TypeError):
        small.models["x"] = small.models.find("pebble")  # type: ignore[index]  # the very thing under test
    with pytest.raises(TypeError):
        small.offers_by_model["x"] = ()  # type: ignore[index]  # the very thing under test
    with pytest.raises(AttributeError):
        small.as_of = date(2027, 1, 1)  # type: ignore[misc]  # the very thing under test
