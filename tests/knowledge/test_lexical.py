"""Laws of BM25, and the packed postings against the plain formula."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.knowledge import lexical, shipped
from weighbridge.knowledge.documents import KnowledgeDocument
from weighbridge.knowledge.lexical import Statistics, statistics_of
from weighbridge.knowledge.shipped import ShippedIndex, searched_text
from weighbridge.knowledge.split import split
from weighbridge.knowledge.tokens import tokenize

words = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=20)


def scored(query: list[str], text: list[str], statistics: Statistics) -> float:
    return lexical.score(query, Counter(text), len(text), statistics)


@given(st.lists(words, min_size=1, max_size=8), words)
def test_scores_are_never_negative_and_zero_only_without_a_shared_word(
    texts: list[list[str]], query: list[str]
) -> None:
    statistics = statistics_of(texts)
    for text in texts:
        assert (scored(query, text, statistics) > 0) == (not set(query).isdisjoint(text))


@given(st.lists(words, min_size=2, max_size=8), words)
def test_a_word_more_often_in_a_text_of_the_same_length_scores_higher(texts: list[list[str]], text: list[str]) -> None:
    statistics = statistics_of([*texts, ["x"]])
    once, twice = ["x", "y", *text], ["x", "x", *text]
    assert scored(["x"], twice, statistics) > scored(["x"], once, statistics)


def test_a_rare_word_weighs_more_and_a_longer_text_scores_lower() -> None:
    statistics = statistics_of([["a", "b"], ["a"], ["a", "c"]])
    assert statistics.weight("b") > statistics.weight("a") > 0
    assert scored(["b"], ["b", "a"], statistics) > scored(["b"], ["b", "a", "a", "c"], statistics)


def test_one_worked_example() -> None:
    # N = 2, n = 1, length 2, mean 1.5, twice in the text:
    # ln(1 + 1.5 / 1.5) * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 2 / 1.5)) = 0.693147 * 4.4 / 3.5
    statistics = statistics_of([["x", "x"], ["y"]])
    assert scored(["x"], ["x", "x"], statistics) == pytest.approx(0.871385, abs=1e-6)


def test_the_packed_index_scores_as_the_formula_does(
    tmp_path: Path, document: Callable[..., KnowledgeDocument]
) -> None:
    texts = ["## One\n\nUsers of Llama 3.3 pay nothing.", "## Two\n\nUsers of Llama 3.1 owe a notice."]
    documents = [document(text, f"doc-{number}") for number, text in enumerate(texts)]
    shipped.write(tmp_path / "i.bin", documents)
    index = ShippedIndex(tmp_path / "i.bin")
    passages = [passage for item in documents for passage in split(item)]
    tokens = [tokenize(searched_text(passage)) for passage in passages]
    statistics = statistics_of(tokens)
    query = tokenize("What do users of Llama 3.3 owe?")
    found = index.scores(query, index.allowed((), ()))
    assert [index.passage(number) for number in range(index.count)] == passages
    assert found == pytest.approx(
        {number: scored(query, text, statistics) for number, text in enumerate(tokens)}, rel=1e-12
    )
