"""Plugins at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from weighbridge.catalog import Catalog, load_catalog
from weighbridge.plugins.host import Selection
from weighbridge.reports.plugin_health import counted, not_loaded, plugin_rows


def test_what_plugins_bring_adds_up_to_the_catalog(catalog: Catalog) -> None:
    total: Counter[str] = Counter()
    for row in plugin_rows(catalog):
        total.update(row.brings)
    assert total["models"] == len(catalog.models)
    assert total["offers"] == len(catalog.offers)
    assert not_loaded(catalog) == ()


def test_a_problem_is_counted_for_its_plugin(tmp_path: Path, write_pack: Callable[..., Path], catalog: Catalog) -> None:
    (tmp_path / "pack.yaml").write_text("name: broken\ntitle: Broken\napi_version: 1\n", encoding="utf-8")
    (tmp_path / "models.yaml").write_text("models:\n- {id: broken/model}\n", encoding="utf-8")
    found = load_catalog(catalog.as_of, packs=[tmp_path], selection=Selection(only=frozenset()))
    row = next(row for row in plugin_rows(found) if row.info.name == "broken")
    assert row.problems == 1
    assert row.in_words == "-"
    assert row.origin == "a folder"


@pytest.mark.parametrize(
    ("kind", "count", "words"),
    [
        ("models", 1, "1 model"),
        ("offers", 1716, "1,716 offers"),
        ("fine_tuning_services", 1, "1 fine tuning service"),
        ("criteria", 1, "1 criterion"),
    ],
)
def test_counts_read_as_words(kind: str, count: int, words: str) -> None:
    assert counted(kind, count) == words
