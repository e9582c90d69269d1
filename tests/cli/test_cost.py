"""`weighbridge cost` on the shipped catalog."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from weighbridge.cli.cost import command
from weighbridge.errors import UnknownId

LOAD = ["--queries", "1000000", "--input-tokens", "1000", "--output-tokens", "500", "--as-of", "2026-11-23"]


def run(model: str, *options: str) -> str:
    result = CliRunner().invoke(command, [model, *LOAD, *options])
    if result.exception is not None:
        raise result.exception
    return result.stdout


def as_json(model: str, *options: str) -> dict[str, Any]:
    found = json.loads(run(model, *options, "--format", "json"))
    assert isinstance(found, dict)
    return found


def test_the_published_price_gives_the_published_total() -> None:
    # $1.25 in and $10 out per million tokens: 1 million x (1,000 x 1.25 + 500 x 10) / 1 million.
    offers = {row["offer"]: row for row in as_json("openai/gpt-5")["offers"]}
    assert offers["openai/gpt-5"]["monthly_cost"]["expected"] == pytest.approx(6250)
    assert offers["openai/gpt-5"]["evidence"]["source"].startswith("genai-prices")
    assert offers["azure/gpt-5"]["price_basis"] == "fallback"


def test_batch_and_cache_lower_the_cost() -> None:
    plain = {row["offer"]: row["monthly_cost"]["expected"] for row in as_json("openai/gpt-5")["offers"]}
    batch = {row["offer"]: row for row in as_json("openai/gpt-5", "--batch")["offers"]}
    cached = {row["offer"]: row for row in as_json("openai/gpt-5", "--cached-share", "0.8")["offers"]}
    assert batch["openai/gpt-5"]["billing"] == "batch"
    assert batch["openai/gpt-5"]["monthly_cost"]["expected"] == pytest.approx(plain["openai/gpt-5"] / 2)
    # 80 % of the prompt at a tenth of the rate.
    assert cached["openai/gpt-5"]["monthly_cost"]["expected"] == pytest.approx(5000 + 1250 * (0.2 + 0.08))


def test_offers_are_sorted_by_cost_with_the_retired_and_the_unknown_last() -> None:
    rows = as_json("Llama 3.3 70B Instruct")["offers"]
    costs = [row["monthly_cost"]["expected"] for row in rows]
    keys = [(row["retired"], cost is None, cost or 0) for row, cost in zip(rows, costs, strict=True)]
    assert keys == sorted(keys)
    assert len(rows) > 15


def test_a_closed_model_cannot_be_self_hosted_and_the_claims_stand_beside() -> None:
    found = as_json("openai/gpt-5")
    assert found["self_hosted"] == []
    assert any(claim["value"] == 50000 for claim in found["claimed"])
    shown = run("openai/gpt-5")
    assert "the weights are not published" in shown
    assert "Claimed elsewhere" in shown


def test_an_open_model_has_plans_with_break_even_volumes() -> None:
    found = as_json("meta/llama-3.3-70b-instruct", "--power", "0.2", "--staff", "0")
    rented = [row for row in found["self_hosted"] if row["hosting"] == "self_hosted_cloud"]
    bought = [row for row in found["self_hosted"] if row["hosting"] == "on_premises"]
    assert rented
    assert all("power" in row["monthly_cost"]["parts"] for row in bought if row["monthly_cost"]["expected"] is not None)
    for row in found["self_hosted"]:
        band, cost = row["break_even_queries_per_month"], row["monthly_cost"]["expected"]
        assert (band is None) == (cost is None)
    assert found["break_even_against"] in {row["offer"] for row in found["offers"]}


def test_a_claimed_model_names_its_counterpart_and_gets_no_invented_price() -> None:
    found = as_json("claimed/llama-4-405b")
    assert found["offers"] == []
    assert found["self_hosted"] == []
    assert "The closest released model is" in run("claimed/llama-4-405b")


def test_the_table_fits_a_hundred_columns() -> None:
    assert max(map(len, run("deepseek/deepseek-v4.1-flash", "--batch").splitlines())) <= 100


def test_an_unknown_model_is_the_users_error() -> None:
    with pytest.raises(UnknownId):
        run("openai/gpt-99")
