"""How many tokens a text is, without the tokenizer of any one model: a rule with its error."""

from __future__ import annotations

import re
from dataclasses import dataclass

from weighbridge.footprint.constants import token_rule

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
    """Tokens of a text by a rule over its words, digits and signs. The constants and their error are measured by
    `benchmarks/token_rule.py` against tokenizers of four model families.
    """
    rule = token_rule()
    wide = len(_WIDE.findall(text))
    rest = _WIDE.sub(" ", text)
    pieces = sum(
        1 + max(0, len(word) - rule.whole_word_letters) / rule.letters_per_piece for word in _WORD.findall(rest)
    )
    digits = sum(-(-len(run) // rule.digits_per_token) for run in _DIGITS.findall(rest))
    expected = pieces + digits + len(_MARK.findall(rest)) * rule.tokens_per_mark + wide * rule.tokens_per_wide_sign
    low, high = expected * rule.low, expected * rule.high
    basis = (
        f"Estimated from words, digits and signs. Tokenizers of four model families gave {rule.low:.0%} to "
        f"{rule.high:.0%} of this on nine of ten texts; a model's own tokenizer decides."
    )
    return TokenEstimate(round(expected), round(low), round(high), basis)
