"""The doctor: what it calls broken, and what only deserves a look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from weighbridge.plugins.doctor import examine
from weighbridge.plugins.failures import PluginFailure
from weighbridge.plugins.host import PluginHost, PluginInfo, Selection


def info(**changes: object) -> PluginInfo:
    stated: dict[str, object] = {
        "name": "acme",
        "title": "Acme",
        "distribution": None,
        "version": "1",
        "api_version": 1,
        "kind": "pack",
        "first_party": False,
    }
    return PluginInfo(**{**stated, **changes})  # type: ignore[arg-type]  # the tests' own words


def test_a_failure_is_broken_and_comes_first(pack: Callable[..., Path]) -> None:
    failure = PluginFailure("late", "late-dist", "import", "raised", "mend it")
    first, second = examine([info()], [failure], {})
    assert (first.plugin, first.distribution, first.remedy, first.broken) == ("late", "late-dist", "mend it", True)
    assert (second.plugin, second.stage, second.broken) == ("acme", "records", False)


def test_a_plugin_that_gives_records_has_no_finding() -> None:
    assert examine([info()], [], {"acme"}) == []


def test_files_that_nothing_reads_are_noted(pack: Callable[..., Path]) -> None:
    host = PluginHost.start(Selection(none=True), (pack({"our-prices.yaml": "a: 1\n"}),))
    (finding,) = examine(host.plugins, host.failures, {"acme"})
    assert "our-prices.yaml" in finding.reason
    assert "models" in finding.remedy
    assert not finding.broken


@pytest.mark.parametrize(
    ("requirement", "finding"),
    [
        ("gross-nowhere>=1", ("acme-dist", "pip install 'acme-dist'", True)),
        ("gross-nowhere; extra == 'fast'", ("acme-dist[fast]", "pip install 'acme-dist[fast]'", False)),
        ("gross-nowhere; sys_platform == 'plan9'", None),
        ("pluggy>=1", None),
    ],
)
def test_packages_that_are_not_installed_are_named(
    requirement: str, finding: tuple[str, str, bool] | None, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site / "acme_dist-1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: acme-dist\nVersion: 1\nProvides-Extra: fast\nRequires-Dist: {requirement}\n"
    )
    monkeypatch.syspath_prepend(str(site))
    found = examine([info(distribution="acme-dist", kind="python")], [], {})
    assert [(item.plugin, item.remedy, item.broken) for item in found] == ([finding] if finding else [])
