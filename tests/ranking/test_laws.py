"""What must hold for any weights and any pack."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weighbridge.catalog import Catalog
from weighbridge.ranking.criteria import BUILT_IN_CRITERIA
from weighbridge.ranking.recommendation import Recommendation

Rows = dict[str, dict[str, Any]]
Weigh = Callable[..., Recommendation]
Build = Callable[..., Catalog]

ROOT = Path(__file__).parents[2]
FEW = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MORE = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])

NAMES = [criterion.name for criterion in BUILT_IN_CRITERIA]
MODELS = ("gravel/boulder", "gravel/pebble-7b", "scree/shard-70b")
RATES = st.floats(0.01, 20.0)


def weightings(names: list[str]) -> st.SearchStrategy[dict[str, float]]:
    return st.dictionaries(st.sampled_from(names), st.floats(0.1, 100), min_size=1)


STANCES = st.none() | st.sampled_from(["yes", "no", "conditional"]).map(lambda value: {"value": value})
POSTURES = st.fixed_dictionaries(
    {},
    optional={
        "trains_on_data": STANCES.map(lambda fact: fact or {}),
        "retention": st.fixed_dictionaries(
            {"days": st.none() | st.sampled_from([0, 30, 90, 400])},
            optional={"zero_option": st.sampled_from(["default", "self_serve", "sales_gated", "none"])},
        ),
        "regions": st.sampled_from([[], [{"id": "r", "name": "R", "processing": ["EU"]}]]),
    },
)


@st.composite
def packs(draw: st.DrawFn) -> Rows:
    """A few providers that sell the small catalog's models under random terms."""
    providers, offers = [], []
    for number in range(draw(st.integers(1, 3))):
        name = f"seller-{number}"
        posture = draw(POSTURES)
        providers.append({"id": name, "name": name, "roles": ["api"], "postures": [posture] if posture else []})
        for model in draw(st.sets(st.sampled_from(MODELS), min_size=1)):
            rates = {"input_usd_per_mtok": draw(RATES), "output_usd_per_mtok": draw(RATES)}
            slug = model.split("/")[1]
            offers.append({"id": f"{name}/{slug}", "model_id": model, "provider_id": name, "price": rates})
    return {"providers": {"providers": providers}, "offers": {"offers": offers}}


def order(result: Recommendation, without: str) -> list[tuple[str, str, float]]:
    return [(entry.id, entry.status, entry.score) for entry in result.top() if without not in entry.id]


def dominated(model: str, dearer: float) -> Rows:
    """One more provider: nothing about it is better than about any other seller of the model."""
    posture = {
        "trains_on_data": {"value": "yes"},
        "retention": {"days": 1000, "zero_option": "none"},
        "regions": [{"id": "world", "name": "World", "processing": ["GLOBAL"]}],
    }
    price = {"input_usd_per_mtok": 20 + dearer, "output_usd_per_mtok": 20 + dearer}
    offer = {"id": "dust/copy", "model_id": model, "provider_id": "dust", "price": price}
    provider = {"id": "dust", "name": "Dust", "roles": ["api"], "postures": [posture]}
    return {"providers": {"providers": [provider]}, "offers": {"offers": [offer]}}


@FEW
@given(pack=packs(), weights=weightings(NAMES), model=st.sampled_from(MODELS), dearer=st.floats(0, 100))
def test_a_dominated_seller_never_reorders_the_others(
    *,
    weigh: Weigh,
    build: Build,
    small_rows: Callable[[], Rows],
    pack: Rows,
    weights: dict[str, float],
    model: str,
    dearer: float,
) -> None:
    needs = {"weights": weights, "data": {"training_on_data": True}}
    before = weigh(needs, catalog=build(small_rows(), pack))
    after = weigh(needs, catalog=build(small_rows(), pack, dominated(model, dearer)))
    assert after.weighed == before.weighed + 1
    assert order(after, "@dust") == order(before, "@dust")


@FEW
@given(pack=packs(), weights=weightings(NAMES), open_weights=st.booleans())
def test_a_dominated_model_never_reorders_the_others(
    weigh: Weigh,
    build: Build,
    small_rows: Callable[[], Rows],
    pack: Rows,
    weights: dict[str, float],
    open_weights: bool,
) -> None:
    model = {"id": "dust/mote", "name": "Mote", "maker": "dust", "open_weights": open_weights, "parameters_b": 400}
    more = {**dominated("dust/mote", 0.0), "models": {"models": [model]}}
    needs = {"weights": weights, "data": {"training_on_data": True}}
    before = weigh(needs, catalog=build(small_rows(), pack))
    after = weigh(needs, catalog=build(small_rows(), pack, more))
    assert after.weighed > before.weighed
    assert order(after, "dust/mote") == order(before, "dust/mote")


GOOD = {
    "trains_on_data": {"value": "no"},
    "retention": {"days": 0, "zero_option": "default"},
    "certificates": {"soc2_type2": {"value": "yes"}},
    "regions": [{"id": "r", "name": "R", "processing": ["EU"]}],
}


