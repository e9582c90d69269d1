"""ISO codes in words: countries (3166) and languages (639-1), and groups of countries."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

from weighbridge import yamlfile


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


@cache
def _file() -> dict[str, dict[str, str]]:
    text = resources.files("weighbridge").joinpath("codes.yaml").read_text(encoding="utf-8")
    data: dict[str, dict[str, str]] = yamlfile.parse(text, Path("codes.yaml")).data
    return {
        kind: names if kind == "groups" else dict(sorted(names.items(), key=lambda item: item[1]))
        for kind, names in data.items()
    }
