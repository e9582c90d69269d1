"""Whatever prints JSON of facts names the snapshot, the plugins and the packs that they come from."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

SMALL = Path(__file__).parents[1] / "data" / "small"
NEEDS = {"workload": {"queries_per_month": 1000, "input_tokens": 1000, "output_tokens": 200}}
LOAD = ("--queries", 1000, "--input-tokens", 1000, "--output-tokens", 200)
MODEL = "gravel/pebble-7b"


@pytest.mark.parametrize(
    "words",
    [
        ("rank", "NEEDS"),
        ("explain", "NEEDS", f"{MODEL}@gravel:eu"),
        ("cost", MODEL, *LOAD),
        ("cost", "--article"),
        ("size", MODEL),
        ("size", MODEL, *LOAD),
        ("license", "crowd-1.0"),
        ("license", "crowd-1.0", "free-1.0"),
        ("ask", "Which license has Pebble 7B?"),
        ("ask", "What does Pebble 7B cost for 1000 queries of 1000 tokens in and 200 out?"),
    ],
    ids=lambda words: " ".join(map(str, words)),
)
def test_json_says_what_it_was_computed_from(
    words: tuple[object, ...], cli: Callable[..., Any], tmp_path: Path, as_of: date
) -> None:
    needs = tmp_path / "needs.yaml"
    needs.write_text(json.dumps(NEEDS))
    named = [needs if word == "NEEDS" else word for word in words]
    with patch.dict(os.environ, {"WEIGHBRIDGE_NO_PLUGINS": "1"}):
        done = cli(*named, "--pack", SMALL, "--as-of", as_of, "--format", "json")
    assert done.code == 0, done.err
    snapshot = json.loads(done.out)["snapshot"]
    assert len(snapshot["id"]) == 12
    assert snapshot["as_of"] == as_of.isoformat()
    (plugin,) = snapshot["plugins"]
    assert (plugin["name"], plugin["pack"]) == ("small", True)
