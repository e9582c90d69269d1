"""Quotes must stand in their passages, numbers in what a sentence rests on; else the sentence is not shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.answers.answer import Figure, Statement
from weighbridge.answers.desk import Desk
from weighbridge.answers.evidence import cite, sentences
from weighbridge.answers.verify import check, numbers, quote_holds, unfounded


def test_a_changed_quote_is_dropped(desk: Desk) -> None:
    passage = next(hit.passage for hit in desk.search("patent grant", ("mit",)))
    good = cite(passage, sentences(passage.text)[0])
    assert quote_holds(good, desk.passage)
    bad = replace(good, quote=f"{good.quote} and more")
    found = check([Statement("A.", "lead", (good,)), Statement("B.", "why", (bad,))], "", desk.passage)
    assert [statement.text for statement in found.kept] == ["A."]
    assert "B." in found.dropped[0]


def test_a_citation_of_another_document_is_dropped(desk: Desk) -> None:
    passage = next(hit.passage for hit in desk.search("patent grant", ("mit",)))
    assert not quote_holds(replace(cite(passage, passage.text), id="apache-2.0"), desk.passage)
    assert not quote_holds(replace(cite(passage, passage.text), passage="mit#nowhere"), desk.passage)
    assert not quote_holds(replace(cite(passage, passage.text), quote="  "), desk.passage)


def test_a_number_without_basis_drops_its_sentence(desk: Desk) -> None:
    made = [
        Statement("The limit is 700 million users.", basis="more than 700000000 users"),
        Statement("The limit is 900 million users.", basis="more than 700000000 users"),
        Statement("It costs $6,250.", figures=(Figure("cost", 6250.0, "USD", "queries x price"),)),
        Statement("It costs $6,300.", figures=(Figure("cost", 6250.0, "USD", "queries x price"),)),
    ]
    kept = [statement.text for statement in check(made, "", desk.passage).kept]
    assert kept == ["The limit is 700 million users.", "It costs $6,250."]


def test_a_number_of_the_question_may_be_repeated(desk: Desk) -> None:
    made = [Statement("With 150 million users the mark is due.")]
    assert check(made, "We have 150 million users", desk.passage).kept
    assert not check(made, "We have many users", desk.passage).kept


@pytest.mark.parametrize(
    ("text", "value"), [("700 million", 7e8), ("USD 20M", 2e7), ("1,200 tokens", 1200), ("32k", 32e3)]
)
def test_numbers_are_read_with_their_magnitude(text: str, value: float) -> None:
    assert value in numbers(text)


@given(st.integers(min_value=2, max_value=10**12))
def test_a_number_backs_itself_however_it_is_written(value: int) -> None:
    assert unfounded(f"It is {value:,}.", [str(value)]) == ()
    assert unfounded(f"It is {value}.", [f"{value:,}"]) == ()


@given(st.text(alphabet="abc .!?Art0123456789\n-", max_size=200))
def test_sentences_are_verbatim_parts(text: str) -> None:
    for part in sentences(text):
        assert part in text
