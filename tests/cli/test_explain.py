"""`weighbridge explain`: one option in full, whatever its standing and however it is named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

Cli = Callable[..., Any]

LIGHT = Path(__file__).parents[1] / "data" / "light.yaml"
QUALIFIED, CONDITIONAL, EXCLUDED = (
    "gravel/pebble-7b@on_premises",
    "scree/shard-70b@self_hosted_cloud",
    "gravel/pebble-7b@scree:us",
)


@pytest.mark.parametrize("option", [QUALIFIED, CONDITIONAL, EXCLUDED])
def test_the_whole_output(small_cli: Cli, option: str, snapshot: SnapshotAssertion) -> None:
    run = small_cli("explain", LIGHT, option)
    assert (run.code, run.err) == (0, "")
    assert max(map(len, run.out.splitlines())) <= 100
    assert re.sub(r"\b[0-9a-f]{12}\b", "0" * 12, run.out) == snapshot


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("1", "gravel/pebble-7b@edge"),
        ("pebble@edge", "gravel/pebble-7b@edge"),
        ("Pebble 7B@gravel:us", "gravel/pebble-7b@gravel:us"),
        ("shard@edge", "scree/shard-70b@edge"),
    ],
)
def test_an_option_is_named_by_rank_id_or_alias(small_cli: Cli, name: str, option: str) -> None:
    found = json.loads(small_cli("explain", LIGHT, name, "--format", "json").out)
    assert found["id"] == option


def test_the_json_holds_every_gate_with_its_reason(small_cli: Cli) -> None:
    found = json.loads(small_cli("explain", LIGHT, EXCLUDED, "--format", "json").out)
    assert found["status"] == "excluded"
    assert found["rank"] is None
    gates = {gate["gate"]: gate for gate in found["gates"]}
    assert gates["training_on_data"]["outcome"] == "fail"
    assert gates["training_on_data"]["evidence"]["grade"] == "primary"
    assert found["way_in"] == ["letting providers train on the data"]
    assert all(gate["reason"] for gate in found["gates"])


def test_an_excluded_option_says_what_would_let_it_in(small_cli: Cli) -> None:
    shown = " ".join(small_cli("explain", LIGHT, EXCLUDED).out.split())
    assert "Why it is out, and what would let it in" in shown
    assert "This alone would open it: letting providers train on the data." in shown
    both = " ".join(small_cli("explain", LIGHT, "scree/summit@scree:us").out.split())
    assert "All of these would have to change together." in both


def test_a_conditional_option_names_whom_to_ask_what(small_cli: Cli) -> None:
    shown = " ".join(small_cli("explain", LIGHT, CONDITIONAL).out.split())
    assert "conditional on 1 open point." in shown
    assert "Ask Scree: Does the model handle 1,200 tokens" in shown


def test_a_policy_counts_here_too(small_cli: Cli, tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text("unknown: exclude\n")
    found = json.loads(small_cli("explain", LIGHT, CONDITIONAL, "--policy", policy, "--format", "json").out)
    assert found["status"] == "excluded"
    assert found["way_in"] == ["a policy that ranks what is to be confirmed"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("99", "No option is called '99'"),
        ("0", "No option is called '0'"),
        ("gravel/pebble-7b@moon", "Did you mean"),
        ("gravel/peble-7b@edge", "Did you mean 'gravel/pebble-7b'"),
        ("gravel/pebble-7b", "MODEL@PROVIDER:REGION"),
        ("", "No model is called"),
        ("@", "No model is called"),
        ("²", "No model is called"),
    ],
)
def test_a_name_that_means_nothing_is_the_users_error(small_cli: Cli, name: str, said: str) -> None:
    run = small_cli("explain", LIGHT, name)
    assert (run.code, run.out) == (1, "")
    assert said in run.err
    assert "internal error" not in run.err
    assert len(run.err.splitlines()) == 1
