"""What plugin code does to the world around it while it is watched: network, programs, files, the process itself.

The watch is an audit hook of Python (PEP 578). It sees everything that goes through the standard library and refuses
network and programs; machine code in an extension module can act without it. It is a check, not a sandbox.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from weighbridge.plugins.parsecache import cache_folder

NETWORK = frozenset(
    f"socket.{name}"
    for name in ("connect", "bind", "getaddrinfo", "gethostbyname", "gethostbyaddr", "sendto", "sendmsg")
)
PROGRAMS = frozenset(
    ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.startfile")
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = frozenset(("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate", "shutil.rmtree"))


@dataclass
class Watched:
    """What was seen, each once and in order."""

    network: dict[str, None] = field(default_factory=dict)
    programs: dict[str, None] = field(default_factory=dict)
    files: dict[str, None] = field(default_factory=dict)
    process: dict[str, None] = field(default_factory=dict)
    """Names of parts of the process that were changed: an environment variable, sys.path, standard output."""


class _Switch:
    """The hook, which can never be removed, and what it reports to while somebody watches."""

    def __init__(self) -> None:
        self.seen: Watched | None = None
        self.cache = ""
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        seen = self.seen
        if seen is None:
            return
        if event in NETWORK:
            seen.network[f"{event.removeprefix('socket.')} {_plain(arguments[-1] if arguments else '')}"] = None
            raise PermissionError("no network: a plugin gives what it brought along")
        if event in PROGRAMS:
            seen.programs[_plain(arguments[0] if arguments else event)] = None
            raise PermissionError("no programs: a plugin only returns records")
        if event in _CHANGES or (event == "open" and self._is_write(arguments)):
            path = str(arguments[0])
            own = bool(self.cache) and (path.startswith(self.cache) or self.cache.startswith(path))
            if not own and "__pycache__" not in path:
                seen.files[path] = None

    @staticmethod
    def _is_write(arguments: tuple[Any, ...]) -> bool:
        path, _, flags = arguments
        return isinstance(path, str | bytes) and isinstance(flags, int) and bool(flags & _WRITES) and path != os.devnull


@contextmanager
def watching() -> Iterator[Watched]:
    """Watch everything this process does until the block ends."""
    switch, seen = _switch(), Watched()
    before = _process()
    switch.seen, switch.cache = seen, str(cache_folder() or "")
    try:
        yield seen
    finally:
        switch.seen = None
        after = _process()
        seen.process.update(dict.fromkeys(name for name in before | after if before.get(name) != after.get(name)))


@cache
def _switch() -> _Switch:
    return _Switch()


def _process() -> dict[str, Any]:
    """Parts of the process that plugins share with the program."""
    state: dict[str, Any] = {f"the environment variable {name}": value for name, value in os.environ.items()}
    state |= {"sys.path": tuple(sys.path), "the working folder": str(Path.cwd())}
    state |= {f"sys.{name}": id(getattr(sys, name)) for name in ("stdout", "stderr", "excepthook", "displayhook")}
    return state | {"sys.meta_path": tuple(map(id, sys.meta_path)), "the recursion limit": sys.getrecursionlimit()}


def _plain(value: Any) -> str:
    text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
    return "".join(mark for mark in text if mark.isprintable())[:200]
