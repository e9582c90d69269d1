"""What a hook may return, checked item by item."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from pydantic import ValidationError

from weighbridge.plugins.columns import free_texts
from weighbridge.plugins.failures import PluginFault
from weighbridge.plugins.kinds import RECORD_TYPES
from weighbridge.plugins.recordframe import RecordFrame
from weighbridge.records.base import Record

MAX_ITEMS = 5_000_000
"""More from one hook is taken for a generator that never ends."""


def item_type(hook: str) -> type[Any]:
    """The type of the items that `hook` returns."""
    if hook in RECORD_TYPES:
        return RECORD_TYPES[hook]
    from weighbridge import extensions

    types: dict[str, type[Any]] = {
        "gates": extensions.Gate,
        "criteria": extensions.Criterion,
        "throughput_estimators": extensions.ThroughputEstimator,
        "report_formats": extensions.ReportFormat,
    }
    return types[hook]


def items_of(hook: str, returned: Any) -> list[Any]:
    """The items of what a hook returned, all of the hook's type.

    Records must be of exactly that type, for a subclass would carry plugin code to places that nothing guards.
    Raises PluginFault, and whatever iterating raises: then no item is used.
    """
    wanted = item_type(hook)
    advice = f"Return a list of weighbridge.records.{wanted.__name__}."
    if wanted.__module__.endswith("extensions"):
        advice = f"Return a list of weighbridge.extensions.{wanted.__name__}."
    if inspect.iscoroutine(returned):
        returned.close()
        raise PluginFault("is an async function, which hooks cannot be.", advice)
    if isinstance(returned, Mapping | str | bytes | Record) or not isinstance(returned, Iterable):
        raise PluginFault(f"returned {_described(returned)}, which is no list of records.", advice)
    items = list(islice(returned, MAX_ITEMS + 1))
    if len(items) > MAX_ITEMS:
        raise PluginFault(f"returned more than {MAX_ITEMS:,} items.", advice)
    for index, item in enumerate(items):
        if type(item) is RecordFrame and item.shape is wanted:
            continue
        if type(item) is not wanted and (issubclass(wanted, Record) or not isinstance(item, wanted)):
            remedy = f"Build it with {wanted.__name__}(**row)." if isinstance(item, dict) else advice
            raise PluginFault(f"item {index + 1} is {_described(item)}, not {_article(wanted.__name__)}.", remedy)
    return items


def validate_again(items: Iterable[Any]) -> None:
    """Check records that Python code can have built without validation; other items pass. Raises PluginFault."""
    for item in {id(item): item for item in items}.values():
        if isinstance(item, RecordFrame):
            raise PluginFault(
                "returned a table that code can have changed.",
                "Return records: what a pack holds is self.pack.records(kind).",
            )
        if not isinstance(item, Record):
            continue
        try:
            type(item).__pydantic_validator__.validate_python(item.__dict__)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            label = getattr(item, "id", "without an id")
            raise PluginFault(
                f"record {label!r} is not valid: {place}: {first['msg']}.",
                "Build records through their constructor, not with model_construct or model_copy.",
            ) from None


_STEERING = re.compile(
    rb"(?<!\\)(?:\\\\)*\\(?:u00(?:0[0-8bBeEfF]|1.|7[fF])|[bf])|\x7f|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]"
)
"""Control characters other than line breaks and tabs, and marks that turn the direction of writing, as they stand in
JSON."""
_STEERING_TEXT = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}]"
"""The same in a text."""
_BROKEN_NAME = re.compile(rb'"(?:name|title)":"(?:[^"\\]|\\[^nr])*(?:\\[nr]|\xe2\x80[\xa8\xa9])')
_LINE_BREAK = r"[\n\r\x{2028}\x{2029}]"


def refuse_misleading(items: Iterable[Any]) -> None:
    """Texts of records end up on terminals and in papers. Raises PluginFault for the first that could steer a terminal,
    show other words than it holds, or with a name of several lines pass for words of the product.
    """
    for item in _suspects(items):
        if not isinstance(item, Record):
            continue
        told = type(item).__pydantic_serializer__.to_json(item)
        label = repr(plain(str(getattr(item, "id", "without an id"))))
        if _STEERING.search(told):
            raise PluginFault(
                f"record {label} holds control characters, which could steer a terminal or reorder what it shows.",
                "Write plain text: letters, digits, punctuation and line breaks.",
            )
        if _BROKEN_NAME.search(told):
            raise PluginFault(f"record {label} has a line break in a name.", "Write every name and title on one line.")


def _suspects(items: Iterable[Any]) -> Iterator[Any]:
    """What to look into: of a table its evidence, and the first records that a search by columns finds."""
    for item in items:
        if isinstance(item, RecordFrame):
            yield from (source.evidence for source in item.sources)
            kind = next(kind for kind, shape in RECORD_TYPES.items() if shape is item.shape)
            yield item.first_with(_STEERING_TEXT, free_texts(kind))
            yield item.first_with(_LINE_BREAK, ("name",))
        else:
            yield item


def plain(text: str) -> str:
    """A text without characters that could steer a terminal."""
    return text if text.isprintable() else "".join(mark if mark.isprintable() else " " for mark in text)


def _described(value: Any) -> str:
    return "nothing (None)" if value is None else _article(type(value).__name__)


def _article(name: str) -> str:
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def checked_triples(returned: Any) -> list[tuple[str, str, str]]:
    """Rows of three texts each. Raises PluginFault."""
    rows = [tuple(row) for row in returned]
    for row in rows:
        if len(row) != 3 or not all(isinstance(item, str) for item in row):
            raise PluginFault("a row is not three texts.", "Return rows of (provider, model name, reason).")
    return [(row[0], row[1], row[2]) for row in rows]
