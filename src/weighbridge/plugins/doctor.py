"""A health check over loaded plugins: what failed, and what works but deserves a look."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version

from weighbridge.plugins.failures import PluginFailure
from weighbridge.plugins.host import PluginInfo
from weighbridge.plugins.kinds import RECORD_TYPES


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report. `broken` findings make the command fail, others are notes."""

    plugin: str
    distribution: str | None
    stage: str
    reason: str
    remedy: str
    broken: bool


def examine(plugins: Iterable[PluginInfo], failures: Iterable[PluginFailure], giving: Container[str]) -> list[Finding]:
    """All findings, broken ones first. `giving` are the plugins of which at least one record is in the catalog."""
    loaded = tuple(plugins)
    found = [
        Finding(item.plugin, item.distribution, item.stage, item.reason, item.remedy, broken=True) for item in failures
    ]
    failed = {item.plugin for item in found}
    for plugin in loaded:
        found += _ignored_files(plugin)
        if plugin.kind == "pack" and plugin.name not in giving and plugin.name not in failed:
            found.append(_note(plugin, "records", "gives no record.", "Add records, or uninstall it."))
    for distribution in sorted({plugin.distribution for plugin in loaded if plugin.distribution}):
        found += _requirements(distribution)
    return sorted(found, key=lambda item: not item.broken)


def _ignored_files(plugin: PluginInfo) -> list[Finding]:
    if plugin.kind != "pack" or not plugin.other_files:
        return []
    names = ", ".join(plugin.other_files)
    remedy = f"Files are read by name: {', '.join(RECORD_TYPES)}, architectures, or such a name after an underscore."
    return [_note(plugin, "files", f"nothing reads {names}.", remedy)]


def _requirements(distribution: str) -> list[Finding]:
    """Packages that a distribution asks for and that are not installed; those of an extra are only notes."""
    missing: dict[str | None, list[str]] = {}
    for requirement in _stated_requirements(distribution):
        name, extra, conditional = _parse(requirement)
        if not conditional and not _installed(name):
            missing.setdefault(extra, []).append(name)
    return [
        Finding(
            plugin=distribution if extra is None else f"{distribution}[{extra}]",
            distribution=distribution,
            stage="packages",
            reason=f"{', '.join(sorted(names))} not installed.",
            remedy=f"pip install '{distribution}{f'[{extra}]' if extra else ''}'",
            broken=extra is None,
        )
        for extra, names in sorted(missing.items(), key=lambda item: item[0] or "")
    ]


def _stated_requirements(distribution: str) -> list[str]:
    try:
        return requires(distribution) or []
    except PackageNotFoundError:
        return []


def _parse(requirement: str) -> tuple[str, str | None, bool]:
    """Package, the extra it belongs to, and whether another condition (such as an operating system) applies."""
    stated, _, marker = requirement.partition(";")
    name = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", stated.strip())
    extra = re.search(r"""extra\s*==\s*['"]([^'"]+)['"]""", marker)
    rest = marker.replace(extra.group(0), "") if extra else marker
    return name.group(0) if name else stated, extra.group(1) if extra else None, bool(rest.strip(" ()"))


def _installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def _note(plugin: PluginInfo, stage: str, reason: str, remedy: str) -> Finding:
    return Finding(plugin.name, plugin.distribution, stage, reason, remedy, broken=False)
