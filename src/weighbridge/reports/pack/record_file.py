"""A decision record read back from its file, or refused in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from weighbridge import yamlfile
from weighbridge.errors import RecordUnusable
from weighbridge.reports.pack.record_contract import RECORD_VERSION, DecisionRecord

MAX_RECORD_BYTES = 32_000_000


def read_record(path: Path) -> DecisionRecord:
    """Read a record. Raises the file errors of `yamlfile.read_text`, or RecordUnusable."""
    try:
        data: Any = json.loads(yamlfile.read_text(path, MAX_RECORD_BYTES))
    except (json.JSONDecodeError, RecursionError) as error:
        raise RecordUnusable(path, f"it is no JSON ({error})") from None
    if not isinstance(data, dict) or "record_version" not in data:
        raise RecordUnusable(path, "it has no record_version")
    if data["record_version"] != RECORD_VERSION:
        found = data["record_version"]
        raise RecordUnusable(path, f"its record_version is {found!r}, this weighbridge reads {RECORD_VERSION}")
    try:
        return DecisionRecord.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise RecordUnusable(path, f"{where}: {first['msg']}") from None
