"""The plugins that come with the product keep the rules that strangers must keep."""

from __future__ import annotations

from datetime import date

import pytest

from weighbridge.catalog import Catalog, load_catalog
from weighbridge.plugins.discover import discover
from weighbridge.plugins.host import PluginHost, Selection
from weighbridge.testing.checks.imports import LIMIT_MS, import_ms
from weighbridge.testing.report import report_on
from weighbridge.testing.subject import Subject
from weighbridge.testing.target import Code
from weighbridge.testing.watch import watching

OWN = [item for item in discover()[0] if item.first_party]

DECLARED = ("weighbridge", "genai-prices", "pydantic", "aiconfigurator-core")
"""What the distribution declares and plugins use."""


LAST_READ = date(2026, 11, 27)
"""The last day on which facts that come with the product were read."""


@pytest.fixture(scope="module")
def loaded() -> tuple[PluginHost, Catalog]:
    host = PluginHost.start(Selection(only=frozenset(item.name for item in OWN)))
    return host, load_catalog(LAST_READ, host=host)


@pytest.mark.parametrize("name", [item.name for item in OWN])
def test_it_conforms(name: str, loaded: tuple[PluginHost, Catalog], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weighbridge.testing.checks.imports.RUNS", 0)  # all are measured together below
    host, catalog = loaded
    (candidate,) = (item for item in OWN if item.name == name)
    code = Code(
        candidate.entry_point.module,
        candidate.distribution,
        ("weighbridge", "genai-prices", "pydantic", "aiconfigurator-core"),
    )
    with watching() as watched:
        subject = Subject.of_loaded(name, host, catalog, code=code, watched=watched)
    assert [str(finding) for finding in report_on(subject).findings] == []


def test_each_imports_in_time() -> None:
    spent = import_ms([item.entry_point.module for item in OWN])
    assert len(spent) == len(OWN)
    assert {name: ms for name, ms in spent.items() if ms > LIMIT_MS} == {}
