"""Every way of running every model is one row, and no fact is guessed on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from weighbridge.catalog import Catalog
from weighbridge.errors import UnknownId
from weighbridge.ranking.recommendation import Recommendation

Weigh = Callable[..., Recommendation]
Rows = dict[str, dict[str, Any]]


def ids(result: Recommendation) -> list[str]:
    return [result.id_of(row) for row in range(result.weighed)]


def costs(result: Recommendation) -> dict[str, float | None]:
    return dict(zip(ids(result), result.ranking.table["cost_expected"].to_list(), strict=True))


def test_options_are_offers_by_region_and_open_models_by_hosting(weigh: Weigh) -> None:
    assert sorted(ids(weigh())) == [
        "gravel/boulder@gravel:eu",
        "gravel/boulder@gravel:us",
        "gravel/pebble-7b@edge",
        "gravel/pebble-7b@gravel:eu",
        "gravel/pebble-7b@gravel:us",
        "gravel/pebble-7b@on_premises",
        "gravel/pebble-7b@scree:us",
        "gravel/pebble-7b@self_hosted_cloud",
        "gravel/pebble-7b@talus",
        "scree/shard-70b@edge",
        "scree/shard-70b@on_premises",
        "scree/shard-70b@scree:us",
        "scree/shard-70b@self_hosted_cloud",
        "scree/summit@scree:us",
    ]


def test_an_offer_sold_in_one_region_is_no_option_elsewhere(
    weigh: Weigh, build: Callable[..., Catalog], small_rows: Callable[[], Rows]
) -> None:
    rows = small_rows()
    rows["offers"]["offers"][0]["regions"] = ["us"]
    rows["offers"]["offers"][1]["regions"] = ["a-place-that-nobody-describes"]
    found = ids(weigh(catalog=build(rows)))
    assert [name for name in found if name.startswith("gravel/boulder")] == ["gravel/boulder@gravel:us"]
    assert {"gravel/pebble-7b@gravel:eu", "gravel/pebble-7b@gravel:us"} < set(found)


def test_of_several_offers_of_one_provider_the_cheapest_known_one_counts(
    weigh: Weigh, build: Callable[..., Catalog], small_rows: Callable[[], Rows]
) -> None:
    rows = small_rows()
    rate = {"input_usd_per_mtok": 1.0, "output_usd_per_mtok": 1.0}
    offer = {"model_id": "gravel/boulder", "provider_id": "gravel"}
    rows["offers"]["offers"] += [
        {"id": "gravel/boulder-fast", **offer, "price": rate},
        {"id": "gravel/boulder-free-of-price", **offer},
    ]
    result = weigh(catalog=build(rows))
    assert ids(result).count("gravel/boulder@gravel:eu") == 1
    assert costs(result)["gravel/boulder@gravel:eu"] == pytest.approx(100_000 * 1200 / 1e6)


def test_models_that_answer_in_no_text_or_that_nobody_can_run_are_not_weighed(
    weigh: Weigh, build: Callable[..., Catalog], small_rows: Callable[[], Rows]
) -> None:
    rows = small_rows()
    boulder, pebble, shard, _ = rows["models"]["models"]
    boulder["status"] = "retired"
    pebble["status"] = "retired"
    shard["kind"] = "embedding"
    makers = {name.split("@")[0] for name in ids(weigh(catalog=build(rows)))}
    assert makers == {"gravel/pebble-7b", "scree/summit"}


def test_costs_are_reckoned_from_the_workload(weigh: Weigh) -> None:
    found = costs(weigh({"workload": {"cached_input_share": 0.5}}))
    assert found["gravel/boulder@gravel:eu"] == pytest.approx(0.1 * (500 * 2.0 + 500 * 0.2 + 200 * 8.0))
    assert found["gravel/pebble-7b@gravel:us"] == pytest.approx(0.1 * (1000 * 0.1 + 200 * 0.3))
    assert found["gravel/pebble-7b@self_hosted_cloud"] == pytest.approx(730 * 3.0)
    assert found["gravel/pebble-7b@on_premises"] == pytest.approx(30_000 / 48)
    assert found["gravel/pebble-7b@talus"] is None


def test_a_missing_plan_or_price_is_unknown_and_never_zero(
    weigh: Weigh, build: Callable[..., Catalog], small_rows: Callable[[], Rows]
) -> None:
    rows = small_rows()
    for accelerator in rows["accelerators"]["accelerators"]:
        accelerator.pop("hourly_usd", None)
        accelerator.pop("purchase_usd", None)
    result = weigh(catalog=build(rows))
    own = [name for name in ids(result) if name.endswith(("self_hosted_cloud", "on_premises", "edge"))]
    assert own
    assert all(costs(result)[name] is None for name in own)
    assert result.find("gravel/pebble-7b@on_premises").view.plan is not None
    assert result.find("scree/shard-70b@edge").view.plan is None


def test_what_is_owned_is_used_first_and_only_its_power_is_paid(weigh: Weigh) -> None:
    infrastructure = {"owned_accelerators": {"Anvil": 4}, "power_usd_per_kwh": 0.1}
    mine = weigh({"infrastructure": infrastructure}).find("gravel/pebble-7b@on_premises")
    assert mine.view.plan is not None
    assert mine.view.plan["accelerator_id"] == "anvil-80"
    assert mine.view.plan["owned"] == 4
    bought = weigh({"infrastructure": {"power_usd_per_kwh": 0.1}}).find("gravel/pebble-7b@on_premises")
    assert 0 < mine.view.row["cost_expected"] < bought.view.row["cost_expected"]


def test_staff_is_paid_once_however_many_accelerators_run(weigh: Weigh) -> None:
    without, staffed = weigh(), weigh({"infrastructure": {"staff_usd_per_month": 5000}})
    for name in ("gravel/pebble-7b@on_premises", "scree/shard-70b@self_hosted_cloud"):
        before, after = costs(without)[name], costs(staffed)[name]
        assert before is not None
        assert after == pytest.approx(before + 5000)
    assert costs(staffed)["gravel/boulder@gravel:eu"] == costs(without)["gravel/boulder@gravel:eu"]


def test_the_chosen_plan_is_the_cheapest_and_the_others_follow(weigh: Weigh) -> None:
    view = weigh().find("scree/shard-70b@self_hosted_cloud").view
    assert view.plan is not None
    others = [plan["cost_expected"] for plan in view.other_plans]
    assert others == sorted(others)
    assert all(cost >= view.plan["cost_expected"] for cost in others)
    assert not any(plan["derived"] and plan["precision"] in ("int4", "nvfp4", "mxfp4") for plan in view.other_plans)


def test_the_front_of_an_option_begins_with_its_cheapest_plan_and_gets_faster(weigh: Weigh) -> None:
    view = weigh().find("scree/shard-70b@self_hosted_cloud").view
    assert view.plan is not None
    costs = [plan["cost_expected"] for plan in view.front_plans]
    paces = [plan["seconds_per_token"] for plan in view.front_plans]
    assert costs[0] == pytest.approx(view.plan["cost_expected"])
    assert costs == sorted(costs)
    assert paces == sorted(paces, reverse=True)
    assert weigh().find("gravel/boulder@gravel:eu").view.front_plans == ()


def test_a_quote_replaces_the_market_and_a_wrong_name_is_refused(weigh: Weigh) -> None:
    quoted = costs(weigh({"infrastructure": {"hourly_usd": {"Anvil": 1.5}, "purchase_usd": {"anvil-80": 24_000}}}))
    assert quoted["gravel/pebble-7b@self_hosted_cloud"] == pytest.approx(730 * 1.5)
    assert quoted["gravel/pebble-7b@on_premises"] == pytest.approx(24_000 / 48)
    with pytest.raises(UnknownId, match="anvl"):
        weigh({"infrastructure": {"hourly_usd": {"anvl": 1.5}}})


def test_edge_devices_hold_at_most_two_accelerators(weigh: Weigh) -> None:
    plans = weigh().ranking.options.plans.every
    assert plans.filter(hosting="edge")["accelerator_count"].max() in (1, 2)


def test_no_fact_of_a_provider_is_taken_for_another(weigh: Weigh) -> None:
    result = weigh()
    view = result.find("gravel/pebble-7b@talus").view
    assert view.supply.posture.trains_on_data.value is None
    assert view.region.processing is None
    assert view.fact("supply", "retention_days") is None
    assert result.find("gravel/pebble-7b@scree:us").view.fact("supply", "retention_days") == 90


def test_a_posture_for_some_models_does_not_reach_the_others(
    weigh: Weigh, build: Callable[..., Catalog], small_rows: Callable[[], Rows]
) -> None:
    rows = small_rows()
    rows["providers"]["providers"][0]["postures"].append(
        {"models": ["gravel/boulder*"], "retention": {"days": 30}, "regions": [{"id": "eu", "name": "Europe"}]}
    )
    result = weigh(catalog=build(rows))
    assert result.find("gravel/boulder@gravel:eu").view.supply.posture.retention.days == 30
    assert result.find("gravel/pebble-7b@gravel:eu").view.supply.posture.retention.days == 0
    assert "gravel/boulder@gravel:us" not in ids(result)


def test_a_provider_with_postures_for_other_models_only_is_unknown_for_the_rest(
    weigh: Weigh, build: Callable[..., Catalog], small_rows: Callable[[], Rows]
) -> None:
    rows = small_rows()
    rows["providers"]["providers"][0]["postures"][0]["models"] = ["gravel/boulder"]
    result = weigh(catalog=build(rows))
    assert result.find("gravel/pebble-7b@gravel").view.supply.posture.trains_on_data.value is None


def test_a_tier_uses_its_own_posture_or_the_standard_one(
    weigh: Weigh, build: Callable[..., Catalog], small_rows: Callable[[], Rows]
) -> None:
    rows = small_rows()
    rows["providers"]["providers"][0]["postures"].append({"tier": "batch", "retention": {"days": 7}})
    rows["offers"]["offers"][0]["tier"] = "batch"
    rows["offers"]["offers"][1]["tier"] = "priority"
    result = weigh(catalog=build(rows))
    assert result.find("gravel/boulder@gravel").view.supply.posture.retention.days == 7
    assert result.find("gravel/pebble-7b@gravel:eu").view.supply.posture.retention.days == 0


def test_the_same_license_is_judged_once(weigh: Weigh) -> None:
    options = weigh().ranking.options
    assert len(options.verdicts) < len(options.options)
    assert len({verdict.license_id for verdict in options.verdicts}) == 2
