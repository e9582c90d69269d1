"""The page on language models runs as written, and the command does what the page says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("langchain_openai")

from weighbridge.answers import llm_model

from .llm_server import Reply, serve, told

PAGE = Path(__file__).parents[2] / "docs" / "answers-llm.md"
QUESTION = "May we use Llama 3.3 70B in a product with 800 million monthly active users?"


def test_the_example_of_the_page_runs() -> None:
    code = re.search(r"```python\n(.+?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert code
    with redirect_stdout(StringIO()) as out:
        exec(compile(code[1], str(PAGE), "exec"), {})  # noqa: S102  # our own page
    assert json.loads(out.getvalue())["verdict"] == "needs_vendor_agreement"


def test_every_setting_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for name in (llm_model.SPEC_VARIABLE, llm_model.BASE_URL_VARIABLE, llm_model.API_KEY_VARIABLE):
        assert f"`{name}`" in text


def test_the_command_shows_the_computed_answer_when_the_model_lies(cli: Callable[..., Any]) -> None:
    plain = cli("ask", QUESTION, "--as-of", "2026-11-23")
    lie = told("Yes: Llama 3.3 70B allows your product, no agreement is needed.")
    with serve({"json_schema": Reply(lie)}) as server:
        run = cli("ask", QUESTION, "--as-of", "2026-11-23", "--llm", f"openai:m@{server.url}")
        assert server.phases() == ["tools", "json_schema"]
    assert (run.code, run.out) == (0, plain.out)
    assert "was not taken" in run.err
    assert run.err.count("\n") == 1


def test_the_command_shows_a_wording_that_holds(cli: Callable[..., Any]) -> None:
    lead = "No: with 800 million users Llama 3.3 70B Instruct allows a product only with an agreement of Meta."
    with serve({"json_schema": Reply(told(lead))}) as server:
        run = cli("ask", QUESTION, "--as-of", "2026-11-23", "--format", "json", "--llm", f"openai:m@{server.url}")
    found = json.loads(run.out)
    assert found["answer"].startswith(lead), run.err
    assert found["citations"]
    assert "checked against the evidence" in run.err


def test_a_spec_that_cannot_be_read_is_the_users_error(cli: Callable[..., Any]) -> None:
    run = cli("ask", QUESTION, "--as-of", "2026-11-23", "--llm", "nonsense")
    assert run.code == 1
    assert "PROVIDER:MODEL" in run.err
