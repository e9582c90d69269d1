"""Tools over the engines: for the model that rewords an answer, and for the agents of others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

pytest.importorskip("langchain_openai")

from weighbridge.advisor import Advisor
from weighbridge.answers.langchain_tools import engine_tools, weighbridge_tools
from weighbridge.answers.llm import open_model as opened
from weighbridge.answers.llm import rephrase
from weighbridge.needs import Workload
from weighbridge.pricing.compare import compare

from .llm_server import Phase, Reply, serve, told
from .test_llm import COMPUTED, GOOD, GOOD_LEAD, PASSAGES, refused

MODEL = "meta/llama-3.3-70b-instruct"
VOLUME = {"queries_per_month": 1_000_000, "input_tokens": 1000, "output_tokens": 300}


@pytest.fixture(scope="module")
def tools(advisor: Advisor) -> Mapping[str, Any]:
    return {tool.name: tool for tool in weighbridge_tools(advisor)}


def test_the_tools_are_these_and_every_argument_is_described(tools: Mapping[str, Any]) -> None:
    assert list(tools) == ["ask", "license_verdict", "monthly_cost", "footprint", "compare_models", "rank_options"]
    for tool in tools.values():
        assert len(tool.description) > 40
    bare = [
        f"{name}.{argument}"
        for name in ("ask", "license_verdict", "monthly_cost", "footprint", "compare_models")
        for argument, field in tools[name].args_schema.model_json_schema()["properties"].items()
        if not field.get("description")
    ]
    assert bare == []


def test_the_license_tool_judges_as_the_command_does(tools: Mapping[str, Any]) -> None:
    use = {"license_or_model": MODEL, "purpose": "product", "mau": 800_000_000}
    assert json.loads(tools["license_verdict"].invoke(use))["verdict"] == "needs_vendor_agreement"
    small = json.loads(tools["license_verdict"].invoke({**use, "mau": 1000, "mau_at_release": 1000}))
    assert small["verdict"] == "allowed_with_obligations"


def test_the_cost_tool_gives_what_the_engine_computes(tools: Mapping[str, Any], advisor: Advisor) -> None:
    found = json.loads(tools["monthly_cost"].invoke({"model": MODEL, **VOLUME}))
    expected = compare(advisor.catalog, advisor.catalog.models.find(MODEL), Workload.model_validate(VOLUME))
    known = [row for row in expected.offers if row.cost.expected is not None and not row.retired]
    assert found["offers"][0]["offer"] == known[0].offer.id
    assert found["offers"][0]["expected"] == pytest.approx(known[0].cost.expected, abs=1e-4)


def test_the_footprint_and_comparison_tools_answer(tools: Mapping[str, Any]) -> None:
    assert json.loads(tools["footprint"].invoke({"model": MODEL, "accelerator": "H100-SXM"}))["accelerator_count"] >= 2
    rows = json.loads(tools["compare_models"].invoke({"models": [MODEL, "openai/gpt-5.5"]}))
    assert [row["open_weights"] for row in rows] == [True, False]


def test_the_rank_tool_sums_up_a_ranking(tools: Mapping[str, Any]) -> None:
    found = json.loads(tools["rank_options"].invoke({"workload": VOLUME, "organization": {"country": "DE"}}))
    assert found["recommended"] == found["options"][0]["id"]
    assert found["weighed"] == found["qualified"] + found["conditional"] + found["excluded"]


def test_the_ask_tool_gives_sources(tools: Mapping[str, Any]) -> None:
    found = json.loads(tools["ask"].invoke({"question": "What is the context window of Llama 3.3 70B?"}))
    assert found["status"] == "answered"
    assert found["citations"]


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("license_verdict", {"license_or_model": "nonesuch"}, "nonesuch"),
        ("license_verdict", {"license_or_model": "mit", "colour": "red"}, "colour"),
        ("monthly_cost", {"model": MODEL, **VOLUME, "queries_per_month": -1}, "queries_per_month"),
        ("footprint", {"model": MODEL, "accelerator": "abacus"}, "abacus"),
        ("rank_options", {"workload": {}}, "workload.queries_per_month"),
    ],
)  # fmt: skip
def test_a_wrong_call_comes_back_in_words(tools: Mapping[str, Any], tool: str, arguments: Any, words: str) -> None:
    said = tools[tool].invoke(arguments)
    assert words in said
    assert "Traceback" not in said


# The model that rewords an answer calls them over the wire.


def call(name: str, arguments: Mapping[str, Any] | str) -> Reply:
    raw = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return Reply(calls=((name, raw),), finish="tool_calls")


def worded(advisor: Advisor, script: dict[Phase, Reply | list[Reply]]) -> tuple[Any, list[Any], list[Phase]]:
    engines = engine_tools(advisor.catalog, lambda: advisor.catalog)
    with serve(script) as server:
        outcome = rephrase(COMPUTED, PASSAGES, engines, opened(f"openai:m@{server.url}"), label="the model")
        results = json.loads(server.requests[-1]["messages"][-1]["content"]).get("tool_results", [])
        return outcome, results, server.phases()


USE = {"license_or_model": MODEL, "purpose": "product", "mau": 800_000_000}


def test_a_call_is_answered_and_its_result_is_evidence(advisor: Advisor) -> None:
    asked = call("compare_models", {"models": [MODEL]})
    more = Reply(told(GOOD_LEAD, ("Llama 3.3 70B Instruct has parameters_b of 70.6.", [])))
    outcome, results, phases = worded(advisor, {"tools": [asked, Reply("READY")], "json_schema": more})
    assert outcome.accepted, outcome.reason
    assert "70.6" in outcome.answer.text
    assert results[0]["tool"] == "compare_models"
    assert phases == ["tools", "tools", "json_schema"]


def test_numbers_that_nobody_stated_make_a_result_worthless(advisor: Advisor) -> None:
    asked = call("monthly_cost", {"model": MODEL, **VOLUME, "queries_per_month": 123_456_789})
    lie = Reply(told(GOOD_LEAD, "Users of the whole group count, 123,456,789 of them."))
    outcome, results, _ = worded(advisor, {"tools": [asked, Reply("READY")], "json_schema": lie})
    refused(outcome, "123,456,789")
    assert results == []


def test_a_verdict_for_invented_circumstances_changes_nothing(advisor: Advisor) -> None:
    asked = call("license_verdict", {**USE, "mau": 1, "mau_at_release": 1})
    lie = Reply(told(("Yes: Llama 3.3 allows your product, with duties.", [])))
    outcome, _, _ = worded(advisor, {"tools": [asked, Reply("READY")], "json_schema": lie})
    refused(outcome, "verdict")


@pytest.mark.parametrize(
    "asked",
    [
        call("delete_everything", {"path": "x"}),
        call("license_verdict", {"nonsense": 1}),
        call("license_verdict", '{"license_or_model": '),
        call("license_verdict", "[]"),
        call("monthly_cost", {"model": MODEL}),
    ],
)
def test_a_malformed_call_does_no_harm(advisor: Advisor, asked: Reply) -> None:
    outcome, _, _ = worded(advisor, {"tools": [asked, Reply("READY")], "json_schema": Reply(GOOD)})
    assert outcome.accepted, outcome.reason


def test_calls_without_end_are_ended(advisor: Advisor) -> None:
    outcome, _, phases = worded(advisor, {"tools": call("license_verdict", USE), "json_schema": Reply(GOOD)})
    assert outcome.accepted, outcome.reason
    assert phases == ["tools"] * 3 + ["json_schema"]


def test_a_server_without_tools_goes_on_without_them(advisor: Advisor) -> None:
    outcome, _, phases = worded(advisor, {"tools": Reply("no tools", status=400), "json_schema": Reply(GOOD)})
    assert outcome.accepted, outcome.reason
    assert phases == ["tools", "json_schema"]


def test_a_refused_key_ends_it_at_the_first_request(advisor: Advisor) -> None:
    engines = engine_tools(advisor.catalog, lambda: advisor.catalog)
    with serve({"tools": Reply(status=401)}) as server:
        refused(rephrase(COMPUTED, PASSAGES, engines, opened(f"openai:m@{server.url}")), "refuses the key")
        assert len(server.requests) == 1
