"""Attribute docstrings as field descriptions, for the schemas only: reading them at every start would cost time."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from pydantic import BaseModel

from weighbridge.records.base import Record
from weighbridge.records.docstrings import field_texts

MODULES = (
    "weighbridge.licensing.circumstances",
    "weighbridge.needs",
    "weighbridge.plugins.packs",
    "weighbridge.policy",
    "weighbridge.records",
    "weighbridge.reports.contract",
)
"""Where the described records are defined."""
NESTED = 6
"""Records hold records this deep at most; each round carries the texts one level further out."""


@cache
def describe_records() -> None:
    """Give every field of every record type the text that stands below it in the source."""
    for module in MODULES:
        import_module(module)
    kinds = list(_kinds(Record))
    for kind in kinds:
        for name, text in field_texts(kind).items():
            if name in kind.model_fields and kind.model_fields[name].description is None:
                kind.model_fields[name].description = text
    for _ in range(NESTED):
        for kind in kinds:
            kind.model_rebuild(force=True)


def _kinds(kind: type[BaseModel]) -> list[type[BaseModel]]:
    found = [kind]
    for child in kind.__subclasses__():
        found += _kinds(child)
    return found
