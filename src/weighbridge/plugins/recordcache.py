"""Records kept by the content they were made from, so that a second run need not shape them again.

An entry is a line of JSON per record. It is validated like any other input when it is read, so an entry that was
damaged is made again; only the work of parsing, of naming evidence and of joining files is saved.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from pydantic import VERSION, ValidationError

from weighbridge.plugins import parsecache
from weighbridge.records.base import CatalogRecord

Catalogued = TypeVar("Catalogued", bound=CatalogRecord)


def remembered(
    shape: type[Catalogued], texts: Iterable[tuple[Path, str]], compute: Callable[[], tuple[Catalogued, ...]]
) -> tuple[Catalogued, ...]:
    """The records that `compute` makes from `texts` (files with what they hold), kept from an earlier run if there was
    one. The cache itself never raises.
    """
    contents = [f"{path.name} {len(text)}\n{text}" for path, text in texts]
    entry = parsecache.entry_of("\n".join([_reader(), shape.__name__, *contents]))
    if entry is None:
        return compute()
    try:
        # Split at line ends alone: a text may hold other characters that Python counts as such.
        *lines, end = entry.read_bytes().split(b"\n")
        if end == _END:
            return tuple(shape.model_validate_json(line) for line in lines)
    except (OSError, ValidationError):
        pass
    records = compute()
    _store(entry, shape, records)
    return records


_END = b"end"
"""The last line, so that an entry that was cut off is not taken for a shorter one."""


def _store(entry: Path, shape: type[Catalogued], records: tuple[Catalogued, ...]) -> None:
    """Keep the records, unless they would come back different."""
    try:
        lines = [record.model_dump_json(exclude_unset=True) for record in records]
        for line, record in zip(lines, records, strict=True):
            back = shape.model_validate_json(line)
            if back != record or back.model_dump_json(exclude_unset=True) != line:
                return
    except ValueError:
        return
    parsecache.write(entry, "\n".join([*lines, _END.decode()]))


@cache
def _reader() -> str:
    """What turns texts into records, beside the texts: the code of the record types and of their readers."""
    digest = hashlib.sha256(f"{version('weighbridge')} pydantic {VERSION}".encode())
    home = Path(__file__).parents[1]
    for path in sorted([*home.glob("plugins/*.py"), *home.glob("records/*.py"), *home.glob("yamlfile.py")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
