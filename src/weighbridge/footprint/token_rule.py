"""The constants of the token estimate, read from the packaged `token_rule.yaml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from weighbridge import yamlfile
from weighbridge.records.base import Record


class TokenRule(Record):
    """How words, digits and signs add up to tokens; see token_rule.yaml."""

    whole_word_letters: int
    """A word of so many letters is one token."""
    letters_per_piece: float
    """Letters beyond them that make one more."""
    digits_per_token: int
    tokens_per_mark: float
    tokens_per_wide_sign: float
    """For signs of scripts without spaces."""
    low: float
    """Nine of ten texts in English, code or data lie between `low` and `high` times the estimate."""
    high: float
    other_languages: float
    """Pieces of a word in other languages, against one in English."""
    other_low: float
    other_high: float
    words_to_judge: int
    """A text with fewer words is taken for English."""
    code_marks_per_word: float
    """A text with more signs is code or data."""
    common_share: float
    """Prose with a smaller share of `common_words` is in another language."""
    common_words: frozenset[str]


@cache
def token_rule() -> TokenRule:
    """The packaged rule."""
    path = Path(str(files("weighbridge.footprint") / "token_rule.yaml"))
    return yamlfile.validate(yamlfile.read(path), TokenRule, "token rule")
