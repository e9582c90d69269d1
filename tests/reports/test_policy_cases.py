"""Policies under test: the starter policies say what their cases expect, and a stricter policy never lets more in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weighbridge.advisor import Advisor
from weighbridge.errors import InvalidField
from weighbridge.policy import LicenseListing, Policy, load_policy
from weighbridge.reports.policy_cases import matrix, read_policy_cases, run_policy_cases

FOLDER = Path(__file__).parents[2] / "examples" / "policies"
STARTERS = sorted(path for path in FOLDER.glob("*.yaml") if not path.stem.endswith("-cases"))


@pytest.mark.parametrize("path", STARTERS, ids=lambda path: path.stem)
def test_a_starter_policy_says_what_its_cases_expect(path: Path, advisor: Advisor) -> None:
    cases = read_policy_cases(path.with_name(f"{path.stem}-cases.yaml"))
    results = run_policy_cases(cases.cases, load_policy(path), advisor.rank)
    assert [result.to_json() for result in results if not result.ok] == []
    assert {case.expected for case in cases.cases} >= {"allow", "deny"}


@pytest.mark.parametrize("path", STARTERS, ids=lambda path: path.stem)
def test_a_starter_policy_denies_by_default(path: Path) -> None:
    policy = load_policy(path)
    assert policy.default == "deny"
    assert policy.licenses.judge("made-up-1.0", None, policy.default)[0] == "deny"
    assert "deny" in dict(matrix(policy))["restricted"].values()


@pytest.mark.parametrize(
    ("license_id", "category", "word", "rule"),
    [
        ("mit", "permissive", "allow", "allow: category:permissive"),
        ("llama-4", "community-restricted", "ask", "require_approval: category:community-restricted"),
        ("llama-3.3", "community-restricted", "allow", "require_approval: category:community-restricted, approved"),
        ("cc-by-nc-4.0", "non-commercial", "deny", "deny: category:non-commercial"),
        ("gpl-3.0", "copyleft", "deny", "not on the allow list"),
        ("unheard-of", None, "deny", "not on the allow list"),
    ],
)
def test_licenses_by_id_and_category(license_id: str, category: str | None, word: str, rule: str) -> None:
    listing = LicenseListing(
        allow=("category:permissive", "llama-*"),
        require_approval=("category:community-restricted",),
        approved=("llama-3.3",),
        deny=("category:non-commercial",),
    )
    assert listing.judge(license_id, category, "deny") == (word, rule)


def test_a_denial_beats_an_approval() -> None:
    listing = LicenseListing(deny=("llama-*",), require_approval=("*",), approved=("llama-4",))
    assert listing.judge("llama-4", "community-restricted", "allow") == ("deny", "deny: llama-*")


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("name: X\nlicenses:\n  allow: [category:permisive]\n", 3, "did you mean 'permissive'"),
        ("name: X\nlicenses:\n  alow: [mit]\n", 3, "alow"),
        ("name: X\nunknown: perhaps\n", 2, "unknown"),
        ("name: X\nhosting_by_data_class:\n  secret: [edge]\n", 3, "secret"),
    ],
)
def test_a_malformed_policy_names_line_and_fix(tmp_path: Path, text: str, line: int, part: str) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(text)
    with pytest.raises(InvalidField) as caught:
        load_policy(file)
    assert caught.value.line == line
    assert part in str(caught.value)


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("cases:\n- {id: A, model: x/y, expected: maybe}\n", 2, "expected"),
        ("cases:\n- {id: A, expected: deny}\n", 2, "name a model or a license"),
        ("cases:\n- {id: A, license: mit, expected: deny}\n- {id: A, license: mit, expected: deny}\n", 3, "twice"),
        ("cases:\n- {id: A, license: mit, hostin: edge, expected: deny}\n", 2, "hostin"),
    ],
)
def test_malformed_cases_name_line_and_fix(tmp_path: Path, text: str, line: int, part: str) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text(text)
    with pytest.raises(InvalidField) as caught:
        read_policy_cases(file)
    assert caught.value.line == line
    assert part in str(caught.value)


def test_the_command_prints_raw_results_and_fails_on_a_difference(cli: Callable[..., Any], tmp_path: Path) -> None:
    run = cli("check", "policy", FOLDER / "finance-cases.yaml", "--format", "json", "--as-of", "2026-11-23")
    found = json.loads(run.out)
    assert run.code == 0
    assert {"id", "result", "expected", "ok"} <= found["cases"][0].keys()
    assert found["summary"]["failed"] == 0
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("cases:\n- {id: A, license: kimi-k3, expected: allow}\n")
    run = cli("check", "policy", FOLDER / "finance.yaml", wrong, "--as-of", "2026-11-23")
    assert run.code == 1
    assert "0 of 1 cases as expected." in run.out
    assert "Data class" in run.out


def test_a_case_that_means_nothing_does_not_pass(advisor: Advisor, tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text("cases:\n- {id: A, model: gpt-5.4, hosting: on_premises, expected: deny}\n")
    (result,) = run_policy_cases(read_policy_cases(file).cases, Policy(), advisor.rank)
    assert (result.result, result.ok) == ("no_option", False)


LOOSE: dict[str, Any] = {"licenses": {"allow": ["*"]}}
STRICTER: tuple[dict[str, Any], ...] = (
    {"licenses": {"allow": ["*"], "require_approval": ["category:permissive"]}},
    {"licenses": {"allow": ["*"], "deny": ["category:permissive"]}},
    {"licenses": {"allow": ["category:permissive"]}},
    {"licenses": {"allow": []}},
    {"models": {"deny": ["gravel/*"]}},
    {"providers": {"allow": []}},
    {"maker_countries": {"allow": ["DE"]}},
    {"processing_countries": {"allow": ["EU"]}},
    {"hosting_by_data_class": {"internal": ["on_premises"]}},
    {"certificates_required": ["soc2_type2", "iso_27001"]},
    {"unknown": "exclude"},
    {"default": "deny"},
)
ORDER = {"excluded": 0, "conditional": 1, "qualified": 2}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(st.sampled_from(range(len(STRICTER))), max_size=4, unique=True), more=st.sampled_from(STRICTER))
def test_a_stricter_policy_never_improves_an_option(
    chosen: list[int], more: dict[str, Any], weigh: Callable[..., Any]
) -> None:
    base: dict[str, Any] = dict(LOOSE)
    for index in chosen:
        base |= STRICTER[index]
    licenses = base["licenses"]
    stricter = {**base, **more}
    if "licenses" in more:  # both lists bind: what either denies is denied
        allow = [
            item for item in more["licenses"].get("allow", []) if "*" in licenses["allow"] or item in licenses["allow"]
        ]
        denied = [*licenses.get("deny", []), *more["licenses"].get("deny", [])]
        # To ask for approval of what the list leaves out lets it in; of what the list lets in, it is stricter.
        asked = [
            item
            for item in more["licenses"].get("require_approval", [])
            if "*" in licenses["allow"] or item in licenses["allow"]
        ]
        stricter["licenses"] = {
            "allow": licenses["allow"] if allow == ["*"] else allow,
            "deny": denied,
            "require_approval": [*licenses.get("require_approval", []), *asked],
        }

    def statuses(policy: dict[str, Any]) -> dict[str, str]:
        result = weigh(policy=policy)
        ranked = {entry.id: entry.status for entry in result.top()}
        return ranked | {entry.id: "excluded" for entry in result.excluded()}

    before, after = statuses(base), statuses(stricter)
    strict = stricter.get("unknown") == "exclude"
    for name, status in after.items():
        was = before[name]
        assert ORDER[status] <= ORDER[was] or (strict and was == "conditional"), (name, was, status)
