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


def run_article(*options: str) -> str:
    result = CliRunner().invoke(command, ["--article", "--as-of", "2026-11-23", *options])
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


def test_self_hosting_has_a_break_even_with_its_band_against_every_offer() -> None:
    found = as_json("meta/llama-3.3-70b-instruct", "--power", "0.2", "--staff", "3000")
    by_request = {row["offer"]: row["query_usd"] for row in found["offers"] if row["billing"] in ("tokens", "batch")}
    sold = [row["offer"] for row in found["offers"] if row["offer"] in by_request and not row["retired"]]
    assert {row["offer"] for row in found["break_even"]} == set(sold)
    assert {row["hosting"] for row in found["break_even"]} == {"self_hosted_cloud", "on_premises"}
    for row in found["break_even"]:
        ends = [float("inf") if end is None else end for end in row["queries_per_month"].values()]
        assert ends == sorted(ends), row["offer"]
        assert row["accelerators_per_copy"] >= 1
    bought = {row["offer"]: row["queries_per_month"]["expected"] for row in found["break_even"]
              if row["hosting"] == "on_premises"}  # fmt: skip
    dearest, cheapest = max(sold, key=by_request.__getitem__), min(sold, key=by_request.__getitem__)
    assert (bought[dearest] or 0) < (bought[cheapest] or float("inf")), "a dearer offer is undercut sooner"


def test_a_series_for_charts_crosses_where_it_breaks_even() -> None:
    found = as_json("meta/llama-3.3-70b-instruct", "--series")
    for line in found["volume_series"]:
        assert line["offer"] == found["break_even_against"]
        row = next(
            row for row in found["break_even"] if (row["offer"], row["hosting"]) == (line["offer"], line["hosting"])
        )
        expected = row["queries_per_month"]["expected"]
        for point in line["points"]:
            own, offer = point["self_hosted_usd"]["expected"], point["offer_usd"]["expected"]
            if expected is None or point["queries_per_month"] < expected * 0.999:
                assert own >= offer * (1 - 1e-6)


def test_costs_of_hardware_have_a_range_and_a_price_per_token() -> None:
    found = as_json("meta/llama-3.3-70b-instruct")
    for row in found["self_hosted"]:
        cost = row["monthly_cost"]
        if cost["expected"] is not None:
            assert cost["low"] < cost["expected"] < cost["high"], row["accelerator"]
            assert row["usd_per_million_tokens"]["expected"] == pytest.approx(cost["expected"] / 1500)


def test_a_quote_and_what_is_owned_enter_the_cost() -> None:
    plain = as_json("meta/llama-3.3-70b-instruct", "--rent", "MI300X=1.00", "--own", "h100=8", "--power", "0.1")
    rows = {(row["accelerator"], row["hosting"]): row for row in plain["self_hosted"]}
    rented = rows["mi300x", "self_hosted_cloud"]
    assert rented["monthly_cost"]["expected"] == pytest.approx(rented["accelerator_count"] * 730)
    assert set(rows["h100-sxm", "on_premises"]["monthly_cost"]["parts"]) == {"power"}


def test_the_article_is_recomputed_beside_its_claims() -> None:
    found = json.loads(run_article("--format", "json"))
    costs = {(row["claim"]["id"], row["model"]): row for row in found["costs"]}
    gpt = costs["brief/tco/gpt-5/api", "openai/gpt-5"]
    assert gpt["claim"]["value"] == 50_000
    assert [round(item["monthly_cost"]["expected"]) for item in gpt["computed"]] == [2625, 6250, 15_000]
    large = costs["brief/tco/llama-4-405b/self-hosted", "meta/llama-3.1-405b-instruct"]
    assert all(item["monthly_cost"]["low"] < item["monthly_cost"]["high"] for item in large["computed"])
    needs = {(row["model"], row["precision"]): row for row in found["hardware"]}
    held = needs["meta/llama-3.1-405b-instruct", "fp8_channel"]
    assert (held["accelerator"], held["accelerator_count"]) == ("h100-sxm", 8)
    assert held["purchase_usd"]["low"] == 8 * 22_000
    assert needs["meta/llama-3.1-405b-instruct", "bf16"]["accelerator_count"] == 16, "no eight of them hold 16 bit"
    shown = run_article()
    assert "at least eight H100" in shown
    assert max(map(len, shown.splitlines())) <= 100


@pytest.mark.parametrize(
    "words", [("openai/gpt-5",), ("--article", "openai/gpt-5"), ("--article", "--input-tokens", "9")]
)
def test_half_a_question_is_wrong_usage(words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(command, list(words)).exit_code == 2


def test_the_table_fits_a_hundred_columns() -> None:
    for model in ("deepseek/deepseek-v4.1-flash", "meta/llama-3.3-70b-instruct"):
        assert max(map(len, run(model, "--batch").splitlines())) <= 100


def test_an_unknown_model_is_the_users_error() -> None:
    with pytest.raises(UnknownId):
        run("openai/gpt-99")
