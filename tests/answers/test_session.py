"""Conversations: names and circumstances carry over; verdicts, figures and refusals hold together."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from weighbridge.answers.answer import Answer
from weighbridge.answers.desk import Desk
from weighbridge.answers.session import Session
from weighbridge.pricing import request_cost_usd  # noqa: F401  # the engine the figures come from

Ask = Callable[..., Answer]
GPT = "What does GPT-5 cost for 1 million queries a month with 1,000 input tokens and 500 output tokens?"


def figure(answer: Answer, unit: str) -> float:
    return next(item.value for item in answer.figures if item.unit == unit)


def test_a_volume_carries_over(ask: Ask) -> None:
    one, ten = ask(GPT), ask(GPT, "and for 10 million queries?")
    assert figure(one, "USD a month") == pytest.approx(6250)
    assert figure(ten, "USD a month") == pytest.approx(10 * figure(one, "USD a month"))


def test_another_model_takes_the_volume_over(ask: Ask) -> None:
    answer = ask(GPT, "what about Llama 3.3 70B?")
    assert answer.kind == "cost"
    assert "meta/llama-3.3-70b-instruct" in {item.id for item in answer.citations}


def test_circumstances_carry_over(ask: Ask) -> None:
    assert ask("Can our German bank use Llama 4 Scout?").text.startswith("No")
    answer = ask("Can our German bank use Llama 4 Scout?", "what about Qwen3-32B?")
    assert answer.kind == "license_verdict"
    assert answer.text.startswith("Yes")


def test_what_was_forgotten_is_gone(desk: Desk) -> None:
    session = Session(desk)
    session.ask(GPT)
    session.forget()
    assert session.ask("and for 10 million queries?").status != "answered"


def test_missing_circumstances_are_asked_for_and_what_is_certain_is_said(ask: Ask) -> None:
    answer = ask("How much does Claude Opus 4.5 cost a month?")
    assert answer.status == "needs_more"
    assert figure(answer, "USD per million tokens") > 0
    assert "tell me" in answer.text


def test_a_recommendation_is_ranked_when_the_volume_is_known(ask: Ask) -> None:
    answer = ask(
        "Which model should we use for 1 million queries a month with 1200 input tokens and 350 output tokens?"
    )
    assert answer.status == "answered"
    assert figure(answer, "options") > 1000


def test_the_verdict_is_that_of_the_engine(ask: Ask) -> None:
    assert ask("May a company with 800 million users use Llama 3.1?").text.startswith("No")
    assert "agreement" in ask("May we sell access to Kimi K3 with 50 million dollars of revenue?").text
    assert ask("Can we use Qwen3-32B commercially?").text.startswith("Yes")


@pytest.mark.parametrize(("family", "meant"), [("Qwen3.5", "Qwen3.5-9B"), ("Llama 3.2", "Llama 3.2 3B Instruct")])
def test_of_relatives_released_together_the_largest_is_sized(ask: Ask, family: str, meant: str) -> None:
    assert meant in ask(f"How much memory does {family} need?").text


@pytest.mark.parametrize(
    "question", ["", "   ", "?", "x" * 5000, "§§§", "\u202e\u0000", "|" * 300, "{{7*7}}", "<b>bold</b>"]
)
def test_no_question_breaks_it(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.status in ("answered", "not_in_knowledge", "needs_more")
    assert answer.text


def test_json_has_the_contract(ask: Ask) -> None:
    found = ask("Does MIT give us a patent grant?").to_json()
    assert {"question", "answer", "status", "kind", "citations", "figures", "suggestions"} <= set(found)
    assert {"id", "title", "locator", "quote", "source", "as_of"} <= set(found["citations"][0])
