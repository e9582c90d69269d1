"""What plugins must leave alone: the built-in functions and the program's own modules and classes.

A process cannot keep plugin code from reaching them, but it can see that they were replaced, and put them back.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

_PACKAGE = "weighbridge"
_CHANGES_BY_ITSELF = ("__pydantic", "__signature__", "__abstractmethods__", "__annotations__", "__annotate", "_abc_")
"""Attributes of classes that Python and pydantic fill in on first use."""


@dataclass(frozen=True)
class Fingerprint:
    """The names of the program and what each stands for."""

    known: tuple[tuple[Any, str, dict[str, Any]], ...]
    """Module or class, its name, and its attributes."""

    @classmethod
    def take(cls) -> Fingerprint:
        """As things are now."""
        return cls(tuple((owner, name, dict(_guarded(owner))) for owner, name in _owners()))

    def changes(self) -> list[str]:
        """Names that stand for something else now, or for nothing."""
        return [f"{name}.{attribute}" for _, name, attribute, _ in self._changed()]

    def restore(self) -> list[str]:
        """Put everything back; the names that were changed."""
        found = list(self._changed())
        for owner, _, attribute, value in found:
            setattr(owner, attribute, value)
        return [f"{name}.{attribute}" for _, name, attribute, _ in found]

    def _changed(self) -> Iterator[tuple[Any, str, str, Any]]:
        missing = object()
        for owner, name, before in self.known:
            now = vars(owner)
            for attribute, value in before.items():
                if now.get(attribute, missing) is not value:
                    yield owner, name, attribute, value


def _owners() -> Iterator[tuple[Any, str]]:
    yield builtins, "builtins"
    for name, module in list(sys.modules.items()):
        if name != _PACKAGE and not name.startswith(f"{_PACKAGE}."):
            continue
        if isinstance(module, ModuleType):
            yield module, name
            for item in list(vars(module).values()):
                if isinstance(item, type) and item.__module__ == name:
                    yield item, f"{name}.{item.__qualname__}"


def _guarded(owner: Any) -> Iterator[tuple[str, Any]]:
    for name, value in list(vars(owner).items()):
        if isinstance(owner, type):
            if not name.startswith(_CHANGES_BY_ITSELF):
                yield name, value
        elif owner is builtins:
            if name != "_":  # the last result of an interactive session
                yield name, value
        elif not name.startswith("__") or name == "__getattr__":
            yield name, value
