"""A module run as a process of its own, with limits on time and memory: whatever it meets ends that process alone."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

MEMORY_BYTES = 4 * 2**30
"""Memory that such a process may fill, where the system can limit it."""


def run_apart(module: str, arguments: Sequence[str], seconds: float) -> str:
    """Run a module of the product on the arguments; how it ended, in words."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(  # noqa: S603  # our own interpreter
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return f"did not finish within {seconds:g} s"
    return f"the process was ended by signal {-code}" if code < 0 else f"the process ended with exit code {code}"


def write_whole(text: str, path: Path) -> None:
    """Write a file whole or not at all."""
    draft = path.with_suffix(".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def limit_memory() -> None:
    """Bound the memory of this process."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
