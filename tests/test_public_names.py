"""`import weighbridge` is cheap, and every public name is there."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import weighbridge


@pytest.mark.parametrize("name", weighbridge.__all__)
def test_every_public_name_can_be_had(name: str) -> None:
    assert getattr(weighbridge, name) is not None
    assert name in dir(weighbridge)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="weigh_me"):
        _ = weighbridge.weigh_me


@pytest.mark.parametrize("statement", ["import weighbridge", "from weighbridge import data_plugin; data_plugin('x')"])
def test_importing_pulls_in_nothing_heavy(statement: str) -> None:
    code = f"import sys; {statement}; print(*(name.partition('.')[0] for name in sys.modules))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    heavy = {"pydantic", "yaml", "polars", "rich", "click", "genai_prices"}
    assert not heavy & set(done.stdout.split())
