"""Plugins and packs."""

from __future__ import annotations

from pathlib import Path

from weighbridge.errors.root import WeighbridgeError


class WrongPluginName(WeighbridgeError):
    """A name that no plugin can have."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name!r} cannot be the name of a plugin. Start with a lower-case letter and use lower-case letters, "
            "digits and single dashes, 40 at most: our-models."
        )


class NothingToCheck(WeighbridgeError):
    """A path that holds no plugin."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(
            f"{path}: holds no plugin. Name a pack (a folder with pack.yaml), a distribution (a folder with a "
            "pyproject.toml that has [project.entry-points.weighbridge]), or an installed plugin."
        )


class PackIncomplete(WeighbridgeError):
    """The folder has no pack.yaml."""

    def __init__(self, folder: Path | str) -> None:
        super().__init__(
            f"{folder}: is not a pack, for it has no pack.yaml. Add one with the keys name, title and api_version."
        )


class OutsidePack(WeighbridgeError):
    """A link in a pack leads out of its folder."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(f"{path}: is a link that leaves the pack's folder. Put a copy of the file there instead.")


class ApiVersionUnsupported(WeighbridgeError):
    """A plugin was written for another major version of the hooks."""

    def __init__(self, where: str, stated: int, supported: int) -> None:
        if stated > supported:
            fix = "Update weighbridge, or install an older version of the plugin."
        else:
            fix = "Install a newer version of the plugin, or ask its author for one."
        super().__init__(f"{where}: api_version is {stated}, but this weighbridge speaks {supported}. {fix}")


class RecordTwice(WeighbridgeError):
    """One pack holds two records with the same id."""

    def __init__(self, kind: str, record_id: str, first: Path, second: Path) -> None:
        where = f"twice in {first}" if first == second else f"in {first} and in {second.name}"
        super().__init__(f"{kind}: the id {record_id!r} stands {where}. Keep one of them.")