@FEW
@given(
    weights=weightings(NAMES),
    missing=st.sets(st.sampled_from([*GOOD, "price"]), min_size=1),
    strict=st.booleans(),
)
def test_the_unknown_never_beats_the_known_good(
    weigh: Weigh,
    build: Build,
    small_rows: Callable[[], Rows],
    weights: dict[str, float],
    missing: set[str],
    strict: bool,
) -> None:
    price = {"input_usd_per_mtok": 0.02, "output_usd_per_mtok": 0.02}
    providers, offers = [], []
    for name, gone in (("known", set[str]()), ("a-silent", missing)):
        posture = {key: value for key, value in GOOD.items() if key not in gone}
        providers.append({"id": name, "name": name, "roles": ["api"], "postures": [posture]})
        rate = {} if "price" in gone else {"price": price}
        offers.append({"id": f"{name}/p", "model_id": "gravel/pebble-7b", "provider_id": name, **rate})
    catalog = build(small_rows(), {"providers": {"providers": providers}, "offers": {"offers": offers}})
    needs = {"weights": weights, "data": {"residency": ["EU"], "retention_days_max": 10}}
    policy = {"certificates_required": ["soc2_type2"], "unknown": "exclude" if strict else "conditional"}
    result = weigh(needs, policy, catalog)
    known = result.find("gravel/pebble-7b@known:r")
    silent = result.find(f"gravel/pebble-7b@a-silent{'' if 'regions' in missing else ':r'}")
    assert known.status == "qualified"
    assert silent.status == ("excluded" if strict else "conditional")
    assert known.score >= silent.score
    assert strict or (known.rank or 0) < (silent.rank or 0)


@MORE
@given(budgets=st.tuples(st.floats(0.01, 1e5), st.floats(0.01, 1e5)).map(sorted))
def test_raising_the_budget_never_excludes(weigh: Weigh, budgets: list[float]) -> None:
    low, high = ({entry.id for entry in weigh({"budget": {"monthly_usd_max": budget}}).top()} for budget in budgets)
    assert low <= high
    assert high <= {entry.id for entry in weigh().top()}


@MORE
@given(
    work=st.tuples(st.integers(1, 10_000_000), st.integers(1, 20_000), st.integers(1, 4_000)),
    more=st.tuples(st.integers(0, 10_000_000), st.integers(0, 20_000), st.integers(0, 4_000)),
    cached=st.floats(0, 1),
)
def test_more_work_never_costs_less(
    weigh: Weigh, work: tuple[int, int, int], more: tuple[int, int, int], cached: float
) -> None:
    fields = ("queries_per_month", "input_tokens", "output_tokens")
    heavy = tuple(one + other for one, other in zip(work, more, strict=True))
    costs = []
    for load in (work, heavy):
        result = weigh({"workload": {**dict(zip(fields, load, strict=True)), "cached_input_share": cached}})
        table = result.ranking.table
        costs.append(dict(zip(map(result.id_of, table["option_ix"]), table["cost_expected"], strict=True)))
    light_costs, heavy_costs = costs
    for name, cost in light_costs.items():
        after = heavy_costs[name]
        if cost is None:
            assert after is None, name
        elif after is not None:
            assert after >= cost * (1 - 1e-9), name


@MORE
@given(
    st.sampled_from(["EU", "US", "DE", "FR", "GB", "EEA"]), st.lists(st.sampled_from(["EU", "US", "GB"]), max_size=2)
)
def test_allowing_more_countries_never_excludes_an_api(weigh: Weigh, country: str, more: list[str]) -> None:
    few = weigh({"data": {"residency": [country]}})
    many = weigh({"data": {"residency": [country, *more]}})
    kept = {entry.id for entry in many.top()}
    assert {entry.id for entry in few.top() if entry.view.offer is not None} <= kept


@pytest.mark.parametrize("full", [False, True])
def test_the_same_inputs_give_the_same_bytes_whatever_the_machine(process: Callable[..., Any], full: bool) -> None:
    name = "examples/claims-assistant.yaml" if full else "tests/data/light.yaml"
    packs = () if full else ("--pack", ROOT / "tests" / "data" / "small")
    arguments = ("rank", ROOT / name, "--policy", ROOT / "examples" / "policy.yaml", *packs, "--format", "json")
    here = {"PYTHONHASHSEED": "1"}
    there = {
        "PYTHONHASHSEED": "4242",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "COLUMNS": "40",
        "POLARS_MAX_THREADS": "1",
    }

    def run(environment: dict[str, str]) -> Any:
        return process(*arguments, "--as-of", "2026-11-23", "--top", 30, plugins=full, **environment)

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(run, [here, there])
    assert (one.code, other.code) == (0, 0), one.err + other.err
    assert one.out == other.out
    assert json.loads(one.out)["options"]
