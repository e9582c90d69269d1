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


def reuses_cache(config: Config, index: int) -> bool:
    """Whether layer `index` is one of the last ones that attend to what earlier layers cached."""
    shared = int(config.get("num_kv_shared_layers") or 0)
    return shared > 0 and index >= integer(config, "num_hidden_layers") - shared
