"""What generated pages share: the paths, the header, and fields in plain words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel
from pydantic.fields import FieldInfo

if TYPE_CHECKING:
    from weighbridge.catalog import Catalog

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TEMPLATES = DOCS / "templates"
COMMAND = "make docs"
AS_OF = date(2026, 11, 23)
"""The day that generated figures hold for, so that they do not change by themselves."""

_WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false", Any: "anything"}
_BOUNDS = {Gt: ("gt", "above"), Ge: ("ge", "at least"), Lt: ("lt", "below"), Le: ("le", "at most")}


def header(source: str) -> str:
    """First line of every generated page."""
    return f"<!-- Generated from {source}. Do not edit; run: {COMMAND} -->"


def fill(template: str, source: str, **parts: str) -> str:
    """The page of a hand-written template with its `{name}` lines replaced."""
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    for name, part in parts.items():
        mark = f"{{{name}}}"
        if mark not in text:
            raise LookupError(f"{template}: has no {mark}")
        text = text.replace(mark, part)
    return f"{header(f'{source} and docs/templates/{template}')}\n\n{text}"


@cache
def catalog() -> Catalog:
    """The catalog of the product's own plugins on the fixed day."""
    from weighbridge.catalog import load_catalog
    from weighbridge.plugins.discover import discover
    from weighbridge.plugins.host import Selection

    own = frozenset(candidate.name for candidate in discover()[0] if candidate.first_party)
    return load_catalog(AS_OF, selection=Selection(only=own))


def one_line(text: str | None) -> str:
    """A text without line breaks, safe in a table cell."""
    return " ".join((text or "").split()).replace("|", "\\|")


def table(columns: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; columns whose title starts with `#` are right-aligned."""
    lines = [f"| {' | '.join(title.removeprefix('#') for title in columns)} |"]
    lines.append(f"|{'|'.join('---:' if title.startswith('#') else '---' for title in columns)}|")
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def fields_table(shape: type[BaseModel]) -> str:
    """The fields of a hand-written file: type, default and meaning."""
    rows = []
    for name, field in shape.model_fields.items():
        key = f"`{field.alias or name}`"
        rows.append([key, type_words(field), _default(field), one_line(field.description)])
    return table(["field", "value", "default", "meaning"], rows)


def type_words(field: FieldInfo) -> str:
    """What a field takes, in words."""
    words = _words(field.annotation)
    bounds = [
        f"{word} {getattr(item, name):g}"
        for item in field.metadata
        for kind, (name, word) in _BOUNDS.items()
        if isinstance(item, kind)
    ]
    return f"{words}, {' and '.join(bounds)}" if bounds else words


def _words(annotation: Any) -> str:
    if annotation in _WORDS:
        return _WORDS[annotation]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    describe = _GENERIC.get(get_origin(annotation))
    if describe is None:
        raise TypeError(f"no words for {annotation!r}")
    return describe(get_args(annotation))


def _either(inner: tuple[Any, ...]) -> str:
    return " or ".join(dict.fromkeys(_words(item) for item in inner if item is not NoneType))


_GENERIC: dict[Any, Callable[[tuple[Any, ...]], str]] = {
    Annotated: lambda inner: _words(inner[0]),
    Union: _either,
    UnionType: _either,
    Literal: lambda inner: ", ".join(f"`{item}`" for item in inner),
    tuple: lambda inner: f"list of {_plural(inner[0])}",
    dict: lambda inner: f"map of {_words(inner[0])} to {_words(inner[1])}",
}
"""Generic type to the words for it, given what stands in its brackets."""


def _plural(annotation: Any) -> str:
    words = _words(annotation)
    return {"text": "texts", "number": "numbers", "whole number": "whole numbers"}.get(words, words)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**needed**"
    value = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(value, BaseModel):
        return "its defaults"
    if isinstance(value, dict | tuple) and not value:
        return "none"
    if isinstance(value, dict):
        return f"`{{{', '.join(f'{key}: {item:g}' for key, item in value.items())}}}`"
    if isinstance(value, tuple):
        return f"`[{', '.join(map(str, value))}]`"
    return "not stated" if value is None else f"`{str(value).lower() if isinstance(value, bool) else value}`"
