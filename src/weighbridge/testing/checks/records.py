"""Records: their ids, their evidence, their texts. Their form was checked when they were built."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from weighbridge.plugins.packs import Manifest
from weighbridge.records.base import Evidence, last_day
from weighbridge.testing.finding import Finding
from weighbridge.testing.subject import Subject

LONGEST_NAME = 120
_MARKUP = re.compile(r"<\s*[a-zA-Z/!]|!?\[[^\]]*\]\([^)]*\)|javascript:", re.IGNORECASE)
_VERSION = re.compile(r"\d+\.\d+")
_NAMES = ("name", "title", "metric", "vendor", "publisher")


def ids(subject: Subject) -> list[Finding]:
    """An id stands once, begins with whose it is, and is nobody else's."""
    found = []
    seen: set[tuple[str, str]] = set()
    for hook, record in subject.records():
        where = f"{hook}: {record.id}"
        if (hook, record.id) in seen:
            found.append(Finding(where, "the id stands twice.", "Keep one of the two records."))
        seen.add((hook, record.id))
        owner = _owner(hook, record)
        if owner and not record.id.startswith(f"{owner}/"):
            fix = f"Call it {owner}/{record.id.rpartition('/')[2]}."
            found.append(Finding(where, f"the id does not begin with {owner}/, whose it is.", fix))
    taker = f"is taken by plugin {subject.name!r}"
    found += [
        Finding("merge", item.reason, item.remedy)
        for item in subject.catalog.failures
        if item.stage == "merge"
        and (taker in item.reason or (item.plugin == subject.name and " is taken by " in item.reason))
    ]
    return found


def _owner(hook: str, record: Any) -> str | None:
    if hook == "models" and record.status != "claimed":
        return str(record.maker)
    return str(record.provider_id) if hook == "offers" and not record.overrides else None


def evidence(subject: Subject) -> list[Finding]:
    """Each record has evidence, for every field or for named ones."""
    fix = "Add `evidence:` with grade, source and as_of; in YAML name one of the file's `sources`."
    found = [
        Finding(f"{hook}: {record.id}", "it has no evidence.", fix)
        for hook, record in subject.records()
        if not record.evidence
    ]
    for hook, record in subject.records():
        for name in record.evidence:
            if name != "*" and name.partition(".")[0] not in type(record).model_fields:
                what = f"it has evidence for {name!r}, which is no field."
                found.append(Finding(f"{hook}: {record.id}", what, "Name the field as docs/hooks.md does."))
    return found


def evidence_dated(subject: Subject) -> list[Finding]:
    """Evidence has the day it was read, or says why not; no day is still to come."""
    found = []
    for hook, record in subject.records():
        where = f"{hook}: {record.id}"
        for name, item in record.evidence.items():
            if item.as_of is None and item.grade != "estimated" and not item.note and not _VERSION.search(item.source):
                fix = "Add as_of: the day you read the source. If it has none, say so in its note."
                found.append(Finding(where, f"the evidence for {name!r} has no date.", fix))
        for place, item in _all_evidence(record):
            if item.as_of and _first_day(item.as_of) > subject.as_of.isoformat():
                fix = "Write the day you read the source, as 2026-11-23."
                found.append(Finding(where, f"{place}: its evidence is dated {item.as_of}, which is to come.", fix))
    return found


def _first_day(partial: str) -> str:
    """The first day that a partial date can mean, as text that compares."""
    last_day(partial)
    return f"{partial}-01-01"[:10] if len(partial) == 4 else f"{partial}-01"[:10]


def _all_evidence(value: Any, place: str = "evidence") -> Iterator[tuple[str, Evidence]]:
    if isinstance(value, Evidence):
        yield place, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _all_evidence(getattr(value, name), name)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _all_evidence(item, str(name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _all_evidence(item, place)


def plain_text(subject: Subject) -> list[Finding]:
    """Names and titles are one line without control characters or markup, and not too long."""
    found = []
    for where, name, text in _names(subject):
        if not text.strip():
            found.append(Finding(where, f"its {name} is empty.", f"Give it a {name}."))
        elif not text.isprintable():
            what = f"its {name} has characters that could steer a terminal."
            found.append(Finding(where, what, "Write it in one line of plain characters."))
        elif _MARKUP.search(text):
            what = f"its {name} has HTML or Markdown in it."
            found.append(Finding(where, what, "Write the plain name; outputs add their own markup."))
        elif len(text) > LONGEST_NAME:
            what = f"its {name} has {len(text):,} characters."
            found.append(Finding(where, what, f"Shorten it to {LONGEST_NAME}; put the rest where it belongs."))
    return found


def _names(subject: Subject) -> Iterator[tuple[str, str, str]]:
    info = subject.info
    if info is not None:
        yield Manifest.__name__.lower(), "title", info.title
    for hook, record in subject.records():
        for name in _NAMES:
            text = getattr(record, name, None)
            if isinstance(text, str):
                yield f"{hook}: {record.id}", name, text
        for alias in getattr(record, "aliases", ()):
            yield f"{hook}: {record.id}", "alias", alias
