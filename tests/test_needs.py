"""What an enterprise may state, what it means when left out, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from weighbridge.errors import FileTooLarge, InvalidField
from weighbridge.needs import MAX_NEEDS_BYTES, Needs, load_needs

WORK = {"queries_per_month": 10, "input_tokens": 10, "output_tokens": 10}


def write(folder: Path, text: str) -> Path:
    path = folder / "needs.yaml"
    path.write_text(text)
    return path


def test_only_the_workload_must_be_given() -> None:
    needs = Needs.model_validate({"workload": WORK})
    assert needs.organization.country is None
    assert needs.organization.runs_model_service is None
    assert needs.budget.monthly_usd_max is None
    assert needs.data.residency == ()
    assert not needs.include_claimed
    assert sum(needs.weights.values()) == 100
    with pytest.raises(ValidationError, match="workload"):
        Needs.model_validate({})


@pytest.mark.parametrize(
    "wrong",
    [
        {"workload": {**WORK, "queries_per_month": 0}},
        {"workload": {**WORK, "queries_per_month": -5}},
        {"workload": {**WORK, "queries_per_month": float("inf")}},
        {"workload": {**WORK, "queries_per_month": float("nan")}},
        {"workload": {**WORK, "input_tokens": 1.5}},
        {"workload": {**WORK, "cached_input_share": 20}},
        {"workload": {**WORK, "peak_factor": 0.5}},
        {"workload": {**WORK, "peak_factor": float("inf")}},
        {"workload": {**WORK, "max_seconds_per_token": float("inf")}},
        {"workload": WORK, "capabilities": {"min_quality": 50}},
        {"workload": WORK, "capabilities": {"input": []}},
        {"workload": WORK, "data": {"health": True}},
        {"workload": WORK, "data": {"residency": ["Germany"]}},
        {"workload": WORK, "data": {"retention_days_max": float("nan")}},
        {"workload": WORK, "organization": {"country": "Germany"}},
        {"workload": WORK, "organization": {"annual_revenue_usd": float("inf")}},
        {"workload": WORK, "infrastructure": {"owned_accelerators": {"h100-sxm": 0}}},
        {"workload": WORK, "infrastructure": {"hosting": []}},
        {"workload": WORK, "infrastructure": {"hosting": ["moon"]}},
        {"workload": WORK, "infrastructure": {"depreciation_years": float("inf")}},
        {"workload": WORK, "budget": {"monthly_usd_max": float("nan")}},
        {"workload": WORK, "budget": {"monthly_usd_max": 0}},
        {"workload": WORK, "weights": {}},
        {"workload": WORK, "weights": {"cost": 0}},
        {"workload": WORK, "weights": {"cost": -1}},
        {"workload": WORK, "weights": {"cost": float("inf")}},
        {"workload": WORK, "weights": {"cost": 1e308, "privacy": 1e308}},
        {"workload": WORK, "infrastructure": {"depreciation_years": 1e-300}},
        {"workload": WORK, "infrastructure": {"power_usd_per_kwh": 1e300}},
        {"workload": WORK, "weights": {"cost": float("nan")}},
        {"workload": WORK, "horizon_months": -1},
        {"workload": WORK, "horizon_months": 100_000},
    ],
)
def test_impossible_statements_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Needs.model_validate(wrong)


def test_a_file_is_read_with_its_lines(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "name: Ours\nworkload: {queries_per_month: 1e6, input_tokens: 10, output_tokens: 10}\n"
        "organization: {country: NO}\ndata: {class: restricted}\n",
    )
    needs = load_needs(path)
    assert needs.workload.queries_per_month == 1e6
    assert needs.organization.country == "NO"
    assert needs.data.class_ == "restricted"
    with pytest.raises(InvalidField, match=r"line 3: organisation: unknown key; did you mean 'organization'\?"):
        load_needs(write(tmp_path, path.read_text().replace("organization", "organisation")))


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(FileTooLarge):
        load_needs(write(tmp_path, "#" * (MAX_NEEDS_BYTES + 1)))
