"""Versions, clauses and numbers stay apart; forms of one word fall together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.knowledge.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Llama 3.3", ["llama", "3.3"]),
        ("Llama-3.1-70B", ["llama", "3.1", "70b"]),
        ("Qwen3.8", ["qwen3.8", "qwen", "3.8"]),
        ("Kimi K2", ["kimi", "k2"]),
        ("§1.b.i", ["§1.b.i", "1.b.i"]),
        ("700,000 users", ["700000", "user"]),
        ("10^25 FLOP", ["10^25", "flop"]),
        ("the of and", []),
        ("", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokenize(text) == expected


def test_versions_differ_and_word_forms_do_not() -> None:
    assert set(tokenize("Llama 3.3")) != set(tokenize("Llama 3.1"))
    assert tokenize("licenses licensing licensed") == [tokenize("license")[0]] * 3


@given(st.text(max_size=300))
def test_any_text_is_taken_and_case_does_not_matter(text: str) -> None:
    assert tokenize(text) == tokenize(text.casefold())
    assert all(token and token == token.strip() for token in tokenize(text))
