"""Walks kept between runs: the same package, join files, code and day give the same offers."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from weighbridge.plugins.parsecache import remembered
from weighbridge.records import Offer
from weighbridge_prices.result import Walk


def kept_walk(folder: Path, as_of: date) -> Walk:
    """The walk of `as_of`, from the user's cache or made anew."""

    def walked() -> dict[str, Any]:
        from weighbridge_prices.walk import walk

        found = walk(folder, as_of)
        offers = [offer.model_dump(mode="json", exclude_defaults=True) for offer in found.offers]
        return {"offers": offers, "unmatched": [list(row) for row in found.unmatched]}

    data = remembered(_key(folder, as_of), walked)
    offers = TypeAdapter(tuple[Offer, ...]).validate_python(data["offers"])
    return Walk(offers, tuple((seller, name, why) for seller, name, why in data["unmatched"]))


def _key(folder: Path, as_of: date) -> str:
    """Everything a walk depends on."""
    files = sorted([*folder.glob("*.yaml"), *folder.glob("*.py")])
    texts = [f"{path.name}\n{path.read_text(encoding='utf-8')}" for path in files]
    return "\n".join([f"genai-prices {version('genai-prices')}", as_of.isoformat(), *texts])
