"""Loading and calling: what the host and the watch have seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from weighbridge.plugins.kinds import RECORD_TYPES
from weighbridge.plugins.loading import HOOK_ARGUMENTS
from weighbridge.testing.finding import Finding
from weighbridge.testing.subject import Subject

_CALLS = (*HOOK_ARGUMENTS, "unmatched_offers")


def loads(subject: Subject) -> list[Finding]:
    """It is found, imported and registered."""
    found = [
        Finding(item.stage, item.reason, item.remedy)
        for item in subject.failures
        if item.stage not in (*_CALLS, "merge")
    ]
    if not found and subject.info is None:
        found.append(Finding("discover", "it was not loaded.", "Unset WEIGHBRIDGE_NO_PLUGINS and check again."))
    return found


def brings_something(subject: Subject) -> list[Finding]:
    """It gives at least one record or contribution, and no YAML file of it is ignored."""
    if subject.info is None:
        return []  # `loads` speaks about it
    found = []
    failed = {item.stage for item in subject.failures}
    if not any(subject.first.values()) and not failed & set(_CALLS):
        found.append(Finding("plugin", "it gives no record, gate or criterion.", "Add what it is meant to bring."))
    kinds = ", ".join(RECORD_TYPES)
    found += [
        Finding(
            name, "nothing reads this file.", f"Call it {kinds} or architectures, or put `our_` before such a name."
        )
        for name in subject.info.other_files
        if subject.info.kind == "pack"
    ]
    return found


def hooks_return(subject: Subject) -> list[Finding]:
    """No hook raises, hangs or returns anything but records of its kind."""
    return [Finding(item.stage, item.reason, item.remedy) for item in subject.failures if item.stage in _CALLS]


def no_network(subject: Subject) -> list[Finding]:
    """Nothing was asked of the network while it was loaded and called."""
    fix = "Bring the data along: fetch it when you release, not when somebody else runs the program."
    return [Finding("network", f"it tried {item}.", fix) for item in subject.watched.network]


def no_programs(subject: Subject) -> list[Finding]:
    """No other program was started."""
    fix = "Return records from Python or YAML; a program may be missing or forbidden where the plugin runs."
    return [Finding("programs", f"it tried to start {item}.", fix) for item in subject.watched.programs]


def no_writes(subject: Subject) -> list[Finding]:
    """No file was written, renamed or removed."""
    fix = "Keep what you compute in memory; the program keeps a cache of what it reads."
    return [Finding("files", f"it changes {item}.", fix) for item in subject.watched.files]


def leaves_no_trace(subject: Subject) -> list[Finding]:
    """The environment, the search path and the standard streams are as they were."""
    fix = "Leave what all plugins share alone; take settings from your own YAML."
    return [Finding("process", f"it changes {item}.", fix) for item in subject.watched.process]


def repeatable(subject: Subject) -> list[Finding]:
    """Two calls of a hook give equal items in the same order."""
    found = []
    for hook, first in subject.first.items():
        again = subject.again.get(hook, ())
        failed = any(item.stage == hook for item in subject.failures)
        difference = None if failed else _difference(first, again)
        if difference:
            fix = "Return the same for the same arguments: sort what comes from a set, keep no state, draw no numbers."
            found.append(Finding(hook, difference, fix))
    return found


def _difference(first: Sequence[Any], again: Sequence[Any]) -> str | None:
    if len(first) != len(again):
        return f"it gives {len(first):,} items when called first and {len(again):,} when called again."
    for number, (one, other) in enumerate(zip(first, again, strict=True), start=1):
        if _content(one) != _content(other):
            name = getattr(one, "id", None) or getattr(one, "name", None)
            return f"item {number}{f' ({name})' if name else ''} differs between two calls."
    return None


def _content(item: Any) -> Any:
    """A record, or the texts of a contribution: its functions are made anew by every call."""
    if not is_dataclass(item) or isinstance(item, type):
        return item
    return tuple(_texts(getattr(item, field.name) for field in fields(item)))


def _texts(values: Iterable[Any]) -> Iterable[Any]:
    return (value for value in values if not callable(value))
