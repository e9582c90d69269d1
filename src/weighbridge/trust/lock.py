"""The lock file: which plugins and packs a result may rest on, byte by byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from pydantic import Field

from weighbridge import yamlfile
from weighbridge.errors import LockBroken
from weighbridge.plugins.discover import discover, normal
from weighbridge.plugins.packs import load_pack
from weighbridge.plugins.selection import Selection
from weighbridge.records.base import Record
from weighbridge.trust.contents import combined, hashes, pack_files, plugin_files

LOCK_NAME = "weighbridge.lock"
HEADER = "# Written by: weighbridge plugins lock. Compared by every command that is given --locked.\n"
MOST_FILES = 3
"""Changed files of one plugin that a message names."""


class Locked(Record):
    """A plugin or a pack."""

    version: str | None = None
    distribution: str | None = None
    """Installed package that brings it; None for a pack."""
    sha256: str
    """Over the names and hashes of its files."""
    files: dict[str, str]
    """Path within it to the SHA-256 of the file."""


class Lock(Record):
    """Everything that is locked."""

    lock_version: Literal[1]
    weighbridge: str
    """Version of the product."""
    plugins: dict[str, Locked] = Field(default_factory=dict)
    packs: dict[str, Locked] = Field(default_factory=dict)


def current_lock(packs: Iterable[Path] = (), selection: Selection | None = None) -> Lock:
    """What is there now. No plugin is imported, so nothing that was changed can run before it is noticed.

    Raises the errors of `load_pack`.
    """
    chosen = selection or Selection()
    plugins = {}
    for candidate in discover()[0]:
        if chosen.wants(candidate.name):
            files = hashes(plugin_files(candidate.entry_point.module))
            plugins[candidate.name] = _locked(files, candidate.version, candidate.distribution)
    held = {}
    for folder in packs:
        pack = load_pack(folder)
        name = normal(pack.manifest.name)
        if not chosen.leaves_out(name):
            held[name] = _locked(hashes(pack_files(pack)), pack.manifest.version, None)
    return Lock(lock_version=1, weighbridge=version("weighbridge"), plugins=_sorted(plugins), packs=_sorted(held))


def lock_text(lock: Lock) -> str:
    """The lock as YAML: sorted, a line per file, so that a diff shows what changed."""
    return HEADER + yamlfile.dump(lock.model_dump(mode="json"), line_per_value=True)


def read_lock(path: Path) -> Lock:
    """The lock in a file. Raises the errors of reading and InvalidField."""
    return yamlfile.validate(yamlfile.read(path), Lock, "lock")


def check_lock(path: Path, packs: Iterable[Path] = (), selection: Selection | None = None) -> dict[str, str]:
    """Name of every plugin and pack to its hash, when all is as the lock says.

    What the command was told to leave out (`--no-plugin`, `--only-plugins`) is not asked for. Raises LockBroken, which
    names every difference, and the errors of `read_lock` and of `load_pack`.
    """
    stated = read_lock(path)
    chosen = selection or Selection()
    found = current_lock(packs, chosen)
    differences = list(_differences(stated, found, chosen))
    if differences:
        raise LockBroken(path, differences)
    return {name: item.sha256 for name, item in {**found.plugins, **found.packs}.items()}


def _differences(stated: Lock, found: Lock, chosen: Selection) -> Iterator[str]:
    if stated.weighbridge != found.weighbridge:
        yield f"changed: weighbridge itself is {found.weighbridge}, locked is {stated.weighbridge}"
    wanted = {name: item for name, item in stated.plugins.items() if chosen.wants(name)}
    yield from _compared("plugin", wanted, found.plugins)
    kept = {name: item for name, item in stated.packs.items() if not chosen.leaves_out(name)}
    yield from _compared("pack", kept, found.packs)


def _compared(kind: str, stated: Mapping[str, Locked], found: Mapping[str, Locked]) -> Iterator[str]:
    for name in sorted({*stated, *found}):
        if name not in found:
            yield f"missing: {kind} {name} {stated[name].version or ''}".rstrip() + _from(stated[name])
        elif name not in stated:
            yield f"added: {kind} {name} {found[name].version or ''}".rstrip() + _from(found[name])
        elif _truly(stated[name]) != _truly(found[name]):
            yield f"changed: {kind} {name} ({_how(stated[name], found[name])})"


def _truly(item: Locked) -> tuple[str | None, str | None, str]:
    """What counts; the hash is made again from the files, so that neither can be changed without the other."""
    return item.version, item.distribution, f"{item.sha256} {combined(item.files)}"


def _how(stated: Locked, found: Locked) -> str:
    said = []
    if stated.version != found.version:
        said.append(f"version {stated.version or 'none'} became {found.version or 'none'}")
    if stated.distribution != found.distribution:
        said.append(f"distribution {stated.distribution or 'none'} became {found.distribution or 'none'}")
    files = [name for name in sorted({*stated.files, *found.files}) if stated.files.get(name) != found.files.get(name)]
    more = f" and {len(files) - MOST_FILES} more" if len(files) > MOST_FILES else ""
    said += [f"other content in {', '.join(files[:MOST_FILES])}{more}"] if files else []
    return "; ".join(said) or "its entry in the lock contradicts itself"


def _from(item: Locked) -> str:
    return f" of {item.distribution}" if item.distribution else ""


def _locked(files: dict[str, str], stated: str | None, distribution: str | None) -> Locked:
    return Locked(version=stated, distribution=distribution, sha256=combined(files), files=files)


def _sorted(items: Mapping[str, Locked]) -> dict[str, Locked]:
    return dict(sorted(items.items()))
