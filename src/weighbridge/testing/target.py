"""What is to be checked: a pack, a folder with a distribution that is not installed, or an installed plugin."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, PackageNotFoundError, packages_distributions, requires
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from weighbridge.errors import FileUnreadable, NothingToCheck, UnknownId
from weighbridge.plugins.discover import GROUP, Candidate, discover, normal
from weighbridge.plugins.packs import MANIFEST, load_pack

CASES = ("tests/cases.csv", "tests/license_cases.csv", "tests/license_cases.yaml")
"""Where license cases are looked for below the folder."""


@dataclass(frozen=True)
class Code:
    """The Python side of a plugin."""

    module: str
    """What the entry point imports."""
    distribution: str
    requirements: tuple[str, ...] | None
    """As the distribution states them, extras included; None when it says nothing."""
    search: tuple[Path, ...] = ()
    """Folders to import from when the distribution is not installed."""

    @property
    def files(self) -> tuple[Path, ...]:
        """Its Python files: of the package that the entry point names, or the one module."""
        top = self.module.partition(".")[0]
        for folder in self.search:
            for place in (folder / top, folder / f"{top}.py"):
                if place.exists():
                    return _sources(place)
        spec = find_spec(top)
        if spec is None or spec.origin is None:
            return ()
        origin = Path(spec.origin)
        return _sources(origin.parent if origin.name == "__init__.py" else origin)


@dataclass(frozen=True)
class Target:
    """One plugin to check."""

    name: str
    pack: Path | None = None
    candidate: Candidate | None = None
    """A plugin that is not installed."""
    code: Code | None = None
    cases: Path | None = None
    """File of license cases."""


def targets_of(what: str) -> tuple[Target, ...]:
    """The plugins that a path or a name stands for; a distribution may bring several.

    Raises NothingToCheck for a folder that is neither, UnknownId for a name that is not installed, FileUnreadable, and
    the errors of `load_pack` for a pack whose manifest cannot be read.
    """
    folder = Path(what)
    if (folder / MANIFEST).is_file():
        return (Target(load_pack(folder).manifest.name, pack=folder, cases=_cases(folder)),)
    if (folder / "pyproject.toml").is_file():
        return _distribution(folder)
    if folder.exists() or "/" in what or "\\" in what:
        raise NothingToCheck(what)
    return (_installed(what),)


def _installed(name: str) -> Target:
    candidates = {item.name: item for item in discover()[0]}
    found = candidates.get(normal(name))
    if found is None:
        from difflib import get_close_matches

        raise UnknownId("plugin", name, get_close_matches(normal(name), candidates, n=2), "plugins list")
    return Target(found.name, code=_code_of(found))


def _code_of(candidate: Candidate) -> Code:
    try:
        stated = requires(candidate.distribution)
    except PackageNotFoundError:
        stated = None
    return Code(candidate.entry_point.module, candidate.distribution, tuple(stated or ()))


def _distribution(folder: Path) -> tuple[Target, ...]:
    path = folder / "pyproject.toml"
    try:
        project: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8")).get("project", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FileUnreadable(path, str(error)) from error
    entries = project.get("entry-points", {}).get(GROUP, {})
    if not entries:
        raise NothingToCheck(folder)
    name, version = normal(str(project.get("name", folder.name))), str(project.get("version", "0"))
    stated = [*project.get("dependencies", ())]
    for extra in project.get("optional-dependencies", {}).values():
        stated += extra
    search = tuple(place.resolve() for place in (folder, folder / "src") if place.is_dir())
    found = []
    for entry, value in entries.items():
        point = EntryPoint(entry, value, GROUP)
        code = Code(point.module, name, tuple(stated), search)
        found.append(Target(normal(entry), None, Candidate(normal(entry), point, name, version), code, _cases(folder)))
    return tuple(found)


def _cases(folder: Path) -> Path | None:
    return next((folder / name for name in CASES if (folder / name).is_file()), None)


def _sources(place: Path) -> tuple[Path, ...]:
    return tuple(sorted(place.rglob("*.py"))) if place.is_dir() else (place,)


def package_of(requirement: str) -> str:
    """The distribution that a requirement names, normalized."""
    found = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", requirement.strip())
    return normal(found.group()) if found else requirement


def homes_of(import_name: str) -> set[str]:
    """Distributions that a top-level import may come from."""
    return {normal(item) for item in _distributions().get(import_name, [import_name])}


@cache
def _distributions() -> Mapping[str, list[str]]:
    """Top-level import name to distributions; reading this from all installed metadata takes a while."""
    return packages_distributions()
