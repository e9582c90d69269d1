"""A quote within its passage, and questions to begin with."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from weighbridge.catalog import Catalog
from weighbridge.reports.citing import highlighted, starters


@given(st.text(), st.text(min_size=1), st.text())
def test_a_quote_is_marked_and_no_letter_is_lost(before: str, quote: str, after: str) -> None:
    parts = list(highlighted(before + quote + after, quote))
    assert "".join(part for part, _ in parts) == before + quote + after
    assert [part for part, marked in parts if marked] == [quote]


def test_a_quote_that_is_not_there_marks_nothing() -> None:
    assert list(highlighted("The text.", "other")) == [("The text.", False)]
    assert list(highlighted("The text.", "")) == [("The text.", False)]


def test_questions_to_begin_with_name_a_model_that_can_be_had(catalog: Catalog, small: Catalog) -> None:
    assert len(starters(catalog)) == 4
    assert all(question.endswith("?") for question in (*starters(catalog), *starters(small)))
