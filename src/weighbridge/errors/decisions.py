"""Decisions, their papers, and the wizard."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from weighbridge.errors.root import WeighbridgeError


class PortUnusable(WeighbridgeError):
    """Nothing can listen at an address."""

    def __init__(self, address: str, port: int, reason: str) -> None:
        super().__init__(
            f"Port {port} of {address} cannot be used: {reason}. Is the wizard running already? "
            f"Take another port with --port, or a free one with --port 0."
        )


class SignInIncomplete(WeighbridgeError):
    """Nobody could sign in with these settings."""

    def __init__(self, path: Path | str, missing: Iterable[str]) -> None:
        super().__init__(
            f"{path}: the section [auth] lacks {', '.join(missing)}. docs/wizard.md shows a complete file."
        )


class NothingRanked(WeighbridgeError):
    """Every option is out, so there is nothing to decide for."""

    def __init__(self) -> None:
        super().__init__(
            "Every option is out, so there is no decision to record. weighbridge rank shows which change to the needs "
            "or the policy would open some."
        )


class OptionExcluded(WeighbridgeError):
    """An option that fails a gate was chosen for a decision."""

    def __init__(self, option_id: str, reasons: Iterable[str]) -> None:
        super().__init__(
            f"{option_id} is out: {' '.join(reasons)} Choose a ranked option, or see what would let it in with: "
            f"weighbridge explain NEEDS.yaml {option_id}"
        )


class RecordUnusable(WeighbridgeError):
    """A file is not a decision record that this version can check again."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(
            f"{path}: is not a decision record that can be checked: {reason}. Write one with: "
            f"weighbridge report NEEDS.yaml --format record --out FILE.json"
        )


class LinkBroken(WeighbridgeError):
    """A deep link into the wizard cannot be read."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The link cannot be read: {reason}. Ask for it again, or open the needs file instead.")


class ExamplesMissing(WeighbridgeError):
    """The folder of examples is not there."""

    def __init__(self, package: Path | str) -> None:
        super().__init__(
            f"No examples folder beside or in {package}. The installation is incomplete: install weighbridge again."
        )
