"""The plugin printed in docs/writing-a-plugin.md works as the page says."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from weighbridge.advisor import Advisor
from weighbridge.catalog import Catalog, load_catalog
from weighbridge.needs import Needs
from weighbridge.plugins.host import PluginHost

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "writing-a-plugin.md"
SMALL = ROOT / "tests" / "data" / "small"


def blocks() -> list[str]:
    return re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)


def load(name: str, code: str, install: Callable[..., None], start: Callable[..., PluginHost]) -> Catalog:
    install(name, code)
    return load_catalog(date(2026, 11, 23), host=start((SMALL,)))


def test_its_gates_and_criteria_take_part_in_the_ranking(
    install: Callable[..., None], start: Callable[..., PluginHost], needs_of: Callable[..., Needs]
) -> None:
    catalog = load("rules", blocks()[0], install, start)
    assert catalog.failures == ()
    result = Advisor(catalog).rank(needs_of(weights={"small_size": 1}))
    assert [gate.name for gate in result.ranking.gates][-1] == "second_source"
    assert result.exclusion_counts["second_source"] > 0
    (size,) = (item for item in result.top(1)[0].criteria() if item.name == "small_size")
    assert size.score == 1 - (size.value or 0) / 100
    assert f"{size.value:g} billion parameters" in size.reason


def test_its_data_plugin_computes_offers_from_its_own_yaml(
    install: Callable[..., None], start: Callable[..., PluginHost], site: Path
) -> None:
    rows = [
        f"- {{id: small/{name}, model_id: gravel/boulder, provider_id: gravel, retires: '{year}'}}"
        for name, year in (("new", 2030), ("old", 2020))
    ]
    (site / "offers.yaml").write_text("\n".join(["offers:", *rows, ""]))
    (site / "pack.yaml").write_text("name: computed\ntitle: Computed\napi_version: 1\n")
    install("computed", blocks()[1], {"computed": "gross_computed:plugin"})
    host = start((SMALL,))
    found = host.collect("offers", as_of=date(2026, 11, 23))
    assert host.failures == ()
    assert [record.id for name, record in found if name == "computed"] == ["small/new"]
