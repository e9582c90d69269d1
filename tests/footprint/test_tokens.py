"""The token rule: bounded, ordered, and honest about its range."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.footprint.tokens import estimate

GERMAN = (
    "Der Versicherer beantwortet jeden Monat viele Fragen zu vertraulichen Unterlagen seiner Kunden, und die Daten "
    "verlassen die Europäische Union zu keinem Zeitpunkt der Verarbeitung."
)


@given(st.text(max_size=400))
def test_the_range_holds_the_estimate(text: str) -> None:
    size = estimate(text)
    assert 0 <= size.low <= size.expected <= size.high
    assert "tokenizer decides" in size.basis


@given(st.text(alphabet="abcdefghij .,0123456789", max_size=200))
def test_twice_the_text_is_about_twice_the_tokens(text: str) -> None:
    once, twice = estimate(text), estimate(f"{text}\n{text}")
    assert abs(twice.expected - 2 * once.expected) <= max(2, 0.6 * once.expected)


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("word", 1), ("the cat sat", 3), ("123456", 2), ("日本語", 3)])
def test_short_texts(text: str, tokens: int) -> None:
    assert estimate(text).expected == tokens


def test_another_language_takes_more_tokens_and_a_wider_range() -> None:
    english = estimate(
        "The insurer answers many questions on the files of its customers each month, and the data stay here."
    )
    german = estimate(GERMAN)
    assert "other languages" in german.basis
    assert "English texts" in english.basis
    assert german.expected / len(GERMAN.split()) > english.expected / 18
