"""Facts in tables and the same facts in YAML make the same catalog and the same ranking, though no record is built."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from weighbridge.advisor import Advisor
from weighbridge.catalog import Catalog, load_catalog
from weighbridge.errors import UnknownId
from weighbridge.needs import Needs
from weighbridge.plugins.host import Selection
from weighbridge.plugins.recordframe import RecordFrame
from weighbridge.ranking.recommendation import Entry
from weighbridge.trust.diff import diff_packs

AS_OF = date(2026, 11, 23)
Rows = list[dict[str, Any]]

MODELS: Rows = [
    {"id": "acme/a", "name": "Ore", "maker": "gravel", "open_weights": False, "context_tokens": 32_000,
     "languages": ["en", "de"], "input_modalities": ["text", "image"], "license_id": "free-1.0", "aliases": ["nugget"]},
    {"id": "acme/b", "name": "Open Ore", "maker": "scree", "open_weights": True, "parameters_b": 7.5,
     "license_id": "crowd-1.0", "retires": "2027-02", "tool_calling": True, "output_modalities": ["text"]},
    {"id": "acme/c", "name": "Embedder", "maker": "gravel", "open_weights": False, "kind": "embedding"},
    {"id": "acme/d", "name": "Gone", "maker": "gravel", "open_weights": False, "status": "retired"},
    {"id": "acme/e", "name": "Bare", "maker": "nobody-known", "open_weights": False, "license_tag": "other"},
    {"id": "gravel/boulder", "name": "Better Boulder", "maker": "gravel", "open_weights": False, "overrides": True},
    {"id": "scree/summit", "name": "Taken Summit", "maker": "scree", "open_weights": False},
]  # fmt: skip
PRICE = {"price": {"input_usd_per_mtok": 0.1, "output_usd_per_mtok": 0.4}, "price_basis": "contract"}
OFFERS: Rows = [
    {"id": "gravel/a", "model_id": "acme/a", "provider_id": "gravel", "regions": ["eu", "moon"], **PRICE},
    {"id": "gravel/a-2", "model_id": "acme/a", "provider_id": "gravel", "regions": ["moon"],
     "price": {"input_usd_per_mtok": 0.05, "output_usd_per_mtok": 0.2, "cached_input_usd_per_mtok": 0.01,
               "request_usd": 0.001},
     "batch_price": {"input_usd_per_mtok": 0.02, "output_usd_per_mtok": 0.1}},
    {"id": "gravel/b", "model_id": "acme/b", "provider_id": "gravel", "tier": "enterprise", "retires": "2026-12-31",
     **PRICE},
    {"id": "gravel/c", "model_id": "acme/c", "provider_id": "gravel", **PRICE},
    {"id": "gravel/boulder-2", "model_id": "gravel/boulder", "provider_id": "gravel"},
    {"id": "scree/b", "model_id": "acme/b", "provider_id": "scree", "context_tokens": 4_000,
     "hourly_usd": 3.0, "hourly_output_tokens_per_s": 500.0},
    {"id": "scree/ghost", "model_id": "acme/ghost", "provider_id": "scree"},
    {"id": "scree/nobody", "model_id": "acme/a", "provider_id": "nobody"},
    {"id": "scree/pebble-7b", "model_id": "gravel/pebble-7b", "provider_id": "scree", "overrides": True, **PRICE},
    {"id": "talus/e", "model_id": "acme/e", "provider_id": "talus", "free": True,
     "price": {"input_usd_per_mtok": 0.0, "output_usd_per_mtok": 0.0}},
]  # fmt: skip


class Both(NamedTuple):
    """The same pack as tables and as YAML, each beside the small one."""

    tables: Catalog
    texts: Catalog


def flat(row: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """A record as cells of a table."""
    cells: dict[str, str] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            cells |= flat(value, f"{prefix}{name}.")
        else:
            cells[prefix + name] = ";".join(value) if isinstance(value, list) else str(value)
    return cells


def write_tables(folder: Path, rows: Mapping[str, Rows], name: str = "acme", source: str = "list 7") -> Path:
    folder.mkdir()
    evidence = {"grade": "primary", "source": source}
    tables = {f"{kind}.csv": evidence for kind in rows}
    manifest = {"name": name, "title": name, "api_version": 1, "tables": tables}
    (folder / "pack.yaml").write_text(json.dumps(manifest))
    for kind, records in rows.items():
        cells = [flat(record) for record in records]
        with (folder / f"{kind}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, sorted({column for row in cells for column in row}))
            writer.writeheader()
            writer.writerows(cells)
    return folder


def write_texts(folder: Path, rows: Mapping[str, Rows]) -> Path:
    folder.mkdir()
    (folder / "pack.yaml").write_text('{"name": "acme", "title": "acme", "api_version": 1}')
    sources = {"list": {"grade": "primary", "source": "list 7"}}
    for kind, records in rows.items():
        content = {"sources": sources, kind: [{**record, "evidence": "list"} for record in records]}
        (folder / f"{kind}.yaml").write_text(json.dumps(content))
    return folder


def load(*folders: Path) -> Catalog:
    return load_catalog(AS_OF, packs=folders, selection=Selection(none=True))


@pytest.fixture(scope="module")
def both(
    tmp_path_factory: pytest.TempPathFactory, write_pack: Callable[..., Path], small_rows: Callable[[], Any]
) -> Both:
    home = tmp_path_factory.mktemp("tables")
    small = write_pack(small_rows())
    rows = {"models": MODELS, "offers": OFFERS[::-1]}
    return Both(load(small, write_tables(home / "t", rows)), load(small, write_texts(home / "y", rows)))


@pytest.mark.parametrize("kind", ["models", "offers", "providers"])
def test_records_are_the_same_one_by_one_and_in_order(both: Both, kind: str) -> None:
    found, expected = getattr(both.tables, kind), getattr(both.texts, kind)
    assert list(found) == list(expected)
    assert list(found.values()) == list(expected.values())
    assert len(found) == len(expected)
    assert dict(found.items()) == dict(expected.items())


def test_rows_that_nobody_contests_stay_columns(both: Both) -> None:
    assert both.tables.models.frame is not None
    assert list(both.tables.models.frame.ids) == ["acme/a", "acme/b", "acme/c", "acme/d", "acme/e"]
    assert both.texts.models.frame is None


def test_overrides_clashes_and_orphans_are_told_alike(both: Both) -> None:
    assert both.tables.overrides == both.texts.overrides
    assert {item.id for item in both.tables.overrides} == {"gravel/boulder", "scree/pebble-7b"}
    assert {item.reason for item in both.tables.failures} == {item.reason for item in both.texts.failures}
    assert len(both.tables.failures) == 3
    assert {item.plugin for item in both.tables.failures} == {"acme"}


def test_origins_and_offers_of_a_model_are_found_without_records(both: Both) -> None:
    assert dict(both.tables.origins) == dict(both.texts.origins)
    assert len(both.tables.origins) == len(both.texts.origins)
    assert both.tables.origins.counts() == both.texts.origins.counts()
    assert both.tables.origins.given_by("acme", 4) == both.texts.origins.given_by("acme", 4)
    assert dict(both.tables.offers_by_model) == dict(both.texts.offers_by_model)
    assert both.tables.offers_by_model.get("acme/ghost", ()) == ()
    with pytest.raises(KeyError):
        both.tables.origins["models", "acme/ghost"]


@pytest.mark.parametrize("name", ["nugget", "Ore", "ORE", "acme/a", "a"])
def test_a_row_is_found_by_every_name_people_use(both: Both, name: str) -> None:
    assert both.tables.models.find(name) == both.texts.models.find(name)
    assert "acme/a" in both.tables.models
    assert "acme/aa" not in both.tables.models
    with pytest.raises(UnknownId, match="acme/a"):
        both.tables.models.find("nuget")
    with pytest.raises(KeyError):
        both.tables.models["acme/aa"]


NEEDS: dict[str, dict[str, Any]] = {
    "plain": {},
    "batch": {"workload": {"batch": True, "cached_input_share": 0.5}},
    "demanding": {
        "capabilities": {"context_tokens": 8_000, "languages": ["de"], "input": ["text", "image"]},
        "data": {"class": "confidential", "personal": True, "residency": ["EU"]},
        "compliance": ["stone-act"],
    },
}


@pytest.mark.parametrize("case", NEEDS)
def test_a_ranking_is_the_same(both: Both, needs_of: Callable[..., Needs], case: str) -> None:
    ranked = [Advisor(catalog).rank(needs_of(**NEEDS[case])) for catalog in both]
    told = [
        {
            entry.id: (entry.rank, entry.status, entry.score, _cents(entry), entry.failing)
            for entry in (*result.top(), *result.excluded())
        }
        for result in ranked
    ]
    assert told[0] == told[1]
    assert any(option.startswith("acme/b@gravel") for option in told[0])
    assert not any(option.startswith(("acme/c", "acme/d")) for option in told[0])
    first, second = (result.find("acme/a@gravel:eu") for result in ranked)
    assert first.view.offer == second.view.offer
    assert first.view.packs == second.view.packs == {"model": "acme", "offer": "acme", **second.view.packs}


def _cents(entry: Entry) -> int | None:
    cost = entry.view.row["cost_expected"]
    return None if cost is None else round(cost * 100)


def test_the_snapshot_holds_every_cell_and_the_evidence_but_no_order(tmp_path: Path) -> None:
    rows = {"models": MODELS[:3]}
    changed = {"models": [*MODELS[:2], {**MODELS[2], "name": "Embedding"}]}
    ids = [
        load(write_tables(tmp_path / str(number), found, source=source)).snapshot.id
        for number, (found, source) in enumerate(
            [(rows, "list 7"), ({"models": MODELS[2::-1]}, "list 7"), (changed, "list 7"), (rows, "list 8")]
        )
    ]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


def test_two_packs_with_tables_share_a_catalog_and_an_id_has_one_owner(tmp_path: Path) -> None:
    first = write_tables(tmp_path / "a", {"models": MODELS[:3]}, name="acme")
    more = [MODELS[4], {**MODELS[0], "name": "Other Ore"}, {**MODELS[1], "name": "New Ore", "overrides": True}]
    catalog = load(first, write_tables(tmp_path / "b", {"models": more}, name="umbra", source="list 9"))
    assert list(catalog.models) == ["acme/a", "acme/b", "acme/c", "acme/e"]
    assert [catalog.models[item].name for item in catalog.models] == ["Ore", "New Ore", "Embedder", "Bare"]
    owners = {item: catalog.origins["models", item] for item in catalog.models}
    assert owners == {"acme/a": "acme", "acme/b": "umbra", "acme/c": "acme", "acme/e": "umbra"}
    assert catalog.models["acme/e"].evidence["*"].source == "list 9"
    assert [failure.plugin for failure in catalog.failures] == ["umbra"]


def test_of_many_rows_that_are_left_out_some_are_named_and_all_are_counted(tmp_path: Path) -> None:
    orphans = [{"id": f"acme/{number}", "model_id": "acme/none", "provider_id": "acme"} for number in range(50)]
    catalog = load(write_tables(tmp_path / "a", {"offers": orphans}))
    assert len(catalog.offers) == 0
    assert len(catalog.failures) == 21
    assert "30 more rows were left out" in catalog.failures[-1].reason


def test_control_characters_in_a_table_are_refused(tmp_path: Path) -> None:
    catalog = load(
        write_tables(tmp_path / "a", {"models": [MODELS[0], {**MODELS[1], "aliases": ["fine", "\x1b[31m"]}]})
    )
    assert len(catalog.models) == 0
    assert "'acme/b' holds control characters" in catalog.failures[0].reason


def test_a_diff_of_tables_makes_records_of_what_differs_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = write_tables(tmp_path / "old", {"models": MODELS[:4]})
    new = write_tables(tmp_path / "new", {"models": [{**MODELS[0], "name": "Lode"}, *MODELS[2:5]]})
    made: list[str] = []
    records = RecordFrame.records

    def noted(frame: RecordFrame[Any]) -> Iterator[Any]:
        for record in records(frame):
            made.append(record.id)
            yield record

    monkeypatch.setattr(RecordFrame, "records", noted)
    found = diff_packs(old, new)
    assert [(item.id, item.what) for item in found.records] == [
        ("acme/a", "changed"), ("acme/b", "removed"), ("acme/e", "added"),
    ]  # fmt: skip
    assert found.records[0].changes[0].field == "name"
    assert set(made) == {"acme/a", "acme/b", "acme/e"}
    other = write_tables(tmp_path / "other", {"models": MODELS[:4]}, source="list 8")
    assert {item.what for item in diff_packs(old, other).records} == {"changed"}
