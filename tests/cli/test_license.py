"""`weighbridge license` and `weighbridge check licenses` from the outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from weighbridge.cli import check as check_command
from weighbridge.cli import license as license_command

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "licensing" / "license_cases.csv"


def run(*words: str) -> Result:
    return CliRunner().invoke(
        license_command.command, [*words, "--as-of", "2026-11-23", "--only-plugins", "licenses,meta"]
    )


def test_json_holds_the_contract() -> None:
    found = json.loads(run("llama-3.1", "--purpose", "internal_business", "--format", "json").stdout)
    assert found["id"] == "llama-3.1"
    assert found["verdict"] == "allowed_with_obligations"
    assert found["obligations"] == [
        {"id": "aup_compliance", "what": found["obligations"][0]["what"], "clause": "§1.b.iv"}
    ]
    assert {"rule", "outcome", "clause", "source_kind"} <= set(found["trace"][0])
    assert "mau_at_release" in found["asks"]


def test_text_says_verdict_reason_duties_and_what_is_missing() -> None:
    text = run("stability-community", "--purpose", "product").stdout
    assert text.splitlines()[1] == "Verdict: Allowed, with duties. It holds only if the questions below turn out well."
    assert '[ ] show "Powered by Stability AI" prominently (§IV(a)(iii))' in text
    assert "annual_revenue_usd: Revenue of the group in a year." in text
    assert text.count("Not legal advice.") == 1
    assert max(map(len, text.splitlines())) <= 100


def test_a_model_brings_its_license_and_its_modalities() -> None:
    words = ("meta/llama-4-scout-17b-16e-instruct", "--purpose", "product", "--region", "DE", "--format", "json")
    found = json.loads(run(*words).stdout)
    assert (found["id"], found["verdict"], found["model"]) == ("llama-4", "forbidden", words[0])


def test_all_licenses_of_a_model_count() -> None:
    name = "deepseek/deepseek-r1-distill-llama-70b"
    words = [name, "--purpose", "product", "--mau-at-release", "800000000", "--as-of", "2026-11-23"]
    words += ["--only-plugins", "licenses,deepseek"]
    found = json.loads(CliRunner().invoke(license_command.command, [*words, "--format", "json"]).stdout)
    assert (found["model"], found["id"], found["verdict"]) == (name, "llama-3.3", "needs_vendor_agreement")
    text = CliRunner().invoke(license_command.command, words).stdout
    assert text.splitlines()[0] == "DeepSeek-R1-Distill-Llama-70B: MIT License, and Llama 3.3 Community License"
    assert text.splitlines()[1] == "Verdict: Needs an agreement with Meta first."
    assert text.count("Based on: ") == 2


def test_flags_win_over_the_file(tmp_path: Path) -> None:
    use = tmp_path / "use.yaml"
    use.write_text("purpose: product\nannual_revenue_usd: 50000000\n")
    assert (
        json.loads(run("lfm-1.0", "--use", str(use), "--format", "json").stdout)["verdict"] == "needs_vendor_agreement"
    )
    smaller = run("lfm-1.0", "--use", str(use), "--annual-revenue-usd", "9999999", "--format", "json")
    assert json.loads(smaller.stdout)["verdict"] == "allowed"


def test_a_needs_file_is_a_use() -> None:
    use = ROOT / "examples" / "claims-assistant.yaml"
    if not use.exists():
        pytest.skip("examples are not part of this copy")
    assert json.loads(run("apache-2.0", "--use", str(use), "--format", "json").stdout)["verdict"] == "allowed"


def test_an_old_review_is_marked() -> None:
    words = ["mit", "--purpose", "research", "--as-of", "2027-06-01", "--only-plugins", "licenses"]
    assert "days old: check the text" in CliRunner().invoke(license_command.command, words).stdout


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("no-such-license",), "No license is called"),
        (("nobody/nothing",), "No model is called"),
        (("gemma",), "stands for several"),
    ],
)
def test_names_that_lead_nowhere(words: tuple[str, ...], part: str) -> None:
    result = run(*words)
    assert result.exit_code != 0
    assert part in str(result.exception)


def test_a_misspelt_field_of_use_is_refused() -> None:
    result = run("mit", "--tag", "militari")
    assert result.exit_code == 2
    assert "military" in result.stderr


def test_check_licenses_runs_the_case_file() -> None:
    words = ["licenses", str(CASES), "--only-plugins", "licenses", "--format", "json"]
    result = CliRunner().invoke(check_command.command, words)
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert found["summary"] == {"cases": 69, "ok": 69, "failed": 0}
    assert {"id", "result", "expected", "ok"} <= set(found["cases"][0])


def test_check_licenses_fails_on_a_difference(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text("case_id,license_id,purpose,expected_verdict\nX1,cc-by-nc-4.0,product,allowed\n")
    result = CliRunner().invoke(check_command.command, ["licenses", str(file), "--only-plugins", "licenses"])
    assert result.exit_code == 1
    assert "0 of 1 cases as expected." in result.stdout
    assert "X1" in result.stdout
