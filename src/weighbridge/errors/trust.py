"""Locks, keys and bundles."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from weighbridge.errors.root import WeighbridgeError


class LockBroken(WeighbridgeError):
    """Plugins or packs are not those of the lock file."""

    def __init__(self, path: Path | str, differences: Iterable[str]) -> None:
        listed = "".join(f"\n  {item}" for item in differences)
        super().__init__(
            f"{path}: what is here is not what was locked, so nothing was loaded:{listed}\n"
            f"Put the locked versions back, or look at the changes (weighbridge plugins diff OLD NEW for packs) and "
            f"lock again: weighbridge plugins lock"
        )


class KeyUnusable(WeighbridgeError):
    """A file is not the key that is needed."""

    def __init__(self, path: Path | str, wanted: str, reason: str) -> None:
        super().__init__(
            f"{path}: is not the {wanted} key that is needed: {reason}. Make a pair with: "
            f"weighbridge bundle keygen NAME"
        )


class BundleDamaged(WeighbridgeError):
    """A bundle is cut off, or is no bundle."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: is damaged or no bundle: {reason}. Nothing was unpacked. Fetch it again.")


class BundleUnsafe(WeighbridgeError):
    """A bundle holds what could write outside its place, or fill the disk."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: is refused: {reason}. Nothing was unpacked. Ask whoever made it.")


class BundleUntrusted(WeighbridgeError):
    """The signature of a bundle is not that of the key, or its content is not what was signed."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(
            f"{path}: cannot be trusted: {reason}. Nothing was unpacked. Use the public key of whoever made it, or "
            f"fetch it again."
        )


class BundleVersion(WeighbridgeError):
    """A bundle is of another format."""

    def __init__(self, path: Path | str, stated: object, supported: int) -> None:
        super().__init__(
            f"{path}: its format is {stated!r}, this version reads {supported}. Nothing was unpacked. Make it again, "
            f"or install the version of weighbridge that made it."
        )


class BundleEmpty(WeighbridgeError):
    """Nothing was named to put into a bundle."""

    def __init__(self) -> None:
        super().__init__("Nothing to bundle. Name packs with --pack DIR, your documents with --knowledge, or both.")


class BundleConflict(WeighbridgeError):
    """Something is in the way of a bundle."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(f"{what}; nothing was changed. {fix}")
