"""Entry points of the group `weighbridge`, read one distribution at a time so that a damaged one spoils no other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint, distributions

from weighbridge.plugins.failures import PluginFailure

GROUP = "weighbridge"
FIRST_PARTY = "weighbridge"
"""Name of the distribution whose plugins are first-party."""


@dataclass(frozen=True)
class Candidate:
    """A plugin that a distribution registers; nothing of it has been imported."""

    name: str
    entry_point: EntryPoint
    distribution: str
    version: str | None

    @property
    def first_party(self) -> bool:
        """Whether the product itself brings it."""
        return self.distribution == FIRST_PARTY


def normal(name: str) -> str:
    """Names compare without case, and with dashes for underscores and dots."""
    return name.casefold().replace("_", "-").replace(".", "-")


def discover() -> tuple[list[Candidate], list[PluginFailure]]:
    """All registered plugins, first-party first, then by name; and what could not be read or used."""
    candidates: list[Candidate] = []
    failures: list[PluginFailure] = []
    seen: set[str] = set()
    for found in distributions():
        try:
            if GROUP not in (found.read_text("entry_points.txt") or ""):
                continue
            entries = [entry for entry in found.entry_points if entry.group == GROUP]
            name, version = normal(found.metadata["Name"]), found.version
        except Exception as error:  # noqa: BLE001  # metadata is as foreign as code
            failures.append(_unreadable(found, error))
            continue
        if name not in seen:  # a later copy on the path is not the one that gets imported
            seen.add(name)
            candidates += [Candidate(normal(entry.name), entry, name, version) for entry in entries]
    kept, refused = _refuse_shared_names(candidates)
    return kept, sorted([*failures, *refused], key=lambda item: (item.plugin, item.distribution or ""))


def _refuse_shared_names(candidates: Iterable[Candidate]) -> tuple[list[Candidate], list[PluginFailure]]:
    """A name is one plugin's. Strangers that share one are all refused; a first-party plugin keeps its own."""
    by_name: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_name.setdefault(candidate.name, []).append(candidate)
    kept, failures = [], []
    for name, sharing in by_name.items():
        owners = sharing if len(sharing) == 1 else [item for item in sharing if item.first_party]
        kept += owners[:1] if len(owners) == 1 else []
        for candidate in sharing:
            if candidate not in kept:
                others = sorted({item.distribution for item in sharing if item is not candidate})
                failures.append(shared_name(name, candidate.distribution, others))
    return sorted(kept, key=lambda item: (not item.first_party, item.name)), failures


def shared_name(name: str, distribution: str | None, others: Iterable[str]) -> PluginFailure:
    """The failure of a plugin whose name is taken."""
    return PluginFailure(
        plugin=name,
        distribution=distribution,
        stage="discover",
        reason=f"the plugin name {name!r} is also claimed by {', '.join(others)}.",
        remedy="Uninstall one of them, or ask its author to choose another name.",
    )


def _unreadable(found: Distribution, error: Exception) -> PluginFailure:
    place = getattr(found, "_path", None)
    name = getattr(place, "name", None) or "unknown distribution"
    return PluginFailure(
        plugin=str(name),
        distribution=str(name),
        stage="discover",
        reason=f"its metadata cannot be read ({type(error).__name__}: {error}).",
        remedy="Reinstall that distribution, or delete the leftover folder.",
    )
