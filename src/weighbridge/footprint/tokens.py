"""How many tokens a text is, without the tokenizer of any one model: a rule with its error."""

from __future__ import annotations

import re
from dataclasses import dataclass

from weighbridge.footprint.token_rule import token_rule

_WIDE = re.compile(r"[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
"""Scripts written without spaces, or with a syllable in each sign."""
_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
_MARK = re.compile(r"[^\w\s]|_")


@dataclass(frozen=True)
class TokenEstimate:
    """Tokens of a text with their range, and how they were counted."""

    expected: int
    low: int
    high: int
    basis: str


def estimate(text: str) -> TokenEstimate:
    """Tokens of a text by a rule over its words, digits and signs.

    The constants and their error are measured by `benchmarks/token_rule.py` against tokenizers of four model families.
    """
    rule = token_rule()
    wide = len(_WIDE.findall(text))
    rest = _WIDE.sub(" ", text)
    words, marks = _WORD.findall(rest), len(_MARK.findall(rest))
    pieces = sum(1 + max(0, len(word) - rule.whole_word_letters) / rule.letters_per_piece for word in words)
    digits = sum(-(-len(run) // rule.digits_per_token) for run in _DIGITS.findall(rest))
    foreign = _is_foreign(words, marks)
    if foreign:
        pieces *= rule.other_languages
    expected = pieces + digits + marks * rule.tokens_per_mark + wide * rule.tokens_per_wide_sign
    low, high = (rule.low, rule.high) if not (foreign or wide) else (rule.other_low, rule.other_high)
    kind = "texts in other languages than English" if foreign or wide else "English texts, code and data"
    basis = (
        f"Estimated from words, digits and signs. On nine of ten {kind}, tokenizers of four model families gave "
        f"{low:.0%} to {high:.0%} of such an estimate; a model's own tokenizer decides."
    )
    return TokenEstimate(round(expected), round(expected * low), round(expected * high), basis)


def _is_foreign(words: list[str], marks: int) -> bool:
    """Whether the text looks like prose in a language other than English: few common English words, few signs."""
    rule = token_rule()
    if len(words) < rule.words_to_judge or marks > rule.code_marks_per_word * len(words):
        return False
    common = sum(word.lower() in rule.common_words for word in words)
    return common < rule.common_share * len(words)
