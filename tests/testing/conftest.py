"""Plugins written by tests, checked beside the small pack instead of the product's own, which is enough and fast."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from importlib.metadata import EntryPoint
from itertools import count
from pathlib import Path
from textwrap import dedent

import pytest

import weighbridge.testing.bench  # noqa: F401  # Polars sets a variable when it is loaded, before any watch
from weighbridge.catalog import load_catalog
from weighbridge.plugins.discover import GROUP, Candidate
from weighbridge.plugins.host import PluginHost, Selection
from weighbridge.testing.report import Report, report_on
from weighbridge.testing.subject import Subject
from weighbridge.testing.target import Code
from weighbridge.testing.watch import watching

SMALL = Path(__file__).parents[1] / "data" / "small"
Examine = Callable[..., Report]
NUMBERS = count(1)
HEADER = """
from datetime import date
import polars as pl
from weighbridge import DataPlugin, hookimpl
from weighbridge.extensions import *
from weighbridge.extensions import FAIL, PASS, UNKNOWN
from weighbridge.records import *
api_version = 1
title = "Gross"
ON = {"*": Evidence(grade="primary", source="price sheet", as_of="2026-11-01")}
"""


@pytest.fixture
def examine_code(as_of: date, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Examine]:
    """Check a plugin of Python source, in this process."""
    monkeypatch.setenv("WEIGHBRIDGE_PLUGIN_TIMEOUT", "2")
    monkeypatch.syspath_prepend(str(tmp_path))
    # Three processes per plugin would be most of these tests' time; test_first_party.py and one test here measure.
    monkeypatch.setattr("weighbridge.testing.checks.imports.RUNS", 0)
    module = f"gross_{next(NUMBERS)}"

    def run(
        source: str,
        header: str = HEADER,
        requirements: tuple[str, ...] = ("weighbridge", "polars", "gross-nowhere"),
        **known: object,
    ) -> Report:
        (tmp_path / f"{module}.py").write_text(header + dedent(source))
        candidate = Candidate("gross", EntryPoint("gross", module, GROUP), "gross-dist", "1")
        code = Code(module, "gross-dist", requirements, (tmp_path,))
        with watching() as watched:
            host = PluginHost.start(Selection(only=frozenset({"gross"})), (SMALL,), (candidate,))
            catalog = load_catalog(as_of, host=host)
            subject = Subject.of_loaded("gross", host, catalog, code=code, watched=watched, **known)
        return report_on(subject)

    yield run
    sys.modules.pop(module, None)


@pytest.fixture
def examine_pack(as_of: date, tmp_path: Path) -> Examine:
    """Check a pack of texts, in this process."""

    def run(files: dict[str, str], cases: str | None = None) -> Report:
        folder = tmp_path / "gross"
        (folder / "documents").mkdir(parents=True)
        for name, text in {"pack.yaml": "name: gross\ntitle: Gross\napi_version: 1\n", **files}.items():
            (folder / name).write_text(dedent(text))
        path = folder / "tests" / "license_cases.csv"
        path.parent.mkdir(exist_ok=True)
        if cases is not None:
            path.write_text(dedent(cases).lstrip())
        host = PluginHost.start(Selection(none=True), (SMALL, folder))
        catalog = load_catalog(as_of, host=host)
        return report_on(Subject.of_loaded("gross", host, catalog, cases=path if cases is not None else None))

    return run
