"""ISO codes in words: countries (3166) and languages (639-1), and groups of countries."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

from weighbridge import places, yamlfile


def country(code: str) -> str:
    """`Germany` for `DE`; a code that is not known stays as it is."""
    return countries().get(code) or groups().get(code) or code


def language(code: str) -> str:
    """`German` for `de`; a code that is not known stays as it is."""
    return languages().get(code, code)


def countries() -> dict[str, str]:
    """Country codes to names, sorted by name."""
    return _file()["countries"]


def groups() -> dict[str, str]:
    """Codes of groups of countries, as `places` expands them, to names."""
    return _file()["groups"]


def languages() -> dict[str, str]:
    """Language codes to names, sorted by name."""
    return _file()["languages"]


def known_country(code: str) -> str:
    """The code itself. Raises ValueError, with what it may have meant, when ISO 3166 does not have it."""
    if code not in countries():
        raise ValueError(_needed(code, "such as DE"))
    return code


def known_place(code: str) -> str:
    """The same for a country, a group of countries or a scope that no list contains, such as `GLOBAL`."""
    if code not in countries() and code not in places.groups() and code not in places.open_scopes():
        raise ValueError(_needed(code, f"such as DE, or one of {', '.join(places.groups())}"))
    return code


def _needed(code: str, otherwise: str) -> str:
    inside = sorted(places.groups().get(code, ()))
    if len(inside) > 1:
        return f"must be one country, such as {inside[0]}, and no group"
    return f"must be an ISO 3166 country code, {f'here {inside[0]}' if inside else otherwise}"


@cache
def _file() -> dict[str, dict[str, str]]:
    text = resources.files("weighbridge").joinpath("codes.yaml").read_text(encoding="utf-8")
    data: dict[str, dict[str, str]] = yamlfile.parse(text, Path("codes.yaml")).data
    return {
        kind: names if kind == "groups" else dict(sorted(names.items(), key=lambda item: item[1]))
        for kind, names in data.items()
    }
