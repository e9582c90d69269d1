"""Countries and the groups that rules and providers name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path

from weighbridge import yamlfile


@cache
def groups() -> dict[str, frozenset[str]]:
    """Group name to the ISO 3166 codes of its members."""
    return {name: frozenset(members) for name, members in _file()["groups"].items()}


@cache
def open_scopes() -> frozenset[str]:
    """Scopes wider than any list of countries, such as GLOBAL."""
    return frozenset(_file()["anywhere"])


def expand(places: Iterable[str]) -> frozenset[str]:
    """Countries that `places` covers; an open scope stays as itself, so it is inside nothing but itself."""
    known = groups()
    found: set[str] = set()
    for place in places:
        found |= known.get(place, frozenset({place}))
    return frozenset(found)


def within(places: Iterable[str] | None, allowed: Iterable[str]) -> bool | None:
    """Whether every one of `places` lies in `allowed`; None when the places are unknown."""
    if places is None:
        return None
    return expand(places) <= expand(allowed)


def in_eu(country: str | None) -> bool | None:
    """Whether a country is an EU member; None when the country is unknown."""
    return None if country is None else country in groups()["EU"]


@cache
def _file() -> dict[str, dict[str, list[str]]]:
    text = resources.files("weighbridge").joinpath("places.yaml").read_text(encoding="utf-8")
    data: dict[str, dict[str, list[str]]] = yamlfile.parse(text, Path("places.yaml")).data
    return data
