"""Typing errors are put right in names and words of the field, and nowhere else."""

from __future__ import annotations

import pytest

from weighbridge.answers.desk import Desk
from weighbridge.answers.keystrokes import distance, near
from weighbridge.answers.session import Session
from weighbridge.answers.spelling import mended


def ordinary_word(word: str) -> bool:
    return word in ("weather", "repeal", "tower", "land")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("quen2.5-72b in a comercial product", "qwen2.5-72b in a commercial product"),
        ("Lama 4 for a dutch compny with 20 milion users", "llama 4 for a dutch company with 20 million users"),
        ("the tower and the weather", "the tower and the weather"),
        ("Since the act was repealed, do we owe disclosures?", "Since the act was repealed, do we owe disclosures?"),
        ("May our land use it?", "May our land use it?"),
    ],
)
def test_only_what_is_surely_mistyped_is_mended(desk: Desk, written: str, meant: str) -> None:
    assert mended(written, desk.names, ordinary_word) == meant


def test_a_mistyped_question_gets_the_answer_of_the_right_one(desk: Desk) -> None:
    answer = Session(desk).ask("Lama 4 Mavrick for a dutch compny?")
    assert answer.kind == "license_verdict"
    assert answer.text.startswith("No: Llama 4 Maverick")


def test_two_near_words_are_no_correction() -> None:
    assert near("cat", ["car", "can"]) is None
    assert near("commercal", ["commercial", "commerce"]) == "commercial"
    assert distance("abcd", "abdc", 2) == 1
