"""The root of all errors that a user can meet."""

from __future__ import annotations


class WeighbridgeError(Exception):
    """Root of all errors that are the input's fault, not the program's. The CLI prints it in one line, exit 1."""
