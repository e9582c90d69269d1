"""Every case file comes out as expected, and bad case files say where they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from weighbridge.errors import InvalidField
from weighbridge.licensing.cases import read_cases, results_to_json, run_cases
from weighbridge.records import License

HERE = Path(__file__).parent


@pytest.mark.parametrize("name", ["license_cases.csv", "own_cases.csv", "boundary_cases.csv"])
def test_case_file(name: str, sheets: dict[str, License]) -> None:
    wrong = [result.to_json() for result in run_cases(HERE / name, sheets.get) if not result.ok]
    assert wrong == []


def test_every_sheet_has_a_case(sheets: dict[str, License]) -> None:
    covered = {case.license_id for case in read_cases(HERE / "own_cases.csv")}
    assert set(sheets) <= covered


def test_a_missing_duty_fails_the_case(tmp_path: Path, sheets: dict[str, License]) -> None:
    file = tmp_path / "cases.csv"
    file.write_text("case_id,license_id,purpose,expected_verdict,expected_obligations\nA,mit,research,allowed,notice\n")
    result = results_to_json(run_cases(file, sheets.get))
    assert result["summary"] == {"cases": 1, "ok": 0, "failed": 1}
    assert result["cases"][0]["missing_obligations"] == ["notice"]


def test_yaml_and_csv_say_the_same(tmp_path: Path, sheets: dict[str, License]) -> None:
    table, text = tmp_path / "a.csv", tmp_path / "a.yaml"
    table.write_text(
        "case_id,license_id,purpose,annual_revenue,distributes_weights,tags,expected_verdict\n"
        "A,lfm-1.0,product,10000000,True,,needs_vendor_agreement\nB,llama-3.1,product,,,military;spam,forbidden\n"
    )
    text.write_text(
        "cases:\n- {case_id: A, license_id: lfm-1.0, purpose: product, annual_revenue: 10000000,\n"
        "   distributes_weights: true, expected_verdict: needs_vendor_agreement}\n"
        "- {case_id: B, license_id: llama-3.1, purpose: product, tags: [military, spam], expected_verdict: forbidden}\n"
    )
    assert read_cases(table) == read_cases(text)
    assert all(result.ok for result in run_cases(text, sheets.get))


def test_an_unknown_license_is_unknown_not_an_error(tmp_path: Path, sheets: dict[str, License]) -> None:
    file = tmp_path / "cases.csv"
    file.write_text("case_id,license_id,purpose,expected_verdict\nA,acme-9,product,unknown\nB,,product,unknown\n")
    assert [result.ok for result in run_cases(file, sheets.get)] == [True, True]


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("case_id,license_id,purpos,expected_verdict\nA,mit,product,allowed\n", 1, "purpos"),
        ("case_id,license_id,mau,mau,expected_verdict\n", 1, "mau"),
        ("case_id,license_id,expected_verdict\nA,mit,allowed\n,mit,allowed\n", 3, "case_id"),
        ("case_id,license_id,expected_verdict\nA,mit,alowed\n", 2, "expected_verdict"),
        ("case_id,license_id,expected_verdict\nA,mit,allowed\nA,mit,allowed\n", 3, "case_id"),
        ("case_id,license_id,annual_revenue,expected_verdict\nA,mit,lots,allowed\n", 2, "annual_revenue"),
        ("case_id,license_id,mau,expected_verdict\nA,mit,-1,allowed\n", 2, "mau"),
        ("case_id,license_id,purpose,expected_verdict\nA,mit,fun,allowed\n", 2, "purpose"),
        ("case_id,license_id,expected_verdict\nA,mit\n", 2, "row"),
        ('case_id,license_id,expected_verdict\n"A,mit,allowed\n', 2, "row"),
    ],
)
def test_errors_name_line_and_column(tmp_path: Path, text: str, line: int, field: str) -> None:
    file = tmp_path / "cases.csv"
    file.write_text(text)
    with pytest.raises(InvalidField) as caught:
        read_cases(file)
    assert (caught.value.line, caught.value.field) == (line, field)
    assert str(file) in str(caught.value)


def test_yaml_errors_name_the_line(tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text("- case_id: A\n  license_id: mit\n  expected_verdict: allowed\n- case_id: B\n  licence_id: mit\n")
    with pytest.raises(InvalidField, match=r"line 4: licence_id: unknown column; did you mean 'license_id'"):
        read_cases(file)
