"""A quote within its passage, and questions to begin with."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from weighbridge.answers.answer import Citation
from weighbridge.catalog import Catalog
from weighbridge.reports.citing import by_passage, highlighted, starters


@given(st.text(), st.lists(st.text(min_size=1), max_size=3), st.text())
def test_quotes_are_marked_and_no_letter_is_lost(before: str, quotes: list[str], after: str) -> None:
    text = before + "".join(quotes) + after
    parts = list(highlighted(text, quotes))
    assert "".join(part for part, _ in parts) == text
    marked = [part for part, mark in parts if mark]
    assert all(any(quote in part for part in marked) for quote in quotes)


def test_quotes_that_overlap_become_one() -> None:
    found = list(highlighted("You may host it for others.", ("may host", "host it")))
    assert found == [("You ", False), ("may host it", True), (" for others.", False)]


def test_a_quote_that_is_not_there_marks_nothing() -> None:
    assert list(highlighted("The text.", ["other", ""])) == [("The text.", False)]


def test_a_passage_is_shown_once_with_all_its_quotes() -> None:
    cited = [
        Citation("doc", "Doc", "doc.md:1-2", quote, "source", None, passage) for quote, passage in ("ax", "bx", "ay")
    ]
    assert [(first.passage, quotes) for first, quotes in by_passage(cited)] == [("x", ("a", "b")), ("y", ("a",))]


def test_questions_to_begin_with_name_a_model_that_can_be_had(catalog: Catalog, small: Catalog) -> None:
    assert len(starters(catalog)) == 4
    assert all(question.endswith("?") for question in (*starters(catalog), *starters(small)))
