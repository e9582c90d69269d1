"""Walks kept between runs: the same package, join files, code and day give the same offers."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path

from weighbridge.plugins import parsecache, recordcache
from weighbridge.records import Offer
from weighbridge_prices.result import Walk


def kept_walk(folder: Path, as_of: date) -> Walk:
    """The walk of `as_of`, from the user's cache or made anew."""

    @cache
    def walked() -> Walk:
        from weighbridge_prices.walk import walk

        return walk(folder, as_of)

    texts = _depends_on(folder, as_of)
    offers = recordcache.remembered(Offer, texts.items(), lambda: walked().offers)
    key = "\n".join(f"{path.name}\n{text}" for path, text in texts.items())
    unmatched = parsecache.remembered(key, lambda: [list(row) for row in walked().unmatched])
    return Walk(offers, tuple((seller, name, why) for seller, name, why in unmatched))


def _depends_on(folder: Path, as_of: date) -> dict[Path, str]:
    """Everything a walk depends on."""
    files = sorted([*folder.glob("*.yaml"), *folder.glob("*.py")])
    stated = f"genai-prices {version('genai-prices')} {as_of.isoformat()}"
    return {folder: stated, **{path: path.read_text(encoding="utf-8") for path in files}}
