"""What a language model sent, as sentences with citations: JSON, JSON inside prose, or plain text with marks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MAX_SENTENCES = 24
MAX_CHARACTERS = 12_000

SCHEMA: dict[str, Any] = {
    "title": "answer",
    "description": "The answer, sentence by sentence, each with what it rests on.",
    "type": "object",
    "properties": {
        "sentences": {
            "type": "array",
            "description": "The sentences in their order; the first one answers the question directly.",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string", "description": "One sentence of plain prose without marks or links."},
                    "citations": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {
                                "passage": {"type": "string", "description": "Id of a given passage, such as P1."},
                                "quote": {"type": "string", "description": "Words of that passage, unchanged."},
                            },
                            "required": ["passage", "quote"],
                            "additionalProperties": False,
                        },
                    },
                },
                "required": ["text", "citations"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["sentences"],
    "additionalProperties": False,
}
"""JSON schema that a model is asked to fill."""

_MARK = re.compile(r"\s*[\[(](P\d+)[\])]")
_QUOTE = re.compile(r"[“\"]([^”\"]{3,})[”\"]")
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
"""What some models think aloud before they answer."""
_END = re.compile(r"(?<=[.!?\])])(?<!\b[A-Z]\.)\s+(?=[A-Z\"“])|\n+")


@dataclass(frozen=True, slots=True)
class Pointer:
    """A citation as the model gives it."""

    passage: str
    quote: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the model gives it."""

    text: str
    pointers: tuple[Pointer, ...] = ()


class Unreadable(Exception):
    """What came is no answer; the message says what it is."""


def read_object(data: object) -> tuple[Sentence, ...]:
    """The sentences of an object of the schema. Raises Unreadable."""
    rows = data.get("sentences") if isinstance(data, Mapping) else None
    if not isinstance(rows, list) or not rows:
        raise Unreadable("its answer does not have the asked form")
    if len(rows) > MAX_SENTENCES:
        raise Unreadable(f"its answer has more than {MAX_SENTENCES} sentences")
    return tuple(_sentence(row) for row in rows)


def read_text(text: str, *, prose: bool = False) -> tuple[Sentence, ...]:
    """The sentences of a text that is or holds such an object or, with `prose`, is plain text. Raises Unreadable."""
    text = _THOUGHT.sub("", text)
    if len(text) > MAX_CHARACTERS:
        raise Unreadable("its answer is far too long")
    if not text.strip():
        raise Unreadable("its answer is empty")
    start, end = text.find("{"), text.rfind("}")
    if start >= 0:
        try:
            return read_object(json.loads(text[start : end + 1]))
        except (ValueError, RecursionError):
            raise Unreadable("its answer is broken JSON") from None
    if not prose:
        raise Unreadable("its answer is no JSON")
    return tuple(_marked(part) for part in _END.split(text) if part and part.strip())[:MAX_SENTENCES]


def finished_sentences(text: str) -> tuple[Sentence, ...]:
    """Of a JSON text that is still arriving, the sentences that are complete: all but the last that has begun."""
    from langchain_core.utils.json import parse_partial_json

    if len(text) > MAX_CHARACTERS:
        return ()
    try:
        found = parse_partial_json(text[max(0, text.find("{")) :])
        rows = found.get("sentences", [])[:-1]
        return tuple(_sentence(row) for row in rows)
    except (ValueError, AttributeError, TypeError, RecursionError, Unreadable):
        return ()


def _sentence(row: object) -> Sentence:
    if not isinstance(row, Mapping) or not isinstance(row.get("text"), str) or not row["text"].strip():
        raise Unreadable("a sentence of its answer has no text")
    cited = row.get("citations") or []
    if not isinstance(cited, list):
        raise Unreadable("the citations of a sentence are no list")
    return Sentence(" ".join(row["text"].split()), tuple(_pointer(item) for item in cited))


def _pointer(item: object) -> Pointer:
    if (
        not isinstance(item, Mapping)
        or not isinstance(item.get("passage"), str)
        or not isinstance(item.get("quote"), str)
    ):
        raise Unreadable("a citation of its answer names no passage or no quote")
    return Pointer(item["passage"].strip(), item["quote"])


def _marked(part: str) -> Sentence:
    """A sentence of plain text, its marks `[P2]` taken for citations of the words in quotation marks."""
    marks, quotes = _MARK.findall(part), _QUOTE.findall(part)
    pointers = tuple(Pointer(mark, quotes[min(i, len(quotes) - 1)] if quotes else "") for i, mark in enumerate(marks))
    return Sentence(" ".join(_MARK.sub("", part).split()), pointers)
