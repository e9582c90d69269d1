"""Reads single keys of a model's `config.json`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weighbridge.errors import UnknownLayout

Config = Mapping[str, Any]


def integer(config: Config, *names: str) -> int:
    """The first of `names` that is set. Raises UnknownLayout when none is."""
    for name in names:
        if config.get(name) is not None:
            return int(config[name])
    raise UnknownLayout(f"the key {' or '.join(names)} is missing")
