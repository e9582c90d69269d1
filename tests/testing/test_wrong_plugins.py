"""Plugins that are wrong on purpose: the kit finds each fault, in its own words, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from weighbridge.testing.registry import CHECKS
from weighbridge.testing.report import Report

from .wrong import SOUND, WRONG

Examine = Callable[..., Report]


def failed(report: Report) -> dict[str, str]:
    """Check to everything that it says."""
    return {
        result.name: "\n".join(map(str, result.findings)) for result in report.results if result.outcome == "failed"
    }


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_plugin_is_told_what_is_wrong(name: str, examine_code: Examine) -> None:
    check, words, source = WRONG[name]
    found = failed(examine_code(source))
    assert list(found) == [check], found
    assert words in found[check]
    assert "\n    Fix: " in found[check]


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_plugin_passes(name: str, examine_code: Examine) -> None:
    assert failed(examine_code(SOUND[name])) == {}


def test_a_slow_import_is_measured(examine_code: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weighbridge.testing.checks.imports.RUNS", 1)
    monkeypatch.setenv("WEIGHBRIDGE_PLUGIN_TIMEOUT", "60")
    found = failed(examine_code("sum(i * i for i in range(12_000_000))\n" + SOUND["model"]))
    assert list(found) == ["imports_fast"]
    assert "of processor time, over 200 ms" in found["imports_fast"]


PACKS: dict[str, tuple[str, str, dict[str, str]]] = {
    "nothing reads it": ("brings_something", "nothing reads this file", {"prices-of-ours.yaml": "a: 1"}),
    "an unknown key": (
        "hooks_return",
        "did you mean 'name'?",
        {"providers.yaml": "providers:\n- {id: g, nam: G, roles: [api]}"},
    ),
    "an alias": ("hooks_return", "aliases", {"providers.yaml": "x: &x [1]\nproviders: *x"}),
    "prices out of order": (
        "prices_stated",
        "does not rise",
        {
            "accelerators.yaml": """
                accelerators:
                - id: gross-1
                  name: Gross 1
                  vendor: Gross
                  setting: datacenter
                  memory_gb: 80
                  hourly_usd: {low: 3, typical: 2, high: 4}
                  evidence: {grade: primary, source: page, as_of: 2026-11-01}
                """
        },
    ),
    "speaks of nothing": (
        "joined",
        "applies_to names 'nowhere'",
        {
            "documents/a.md": "---\nid: gross-a\ntitle: A\nkind: guide\napplies_to: [nowhere]\nreviewed: 2026-11-01\n"
            "evidence: {grade: primary, source: page, as_of: 2026-11-01}\n---\n# A\nText.\n"
        },
    ),
}
PROVIDER = (
    "providers:\n- {id: gross, name: Gross, roles: [api], evidence: {grade: primary, source: us, as_of: 2026-11-01}}\n"
)


@pytest.mark.parametrize("name", PACKS)
def test_a_wrong_pack_is_told_what_is_wrong(name: str, examine_pack: Examine) -> None:
    check, words, files = PACKS[name]
    found = failed(examine_pack({"providers.yaml": PROVIDER, **files}))
    assert list(found) == [check], found
    assert words in found[check]


def test_a_license_case_that_comes_out_otherwise_is_told(examine_pack: Examine) -> None:
    head = "case_id,license_id,purpose,expected_verdict\n"
    wrong = failed(examine_pack({"providers.yaml": PROVIDER}, head + "C1,free-1.0,product,forbidden\n"))
    assert "comes out as" in wrong["license_cases"]


@pytest.mark.parametrize(
    ("cases", "words"), [("case_id\nC1\n", "expected_verdict"), ("case_id,expected_verdict\n", "no case")]
)
def test_a_file_of_cases_that_says_nothing_is_told(cases: str, words: str, examine_pack: Examine) -> None:
    assert words in failed(examine_pack({"providers.yaml": PROVIDER}, cases))["license_cases"]


def test_every_check_has_a_plugin_that_fails_it() -> None:
    tried = {check for check, _, _ in (*WRONG.values(), *PACKS.values())} | {"license_cases", "imports_fast"}
    assert tried == set(CHECKS)


def test_findings_of_a_folder_name_the_folder(tmp_path: Path) -> None:
    from weighbridge.errors import NothingToCheck
    from weighbridge.testing.target import targets_of

    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    with pytest.raises(NothingToCheck, match="entry-points"):
        targets_of(str(tmp_path))
