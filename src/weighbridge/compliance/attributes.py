"""Attributes of an option: the values that checks compare, and what is known beside them."""

from __future__ import annotations

from dataclasses import dataclass, field

from weighbridge.records.framework import AttributeValue


@dataclass(eq=False)
class Attributes:
    """Values by attribute, None for unknown, and notes: what is known beside a value, or what must be confirmed."""

    values: dict[str, AttributeValue | None] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, value: AttributeValue | None, note: str | None = None) -> None:
        """Set a value and its note, replacing an older one."""
        self.values[name] = value
        self.notes.pop(name, None)
        if note:
            self.notes[name] = note

    def update(self, other: Attributes) -> None:
        """Take over what `other` says, with its notes, replacing older ones."""
        for name in other.values.keys() & self.notes.keys():
            del self.notes[name]
        self.values.update(other.values)
        self.notes.update(other.notes)
